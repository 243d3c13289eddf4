/*
 * compat.h - one source for Lua 5.4 and for LuaJIT (Lua 5.1's API). Only
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

#if LUA_VERSION_NUM < 502
#define ltcb_setfuncs(L, regs) luaL_register((L), NULL, (regs))
#define ltcb_rawlen(L, i) lua_objlen((L), (i))
#else
#define ltcb_setfuncs(L, regs) luaL_setfuncs((L), (regs), 0)
#define ltcb_rawlen(L, i) lua_rawlen((L), (i))
#endif

/* Integers that lua_Number holds exactly, where there is no other type. */
#define LTCB_EXACT INT64_C(9007199254740992)

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

#endif
