/*
 * llimiter.c - tcbilling.limiter: who may start when, in this process or, by a
 * limiter_file, among all that share one.
 *
 *   limiter { rate =, window = 1, margin = window / 500, connect = 5,
 *             min_transit = 0.05 }            -> limiter
 *   limiter:claim(now, rate, connect, ticket)
 *                              -> cell, claim | nil, retry_at, ticket
 *   limiter:left(now, ticket)
 *   limiter:connected(now, round_trip)
 *   limiter:written(now, cell, claim)
 *   limiter:received(now, cell, claim, written, round_trip)
 *   limiter:refused(now, cell, claim, written)
 *   limiter:failed(now, cell, claim, written)
 *   limiter:cancelled(now, cell, claim)
 *   limiter:stats(now)    -> { rate, held, waiting, round_trip, transit }
 *   limiter:forecast(now, rate, ahead)        -> earliest start
 *
 * Every time is in seconds of the monotonic clock, every duration in seconds.
 * A claim that was granted is followed by written and then one of received,
 * refused and failed; or by cancelled, if nothing was written. Ask again at
 * retry_at, or when anything was told to this limiter.
 *
 *   rate        of this user, if it is another than the limiter's
 *   connect     how long this start may take until it is written; likewise
 *   ticket      claim: the place in the line that the last claim gave, or 0
 *               to get one; the result is what to come back with, 0 if the
 *               line is full. nil: to stay outside the line, the result is
 *               nil then. left: the one to give up, 0 being none
 *   ahead       how many others start before, 0 if nil; an earliest start
 *               that no clock reaches is math.huge
 *   written     when the request was written; nil: when `written` was called
 *   round_trip  connected: how long TCP's handshake took, or half of TCP's
 *               and TLS's together; received: from written to the answer,
 *               but nil on a new connection or when the answer is an error
 *
 * refused(now) alone backs off because of a refusal that was another key's.
 * What tells returns true. Wrong arguments raise, and so does a closed file.
 *
 * A limiter of this process never fails. On one of a file, whatever returns
 * here may besides return
 *
 *   false, message, true    another process is at work on the file: nothing
 *                           was done, call again a millisecond later
 *   false, message, false   the file can't be used: nothing is known
 */
#include <math.h>
#include <string.h>

#include "llimiter.h"

#define LIMITER "tcbilling.limiter"
#define NS_PER_S 1e9
#define MAX_SECONDS 4e9
#define LONGEST 3600 /* seconds of any duration */

struct ltcb_limiter {
    struct tcb_limiter_record record; /* unless there is a file */
    struct tcb_limiter_options options;
    int rates[TCB_LIMITER_CELLS];   /* with which each cell was claimed last */
    struct ltcb_limiter_file *file; /* that its environment keeps, or NULL */
    struct tcb_slice key, account;  /* in that file; the texts lie behind */
};

/* arguments */

static struct ltcb_limiter *ltcb_check_limiter(lua_State *L)
{
    struct ltcb_limiter *l = luaL_checkudata(L, 1, LIMITER);
    luaL_argcheck(L, l->file == NULL || l->file->file != NULL, 1,
                  "limiter of a closed file");
    return l;
}

static int64_t ltcb_to_ns(lua_Number seconds)
{
    return (int64_t)(seconds * NS_PER_S + 0.5);
}

/* A double may lie a little before its nanosecond: never wake too early. */
static lua_Number ltcb_not_before(int64_t ns)
{
    lua_Number seconds = (lua_Number)ns / NS_PER_S, more = 1 / NS_PER_S;
    for (; ltcb_to_ns(seconds) < ns; more *= 2)
        seconds += more;
    return seconds;
}

int64_t ltcb_check_ns(lua_State *L, int i)
{
    lua_Number seconds;
    luaL_checktype(L, i, LUA_TNUMBER);
    seconds = lua_tonumber(L, i);
    luaL_argcheck(L, seconds >= 0 && seconds < MAX_SECONDS, i,
                  "seconds expected");
    return ltcb_to_ns(seconds);
}

int64_t ltcb_check_now(lua_State *L, int i)
{
    int64_t now = ltcb_check_ns(L, i);
    luaL_argcheck(L, now > 0, i, "a time after zero expected");
    return now;
}

static int64_t ltcb_opt_ns(lua_State *L, int i)
{
    return lua_isnoneornil(L, i) ? 0 : ltcb_check_ns(L, i);
}

static void ltcb_check_claim(lua_State *L, struct tcb_limiter_step *step)
{
    int64_t cell = 0, claim = 0;
    luaL_argcheck(L, ltcb_tointeger(L, 3, &cell), 3, "not a cell");
    luaL_argcheck(L, ltcb_tointeger(L, 4, &claim), 4, "not a claim");
    luaL_argcheck(L, cell >= 0 && cell < TCB_LIMITER_CELLS, 3, "not a cell");
    luaL_argcheck(L, claim > 0, 4, "not a claim");
    step->cell = (int)cell;
    step->claim = (uint64_t)claim;
}

static int ltcb_is_rate(lua_State *L, int i, int64_t *rate)
{
    return ltcb_tointeger(L, i, rate) && *rate >= 1 &&
           *rate <= TCB_LIMITER_CELLS;
}

static int ltcb_check_rate(lua_State *L, int i)
{
    int64_t rate = 0;
    luaL_argcheck(L, ltcb_is_rate(L, i, &rate), i, "not a rate");
    return (int)rate;
}

static int64_t ltcb_check_connect(lua_State *L, int i)
{
    lua_Number seconds = luaL_checknumber(L, i);
    luaL_argcheck(L, seconds >= 0, i, "seconds expected");
    return ltcb_to_ns(seconds < LONGEST ? seconds : LONGEST);
}

static uint64_t ltcb_check_ticket(lua_State *L, int i)
{
    int64_t ticket = 0;
    luaL_argcheck(L, ltcb_tointeger(L, i, &ticket) && ticket >= 0, i,
                  "not a ticket");
    return (uint64_t)ticket;
}

/* the record, wherever it lies */

/* Nothing may raise or run Lua from here until ltcb_give: others wait. */
static enum tcb_status ltcb_take(struct ltcb_limiter *l, int64_t now,
                                 struct tcb_limiter_record **record)
{
    *record = &l->record;
    if (l->file == NULL) return TCB_OK;
    return tcb_limiter_file_take(l->file->file, l->key, l->account, now,
                                 record);
}

static enum tcb_status ltcb_give(struct ltcb_limiter *l, int changed)
{
    if (l->file == NULL) return TCB_OK;
    return tcb_limiter_file_give(l->file->file, changed);
}

/* One step, at the time that was checked first. */
static enum tcb_status ltcb_step(struct ltcb_limiter *l,
                                 const struct tcb_limiter_options *options,
                                 int64_t now, struct tcb_limiter_step *step)
{
    struct tcb_limiter_record *record;
    enum tcb_status status = ltcb_take(l, now, &record), given;
    if (status != TCB_OK) return status;
    status = tcb_limiter_step(record, options, now, step);
    given = ltcb_give(l, status == TCB_OK);
    return status != TCB_OK ? status : given;
}

static enum tcb_status ltcb_look(struct ltcb_limiter *l, int64_t now,
                                 struct tcb_limiter_view *view)
{
    struct tcb_limiter_record *record;
    enum tcb_status status = ltcb_take(l, now, &record);
    if (status != TCB_OK) return status;
    status = tcb_limiter_look(record, &l->options, now, view);
    (void)ltcb_give(l, 0);
    return status;
}

static enum tcb_status ltcb_foresee(struct ltcb_limiter *l,
                                    const struct tcb_limiter_options *options,
                                    int64_t now, int64_t ahead, int64_t *at)
{
    struct tcb_limiter_record *record;
    enum tcb_status status = ltcb_take(l, now, &record);
    if (status != TCB_OK) return status;
    status = tcb_limiter_forecast(record, options, now, ahead, at);
    (void)ltcb_give(l, 0);
    return status;
}

/* methods */

static int ltcb_push_fault(lua_State *L, const struct ltcb_limiter *l,
                           enum tcb_status status)
{
    return ltcb_limiter_file_fault(L, l->file, status);
}

static int ltcb_push_told(lua_State *L, const struct ltcb_limiter *l,
                          enum tcb_status status)
{
    if (status != TCB_OK) return ltcb_push_fault(L, l, status);
    lua_pushboolean(L, 1);
    return 1;
}

/* Tells the fate of a claim. */
static int ltcb_tell(lua_State *L, enum tcb_limiter_event event)
{
    struct ltcb_limiter *l = ltcb_check_limiter(L);
    struct tcb_limiter_options options = l->options;
    struct tcb_limiter_step step;
    int64_t now = ltcb_check_now(L, 2);
    memset(&step, 0, sizeof step);
    step.event = event;
    ltcb_check_claim(L, &step);
    step.written = ltcb_opt_ns(L, 5);
    step.transit = ltcb_opt_ns(L, 6);
    if (l->rates[step.cell] > 0) options.rate = l->rates[step.cell];
    return ltcb_push_told(L, l, ltcb_step(l, &options, now, &step));
}

static int ltcb_push_wait(lua_State *L, const struct tcb_limiter_step *step)
{
    lua_pushnil(L);
    lua_pushnumber(L, ltcb_not_before(step->retry_at));
    if (step->ticket == TCB_LIMITER_NO_TICKET) return 2;
    ltcb_pushinteger(L, (int64_t)step->ticket);
    return 3;
}

static int Ltcb_claim(lua_State *L)
{
    struct ltcb_limiter *l = ltcb_check_limiter(L);
    struct tcb_limiter_options options = l->options;
    struct tcb_limiter_step step;
    enum tcb_status status;
    int64_t now = ltcb_check_now(L, 2);
    memset(&step, 0, sizeof step);
    step.event = TCB_LIMITER_CLAIM;
    if (!lua_isnoneornil(L, 3)) options.rate = ltcb_check_rate(L, 3);
    if (!lua_isnoneornil(L, 4)) options.connect = ltcb_check_connect(L, 4);
    step.ticket = TCB_LIMITER_NO_TICKET;
    if (!lua_isnoneornil(L, 5)) step.ticket = ltcb_check_ticket(L, 5);
    status = ltcb_step(l, &options, now, &step);
    if (status != TCB_OK) return ltcb_push_fault(L, l, status);
    if (step.retry_at != 0) return ltcb_push_wait(L, &step);
    l->rates[step.cell] = options.rate;
    lua_pushinteger(L, step.cell);
    ltcb_pushinteger(L, (int64_t)step.claim);
    return 2;
}

static int Ltcb_left(lua_State *L)
{
    struct ltcb_limiter *l = ltcb_check_limiter(L);
    struct tcb_limiter_step step;
    int64_t now = ltcb_check_now(L, 2);
    memset(&step, 0, sizeof step);
    step.event = TCB_LIMITER_LEFT;
    step.ticket = ltcb_check_ticket(L, 3);
    return ltcb_push_told(L, l, ltcb_step(l, &l->options, now, &step));
}

static int Ltcb_connected(lua_State *L)
{
    struct ltcb_limiter *l = ltcb_check_limiter(L);
    struct tcb_limiter_step step;
    int64_t now = ltcb_check_now(L, 2);
    memset(&step, 0, sizeof step);
    step.event = TCB_LIMITER_CONNECTED;
    step.transit = ltcb_check_ns(L, 3);
    return ltcb_push_told(L, l, ltcb_step(l, &l->options, now, &step));
}

static int Ltcb_written(lua_State *L)
{
    return ltcb_tell(L, TCB_LIMITER_WRITTEN);
}

static int Ltcb_received(lua_State *L)
{
    return ltcb_tell(L, TCB_LIMITER_RECEIVED);
}

static int Ltcb_refused(lua_State *L)
{
    struct ltcb_limiter *l = ltcb_check_limiter(L);
    struct tcb_limiter_step step;
    int64_t now = ltcb_check_now(L, 2);
    if (lua_gettop(L) > 2) return ltcb_tell(L, TCB_LIMITER_REFUSED);
    memset(&step, 0, sizeof step);
    step.event = TCB_LIMITER_REFUSED;
    return ltcb_push_told(L, l, ltcb_step(l, &l->options, now, &step));
}

static int Ltcb_failed(lua_State *L)
{
    return ltcb_tell(L, TCB_LIMITER_FAILED);
}

static int Ltcb_cancelled(lua_State *L)
{
    return ltcb_tell(L, TCB_LIMITER_CANCELLED);
}

static void ltcb_set_number(lua_State *L, const char *name, lua_Number value)
{
    lua_pushnumber(L, value);
    lua_setfield(L, -2, name);
}

static int Ltcb_stats(lua_State *L)
{
    struct ltcb_limiter *l = ltcb_check_limiter(L);
    struct tcb_limiter_view view;
    enum tcb_status status = ltcb_look(l, ltcb_check_now(L, 2), &view);
    if (status != TCB_OK) return ltcb_push_fault(L, l, status);
    lua_createtable(L, 0, 5);
    ltcb_set_number(L, "rate", view.rate);
    ltcb_set_number(L, "round_trip", (lua_Number)view.round_trip / NS_PER_S);
    ltcb_set_number(L, "transit", (lua_Number)view.transit / NS_PER_S);
    lua_pushinteger(L, view.held);
    lua_setfield(L, -2, "held");
    lua_pushinteger(L, view.waiting);
    lua_setfield(L, -2, "waiting");
    return 1;
}

static int Ltcb_forecast(lua_State *L)
{
    struct ltcb_limiter *l = ltcb_check_limiter(L);
    struct tcb_limiter_options options = l->options;
    int64_t now = ltcb_check_now(L, 2), ahead = 0, at = 0;
    enum tcb_status status;
    if (!lua_isnoneornil(L, 3)) options.rate = ltcb_check_rate(L, 3);
    if (!lua_isnoneornil(L, 4))
        luaL_argcheck(L, ltcb_tointeger(L, 4, &ahead) && ahead >= 0, 4,
                      "a number of starts expected");
    status = ltcb_foresee(l, &options, now, ahead, &at);
    if (status != TCB_OK) return ltcb_push_fault(L, l, status);
    lua_pushnumber(L, (lua_Number)at < MAX_SECONDS * NS_PER_S
                          ? ltcb_not_before(at)
                          : HUGE_VAL);
    return 1;
}

static int Ltcb_limiter_tostring(lua_State *L)
{
    struct ltcb_limiter *l = luaL_checkudata(L, 1, LIMITER);
    lua_pushfstring(L, LIMITER " (%d in %f s)", l->options.rate,
                    (lua_Number)l->options.window / NS_PER_S);
    return 1;
}

/* the constructor */

static const char *const ltcb_durations[] = { "window", "margin", "connect",
                                              "min_transit", NULL };

static int ltcb_is_option(const char *name)
{
    int i;
    for (i = 0; ltcb_durations[i] != NULL; i++)
        if (strcmp(name, ltcb_durations[i]) == 0) return 1;
    return strcmp(name, "rate") == 0;
}

static void ltcb_check_names(lua_State *L, int i)
{
    lua_pushnil(L);
    while (lua_next(L, i)) {
        const char *name = "?";
        if (lua_type(L, -2) == LUA_TSTRING) name = lua_tostring(L, -2);
        if (!ltcb_is_option(name))
            luaL_error(L, "limiter has no option '%s'", name);
        lua_pop(L, 1);
    }
}

/* The option `name` in nanoseconds, up to an hour; `absent` for nil. */
static int64_t ltcb_duration(lua_State *L, int i, const char *name,
                             int64_t least, int64_t absent)
{
    lua_Number seconds;
    lua_getfield(L, i, name);
    if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        return absent;
    }
    seconds = lua_type(L, -1) == LUA_TNUMBER ? lua_tonumber(L, -1) : -1;
    if (!(seconds >= (lua_Number)least / NS_PER_S && seconds <= 3600))
        luaL_error(L,
                   "limiter option '%s' must be a number of seconds, %f "
                   "to 3600",
                   name, (lua_Number)least / NS_PER_S);
    lua_pop(L, 1);
    return ltcb_to_ns(seconds);
}

static int ltcb_rate(lua_State *L, int i)
{
    int64_t rate = 0;
    lua_getfield(L, i, "rate");
    if (!ltcb_is_rate(L, -1, &rate))
        luaL_error(L, "limiter option 'rate' must be a whole number, 1 to %d",
                   TCB_LIMITER_CELLS);
    lua_pop(L, 1);
    return (int)rate;
}

/* Those in the table at `i`. */
static struct tcb_limiter_options ltcb_check_options(lua_State *L, int i)
{
    struct tcb_limiter_options o;
    luaL_checktype(L, i, LUA_TTABLE);
    ltcb_check_names(L, i);
    o = tcb_limiter_defaults(ltcb_rate(L, i));
    o.window = ltcb_duration(L, i, "window", 1000000, o.window);
    o.margin = ltcb_duration(L, i, "margin", 0, o.window / 500);
    o.connect = ltcb_duration(L, i, "connect", 0, o.connect);
    o.min_transit = ltcb_duration(L, i, "min_transit", 0, o.min_transit);
    return o;
}

/* Pushes a limiter with the options at `i` and `size` bytes behind it. */
static struct ltcb_limiter *ltcb_new_limiter(lua_State *L, int i, size_t size)
{
    struct tcb_limiter_options o = ltcb_check_options(L, i);
    struct ltcb_limiter *l = lua_newuserdata(L, sizeof *l + size);
    memset(l, 0, sizeof *l);
    l->options = o;
    ltcb_setmetatable(L, LIMITER);
    return l;
}

static int Ltcb_limiter_new(lua_State *L)
{
    (void)ltcb_new_limiter(L, 1, 0);
    return 1;
}

static struct tcb_slice ltcb_copy(char *at, struct tcb_slice from)
{
    struct tcb_slice copy = { at, from.len };
    memcpy(at, from.data, from.len);
    return copy;
}

void ltcb_push_file_limiter(lua_State *L, struct ltcb_limiter_file *file,
                            struct tcb_slice key, struct tcb_slice account)
{
    struct ltcb_limiter *l = ltcb_new_limiter(L, 4, key.len + account.len);
    char *texts = (char *)(l + 1);
    l->key = ltcb_copy(texts, key);
    l->account = ltcb_copy(texts + key.len, account);
    l->file = file;
    lua_createtable(L, 1, 0);
    lua_pushvalue(L, 1);
    lua_rawseti(L, -2, 1);
    ltcb_set_environment(L, -2);
}

int ltcb_open_limiter(lua_State *L)
{
    static const luaL_Reg meta[] = {
        { "__tostring", Ltcb_limiter_tostring },
        { NULL, NULL },
    };
    static const luaL_Reg methods[] = {
        { "claim", Ltcb_claim },
        { "connected", Ltcb_connected },
        { "written", Ltcb_written },
        { "received", Ltcb_received },
        { "refused", Ltcb_refused },
        { "failed", Ltcb_failed },
        { "cancelled", Ltcb_cancelled },
        { "left", Ltcb_left },
        { "stats", Ltcb_stats },
        { "forecast", Ltcb_forecast },
        { NULL, NULL },
    };
    ltcb_class(L, LIMITER, meta, methods);
    lua_pushcfunction(L, Ltcb_limiter_new);
    return 1;
}
