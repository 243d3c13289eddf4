/*
 * threads.c - many Lua states, opened and closed by several threads at once:
 *   threads FILE THREADS STATES    each thread runs FILE in so many states
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

static const char *file;
static int states;

static int run_state(int n)
{
    int ok;
    lua_State *L = luaL_newstate();
    if (L == NULL) return 0;
    luaL_openlibs(L);
    ok = luaL_loadfile(L, file) == LUA_OK;
    lua_pushinteger(L, n);
    ok = ok && lua_pcall(L, 1, 0, 0) == LUA_OK;
    if (!ok) (void)fprintf(stderr, "%s\n", lua_tostring(L, -1));
    lua_close(L);
    return ok;
}

static void *run_thread(void *arg)
{
    int i, *good = arg;
    for (i = 0; i < states; i++)
        *good += run_state(i);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];
    int good[64] = { 0 };
    int i, n, passed = 0;
    if (argc != 4) return 2;
    file = argv[1];
    n = atoi(argv[2]);
    states = atoi(argv[3]);
    if (n < 1 || n > 64 || states < 1) return 2;
    for (i = 0; i < n; i++)
        if (pthread_create(&threads[i], NULL, run_thread, &good[i]) != 0)
            return 1;
    for (i = 0; i < n; i++) {
        (void)pthread_join(threads[i], NULL);
        passed += good[i];
    }
    (void)printf("%d passed, %d failed\n", passed, n * states - passed);
    return passed == n * states ? 0 : 1;
}
