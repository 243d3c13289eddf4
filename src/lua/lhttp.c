/*
 * lhttp.c - HTTP transfers for Lua, over one set of kept connections.
 *
 *   curl.new { max_idle =, max_lifetime =, max_connections = } -> http
 *   http:start(request)  -> transfer, under way
 *   http:step(wait_ms)   -> true: reads, writes, waits for more at most once
 *   http:ended()         -> the next transfer that ended, or nil
 *   http:written()       -> the next one whose request was handed over, and
 *                        when (s), or nil
 *   http:fds()           -> { { fd =, read =, write = }, ... }, what a loop
 *                        that is not ours waits for
 *   http:backend_fd()    -> one descriptor that can be read whenever one of
 *                        those is ready, or nil: there is none
 *   http:timeout()       -> after how many seconds it steps anyway, or nil:
 *                        nothing is under way
 *   http:is_own()        -> false in a forked child, and when closed
 *   http:close()         cancels what is under way
 *   transfer:result()    -> a table, or nil while it is under way
 *   transfer:take_body() -> the body (lbody.c), once; nil while it is under way
 *   transfer:cancel()    ends it, unless it has ended
 *   transfer:close()     cancels and frees it
 *
 * A request is { url =, method = "POST", headers = { "Name: value", ... },
 * body = "", ca_file =, ca_path =, insecure =, proxy =, timeout = 60000,
 * connect_timeout = 5000 (ms), send_by = none (s of core.monotonic), max_body =
 * 64 MiB }. Wrong types raise, values that can't be sent return nil, message,
 * true; what fails otherwise, as for want of memory, returns nil, message.
 *
 * Each http has one table as its environment: itself at 0, and its transfers
 * under way at their numbers, so that http:ended gives back the very object
 * and nothing vanishes while the network still works for it. The transfers
 * have the same table, which keeps their http alive. At WEAK it has a weak
 * table of all transfers, also of those that were handed out.
 *
 * Reading a request runs its metamethods, and pushing anything may run the
 * collector and with it a program's own finalizer: either may close what is
 * worked on.
 */
#include <string.h>
#include <sys/select.h>

#include "lbody.h"

#define HTTP "tcbilling.http"
#define TRANSFER "tcbilling.transfer"
#define WEAK (-1)
#define LONGEST_WAIT 86400000 /* ms, a day */
#define LATEST 4e9            /* s, 126 years */
#define NOT_SENDABLE                                                           \
    "the request can't be sent: the URL is http or https, without a user and " \
    "with a host in ASCII; method is POST, or GET without a body; a header "   \
    "is \"Name: value\", neither empty, in one line; timeouts are 1 ms to 24 " \
    "days; a proxy's URL is http, https or socks5h; ca_file or ca_path is "    \
    "given, not both"
#define FORKED "these connections belong to the process this one was forked of"

#define TOO_OLD                                                                \
    "libcurl is too old: 7.80 or later is needed, and 7.85 or later for a "    \
    "module that was compiled with that"

struct ltcb_http {
    struct tcb_http *http;
    int last_number;
};

struct ltcb_transfer {
    struct tcb_transfer *transfer;
    int number;
    int is_lent; /* its result is being pushed, and must stay */
};

/* A request while it is read: where it lies, and the field with a zero byte
 * in it, which C would take for its end. */
struct ltcb_reader {
    lua_State *L;
    int index;
    const char *cut;
};

/* arguments */

static struct tcb_http *ltcb_check_http(lua_State *L)
{
    struct ltcb_http *h = luaL_checkudata(L, 1, HTTP);
    luaL_argcheck(L, h->http != NULL, 1, "closed http");
    return h->http;
}

static struct tcb_transfer *ltcb_check_transfer(lua_State *L)
{
    struct ltcb_transfer *t = luaL_checkudata(L, 1, TRANSFER);
    luaL_argcheck(L, t->transfer != NULL, 1, "closed transfer");
    return t->transfer;
}

static void ltcb_expect(lua_State *L, const char *field, const char *expected)
{
    (void)luaL_error(L, "%s: %s expected, got %s", field, expected,
                     luaL_typename(L, -1));
}

/* The whole number in a field of the table at `i`, at least 0. */
static int64_t ltcb_number_field(lua_State *L, int i, const char *field,
                                 int64_t absent)
{
    int64_t value = absent;
    lua_getfield(L, i, field);
    if (!lua_isnil(L, -1) && !ltcb_tointeger(L, -1, &value))
        ltcb_expect(L, field, "whole number");
    if (value < 0) (void)luaL_error(L, "%s: negative", field);
    lua_pop(L, 1);
    return value;
}

/* ns of a time in seconds in a field of the table at `i`, 0 when absent. What
 * is before the clock's start is long past. */
static int64_t ltcb_time_field(lua_State *L, int i, const char *field)
{
    lua_Number s = 0;
    lua_getfield(L, i, field);
    if (!lua_isnil(L, -1)) {
        s = lua_tonumber(L, -1);
        if (lua_type(L, -1) != LUA_TNUMBER || s != s)
            ltcb_expect(L, field, "number");
        if (s < 1e-9) s = 1e-9;
        if (s > LATEST) s = LATEST;
    }
    lua_pop(L, 1);
    return (int64_t)(s * 1e9);
}

/* A string on top of the stack, which stays there: C borrows from it. */
static struct tcb_slice ltcb_read_string(struct ltcb_reader *r,
                                         const char *field)
{
    struct tcb_slice s;
    if (lua_type(r->L, -1) != LUA_TSTRING) ltcb_expect(r->L, field, "string");
    s.data = lua_tolstring(r->L, -1, &s.len);
    return s;
}

static const char *ltcb_read_text(struct ltcb_reader *r, const char *field)
{
    struct tcb_slice s = ltcb_read_string(r, field);
    if (strlen(s.data) != s.len) r->cut = field;
    return s.data;
}

/* NULL when absent. Leaves one value on the stack, as the next does. */
static const char *ltcb_text_field(struct ltcb_reader *r, const char *field)
{
    lua_getfield(r->L, r->index, field);
    return lua_isnil(r->L, -1) ? NULL : ltcb_read_text(r, field);
}

static struct tcb_slice ltcb_bytes_field(struct ltcb_reader *r,
                                         const char *field)
{
    lua_getfield(r->L, r->index, field);
    return lua_isnil(r->L, -1) ? tcb_slice("") : ltcb_read_string(r, field);
}

/* An array of the header lines, owned by a userdata; the lines are kept in a
 * table of their own. Leaves three values on the stack. */
static const char *const *ltcb_headers_field(struct ltcb_reader *r,
                                             size_t *count)
{
    lua_State *L = r->L;
    const char **lines;
    size_t i;
    *count = 0;
    lua_getfield(L, r->index, "headers");
    if (lua_isnil(L, -1)) return NULL;
    if (!lua_istable(L, -1)) ltcb_expect(L, "headers", "table");
    *count = ltcb_rawlen(L, -1);
    lua_createtable(L, (int)*count, 0);
    lines = lua_newuserdata(L, (*count + 1) * sizeof *lines);
    for (i = 0; i < *count; i++) {
        lua_rawgeti(L, -3, (int)i + 1);
        lines[i] = ltcb_read_text(r, "headers");
        lua_rawseti(L, -3, (int)i + 1);
    }
    return lines;
}

/* Reads the table of a request. What it points to stays on the stack. */
static void ltcb_read_request(struct ltcb_reader *r,
                              struct tcb_http_request *request)
{
    lua_State *L = r->L;
    memset(request, 0, sizeof *request);
    luaL_checkstack(L, 16, NULL);
    request->url = ltcb_text_field(r, "url");
    request->method = ltcb_text_field(r, "method");
    if (request->method == NULL) request->method = "POST";
    request->body = ltcb_bytes_field(r, "body");
    request->ca_file = ltcb_text_field(r, "ca_file");
    request->ca_path = ltcb_text_field(r, "ca_path");
    request->proxy = ltcb_text_field(r, "proxy");
    lua_getfield(L, r->index, "insecure");
    request->insecure = lua_toboolean(L, -1);
    request->timeout_ms = ltcb_number_field(L, r->index, "timeout", 60000);
    request->connect_timeout_ms =
        ltcb_number_field(L, r->index, "connect_timeout", 5000);
    request->send_by = ltcb_time_field(L, r->index, "send_by");
    request->max_body = (size_t)ltcb_number_field(L, r->index, "max_body", 0);
    request->headers = ltcb_headers_field(r, &request->header_count);
}

/* transfers */

/* Pushes a transfer that has not begun, as the http's next one. */
static struct ltcb_transfer *ltcb_new_transfer(lua_State *L)
{
    struct ltcb_http *h = lua_touserdata(L, 1);
    struct ltcb_transfer *t = lua_newuserdata(L, sizeof *t);
    t->transfer = NULL;
    t->is_lent = 0;
    t->number = ++h->last_number;
    ltcb_setmetatable(L, TRANSFER);
    ltcb_push_environment(L, 1);
    lua_rawgeti(L, -1, WEAK);
    lua_pushvalue(L, -3);
    lua_rawseti(L, -2, t->number);
    lua_pop(L, 1);
    ltcb_set_environment(L, -2);
    return t;
}

/* Sets or clears a transfer's place in the environment on top; pops it. */
static void ltcb_keep(lua_State *L, int transfer, int kept)
{
    const struct ltcb_transfer *t = lua_touserdata(L, transfer);
    if (kept)
        lua_pushvalue(L, transfer);
    else
        lua_pushnil(L);
    lua_rawseti(L, -2, t->number);
    lua_pop(L, 1);
}

/* nil, message, true: the request itself is at fault. */
static int ltcb_refuse(lua_State *L, const char *message)
{
    lua_pushnil(L);
    lua_pushstring(L, message);
    lua_pushboolean(L, 1);
    return 3;
}

/* The transfer at 3, kept from now on unless it does not start. */
static enum tcb_status ltcb_start(lua_State *L,
                                  const struct tcb_http_request *request)
{
    const struct ltcb_http *h = lua_touserdata(L, 1);
    struct ltcb_transfer *t = lua_touserdata(L, 3);
    enum tcb_status status = TCB_EINVAL;
    ltcb_push_environment(L, 1);
    ltcb_keep(L, 3, 1);
    if (h->http != NULL)
        status = tcb_http_start(h->http, request, &t->transfer);
    if (status == TCB_OK) return TCB_OK;
    ltcb_push_environment(L, 1);
    ltcb_keep(L, 3, 0);
    (void)ltcb_check_http(L);
    return status;
}

static int Ltcb_start(lua_State *L)
{
    struct tcb_http *http = ltcb_check_http(L);
    struct ltcb_reader reader = { L, 2, NULL };
    struct tcb_http_request request;
    struct ltcb_transfer *t;
    enum tcb_status status;
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_settop(L, 2);
    if (!tcb_http_is_own(http)) return ltcb_fail(L, FORKED);
    t = ltcb_new_transfer(L); /* at 3 */
    ltcb_read_request(&reader, &request);
    if (reader.cut != NULL)
        return ltcb_refuse(
            L, lua_pushfstring(L, "%s: holds a zero byte", reader.cut));
    request.user = t;
    status = ltcb_start(L, &request);
    lua_settop(L, 3);
    if (status == TCB_OK) return 1;
    if (status == TCB_EINVAL) return ltcb_refuse(L, NOT_SENDABLE);
    return ltcb_fail(L, tcb_status_text(status));
}

/* Closes, however often, as a method, at a scope's end or when collected. */
static int Ltcb_close_transfer(lua_State *L)
{
    struct ltcb_transfer *t = luaL_checkudata(L, 1, TRANSFER);
    if (t->transfer == NULL) return 0;
    if (t->is_lent) return 0; /* it has ended, and goes with the object */
    tcb_transfer_free(t->transfer);
    t->transfer = NULL;
    ltcb_push_environment(L, 1);
    ltcb_keep(L, 1, 0);
    return 0;
}

static int Ltransfer_gc(lua_State *L)
{
    struct ltcb_transfer *t = luaL_checkudata(L, 1, TRANSFER);
    t->is_lent = 0;
    return Ltcb_close_transfer(L);
}

static int Ltcb_cancel(lua_State *L)
{
    tcb_transfer_cancel(ltcb_check_transfer(L));
    return 0;
}

/* The result of argument 1 if it has ended, lent until ltcb_return. */
static const struct tcb_http_result *ltcb_lend(lua_State *L)
{
    const struct tcb_http_result *r =
        tcb_transfer_result(ltcb_check_transfer(L));
    struct ltcb_transfer *t = lua_touserdata(L, 1);
    if (r != NULL) t->is_lent++;
    return r;
}

static void ltcb_return(lua_State *L)
{
    struct ltcb_transfer *t = lua_touserdata(L, 1);
    t->is_lent--;
}

/* Pushing the object may close the transfer. */
static int Ltcb_take_body(lua_State *L)
{
    struct tcb_buffer *body;
    (void)ltcb_check_transfer(L);
    body = ltcb_pushbody(L);
    return tcb_transfer_take_body(ltcb_check_transfer(L), body);
}

/* Into the table on top of the stack. What is empty, or was not reached, is
 * absent. */

static void ltcb_set_text(lua_State *L, const char *field, struct tcb_slice s)
{
    if (s.len == 0) return;
    lua_pushlstring(L, s.data, s.len);
    lua_setfield(L, -2, field);
}

static void ltcb_set_time(lua_State *L, const char *field, int64_t ns)
{
    if (ns == 0) return;
    lua_pushnumber(L, (lua_Number)ns / 1e9);
    lua_setfield(L, -2, field);
}

static void ltcb_set_flag(lua_State *L, const char *field, int flag)
{
    lua_pushboolean(L, flag);
    lua_setfield(L, -2, field);
}

static void ltcb_set_integer(lua_State *L, const char *field, int64_t value)
{
    ltcb_pushinteger(L, value);
    lua_setfield(L, -2, field);
}

static int Ltcb_result(lua_State *L)
{
    const struct tcb_http_result *r = ltcb_lend(L);
    if (r == NULL) return 0;
    lua_createtable(L, 0, 13);
    ltcb_set_text(L, "outcome", tcb_slice(tcb_http_outcome_name(r->outcome)));
    ltcb_set_text(L, "message", tcb_slice(r->message));
    if (r->status != 0) ltcb_set_integer(L, "status", r->status);
    ltcb_set_text(L, "date", r->date);
    ltcb_set_text(L, "request_id", r->request_id);
    ltcb_set_flag(L, "sent", r->sent);
    ltcb_set_flag(L, "reused", r->reused);
    ltcb_set_time(L, "started", r->started);
    ltcb_set_time(L, "connected", r->connected);
    ltcb_set_time(L, "written", r->written);
    ltcb_set_time(L, "received", r->received);
    ltcb_set_time(L, "ended", r->ended);
    ltcb_set_integer(L, "bytes", (int64_t)r->bytes);
    ltcb_return(L);
    return 1;
}

/* sets of connections */

static int Ltcb_step(lua_State *L)
{
    struct tcb_http *http = ltcb_check_http(L);
    lua_Number ms = luaL_checknumber(L, 2);
    enum tcb_status status;
    int wait;
    luaL_argcheck(L, ms >= 0, 2, "not negative");
    if (!tcb_http_is_own(http)) return ltcb_fail(L, FORKED);
    wait = ms < LONGEST_WAIT ? (int)ms : LONGEST_WAIT;
    if (wait < ms && wait < LONGEST_WAIT) wait++; /* never early */
    status = tcb_http_step(http, wait);
    if (status != TCB_OK) return ltcb_fail(L, tcb_status_text(status));
    lua_pushboolean(L, 1);
    return 1;
}

static int Ltcb_ended(lua_State *L)
{
    struct tcb_transfer *ended = tcb_http_ended(ltcb_check_http(L));
    const struct ltcb_transfer *t;
    if (ended == NULL) return 0;
    t = tcb_transfer_user(ended);
    ltcb_push_environment(L, 1);
    lua_rawgeti(L, -1, t->number);
    lua_insert(L, -2);
    ltcb_keep(L, -2, 0);
    return 1;
}

/* Leaves the stack as it was if the object of that transfer is being
 * collected. */
static int ltcb_push_transfer(lua_State *L, const struct tcb_transfer *transfer)
{
    const struct ltcb_transfer *t = tcb_transfer_user(transfer);
    ltcb_push_environment(L, 1);
    lua_rawgeti(L, -1, WEAK);
    lua_rawgeti(L, -1, t->number);
    lua_insert(L, -3);
    lua_pop(L, 2);
    if (!lua_isnil(L, -1)) return 1;
    lua_pop(L, 1);
    return 0;
}

static int Ltcb_written(lua_State *L)
{
    struct tcb_http *http = ltcb_check_http(L);
    const struct tcb_transfer *written;
    while ((written = tcb_http_written(http)) != NULL) {
        int64_t ns = tcb_transfer_written(written);
        if (!ltcb_push_transfer(L, written)) continue;
        lua_pushnumber(L, (lua_Number)ns / 1e9);
        return 2;
    }
    return 0;
}

/* Pushes { fd =, read =, write = }. */
static void ltcb_push_fd(lua_State *L, const struct tcb_http_fd *fd)
{
    lua_createtable(L, 0, 3);
    ltcb_set_integer(L, "fd", fd->fd);
    ltcb_set_flag(L, "read", fd->read);
    ltcb_set_flag(L, "write", fd->write);
}

static int Ltcb_fds(lua_State *L)
{
    struct tcb_http_fd fds[FD_SETSIZE + 1];
    struct tcb_http *http = ltcb_check_http(L);
    enum tcb_status status;
    size_t i, count;
    if (!tcb_http_is_own(http)) return ltcb_fail(L, FORKED);
    status = tcb_http_fds(http, fds, FD_SETSIZE + 1, &count);
    if (status != TCB_OK) return ltcb_fail(L, tcb_status_text(status));
    lua_createtable(L, (int)count, 0);
    for (i = 0; i < count; i++) {
        ltcb_push_fd(L, &fds[i]);
        lua_rawseti(L, -2, (int)i + 1);
    }
    return 1;
}

static int Ltcb_backend_fd(lua_State *L)
{
    struct tcb_http *http = ltcb_check_http(L);
    enum tcb_status status;
    int fd;
    if (!tcb_http_is_own(http)) return ltcb_fail(L, FORKED);
    status = tcb_http_backend_fd(http, &fd);
    if (status == TCB_EFILE) return ltcb_fail(L, "too many open files");
    if (status != TCB_OK) return ltcb_fail(L, tcb_status_text(status));
    if (fd < 0) return 0;
    lua_pushinteger(L, fd);
    return 1;
}

static int Ltcb_timeout(lua_State *L)
{
    int ms = tcb_http_timeout_ms(ltcb_check_http(L));
    if (ms < 0) return 0;
    lua_pushnumber(L, (lua_Number)ms / 1e3);
    return 1;
}

static int Ltcb_is_own(lua_State *L)
{
    const struct ltcb_http *h = luaL_checkudata(L, 1, HTTP);
    lua_pushboolean(L, h->http != NULL && tcb_http_is_own(h->http));
    return 1;
}

static int Ltcb_close_http(lua_State *L)
{
    struct ltcb_http *h = luaL_checkudata(L, 1, HTTP);
    tcb_http_free(h->http);
    h->http = NULL;
    return 0;
}

static int ltcb_option(lua_State *L, const char *field)
{
    int64_t value = 0;
    if (!lua_isnoneornil(L, 1)) value = ltcb_number_field(L, 1, field, 0);
    return value < INT32_MAX ? (int)value : INT32_MAX;
}

/* Pushes the environment of the http on top. */
static void ltcb_new_environment(lua_State *L)
{
    lua_newtable(L);
    lua_pushvalue(L, -2);
    lua_rawseti(L, -2, 0);
    lua_newtable(L);
    lua_newtable(L);
    lua_pushliteral(L, "v");
    lua_setfield(L, -2, "__mode");
    lua_setmetatable(L, -2);
    lua_rawseti(L, -2, WEAK);
}

static int Ltcb_new_http(lua_State *L)
{
    struct tcb_http_options options;
    struct ltcb_http *h;
    enum tcb_status status;
    if (!lua_isnoneornil(L, 1)) luaL_checktype(L, 1, LUA_TTABLE);
    options.max_idle_s = ltcb_option(L, "max_idle");
    options.max_lifetime_s = ltcb_option(L, "max_lifetime");
    options.max_connections = ltcb_option(L, "max_connections");
    h = lua_newuserdata(L, sizeof *h);
    h->http = NULL;
    h->last_number = 0;
    ltcb_setmetatable(L, HTTP);
    ltcb_new_environment(L);
    ltcb_set_environment(L, -2);
    status = tcb_http_new(&options, &h->http);
    if (status == TCB_OK) return 1;
    return ltcb_fail(L,
                     status == TCB_EINVAL ? TOO_OLD : tcb_status_text(status));
}

static void ltcb_make_transfer_class(lua_State *L)
{
    static const luaL_Reg meta[] = {
        { "__gc", Ltransfer_gc },
        { "__close", Ltcb_close_transfer },
        { NULL, NULL },
    };
    static const luaL_Reg methods[] = {
        { "result", Ltcb_result },
        { "take_body", Ltcb_take_body },
        { "cancel", Ltcb_cancel },
        { "close", Ltcb_close_transfer },
        { NULL, NULL },
    };
    ltcb_class(L, TRANSFER, meta, methods);
}

int ltcb_open_http(lua_State *L)
{
    static const luaL_Reg meta[] = {
        { "__gc", Ltcb_close_http },
        { "__close", Ltcb_close_http },
        { NULL, NULL },
    };
    static const luaL_Reg methods[] = {
        { "start", Ltcb_start },
        { "step", Ltcb_step },
        { "ended", Ltcb_ended },
        { "written", Ltcb_written },
        { "fds", Ltcb_fds },
        { "backend_fd", Ltcb_backend_fd },
        { "timeout", Ltcb_timeout },
        { "is_own", Ltcb_is_own },
        { "close", Ltcb_close_http },
        { NULL, NULL },
    };
    ltcb_class(L, HTTP, meta, methods);
    ltcb_make_transfer_class(L);
    lua_pushcfunction(L, Ltcb_new_http);
    return 1;
}
