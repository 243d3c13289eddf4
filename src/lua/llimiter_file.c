/*
 * llimiter_file.c - limiters whose records lie in a file, for all processes
 * that use it.
 *
 *   limiter_file { path =, group =, directory = } -> file | nil, message
 *   file:limiter(key, account, options)  -> limiter: see llimiter.c
 *   file:back_off(now, account)          -> true | false, message, is_busy
 *   file:close()
 *
 *   path        from the root
 *   group       name or number of the group whose users share it; nil: it is
 *               this user's alone
 *   directory   the folder of the path, made for this user alone if it is not
 *               there; never with a group
 *   key         what is limited; all limiters of one key are one limit
 *   account     whom it is counted for
 *   options     as limiter's
 *
 * back_off is for a refusal of one account, or of all without one: each of its
 * keys backs off. A limiter keeps its file open, unless file:close() closes
 * it; then both raise when used. A forked child may go on with all of them.
 */
#include <string.h>

#include "llimiter.h"

#define LIMITER_FILE "tcbilling.limiter_file"
#define LONGEST_PROBLEM 6000

/* arguments */

static struct ltcb_limiter_file *ltcb_check_file(lua_State *L)
{
    struct ltcb_limiter_file *f = luaL_checkudata(L, 1, LIMITER_FILE);
    luaL_argcheck(L, f->file != NULL, 1, "closed limiter file");
    return f;
}

static struct tcb_slice ltcb_check_text(lua_State *L, int i)
{
    struct tcb_slice s;
    luaL_checktype(L, i, LUA_TSTRING);
    s.data = lua_tolstring(L, i, &s.len);
    luaL_argcheck(L, s.len > 0, i, "empty");
    return s;
}

static void ltcb_check_option_names(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_pushnil(L);
    while (lua_next(L, 1)) {
        const char *name = "?";
        if (lua_type(L, -2) == LUA_TSTRING) name = lua_tostring(L, -2);
        if (strcmp(name, "path") != 0 && strcmp(name, "group") != 0 &&
            strcmp(name, "directory") != 0)
            luaL_error(L, "limiter_file has no option '%s'", name);
        lua_pop(L, 1);
    }
}

/* Pushes the option `name`; NULL for nil. It stays on the stack. */
static const char *ltcb_text_option(lua_State *L, const char *name)
{
    const char *text;
    size_t len;
    lua_getfield(L, 1, name);
    if (lua_isnil(L, -1)) return NULL;
    if (lua_type(L, -1) != LUA_TSTRING)
        luaL_error(L, "limiter_file option '%s' must be a string", name);
    text = lua_tolstring(L, -1, &len);
    if (len == 0 || strlen(text) != len)
        luaL_error(L, "limiter_file option '%s' is empty or has a zero byte",
                   name);
    return text;
}

/* A group may be a number, too. Leaves one or two values. */
static const char *ltcb_group_option(lua_State *L)
{
    char digits[24];
    int64_t number = 0;
    lua_getfield(L, 1, "group");
    if (!ltcb_tointeger(L, -1, &number)) {
        lua_pop(L, 1);
        return ltcb_text_option(L, "group");
    }
    (void)snprintf(digits, sizeof digits, "%" PRId64, number);
    lua_pushstring(L, digits);
    return lua_tostring(L, -1);
}

/* methods */

/* A finalizer that closes the file may run while the text is pushed. */
int ltcb_limiter_file_fault(lua_State *L, const struct ltcb_limiter_file *f,
                            enum tcb_status status)
{
    const char *text = tcb_status_text(status);
    char copy[LONGEST_PROBLEM];
    if (status == TCB_EFILE) text = tcb_limiter_file_problem(f->file);
    (void)snprintf(copy, sizeof copy, "%s", text);
    lua_pushboolean(L, 0);
    lua_pushstring(L, copy);
    lua_pushboolean(L, status == TCB_EBUSY);
    return 3;
}

static int Ltcb_file_limiter(lua_State *L)
{
    struct ltcb_limiter_file *f = ltcb_check_file(L);
    struct tcb_slice key = ltcb_check_text(L, 2);
    struct tcb_slice account = ltcb_check_text(L, 3);
    ltcb_push_file_limiter(L, f, key, account);
    return 1;
}

static int Ltcb_file_back_off(lua_State *L)
{
    struct ltcb_limiter_file *f = ltcb_check_file(L);
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    int64_t now = ltcb_check_now(L, 2);
    struct tcb_slice account = { "", 0 };
    enum tcb_status status;
    if (!lua_isnoneornil(L, 3)) account = ltcb_check_text(L, 3);
    status = tcb_limiter_file_back_off(f->file, account, &o, now);
    if (status != TCB_OK) return ltcb_limiter_file_fault(L, f, status);
    lua_pushboolean(L, 1);
    return 1;
}

/* Closes, however often, as a method, at a scope's end or when collected. */
static int Ltcb_file_close(lua_State *L)
{
    struct ltcb_limiter_file *f = luaL_checkudata(L, 1, LIMITER_FILE);
    tcb_limiter_file_close(f->file);
    f->file = NULL;
    return 0;
}

static int Ltcb_file_tostring(lua_State *L)
{
    const struct ltcb_limiter_file *f = luaL_checkudata(L, 1, LIMITER_FILE);
    lua_pushfstring(L, LIMITER_FILE " (%s)",
                    f->file != NULL ? f->path : "closed");
    return 1;
}

/* the constructor */

/* Reads the table at 1. The texts stay on the stack. */
static void ltcb_read_options(lua_State *L, struct tcb_limiter_file_options *o)
{
    ltcb_check_option_names(L);
    o->path = ltcb_text_option(L, "path");
    o->group = ltcb_group_option(L);
    o->directory = ltcb_text_option(L, "directory");
    if (o->path == NULL) luaL_error(L, "limiter_file option 'path' is missing");
    if (o->group != NULL && o->directory != NULL)
        luaL_error(L, "limiter_file takes 'group' or 'directory', since a "
                      "directory is this user's alone");
}

static int Ltcb_file_new(lua_State *L)
{
    struct tcb_limiter_file_options o;
    struct ltcb_limiter_file *f;
    struct tcb_buffer *problem;
    enum tcb_status status;
    size_t size;
    ltcb_read_options(L, &o);
    problem = ltcb_pushbuffer(L);
    size = strlen(o.path) + 1;
    f = lua_newuserdata(L, sizeof *f + size);
    f->file = NULL;
    memcpy(f->path, o.path, size);
    ltcb_setmetatable(L, LIMITER_FILE);
    status = tcb_limiter_file_open(&o, &f->file, problem);
    if (status == TCB_OK) return 1;
    if (status != TCB_EFILE || problem->len == 0)
        return ltcb_fail(L, tcb_status_text(status));
    lua_pushnil(L);
    lua_pushlstring(L, problem->data, problem->len);
    return 2;
}

int ltcb_open_limiter_file(lua_State *L)
{
    static const luaL_Reg meta[] = {
        { "__gc", Ltcb_file_close },
        { "__close", Ltcb_file_close },
        { "__tostring", Ltcb_file_tostring },
        { NULL, NULL },
    };
    static const luaL_Reg methods[] = {
        { "limiter", Ltcb_file_limiter },
        { "back_off", Ltcb_file_back_off },
        { "close", Ltcb_file_close },
        { NULL, NULL },
    };
    ltcb_class(L, LIMITER_FILE, meta, methods);
    lua_pushcfunction(L, Ltcb_file_new);
    return 1;
}
