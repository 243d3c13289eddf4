/* ljson.c - tcbilling.json: its table, and what plain Lua cannot say: null,
 * a list that may be empty, and a number with its digits. */
#include <string.h>

#include "ljson.h"

void ltcb_pushnumbertext(lua_State *L, struct tcb_slice text)
{
    struct ltcb_number *number =
        lua_newuserdata(L, sizeof *number + text.len + 1);
    number->len = text.len;
    memcpy(number->text, text.data, text.len);
    number->text[text.len] = '\0';
    ltcb_setmetatable(L, LTCB_NUMBER);
}

static int Ltcb_json_number(lua_State *L)
{
    struct tcb_slice text;
    luaL_checktype(L, 1, LUA_TSTRING);
    text = ltcb_checkslice(L, 1);
    if (!tcb_json_is_number(text)) return ltcb_fail(L, "not a JSON number");
    ltcb_pushnumbertext(L, text);
    return 1;
}

static int Lnumber_tostring(lua_State *L)
{
    const struct ltcb_number *number = luaL_checkudata(L, 1, LTCB_NUMBER);
    lua_pushlstring(L, number->text, number->len);
    return 1;
}

/* The same digits; 1.5 and 1.50 are two texts. */
static int Lnumber_eq(lua_State *L)
{
    const struct ltcb_number *a = ltcb_test(L, 1, LTCB_NUMBER);
    const struct ltcb_number *b = ltcb_test(L, 2, LTCB_NUMBER);
    lua_pushboolean(L, a != NULL && b != NULL && a->len == b->len &&
                           memcmp(a->text, b->text, a->len) == 0);
    return 1;
}

/* json.list(t): json.list is the metatable itself, and is called. */
static int Ltcb_json_list(lua_State *L)
{
    luaL_checkany(L, 1);
    lua_remove(L, 1);
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    ltcb_setmetatable(L, LTCB_LIST);
    return 1;
}

static void push_list(lua_State *L)
{
    if (ltcb_newmetatable(L, LTCB_LIST)) {
        lua_newtable(L);
        lua_pushcfunction(L, Ltcb_json_list);
        lua_setfield(L, -2, "__call");
        lua_pushliteral(L, "tcbilling");
        lua_setfield(L, -2, "__metatable");
        lua_setmetatable(L, -2);
        ltcb_register(L, LTCB_LIST);
    }
}

int ltcb_open_json(lua_State *L)
{
    static const luaL_Reg number_meta[] = { { "__tostring", Lnumber_tostring },
                                            { "__eq", Lnumber_eq },
                                            { NULL, NULL } };
    static const luaL_Reg number_methods[] = { { NULL, NULL } };
    static const luaL_Reg functions[] = { { "decode", Ltcb_json_decode },
                                          { "encode", Ltcb_json_encode },
                                          { "number", Ltcb_json_number },
                                          { NULL, NULL } };
    ltcb_class(L, LTCB_NUMBER, number_meta, number_methods);
    lua_newtable(L);
    ltcb_setfuncs(L, functions);
    push_list(L);
    lua_setfield(L, -2, "list");
    lua_pushlightuserdata(L, NULL);
    lua_setfield(L, -2, "null");
    return 1;
}
