/*
 * lbody.c - the body of an answer, outside of Lua's memory: a page is a
 * megabyte that is read once.
 *
 *   tostring(body)   its text
 *   #body            bytes
 *   body:close()     gives the memory back; its text is empty then
 *
 * json.decode takes one in place of a string.
 */
#include "lbody.h"

#define BODY "tcbilling.body"

struct ltcb_body {
    struct tcb_buffer text;
    int is_lent; /* it is being read, and must stay */
};

static int Lbody_tostring(lua_State *L)
{
    struct ltcb_body *body = luaL_checkudata(L, 1, BODY);
    body->is_lent++; /* the collector may close it */
    lua_pushlstring(L, body->text.len > 0 ? body->text.data : "",
                    body->text.len);
    body->is_lent--;
    return 1;
}

static int Lbody_len(lua_State *L)
{
    const struct ltcb_body *body = luaL_checkudata(L, 1, BODY);
    ltcb_pushinteger(L, (int64_t)body->text.len);
    return 1;
}

static int Ltcb_close_body(lua_State *L)
{
    struct ltcb_body *body = luaL_checkudata(L, 1, BODY);
    if (!body->is_lent) tcb_buffer_free(&body->text);
    return 0;
}

static int Lbody_gc(lua_State *L)
{
    struct ltcb_body *body = luaL_checkudata(L, 1, BODY);
    tcb_buffer_free(&body->text);
    return 0;
}

struct tcb_buffer *ltcb_pushbody(lua_State *L)
{
    static const luaL_Reg meta[] = {
        { "__tostring", Lbody_tostring },
        { "__len", Lbody_len },
        { "__close", Ltcb_close_body },
        { "__gc", Lbody_gc },
        { NULL, NULL },
    };
    static const luaL_Reg methods[] = {
        { "close", Ltcb_close_body },
        { NULL, NULL },
    };
    static const struct ltcb_body empty = { TCB_BUFFER_INIT, 0 };
    struct ltcb_body *body;
    ltcb_class(L, BODY, meta, methods);
    body = lua_newuserdata(L, sizeof *body);
    *body = empty;
    ltcb_setmetatable(L, BODY);
    return &body->text;
}

int ltcb_lend_body(lua_State *L, int i, struct tcb_slice *text)
{
    struct ltcb_body *body = ltcb_test(L, i, BODY);
    if (body == NULL) return 0;
    body->is_lent++;
    *text = tcb_slice("");
    if (body->text.len == 0) return 1;
    text->data = body->text.data;
    text->len = body->text.len;
    return 1;
}

void ltcb_return_body(lua_State *L, int i)
{
    struct ltcb_body *body = ltcb_test(L, i, BODY);
    if (body != NULL) body->is_lent--;
}
