/*
 * lhttp1.c - requests and answers of HTTP/1.1 as bytes, for whoever has a
 * connection of his own.
 *
 *   http1.request(request)  -> bytes, or nil, message: it can't be sent
 *   http1.reader { max_head = 65536, max_body = 67108864 } -> reader
 *   reader:feed(bytes)   -> what it is in the middle of: "head", "body" or
 *                           "done"; or nil, outcome, message, and then always:
 *                           outcome is "protocol", "too_large", "closed" or
 *                           "failed"
 *   reader:finish()      -> as feed: the server closed the connection
 *   reader:status()      -> the final answer's, or nil as long as unknown
 *   reader:info()        -> { status =, date =, request_id =, keep_alive =,
 *                           bytes = }, as far as they are known
 *   reader:take_body()   -> the body (lbody.c), once; nil unless the answer is
 *                           done
 *   reader:close()       frees it
 *
 * A request is { method = "POST", host =, path = "/", headers = { "Name:
 * value", ... }, body = "" }. Wrong types raise.
 *
 * Pushing anything may run the collector and with it a program's own
 * finalizer, which may close the reader: what is pushed is copied before, or
 * belongs to Lua by then.
 */
#include <string.h>

#include "lbody.h"

#define HTTP1 "tcbilling.http1"

struct ltcb_http1 {
    struct tcb_http1 *reader; /* NULL: closed */
};

/* arguments */

static struct tcb_http1 *ltcb_check_reader(lua_State *L)
{
    struct ltcb_http1 *h = luaL_checkudata(L, 1, HTTP1);
    luaL_argcheck(L, h->reader != NULL, 1, "closed reader");
    return h->reader;
}

/* The string on top of the stack, which stays there: C borrows from it. */
static struct tcb_slice ltcb_string(lua_State *L, const char *field)
{
    struct tcb_slice s;
    if (lua_type(L, -1) != LUA_TSTRING)
        (void)luaL_error(L, "%s: string expected, got %s", field,
                         luaL_typename(L, -1));
    s.data = lua_tolstring(L, -1, &s.len);
    return s;
}

/* A field of the table at 1; `absent` may be NULL. Leaves a value. */
static struct tcb_slice ltcb_string_field(lua_State *L, const char *field,
                                          const char *absent)
{
    lua_getfield(L, 1, field);
    if (lua_isnil(L, -1) && absent != NULL) return tcb_slice(absent);
    return ltcb_string(L, field);
}

/* An array of the header lines, owned by a userdata; the lines are kept in a
 * table of their own. Leaves three values on the stack. */
static const struct tcb_slice *ltcb_headers_field(lua_State *L, size_t *count)
{
    struct tcb_slice *lines;
    size_t i;
    *count = 0;
    lua_getfield(L, 1, "headers");
    if (lua_isnil(L, -1)) return NULL;
    if (!lua_istable(L, -1))
        (void)luaL_error(L, "headers: table expected, got %s",
                         luaL_typename(L, -1));
    *count = ltcb_rawlen(L, -1);
    lua_createtable(L, (int)*count, 0);
    lines = lua_newuserdata(L, (*count + 1) * sizeof *lines);
    for (i = 0; i < *count; i++) {
        lua_rawgeti(L, -3, (int)i + 1);
        lines[i] = ltcb_string(L, "headers");
        lua_rawseti(L, -3, (int)i + 1);
    }
    return lines;
}

/* A whole number of bytes in the table at 1; 0 when absent. */
static size_t ltcb_size_field(lua_State *L, const char *field)
{
    int64_t value = 0;
    lua_getfield(L, 1, field);
    if (!lua_isnil(L, -1) && (!ltcb_tointeger(L, -1, &value) || value < 1))
        (void)luaL_error(L, "%s: whole number above 0 expected", field);
    lua_pop(L, 1);
    return (size_t)value;
}

/* requests */

static int ltcb_refuse(lua_State *L, const char *fault)
{
    lua_pushnil(L);
    lua_pushfstring(L, "the request can't be sent: %s", fault);
    return 2;
}

static int Ltcb_request(lua_State *L)
{
    struct tcb_http1_request r;
    struct tcb_buffer *out;
    const char *fault;
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    r.method = ltcb_string_field(L, "method", "POST");
    r.host = ltcb_string_field(L, "host", NULL);
    r.path = ltcb_string_field(L, "path", "/");
    r.body = ltcb_string_field(L, "body", "");
    r.headers = ltcb_headers_field(L, &r.header_count);
    fault = tcb_http1_request_fault(&r);
    if (fault != NULL) return ltcb_refuse(L, fault);
    out = ltcb_pushbuffer(L);
    if (tcb_http1_write(&r, out) != TCB_OK)
        return ltcb_fail(L, tcb_status_text(TCB_ENOMEM));
    lua_pushlstring(L, out->data, out->len);
    tcb_buffer_free(out);
    return 1;
}

/* answers */

static int ltcb_push_failure(lua_State *L, const struct tcb_http1 *reader)
{
    const struct tcb_http1_answer answer = *tcb_http1_answer(reader);
    lua_pushnil(L);
    lua_pushstring(L, tcb_http_outcome_name(answer.outcome));
    lua_pushstring(L, answer.message);
    return 3;
}

static int ltcb_push_state(lua_State *L, const struct tcb_http1 *reader,
                           enum tcb_http1_state state)
{
    switch (state) {
    case TCB_HTTP1_HEAD: lua_pushliteral(L, "head"); break;
    case TCB_HTTP1_BODY: lua_pushliteral(L, "body"); break;
    case TCB_HTTP1_DONE: lua_pushliteral(L, "done"); break;
    case TCB_HTTP1_FAILED: return ltcb_push_failure(L, reader);
    }
    return 1;
}

static int Ltcb_feed(lua_State *L)
{
    struct tcb_http1 *reader = ltcb_check_reader(L);
    struct tcb_slice bytes;
    luaL_checktype(L, 2, LUA_TSTRING);
    bytes.data = lua_tolstring(L, 2, &bytes.len);
    return ltcb_push_state(L, reader, tcb_http1_feed(reader, bytes));
}

static int Ltcb_finish(lua_State *L)
{
    struct tcb_http1 *reader = ltcb_check_reader(L);
    return ltcb_push_state(L, reader, tcb_http1_finish(reader));
}

static int Ltcb_status(lua_State *L)
{
    int status = tcb_http1_answer(ltcb_check_reader(L))->status;
    if (status == 0) return 0;
    lua_pushinteger(L, status);
    return 1;
}

/* Into the table on top of the stack, unless it is empty. */
static void ltcb_set_text(lua_State *L, const char *field, const char *text)
{
    if (text[0] == '\0') return;
    lua_pushstring(L, text);
    lua_setfield(L, -2, field);
}

static int Ltcb_info(lua_State *L)
{
    const struct tcb_http1_answer answer =
        *tcb_http1_answer(ltcb_check_reader(L));
    lua_createtable(L, 0, 5);
    if (answer.status != 0) {
        lua_pushinteger(L, answer.status);
        lua_setfield(L, -2, "status");
    }
    ltcb_set_text(L, "date", answer.date);
    ltcb_set_text(L, "request_id", answer.request_id);
    lua_pushboolean(L, answer.keep_alive);
    lua_setfield(L, -2, "keep_alive");
    ltcb_pushinteger(L, (int64_t)answer.bytes);
    lua_setfield(L, -2, "bytes");
    return 1;
}

/* Pushing the object may close the reader. */
static int Ltcb_take_body(lua_State *L)
{
    struct tcb_buffer *body;
    (void)ltcb_check_reader(L);
    body = ltcb_pushbody(L);
    return tcb_http1_take_body(ltcb_check_reader(L), body);
}

/* Closes, however often, as a method, at a scope's end or when collected. */
static int Ltcb_close_reader(lua_State *L)
{
    struct ltcb_http1 *h = luaL_checkudata(L, 1, HTTP1);
    tcb_http1_free(h->reader);
    h->reader = NULL;
    return 0;
}

static int Ltcb_new_reader(lua_State *L)
{
    struct tcb_http1_options options = { 0, 0 };
    struct ltcb_http1 *h;
    if (!lua_isnoneornil(L, 1)) {
        luaL_checktype(L, 1, LUA_TTABLE);
        options.max_head = ltcb_size_field(L, "max_head");
        options.max_body = ltcb_size_field(L, "max_body");
    }
    h = lua_newuserdata(L, sizeof *h);
    h->reader = NULL;
    ltcb_setmetatable(L, HTTP1);
    if (tcb_http1_new(&options, &h->reader) == TCB_OK) return 1;
    return ltcb_fail(L, tcb_status_text(TCB_ENOMEM));
}

int ltcb_open_http1(lua_State *L)
{
    static const luaL_Reg meta[] = {
        { "__gc", Ltcb_close_reader },
        { "__close", Ltcb_close_reader },
        { NULL, NULL },
    };
    static const luaL_Reg methods[] = {
        { "feed", Ltcb_feed },
        { "finish", Ltcb_finish },
        { "status", Ltcb_status },
        { "info", Ltcb_info },
        { "take_body", Ltcb_take_body },
        { "close", Ltcb_close_reader },
        { NULL, NULL },
    };
    static const luaL_Reg functions[] = {
        { "request", Ltcb_request },
        { "reader", Ltcb_new_reader },
        { NULL, NULL },
    };
    ltcb_class(L, HTTP1, meta, methods);
    lua_newtable(L);
    ltcb_setfuncs(L, functions);
    return 1;
}
