/*
 * ldecimal.c - exact decimals for Lua: tcbilling.core.decimal.
 *
 * A userdata holds the bytes of a struct tcb_decimal. Lua aligns them to 8
 * where a 128-bit integer wants 16, so they are copied in and out.
 */
#include <string.h>

#include "object.h"

#define LTCB_DECIMAL "tcbilling.decimal"

#define LTCB_QUOTE 40 /* bytes of a wrong text that a message repeats */

static int ltcb_pushdecimal(lua_State *L, const struct tcb_decimal *d)
{
#if LUA_VERSION_NUM >= 504
    memcpy(lua_newuserdatauv(L, sizeof *d, 0), d, sizeof *d);
#else
    memcpy(lua_newuserdata(L, sizeof *d), d, sizeof *d);
#endif
    ltcb_setmetatable(L, LTCB_DECIMAL);
    return 1;
}

static int ltcb_testdecimal(lua_State *L, int i, struct tcb_decimal *out)
{
    const void *object = ltcb_test(L, i, LTCB_DECIMAL);
    if (object != NULL) memcpy(out, object, sizeof *out);
    return object != NULL;
}

/* values from Lua */

static const char *ltcb_decimal_typename(lua_State *L, int i)
{
    int is_null = lua_islightuserdata(L, i) && lua_touserdata(L, i) == NULL;
    return is_null ? "null" : luaL_typename(L, i);
}

static size_t ltcb_escape(unsigned char byte, char out[5])
{
    if (byte < ' ' || byte > '~')
        return (size_t)snprintf(out, 5, "\\x%02x", (unsigned)byte);
    return (size_t)snprintf(out, 5, byte == '"' || byte == '\\' ? "\\%c" : "%c",
                            byte);
}

/* Pushes a text in quotes that is safe to print, cut if it is long. */
static const char *ltcb_pushquoted(lua_State *L, struct tcb_slice text)
{
    char quoted[4 * LTCB_QUOTE + 1] = "";
    size_t n = 0;
    for (size_t i = 0; i < text.len && i < LTCB_QUOTE; i++)
        n += ltcb_escape((unsigned char)text.data[i], quoted + n);
    return lua_pushfstring(L, "\"%s%s\"", quoted,
                           text.len > LTCB_QUOTE ? "..." : "");
}

/* These fill `out`, or return 0 and push what is wrong with the value. */

static int ltcb_text_todecimal(lua_State *L, int i, struct tcb_decimal *out)
{
    struct tcb_slice text;
    enum tcb_status status;
    text.data = lua_tolstring(L, i, &text.len);
    status = tcb_decimal_parse(text, out);
    if (status == TCB_OK) return 1;
    lua_pushfstring(L,
                    status == TCB_ERANGE
                        ? "%s does not fit a decimal (38 digits, 38 places)"
                        : "%s is not a decimal number",
                    ltcb_pushquoted(L, text));
    return 0;
}

static int ltcb_number_todecimal(lua_State *L, int i, struct tcb_decimal *out)
{
    int64_t value = 0;
#if LUA_VERSION_NUM >= 503
    int is_exact = lua_isinteger(L, i) && ltcb_tointeger(L, i, &value);
#else
    /* 2^53 itself may have been 2^53 + 1 */
    int is_exact = ltcb_tointeger(L, i, &value) && value < LTCB_EXACT &&
                   value > -LTCB_EXACT;
#endif
    *out = tcb_decimal_from_int64(value);
    if (!is_exact)
        lua_pushfstring(L, "%f is a float, and floats are not exact: pass text",
                        lua_tonumber(L, i));
    return is_exact;
}

static int ltcb_todecimal(lua_State *L, int i, struct tcb_decimal *out)
{
    int type = lua_type(L, i);
    if (type == LUA_TSTRING) return ltcb_text_todecimal(L, i, out);
    if (type == LUA_TNUMBER) return ltcb_number_todecimal(L, i, out);
    if (ltcb_testdecimal(L, i, out)) return 1;
    lua_pushfstring(L, "text, an integer or a decimal expected, got %s",
                    ltcb_decimal_typename(L, i));
    return 0;
}

static void ltcb_checkdecimal(lua_State *L, int i, struct tcb_decimal *out)
{
    if (!ltcb_todecimal(L, i, out)) luaL_argerror(L, i, lua_tostring(L, -1));
}

static void ltcb_checkself(lua_State *L, struct tcb_decimal *out)
{
    if (!ltcb_testdecimal(L, 1, out))
        luaL_argerror(L, 1,
                      lua_pushfstring(L, "decimal expected, got %s",
                                      ltcb_decimal_typename(L, 1)));
}

static int ltcb_checkplaces(lua_State *L, int i)
{
    int64_t places = -1;
    if (!ltcb_tointeger(L, i, &places) || places < 0 ||
        places > TCB_DECIMAL_SCALE)
        luaL_argerror(L, i, "places must be an integer from 0 to 38");
    return (int)places;
}

static enum tcb_rounding ltcb_checkrounding(lua_State *L, int i)
{
    static const char *const names[] = { "half_even", "half_up", "half_down",
                                         "up", "down" };
    const char *name = lua_type(L, i) == LUA_TSTRING ? lua_tostring(L, i) : "";
    if (lua_isnoneornil(L, i)) return TCB_HALF_EVEN;
    for (int mode = TCB_HALF_EVEN; mode <= TCB_DOWN; mode++)
        if (strcmp(names[mode], name) == 0) return (enum tcb_rounding)mode;
    luaL_argerror(L, i,
                  "rounding must be \"half_even\", \"half_up\", "
                  "\"half_down\", \"up\" or \"down\"");
    return TCB_HALF_EVEN;
}

/* decimal(x): text that is no number comes from the world, not from the
 * programmer, and returns nil, message. */
static int Ltcb_decimal_new(lua_State *L)
{
    struct tcb_decimal d;
    luaL_checkany(L, 1);
    lua_remove(L, 1); /* the table that was called */
    lua_settop(L, 1);
    if (ltcb_testdecimal(L, 1, &d)) return 1;
    if (lua_type(L, 1) != LUA_TSTRING) {
        ltcb_checkdecimal(L, 1, &d);
    } else if (!ltcb_todecimal(L, 1, &d)) {
        lua_pushnil(L);
        lua_insert(L, -2);
        return 2;
    }
    return ltcb_pushdecimal(L, &d);
}

static int Ltcb_decimal_is(lua_State *L)
{
    lua_pushboolean(L, ltcb_test(L, 1, LTCB_DECIMAL) != NULL);
    return 1;
}

/* decimal.units(x, places): the digits of x * 10^places, of 64 bits; or nil,
 * message. */
static int Ltcb_decimal_units(lua_State *L)
{
    char digits[24];
    struct tcb_decimal d;
    int64_t units;
    int places = ltcb_checkplaces(L, 2);
    enum tcb_status status;
    if (!ltcb_todecimal(L, 1, &d)) {
        lua_pushnil(L);
        lua_insert(L, -2);
        return 2;
    }
    status = tcb_decimal_units(&d, places, &units);
    if (status == TCB_OK) {
        lua_pushlstring(L, digits,
                        (size_t)snprintf(digits, sizeof digits, "%" PRId64,
                                         units));
        return 1;
    }
    lua_pushnil(L);
    if (status == TCB_ERANGE)
        lua_pushliteral(L, "is too large for 64 bits");
    else
        lua_pushfstring(L, "has more than %d decimals", places);
    return 2;
}

/* sums of lists */

struct total {
    struct tcb_decimal sum;
    int counted, skipped;
};

/* What the service writes where there is no amount. */
static int ltcb_is_blank(lua_State *L, int i)
{
    size_t len;
    const char *text;
    switch (lua_type(L, i)) {
    case LUA_TNIL: return 1;
    case LUA_TLIGHTUSERDATA: return lua_touserdata(L, i) == NULL;
    case LUA_TSTRING:
        text = lua_tolstring(L, i, &len);
        return len == 0 || (len == 1 && *text == '-');
    default: return 0;
    }
}

/* Adds the value at the top, or returns 0 and pushes what is wrong. */
static int ltcb_add_to(lua_State *L, struct total *t)
{
    struct tcb_decimal d;
    if (ltcb_is_blank(L, -1)) {
        t->skipped++;
        return 1;
    }
    if (!ltcb_todecimal(L, -1, &d)) return 0;
    if (tcb_decimal_add(&t->sum, &d, &t->sum) != TCB_OK) {
        lua_pushliteral(L, "the sum does not fit a decimal any more");
        return 0;
    }
    t->counted++;
    return 1;
}

/* Takes row[field] instead of the row at the top. Rows are plain tables:
 * nothing of the caller's runs in here. */
static int ltcb_get_field(lua_State *L)
{
    if (lua_isnil(L, 2)) return 1;
    if (!lua_istable(L, -1)) {
        lua_pushfstring(L, "the row is a %s, not a table",
                        ltcb_decimal_typename(L, -1));
        return 0;
    }
    lua_pushvalue(L, 2);
    lua_rawget(L, -2);
    return 1;
}

/* nil, message: the complaint at the top, after its place. */
static int ltcb_fail_at(lua_State *L, int row)
{
    const char *complaint = lua_tostring(L, -1);
    lua_pushnil(L);
    if (lua_isnil(L, 2))
        lua_pushfstring(L, "item %d: %s", row, complaint);
    else
        lua_pushfstring(L, "row %d, %s: %s", row, lua_tostring(L, 2),
                        complaint);
    return 2;
}

/* A table without items, but not empty: a row, or what holds the list. */
static int ltcb_is_no_list(lua_State *L)
{
    if (ltcb_rawlen(L, 1) > 0) return 0;
    lua_pushnil(L);
    if (!lua_next(L, 1)) return 0;
    lua_pop(L, 2);
    return 1;
}

/* sum(list, field): sum, counted, skipped; or nil, message. */
static int Ltcb_decimal_sum(lua_State *L)
{
    struct total t = { { 0, 0 }, 0, 0 };
    int rows;
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 2);
    if (!lua_isnil(L, 2)) luaL_checktype(L, 2, LUA_TSTRING);
    if (ltcb_is_no_list(L))
        return ltcb_fail(L, "a list is summed, and this table is none: pass "
                            "the list that it holds");
    rows = (int)ltcb_rawlen(L, 1);
    for (int row = 1; row <= rows; row++) {
        lua_rawgeti(L, 1, row);
        if (!ltcb_get_field(L) || !ltcb_add_to(L, &t))
            return ltcb_fail_at(L, row);
        lua_settop(L, 2);
    }
    ltcb_pushdecimal(L, &t.sum);
    ltcb_pushinteger(L, t.counted);
    ltcb_pushinteger(L, t.skipped);
    return 3;
}

/* operators */

typedef enum tcb_status ltcb_operation(const struct tcb_decimal *a,
                                       const struct tcb_decimal *b,
                                       struct tcb_decimal *out);

static void ltcb_pushtext(lua_State *L, const struct tcb_decimal *d)
{
    char text[TCB_DECIMAL_TEXT];
    lua_pushlstring(L, text, tcb_decimal_print(d, text));
}

static int ltcb_overflow(lua_State *L, const struct tcb_decimal *a,
                         const char *symbol, const struct tcb_decimal *b)
{
    char left[TCB_DECIMAL_TEXT], right[TCB_DECIMAL_TEXT];
    tcb_decimal_print(a, left);
    tcb_decimal_print(b, right);
    return luaL_error(L, "decimal overflow: %s %s %s", left, symbol, right);
}

static int ltcb_arithmetic(lua_State *L, const char *symbol, ltcb_operation *f)
{
    struct tcb_decimal a, b, result;
    if (!ltcb_todecimal(L, 1, &a))
        return luaL_error(L, "left operand of '%s': %s", symbol,
                          lua_tostring(L, -1));
    if (!ltcb_todecimal(L, 2, &b))
        return luaL_error(L, "right operand of '%s': %s", symbol,
                          lua_tostring(L, -1));
    if (f(&a, &b, &result) != TCB_OK) return ltcb_overflow(L, &a, symbol, &b);
    return ltcb_pushdecimal(L, &result);
}

static int Ltcb_decimal_add(lua_State *L)
{
    return ltcb_arithmetic(L, "+", tcb_decimal_add);
}

static int Ltcb_decimal_sub(lua_State *L)
{
    return ltcb_arithmetic(L, "-", tcb_decimal_subtract);
}

static int Ltcb_decimal_mul(lua_State *L)
{
    return ltcb_arithmetic(L, "*", tcb_decimal_multiply);
}

static int Ltcb_decimal_slash(lua_State *L)
{
    return luaL_error(L, "decimals have no '/', since quotients are rounded: "
                         "use a:div(b, places)");
}

static int ltcb_negate(lua_State *L, const struct tcb_decimal *d)
{
    struct tcb_decimal result;
    if (tcb_decimal_negate(d, &result) != TCB_OK) {
        ltcb_pushtext(L, d);
        return luaL_error(L, "decimal overflow: -(%s)", lua_tostring(L, -1));
    }
    return ltcb_pushdecimal(L, &result);
}

static int Ltcb_decimal_unm(lua_State *L)
{
    struct tcb_decimal d;
    ltcb_checkself(L, &d);
    return ltcb_negate(L, &d);
}

static int Ltcb_decimal_eq(lua_State *L)
{
    struct tcb_decimal a, b;
    lua_pushboolean(L, ltcb_testdecimal(L, 1, &a) &&
                           ltcb_testdecimal(L, 2, &b) &&
                           tcb_decimal_compare(&a, &b) == 0);
    return 1;
}

/* Lua turns a > b into b < a, so no side can be named here. */
static int ltcb_order(lua_State *L)
{
    struct tcb_decimal a, b;
    if (!ltcb_todecimal(L, 1, &a) || !ltcb_todecimal(L, 2, &b))
        return luaL_error(L, "comparison with a decimal: %s",
                          lua_tostring(L, -1));
    return tcb_decimal_compare(&a, &b);
}

static int Ltcb_decimal_lt(lua_State *L)
{
    lua_pushboolean(L, ltcb_order(L) < 0);
    return 1;
}

static int Ltcb_decimal_le(lua_State *L)
{
    lua_pushboolean(L, ltcb_order(L) <= 0);
    return 1;
}

static int Ltcb_decimal_tostring(lua_State *L)
{
    struct tcb_decimal d;
    ltcb_checkself(L, &d);
    ltcb_pushtext(L, &d);
    return 1;
}

static int Ltcb_decimal_concat(lua_State *L)
{
    struct tcb_decimal d;
    for (int i = 1; i <= 2; i++) {
        if (ltcb_testdecimal(L, i, &d))
            ltcb_pushtext(L, &d);
        else if (lua_isstring(L, i))
            lua_pushvalue(L, i);
        else
            return luaL_error(L, "attempt to concatenate a decimal and a %s",
                              ltcb_decimal_typename(L, i));
    }
    lua_concat(L, 2);
    return 1;
}

/* methods */

/* d:div(x, places [, rounding]) */
static int Ltcb_decimal_div(lua_State *L)
{
    struct tcb_decimal a, b, result;
    int places;
    enum tcb_status status;
    ltcb_checkself(L, &a);
    ltcb_checkdecimal(L, 2, &b);
    places = ltcb_checkplaces(L, 3);
    status =
        tcb_decimal_divide(&a, &b, places, ltcb_checkrounding(L, 4), &result);
    if (status == TCB_EDIVZERO)
        return luaL_error(L, "decimal division by zero");
    if (status != TCB_OK) return ltcb_overflow(L, &a, "/", &b);
    return ltcb_pushdecimal(L, &result);
}

/* d:round(places [, rounding]) */
static int Ltcb_decimal_round(lua_State *L)
{
    struct tcb_decimal d, result;
    int places;
    ltcb_checkself(L, &d);
    places = ltcb_checkplaces(L, 2);
    if (tcb_decimal_round(&d, places, ltcb_checkrounding(L, 3), &result) !=
        TCB_OK) {
        ltcb_pushtext(L, &d);
        return luaL_error(L, "decimal overflow: %s to %d places",
                          lua_tostring(L, -1), places);
    }
    return ltcb_pushdecimal(L, &result);
}

static int Ltcb_decimal_abs(lua_State *L)
{
    struct tcb_decimal d;
    ltcb_checkself(L, &d);
    if (tcb_decimal_sign(&d) < 0) return ltcb_negate(L, &d);
    lua_settop(L, 1);
    return 1;
}

static int Ltcb_decimal_sign(lua_State *L)
{
    struct tcb_decimal d;
    ltcb_checkself(L, &d);
    ltcb_pushinteger(L, tcb_decimal_sign(&d));
    return 1;
}

static int Ltcb_decimal_scale(lua_State *L)
{
    struct tcb_decimal d;
    ltcb_checkself(L, &d);
    ltcb_pushinteger(L, d.scale);
    return 1;
}

/* d:compare(x): -1, 0 or 1. Takes what == and, on LuaJIT, < can't. */
static int Ltcb_decimal_compare(lua_State *L)
{
    struct tcb_decimal a, b;
    ltcb_checkself(L, &a);
    ltcb_checkdecimal(L, 2, &b);
    ltcb_pushinteger(L, tcb_decimal_compare(&a, &b));
    return 1;
}

/* d:tonumber(): the nearest float, which is rarely exact. */
static int Ltcb_decimal_tonumber(lua_State *L)
{
    struct tcb_decimal d;
    ltcb_checkself(L, &d);
    ltcb_pushtext(L, &d);
    lua_pushnumber(L, lua_tonumber(L, -1));
    return 1;
}

static const luaL_Reg metamethods[] = {
    { "__add", Ltcb_decimal_add },
    { "__sub", Ltcb_decimal_sub },
    { "__mul", Ltcb_decimal_mul },
    { "__div", Ltcb_decimal_slash },
    { "__unm", Ltcb_decimal_unm },
    { "__eq", Ltcb_decimal_eq },
    { "__lt", Ltcb_decimal_lt },
    { "__le", Ltcb_decimal_le },
    { "__concat", Ltcb_decimal_concat },
    { "__tostring", Ltcb_decimal_tostring },
    { NULL, NULL },
};

static const luaL_Reg methods[] = {
    { "div", Ltcb_decimal_div },           { "round", Ltcb_decimal_round },
    { "abs", Ltcb_decimal_abs },           { "sign", Ltcb_decimal_sign },
    { "scale", Ltcb_decimal_scale },       { "compare", Ltcb_decimal_compare },
    { "tonumber", Ltcb_decimal_tonumber }, { NULL, NULL },
};

static const luaL_Reg functions[] = {
    { "is", Ltcb_decimal_is },
    { "sum", Ltcb_decimal_sum },
    { "units", Ltcb_decimal_units },
    { NULL, NULL },
};

int ltcb_open_decimal(lua_State *L)
{
    ltcb_class(L, LTCB_DECIMAL, metamethods, methods);
    lua_newtable(L);
    ltcb_setfuncs(L, functions);
    lua_newtable(L);
    lua_pushcfunction(L, Ltcb_decimal_new);
    lua_setfield(L, -2, "__call");
    lua_pushliteral(L, "tcbilling");
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
    return 1;
}
