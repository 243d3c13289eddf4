/*
 * lsigner.c - tcbilling.signer: signs requests, whoever sends them.
 *
 *   signer { secret_id =, secret_key =, token = } -> signer
 *   signer:sign(request)    -> the value of the Authorization header
 *   signer:headers(request) -> a table of every header to send; those it adds
 *                              itself can't be given
 *   signer:explain(request) -> a table of the signature's stages
 *   signer:close()          cleanses the keys; signing raises from then on
 *
 * Wrong types raise; values that can't be signed return nil, message. The
 * keys live in C only, and are cleansed when the signer is closed or
 * collected.
 *
 * Pushing onto the Lua stack may run the collector, and so a program's own
 * finalizer, which may sign with this signer, or close it. So what a push
 * reads is never what such a call could change: see ltcb_push_signature.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "object.h"

#define SIGNER "tcbilling.signer"
#define NOT_SIGNABLE                                                           \
    "the request can't be signed: method is POST, or GET without a body; "     \
    "service, host and content_type are not empty; no part holds control "     \
    "characters; "                                                             \
    "the time is in the years 1970 to 9999; at most 30 headers, each once"
#define BAD_KEYS                                                               \
    "secret_id and secret_key must not be empty; they and the token hold no "  \
    "control characters; secret_id holds none of blank , / ; = either"

/* The upvalues of the methods: the names of a request's fields, in this order,
 * since a name that is a Lua string already need not be made one again; and
 * the metatable of signers. */
enum {
    SERVICE = 1,
    HOST,
    TIMESTAMP,
    BODY,
    METHOD,
    QUERY,
    CONTENT_TYPE,
    HEADERS,
    UNSIGNED_PAYLOAD,
    FIELDS = UNSIGNED_PAYLOAD,
    METATABLE
};

static const char *const field_names[FIELDS] = {
    "service",      "host",    "timestamp",        "body", "method", "query",
    "content_type", "headers", "unsigned_payload",
};

struct ltcb_signer {
    struct tcb_signer *signer;
    struct tcb_buffer out; /* reused by each signature */
    char *token;
    size_t token_len;
    int is_lent; /* `out` or `token` is being pushed, and must stay */
    char masked_id[16];
};

/* Argument 1 of a method that takes a request as its second. */
static struct ltcb_signer *ltcb_check_signer(lua_State *L)
{
    struct ltcb_signer *s = lua_touserdata(L, 1);
    luaL_checktype(L, 2, LUA_TTABLE); /* before anything else is there */
    if (s == NULL || !lua_getmetatable(L, 1) ||
        !lua_rawequal(L, -1, lua_upvalueindex(METATABLE)))
        s = luaL_checkudata(L, 1, SIGNER); /* says what is wrong */
    luaL_argcheck(L, s->signer != NULL, 1, "closed signer");
    return s;
}

/* arguments */

/* The text on top of the stack, which stays there; `absent` for nil. */
static struct tcb_slice ltcb_text(lua_State *L, const char *name,
                                  const char *absent)
{
    struct tcb_slice s;
    int type = lua_type(L, -1);
    if (type == LUA_TNIL && absent != NULL) return tcb_slice(absent);
    if (type != LUA_TSTRING)
        luaL_error(L, "%s must be a string, got %s", name,
                   lua_typename(L, type));
    s.data = lua_tolstring(L, -1, &s.len);
    return s;
}

static void ltcb_push_field(lua_State *L, int field)
{
    lua_pushvalue(L, lua_upvalueindex(field));
    lua_rawget(L, 2);
}

static struct tcb_slice ltcb_text_field(lua_State *L, int field,
                                        const char *absent)
{
    ltcb_push_field(L, field);
    return ltcb_text(L, field_names[field - 1], absent);
}

/* Pushes the headers given; says whether there are any. */
static int ltcb_push_headers(lua_State *L)
{
    ltcb_push_field(L, HEADERS);
    if (lua_isnil(L, -1)) return 0;
    if (!lua_istable(L, -1))
        luaL_error(L, "headers must be a table, got %s", luaL_typename(L, -1));
    return 1;
}

/* Those of the table on top; their texts stay in it. */
static size_t ltcb_check_headers(lua_State *L,
                                 struct tcb_header headers[TCB_SIGNED_HEADERS])
{
    size_t count = 0;
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING || lua_type(L, -1) != LUA_TSTRING)
            luaL_error(L, "headers must map names to strings");
        if (count == TCB_SIGNED_HEADERS) luaL_error(L, "too many headers");
        headers[count].name.data =
            lua_tolstring(L, -2, &headers[count].name.len);
        headers[count].value.data =
            lua_tolstring(L, -1, &headers[count].value.len);
        count++;
    }
    return count;
}

/* The request of argument 2, all but its headers. What it points to stays on
 * the stack. */
static void ltcb_check_rest(lua_State *L, struct tcb_request *request)
{
    request->service = ltcb_text_field(L, SERVICE, NULL);
    request->host = ltcb_text_field(L, HOST, NULL);
    request->body = ltcb_text_field(L, BODY, "");
    request->method = ltcb_text_field(L, METHOD, "POST");
    request->query = ltcb_text_field(L, QUERY, "");
    request->content_type =
        ltcb_text_field(L, CONTENT_TYPE, "application/json");
    ltcb_push_field(L, TIMESTAMP);
    if (!ltcb_tointeger(L, -1, &request->timestamp))
        luaL_error(L, "timestamp must be UNIX seconds, such as os.time()");
    ltcb_push_field(L, UNSIGNED_PAYLOAD);
    request->unsigned_payload = lua_toboolean(L, -1);
}

static void ltcb_check_request(lua_State *L, struct tcb_request *request,
                               struct tcb_header headers[TCB_SIGNED_HEADERS])
{
    ltcb_check_rest(L, request);
    request->headers = headers;
    request->header_count = 0;
    if (ltcb_push_headers(L))
        request->header_count = ltcb_check_headers(L, headers);
}

static int ltcb_fail_status(lua_State *L, enum tcb_status status)
{
    if (status == TCB_EINVAL) return ltcb_fail(L, NOT_SIGNABLE);
    return ltcb_fail(L, tcb_status_text(status));
}

/* signing */

static void ltcb_push_lent(lua_State *L, struct ltcb_signer *s,
                           const char *data, size_t len)
{
    const int was_lent = s->is_lent;
    s->is_lent = 1;
    lua_pushlstring(L, data, len);
    s->is_lent = was_lent;
}

/* Pushes the Authorization value, from the signer's own buffer unless that is
 * lent already. */
static enum tcb_status ltcb_push_signature(lua_State *L, struct ltcb_signer *s,
                                           const struct tcb_request *request)
{
    struct tcb_buffer *out = s->is_lent ? ltcb_pushbuffer(L) : &s->out;
    enum tcb_status status;
    if (s->signer == NULL) luaL_argerror(L, 1, "closed signer");
    tcb_buffer_clear(out);
    status = tcb_tc3_sign(s->signer, request, out);
    if (status == TCB_OK) ltcb_push_lent(L, s, out->data, out->len);
    return status;
}

static int Ltcb_sign(lua_State *L)
{
    struct ltcb_signer *s = ltcb_check_signer(L);
    struct tcb_header headers[TCB_SIGNED_HEADERS];
    struct tcb_request request;
    enum tcb_status status;
    ltcb_check_request(L, &request, headers);
    status = ltcb_push_signature(L, s, &request);
    return status == TCB_OK ? 1 : ltcb_fail_status(L, status);
}

/* headers */

static void ltcb_set_slice(lua_State *L, const char *name, struct tcb_slice s)
{
    lua_pushlstring(L, s.data, s.len);
    lua_setfield(L, -2, name);
}

static int ltcb_is_own_header(const char *name)
{
    return strcasecmp(name, "Authorization") == 0 ||
           strcasecmp(name, "X-TC-Timestamp") == 0 ||
           strcasecmp(name, "X-TC-Token") == 0 ||
           strcasecmp(name, "X-TC-Content-SHA256") == 0;
}

/* Copies the table of headers on top of the stack into the one at `to`, which
 * nobody else can reach. */
static void ltcb_copy_headers(lua_State *L, int to)
{
    for (lua_pushnil(L); lua_next(L, -2);) {
        if (lua_type(L, -2) == LUA_TSTRING &&
            ltcb_is_own_header(lua_tostring(L, -2)))
            luaL_error(L, "the signer adds the header %s itself",
                       lua_tostring(L, -2));
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, to);
    }
}

/* Into the table on top: what the signer adds to the headers given. */
static void ltcb_add_headers(lua_State *L, struct ltcb_signer *s,
                             const struct tcb_request *request)
{
    ltcb_set_slice(L, "Content-Type", request->content_type);
    ltcb_set_slice(L, "Host", request->host);
    ltcb_pushinteger(L, request->timestamp);
    (void)lua_tostring(L, -1); /* in place */
    lua_setfield(L, -2, "X-TC-Timestamp");
    if (request->unsigned_payload)
        ltcb_set_slice(L, "X-TC-Content-SHA256", tcb_slice("UNSIGNED-PAYLOAD"));
    if (s->token == NULL) return;
    ltcb_push_lent(L, s, s->token, s->token_len);
    lua_setfield(L, -2, "X-TC-Token");
}

static int Ltcb_headers(lua_State *L)
{
    struct ltcb_signer *s = ltcb_check_signer(L);
    struct tcb_header headers[TCB_SIGNED_HEADERS];
    struct tcb_request request;
    enum tcb_status status;
    lua_settop(L, 2);
    lua_createtable(L, 0, 8); /* at 3 */
    if (ltcb_push_headers(L)) ltcb_copy_headers(L, 3);
    ltcb_check_rest(L, &request);
    lua_pushvalue(L, 3);
    request.header_count = ltcb_check_headers(L, headers);
    request.headers = headers;
    status = ltcb_push_signature(L, s, &request);
    if (status != TCB_OK) return ltcb_fail_status(L, status);
    lua_setfield(L, 3, "Authorization");
    lua_pushvalue(L, 3);
    ltcb_add_headers(L, s, &request);
    return 1;
}

/* explaining */

enum { CANONICAL_REQUEST, STRING_TO_SIGN, AUTHORIZATION, NAMES, SCOPE, PARTS };

static const char *const part_names[PARTS] = {
    "canonical_request", "string_to_sign",   "authorization",
    "signed_headers",    "credential_scope",
};

static struct tcb_slice ltcb_contents(const struct tcb_buffer *b)
{
    struct tcb_slice s = { b->data, b->len };
    return s;
}

static enum tcb_status ltcb_explain(struct tcb_signer *signer,
                                    const struct tcb_request *request,
                                    struct tcb_buffer *out[PARTS])
{
    enum tcb_status status =
        tcb_tc3_canonical_request(signer, request, out[CANONICAL_REQUEST]);
    if (status == TCB_OK)
        status = tcb_tc3_string_to_sign(signer, request,
                                        ltcb_contents(out[CANONICAL_REQUEST]),
                                        out[STRING_TO_SIGN]);
    if (status == TCB_OK)
        status = tcb_tc3_authorization(signer, request,
                                       ltcb_contents(out[STRING_TO_SIGN]),
                                       out[AUTHORIZATION]);
    if (status == TCB_OK) status = tcb_tc3_signed_headers(request, out[NAMES]);
    if (status == TCB_OK) status = tcb_tc3_scope(request, out[SCOPE]);
    return status;
}

static int Ltcb_explain(lua_State *L)
{
    struct ltcb_signer *s = ltcb_check_signer(L);
    struct tcb_header headers[TCB_SIGNED_HEADERS];
    struct tcb_buffer *out[PARTS];
    struct tcb_slice signature;
    struct tcb_request request;
    enum tcb_status status;
    int i;
    luaL_checkstack(L, 32, NULL);
    for (i = 0; i < PARTS; i++)
        out[i] = ltcb_pushbuffer(L);
    ltcb_check_request(L, &request, headers);
    luaL_argcheck(L, s->signer != NULL, 1, "closed signer");
    status = ltcb_explain(s->signer, &request, out);
    if (status != TCB_OK) return ltcb_fail_status(L, status);
    lua_createtable(L, 0, PARTS + 1);
    for (i = 0; i < PARTS; i++)
        ltcb_set_slice(L, part_names[i], ltcb_contents(out[i]));
    signature = ltcb_contents(out[AUTHORIZATION]);
    signature.data += signature.len - TCB_HEX_SIZE;
    signature.len = TCB_HEX_SIZE;
    ltcb_set_slice(L, "signature", signature);
    return 1;
}

/* the object */

/* The first and last four characters of an id that keeps enough hidden. */
static void ltcb_mask(char out[16], struct tcb_slice id)
{
    if (id.len < 16) {
        memcpy(out, "****", 5);
        return;
    }
    memcpy(out, id.data, 4);
    memcpy(out + 4, "****", 4);
    memcpy(out + 8, id.data + id.len - 4, 4);
    out[12] = '\0';
}

static struct tcb_slice ltcb_option(lua_State *L, const char *name,
                                    const char *absent)
{
    lua_getfield(L, 1, name);
    return ltcb_text(L, name, absent);
}

static int Ltcb_new_signer(lua_State *L)
{
    struct tcb_slice id, key, token;
    struct ltcb_signer *s;
    enum tcb_status status;
    luaL_checktype(L, 1, LUA_TTABLE);
    id = ltcb_option(L, "secret_id", NULL);
    key = ltcb_option(L, "secret_key", NULL);
    token = ltcb_option(L, "token", "");
    s = lua_newuserdata(L, sizeof *s);
    memset(s, 0, sizeof *s);
    ltcb_setmetatable(L, SIGNER);
    status = token.len > 0 && !tcb_is_header_value(token)
                 ? TCB_EINVAL
                 : tcb_signer_new(id, key, &s->signer);
    if (status == TCB_EINVAL) return ltcb_fail(L, BAD_KEYS);
    if (status != TCB_OK) return ltcb_fail(L, tcb_status_text(status));
    ltcb_mask(s->masked_id, id);
    if (token.len > 0) {
        s->token = malloc(token.len);
        if (s->token == NULL) return ltcb_fail(L, tcb_status_text(TCB_ENOMEM));
        memcpy(s->token, token.data, token.len);
        s->token_len = token.len;
    }
    return 1;
}

/* Cleanses the keys; once or more often. */
static int Ltcb_signer_close(lua_State *L)
{
    struct ltcb_signer *s = luaL_checkudata(L, 1, SIGNER);
    tcb_signer_free(s->signer);
    s->signer = NULL;
    if (s->is_lent) return 0; /* the rest goes with the object */
    tcb_buffer_free(&s->out);
    if (s->token != NULL) tcb_cleanse(s->token, s->token_len);
    free(s->token);
    s->token = NULL;
    return 0;
}

static int Lsigner_gc(lua_State *L)
{
    struct ltcb_signer *s = luaL_checkudata(L, 1, SIGNER);
    s->is_lent = 0;
    return Ltcb_signer_close(L);
}

static int Ltcb_signer_tostring(lua_State *L)
{
    struct ltcb_signer *s = luaL_checkudata(L, 1, SIGNER);
    lua_pushfstring(L, SIGNER " (%s)", s->masked_id);
    return 1;
}

/* Adds a method with the upvalues that they all have. */
static void ltcb_add_method(lua_State *L, const char *name,
                            lua_CFunction method)
{
    int i;
    luaL_getmetatable(L, SIGNER);
    lua_getfield(L, -1, "__index");
    for (i = 0; i < FIELDS; i++)
        lua_pushstring(L, field_names[i]);
    luaL_getmetatable(L, SIGNER);
    lua_pushcclosure(L, method, METATABLE);
    lua_setfield(L, -2, name);
    lua_pop(L, 2);
}

int ltcb_open_signer(lua_State *L)
{
    static const luaL_Reg meta[] = {
        { "__gc", Lsigner_gc },
        { "__close", Ltcb_signer_close },
        { "__tostring", Ltcb_signer_tostring },
        { NULL, NULL },
    };
    static const luaL_Reg methods[] = {
        { "close", Ltcb_signer_close },
        { NULL, NULL },
    };
    ltcb_class(L, SIGNER, meta, methods);
    ltcb_add_method(L, "sign", Ltcb_sign);
    ltcb_add_method(L, "headers", Ltcb_headers);
    ltcb_add_method(L, "explain", Ltcb_explain);
    lua_pushcfunction(L, Ltcb_new_signer);
    return 1;
}
