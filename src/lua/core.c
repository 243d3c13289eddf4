/*
 * core.c - the module tcbilling.core: what signs, reads, writes, counts,
 * limits and frames, and never touches a socket. It needs libcrypto and no
 * libcurl, so that it can live inside nginx.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "object.h"

/* Seconds of the monotonic clock: for limits and deadlines. */
static int Ltcb_monotonic(lua_State *L)
{
    lua_pushnumber(L, (lua_Number)tcb_monotonic_ns() / 1e9);
    return 1;
}

/* UNIX seconds with their fraction: for signatures. */
static int Ltcb_wall(lua_State *L)
{
    lua_pushnumber(L, (lua_Number)tcb_wall_ns() / 1e9);
    return 1;
}

/* n random bytes, 1 to 256: for trace ids and jitter. */
static int Ltcb_random_bytes(lua_State *L)
{
    char bytes[256];
    lua_Integer n = luaL_checkinteger(L, 1);
    luaL_argcheck(L, n >= 1 && n <= (lua_Integer)sizeof bytes, 1, "1 to 256");
    if (tcb_random_bytes(bytes, (size_t)n) != TCB_OK)
        return luaL_error(L, "the system gives no random bytes");
    lua_pushlstring(L, bytes, (size_t)n);
    return 1;
}

/* Who this process is, to the files that it makes. */
static int Ltcb_user_id(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)geteuid());
    return 1;
}

/* Whether others than its owner may read or write a file; false where there is
 * none. */
static int Ltcb_is_open_to_others(lua_State *L)
{
    struct stat st;
    const char *path = luaL_checkstring(L, 1);
    lua_pushboolean(L, stat(path, &st) == 0 &&
                           (st.st_mode & (S_IRWXG | S_IRWXO)) != 0);
    return 1;
}

LTCB_EXPORT int luaopen_tcbilling_core(lua_State *L);

LTCB_EXPORT int luaopen_tcbilling_core(lua_State *L)
{
    static const luaL_Reg functions[] = {
        { "monotonic", Ltcb_monotonic },
        { "wall", Ltcb_wall },
        { "random_bytes", Ltcb_random_bytes },
        { "user_id", Ltcb_user_id },
        { "is_open_to_others", Ltcb_is_open_to_others },
        { NULL, NULL },
    };
    if (!tcb_sha256_usable())
        return luaL_error(L, "tcbilling.core was compiled for another major "
                             "version of OpenSSL than the libcrypto of this "
                             "process: build it against the one used here");
    lua_newtable(L);
    ltcb_setfuncs(L, functions);
    ltcb_open_signer(L);
    lua_setfield(L, -2, "signer");
    ltcb_open_json(L);
    lua_setfield(L, -2, "json");
    ltcb_open_decimal(L);
    lua_setfield(L, -2, "decimal");
    ltcb_open_limiter(L);
    lua_setfield(L, -2, "limiter");
    ltcb_open_limiter_file(L);
    lua_setfield(L, -2, "limiter_file");
    ltcb_open_http1(L);
    lua_setfield(L, -2, "http1");
    ltcb_open_sha256(L);
    lua_setfield(L, -2, "sha256");
    lua_pushliteral(L, TCB_VERSION);
    lua_setfield(L, -2, "_VERSION");
    return 1;
}
