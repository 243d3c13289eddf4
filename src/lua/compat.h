/*
 * compat.h - one source for Lua 5.4 and for LuaJIT (Lua 5.1's API), and what
 * every object of the binding does alike.
 *
 * ltcb_ helpers touch a lua_State; Ltcb_ functions are what Lua sees. Only
 * symbols of plain Lua 5.1 are used below 5.2, so that a module built with
 * its headers loads in LuaJIT too.
 */
#ifndef LTCB_COMPAT_H
#define LTCB_COMPAT_H

#include <inttypes.h>
#include <lauxlib.h>
#include <lua.h>
#include <stdio.h>

#include "tcbilling.h"

/* The one kind of symbol that a module exports. */
#define LTCB_EXPORT __attribute__((visibility("default")))

#if LUA_VERSION_NUM < 502
#define ltcb_setfuncs(L, regs) luaL_register((L), NULL, (regs))
#define ltcb_rawlen(L, i) lua_objlen((L), (i))
#else
#define ltcb_setfuncs(L, regs) luaL_setfuncs((L), (regs), 0)
#define ltcb_rawlen(L, i) lua_rawlen((L), (i))
#endif

/* Integers that lua_Number holds exactly, where there is no other type. */
#define LTCB_EXACT INT64_C(9007199254740992)

/* The userdata at `i` if its metatable is `name`'s, else NULL. */
static inline void *ltcb_test(lua_State *L, int i, const char *name)
{
    void *object = lua_touserdata(L, i);
    if (object == NULL || !lua_getmetatable(L, i)) return NULL;
    luaL_getmetatable(L, name);
    if (!lua_rawequal(L, -1, -2)) object = NULL;
    lua_pop(L, 2);
    return object;
}

static inline void ltcb_setmetatable(lua_State *L, const char *name)
{
    luaL_getmetatable(L, name);
    lua_setmetatable(L, -2);
}

/* Pushes the metatable `name`, or an empty table: then returns 1, and
 * ltcb_register makes it that once it is filled. One that Lua had no memory to
 * fill is begun anew the next time. */
static inline int ltcb_newmetatable(lua_State *L, const char *name)
{
    luaL_getmetatable(L, name);
    if (!lua_isnil(L, -1)) return 0;
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushstring(L, name);
    lua_setfield(L, -2, "__name");
    return 1;
}

static inline void ltcb_register(lua_State *L, const char *name)
{
    lua_pushvalue(L, -1);
    lua_setfield(L, LUA_REGISTRYINDEX, name);
}

/* Makes the class `name` once a state: its metamethods and methods. */
static inline void ltcb_class(lua_State *L, const char *name,
                              const luaL_Reg *meta, const luaL_Reg *methods)
{
    if (ltcb_newmetatable(L, name)) {
        ltcb_setfuncs(L, meta);
        lua_newtable(L);
        ltcb_setfuncs(L, methods);
        lua_setfield(L, -2, "__index");
        lua_pushliteral(L, "tcbilling");
        lua_setfield(L, -2, "__metatable"); /* keep hands off the methods */
        ltcb_register(L, name);
    }
    lua_pop(L, 1);
}

#define LTCB_BUFFER "tcbilling.buffer"

static inline int Lbuffer_gc(lua_State *L)
{
    tcb_buffer_free(luaL_checkudata(L, 1, LTCB_BUFFER));
    return 0;
}

/* Pushes a buffer that belongs to Lua, which may raise at any push. */
static inline struct tcb_buffer *ltcb_pushbuffer(lua_State *L)
{
    static const struct tcb_buffer empty = TCB_BUFFER_INIT;
    struct tcb_buffer *buffer = lua_newuserdata(L, sizeof *buffer);
    *buffer = empty;
    if (ltcb_newmetatable(L, LTCB_BUFFER)) {
        lua_pushcfunction(L, Lbuffer_gc);
        lua_setfield(L, -2, "__gc");
        ltcb_register(L, LTCB_BUFFER);
    }
    lua_setmetatable(L, -2);
    return buffer;
}

/* Pushes an integer; beyond what this Lua holds exactly, its digits. */
static inline void ltcb_pushinteger(lua_State *L, int64_t value)
{
#if LUA_VERSION_NUM >= 503
    lua_pushinteger(L, (lua_Integer)value);
#else
    char digits[24];
    if (value <= LTCB_EXACT && value >= -LTCB_EXACT) {
        lua_pushnumber(L, (lua_Number)value);
        return;
    }
    (void)snprintf(digits, sizeof digits, "%" PRId64, value);
    lua_pushstring(L, digits);
#endif
}

/* Is the value at `i` a number (no text) that is a whole one in int64? */
static inline int ltcb_tointeger(lua_State *L, int i, int64_t *value)
{
    lua_Number number;
    if (lua_type(L, i) != LUA_TNUMBER) return 0;
#if LUA_VERSION_NUM >= 503
    if (lua_isinteger(L, i)) {
        *value = (int64_t)lua_tointeger(L, i);
        return 1;
    }
#endif
    number = lua_tonumber(L, i);
    if (!(number >= -9223372036854775808.0 && number < 9223372036854775808.0))
        return 0;
    *value = (int64_t)number;
    return (lua_Number)*value == number;
}

static inline struct tcb_slice ltcb_checkslice(lua_State *L, int i)
{
    struct tcb_slice s;
    s.data = luaL_checklstring(L, i, &s.len);
    return s;
}

/* nil, message: how the world's failures return. */
static inline int ltcb_fail(lua_State *L, const char *message)
{
    lua_pushnil(L);
    lua_pushstring(L, message);
    return 2;
}

#pragma GCC visibility push(hidden)

/* Each pushes one value: the constructor or table of an object. */
int ltcb_open_signer(lua_State *L);
int ltcb_open_json(lua_State *L);
int ltcb_open_decimal(lua_State *L);
int ltcb_open_limiter(lua_State *L);
int ltcb_open_http(lua_State *L);

#pragma GCC visibility pop

#endif
