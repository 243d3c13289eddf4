/*
 * object.h - what every object of the binding does alike.
 *
 * ltcb_ helpers touch a lua_State; Ltcb_ functions are what Lua sees.
 */
#ifndef LTCB_OBJECT_H
#define LTCB_OBJECT_H

#include "compat.h"

/* The one kind of symbol that a module exports. */
#define LTCB_EXPORT __attribute__((visibility("default")))

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

/* An environment is a table that a userdata keeps alive. This pops one and
 * makes it the environment of the userdata at `i`. */
static inline void ltcb_set_environment(lua_State *L, int i)
{
#if LUA_VERSION_NUM < 502
    (void)lua_setfenv(L, i);
#else
    (void)lua_setuservalue(L, i);
#endif
}

static inline void ltcb_push_environment(lua_State *L, int i)
{
#if LUA_VERSION_NUM < 502
    lua_getfenv(L, i);
#else
    (void)lua_getuservalue(L, i);
#endif
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
int ltcb_open_limiter_file(lua_State *L);
int ltcb_open_http(lua_State *L);
int ltcb_open_http1(lua_State *L);
int ltcb_open_sha256(lua_State *L);

#pragma GCC visibility pop

#endif
