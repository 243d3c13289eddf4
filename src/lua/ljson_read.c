/*
 * ljson_read.c - json.decode: a JSON text straight into Lua tables.
 *
 * The objects of a list tend to have the same keys in the same order. So the
 * keys of a list's first object stay on the Lua stack, in order, until the
 * list ends: the reader is asked for the key that should come next, and when
 * it does, neither a string is made nor one looked up.
 */
#include <string.h>

#include "lbody.h"
#include "ljson.h"

/* Keys kept at once, by all the lists that are being read. It bounds the
 * stack, which LuaJIT holds to 8000 slots. */
#define KEPT 256

/* A list that is longer finds its size soon enough. */
#define SHORT 8

/* Slots on the stack: the arguments, and what belongs to one call. */
enum { TEXT = 1, OPTIONS, FIELDS, PATHS, METATABLE, SCRATCH };

/* Where numbers arrive as text: nowhere below, in the table of paths at a
 * slot (> 0), or here. */
enum { NOWHERE = 0, HERE = -1 };

enum mark {
    BUILT,     /* a value like any other */
    AS_TEXT,   /* its numbers arrive as text */
    HAS_PATHS, /* in it are paths to such numbers */
    PASSED     /* not among the fields to keep */
};

struct key {
    struct tcb_json_key place;
    struct tcb_slice text; /* as it stands in the source */
    enum mark mark;
    int slot; /* of the key, if it is kept */
};

struct decoder {
    lua_State *L;
    struct tcb_json_reader reader;
    struct tcb_json_token token;
    int lossless;
    int has_fields;
    int depth;
    int lists; /* open around what is read */
    int kept;
    /* by depth, of the last one read there */
    int sizes[TCB_JSON_DEPTH + 1];   /* fields of an object */
    int lengths[TCB_JSON_DEPTH + 1]; /* of a list, up to SHORT */
    struct key keys[KEPT];
};

/* What the objects of one list share. The kept keys are in the slots above
 * the object's. */
struct rows {
    int row;                /* the slot of the object being read */
    int paths;              /* NOWHERE or a slot */
    int selects;            /* only some fields are kept */
    int learns;             /* keys are still added */
    struct key *keys, *end; /* those kept, in the decoder's */
    struct key *foreseen;   /* what should come next, or the end */
    struct key other;       /* the present key if it is not kept */
};

static int push_value(struct decoder *d, int paths);

static int next(struct decoder *d)
{
    return tcb_json_next(&d->reader, &d->token) == TCB_OK;
}

/* For a key twice, a table of paths, a value, and what handles them. */
static void make_room(lua_State *L)
{
    luaL_checkstack(L, 12, "JSON nested too deeply");
}

/* strings and numbers */

/* Escapes are resolved in memory that Lua owns, and that the next use of the
 * slot replaces if it is too small. */
static char *scratch(lua_State *L, size_t size)
{
    if (!lua_isuserdata(L, SCRATCH) || ltcb_rawlen(L, SCRATCH) < size) {
        (void)lua_newuserdata(L, size < 256 ? 256 : 2 * size);
        lua_replace(L, SCRATCH);
    }
    return lua_touserdata(L, SCRATCH);
}

static void push_text(struct decoder *d)
{
    const struct tcb_slice text = d->token.text;
    if (d->token.escaped) {
        char *out = scratch(d->L, text.len);
        lua_pushlstring(d->L, out, tcb_json_unescape(text, out));
    } else {
        lua_pushlstring(d->L, text.data, text.len);
    }
}

/* Has it a fraction or an exponent? */
static int is_fractional(struct tcb_slice number)
{
    size_t i;
    for (i = 0; i < number.len; i++)
        if (number.data[i] == '.' || (number.data[i] | 0x20) == 'e') return 1;
    return 0;
}

/* Pushes the number if Lua holds it: an integer exactly, another one to the
 * nearest double. */
static int push_exact(lua_State *L, const struct tcb_json_token *number)
{
    double value;
    if (number->is_integer) {
#if LUA_VERSION_NUM < 503
        if (number->integer > LTCB_EXACT || number->integer < -LTCB_EXACT)
            return 0;
#endif
        ltcb_pushinteger(L, number->integer);
        return 1;
    }
    if (!is_fractional(number->text) && number->text.len > 2)
        return 0; /* too many digits; a shorter one that is here is -0 */
    if (tcb_double_parse(number->text, &value) != TCB_OK) return 0;
    lua_pushnumber(L, value);
    return 1;
}

static int is_text(struct tcb_slice a, const char *b, size_t len)
{
    return a.len == len && memcmp(a.data, b, len) == 0;
}

/* Do tostring and json.encode both give the text of the number on top? */
static int gives_back(lua_State *L, struct tcb_slice text)
{
    char printed[TCB_DOUBLE_TEXT];
    size_t len;
    const char *shown;
    int same;
    lua_pushvalue(L, -1);
    shown = lua_tolstring(L, -1, &len);
    same = is_text(text, shown, len);
    lua_pop(L, 1);
    if (!same || !is_fractional(text)) return same;
    len = tcb_double_print(lua_tonumber(L, -1), printed);
    return is_text(text, printed, len);
}

static void push_number(struct decoder *d)
{
    lua_State *L = d->L;
    const struct tcb_slice text = d->token.text;
    const int exact = push_exact(L, &d->token);
    if (!d->lossless) {
        if (!exact) lua_pushlstring(L, text.data, text.len);
    } else if (!exact) {
        ltcb_pushnumbertext(L, text);
    } else if (!gives_back(L, text)) {
        lua_pop(L, 1);
        ltcb_pushnumbertext(L, text);
    }
}

/* objects */

/* What the options say about the key on top of the stack. */
static enum mark mark_of(lua_State *L, const struct rows *rows)
{
    enum mark mark = BUILT;
    if (rows->selects) {
        lua_pushvalue(L, -1);
        lua_rawget(L, FIELDS);
        if (lua_isnil(L, -1)) mark = PASSED;
        lua_pop(L, 1);
    }
    if (mark == BUILT && rows->paths != NOWHERE) {
        lua_pushvalue(L, -1);
        lua_rawget(L, rows->paths);
        if (!lua_isnil(L, -1)) mark = lua_istable(L, -1) ? HAS_PATHS : AS_TEXT;
        lua_pop(L, 1);
    }
    return mark;
}

/* Keeps the key on top, and leaves a copy there. */
static struct key *keep_key(struct decoder *d, struct rows *rows)
{
    struct key *key = &d->keys[d->kept++];
    *key = rows->other;
    key->slot = lua_gettop(d->L);
    rows->foreseen = ++rows->end;
    make_room(d->L);
    lua_pushvalue(d->L, -1);
    return key;
}

/* A key that has not been seen here: while the first object of a list is
 * read, it is kept. */
static struct key *push_new_key(struct decoder *d, struct rows *rows)
{
    struct key *key = &rows->other;
    push_text(d);
    key->place = tcb_json_key(&d->reader);
    key->text = d->token.text;
    key->mark = mark_of(d->L, rows);
    key->slot = 0;
    if (rows->learns && d->kept < KEPT) key = keep_key(d, rows);
    if (key->mark == PASSED) lua_pop(d->L, 1);
    return key;
}

/* The kept key that is the token's text, from the one foreseen on, or the
 * end. */
static struct key *find_key(const struct rows *rows, struct tcb_slice text)
{
    struct key *key = rows->foreseen;
    while (key < rows->end && !is_text(key->text, text.data, text.len))
        key++;
    return key;
}

/* Where no key was foreseen, or another one stands: pushes the token's. */
static struct key *push_other_key(struct decoder *d, struct rows *rows)
{
    struct key *key = find_key(rows, d->token.text);
    if (key == rows->end) return push_new_key(d, rows);
    if (key->mark != PASSED) lua_pushvalue(d->L, key->slot);
    rows->foreseen = key + 1;
    return key;
}

/* The value of the key below the top, where a table of paths is on top. */
static int push_value_with_paths(struct decoder *d)
{
    const int ok = push_value(d, lua_gettop(d->L));
    if (ok) lua_remove(d->L, -2);
    return ok;
}

static int push_marked(struct decoder *d, const struct rows *rows,
                       enum mark mark)
{
    if (mark == AS_TEXT) return push_value(d, HERE);
    if (mark == BUILT) return push_value(d, NOWHERE);
    lua_pushvalue(d->L, -1);
    lua_rawget(d->L, rows->paths);
    if (lua_istable(d->L, -1)) return push_value_with_paths(d);
    lua_pop(d->L, 1); /* the program has taken it out meanwhile */
    return push_value(d, NOWHERE);
}

/* A null is absent, so it must only undo an earlier field of that name. */
static void forget_field(lua_State *L, const struct rows *rows)
{
    lua_pushvalue(L, -1);
    lua_rawget(L, rows->row);
    if (lua_isnil(L, -1)) {
        lua_pop(L, 2);
    } else {
        lua_pop(L, 1);
        lua_pushnil(L);
        lua_rawset(L, rows->row);
    }
}

/* The value of the key on top of the stack, into the row. */
static int set_field(struct decoder *d, const struct rows *rows,
                     const struct key *key)
{
    if (key->mark == PASSED) return tcb_json_skip(&d->reader) == TCB_OK;
    if (!next(d)) return 0;
    if (d->token.type == TCB_JSON_STRING && !d->token.escaped) {
        lua_pushlstring(d->L, d->token.text.data, d->token.text.len);
    } else if (d->token.type == TCB_JSON_NULL && !d->lossless) {
        forget_field(d->L, rows);
        return 1;
    } else if (!push_marked(d, rows, key->mark)) {
        return 0;
    }
    lua_rawset(d->L, rows->row);
    return 1;
}

/* Pushes the next key of an object, or returns NULL at its end and where the
 * text is not JSON. A key that is passed over is not pushed. */
static const struct key *push_key(struct decoder *d, struct rows *rows)
{
    struct key *key = rows->foreseen;
    if (key < rows->end && tcb_json_accept_key(&d->reader, &key->place)) {
        if (key->mark != PASSED) lua_pushvalue(d->L, key->slot);
        rows->foreseen = key + 1;
        return key;
    }
    if (!next(d) || d->token.type == TCB_JSON_OBJECT_END) return NULL;
    return push_other_key(d, rows);
}

/* The rest of an object, into the table at rows->row. */
static int read_fields(struct decoder *d, struct rows *rows)
{
    const struct key *key;
    int size = 0;
    rows->foreseen = rows->keys;
    while ((key = push_key(d, rows)) != NULL) {
        if (!set_field(d, rows, key)) return 0;
        size += key->mark != PASSED;
    }
    d->sizes[d->depth] = size;
    return d->reader.status == TCB_OK;
}

/* The object that has just begun; like the last one of its depth, so of its
 * list, it will have as many fields. */
static int read_object(struct decoder *d, struct rows *rows)
{
    int ok;
    d->depth++;
    lua_createtable(d->L, 0, d->sizes[d->depth]);
    lua_replace(d->L, rows->row);
    ok = read_fields(d, rows);
    d->depth--;
    return ok;
}

/* An object that is no row of a list. */
static int push_object(struct decoder *d, int paths)
{
    struct rows rows;
    make_room(d->L);
    lua_pushnil(d->L);
    rows.row = lua_gettop(d->L);
    rows.keys = rows.end = NULL;
    rows.selects = rows.learns = 0;
    rows.paths = paths > 0 ? paths : NOWHERE;
    return read_object(d, &rows);
}

/* lists */

static int push_item(struct decoder *d, struct rows *rows, int paths)
{
    if (d->token.type != TCB_JSON_OBJECT) return push_value(d, paths);
    if (!read_object(d, rows)) return 0;
    if (rows->end > rows->keys) rows->learns = 0;
    lua_pushvalue(d->L, rows->row);
    return 1;
}

/* The rest of a list, from the token that follows its bracket. */
static int read_items(struct decoder *d, struct rows *rows, int paths)
{
    int length = 0;
    while (d->token.type != TCB_JSON_LIST_END) {
        if (!push_item(d, rows, paths)) return 0;
        lua_rawseti(d->L, rows->row - 1, ++length);
        if (!next(d)) return 0;
    }
    d->lengths[d->depth] = length < SHORT ? length : SHORT;
    return 1;
}

/* The table of a list, and a slot for its rows: a short list is likely to be
 * as long as the last one of its depth, unless it is empty. */
static void push_list_table(struct decoder *d)
{
    const int is_empty = d->token.type == TCB_JSON_LIST_END;
    make_room(d->L);
    lua_createtable(d->L, is_empty ? 0 : d->lengths[d->depth], 0);
    lua_pushnil(d->L);
}

static void mark_list(struct decoder *d)
{
    lua_pushvalue(d->L, METATABLE);
    lua_setmetatable(d->L, -2);
}

static int push_list(struct decoder *d, int paths)
{
    struct rows rows;
    const int kept = d->kept;
    int ok;
    if (!next(d)) return 0;
    d->depth++;
    d->lists++;
    push_list_table(d);
    rows.row = lua_gettop(d->L);
    rows.keys = rows.end = d->keys + kept;
    rows.learns = 1;
    rows.paths = paths > 0 ? paths : NOWHERE;
    rows.selects = d->has_fields && d->lists == 1;
    ok = read_items(d, &rows, paths);
    d->lists--;
    d->depth--;
    d->kept = kept;
    lua_settop(d->L, rows.row - 1);
    if (d->lossless) mark_list(d);
    return ok;
}

static int push_value(struct decoder *d, int paths)
{
    switch (d->token.type) {
    case TCB_JSON_STRING: push_text(d); return 1;
    case TCB_JSON_OBJECT: return push_object(d, paths);
    case TCB_JSON_LIST: return push_list(d, paths);
    case TCB_JSON_TRUE: lua_pushboolean(d->L, 1); return 1;
    case TCB_JSON_FALSE: lua_pushboolean(d->L, 0); return 1;
    case TCB_JSON_NUMBER:
        if (paths == HERE)
            lua_pushlstring(d->L, d->token.text.data, d->token.text.len);
        else
            push_number(d);
        return 1;
    default: lua_pushlightuserdata(d->L, NULL); return 1;
    }
}

/* options */

static void check_option(lua_State *L, const char *name, int type)
{
    if (lua_type(L, -1) != type)
        luaL_error(L, "json.decode: option '%s' is a %s, not a %s", name,
                   lua_typename(L, type), luaL_typename(L, -1));
}

/* A list of names becomes a set of them. */
static void read_field_names(lua_State *L)
{
    const int names = lua_gettop(L);
    int i, n;
    check_option(L, "fields", LUA_TTABLE);
    n = (int)ltcb_rawlen(L, names);
    lua_createtable(L, 0, n);
    for (i = 1; i <= n; i++) {
        lua_rawgeti(L, names, i);
        if (lua_type(L, -1) != LUA_TSTRING)
            luaL_error(L, "json.decode: option 'fields' is a list of names");
        lua_pushboolean(L, 1);
        lua_rawset(L, names + 1);
    }
    lua_replace(L, FIELDS);
}

/* The table on top: each value true, or such a table again. */
static void check_paths(lua_State *L, int depth)
{
    if (!lua_istable(L, -1) || depth > TCB_JSON_DEPTH)
        luaL_error(L, "json.decode: option 'text' is a table of names, each "
                      "with true or such a table");
    luaL_checkstack(L, 4, "paths nested too deeply");
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        if (!lua_isboolean(L, -1) || !lua_toboolean(L, -1))
            check_paths(L, depth + 1);
        lua_pop(L, 1);
    }
}

static int read_depth(lua_State *L)
{
    int64_t depth = 0;
    if (!ltcb_tointeger(L, -1, &depth) || depth < 1 || depth > TCB_JSON_DEPTH)
        luaL_error(L, "json.decode: option 'depth' is an integer from 1 to %d",
                   TCB_JSON_DEPTH);
    return (int)depth;
}

/* One option, whose value is on top; returns the depth, which may be it. */
static int read_option(struct decoder *d, const char *name, int depth)
{
    lua_State *L = d->L;
    if (strcmp(name, "depth") == 0) return read_depth(L);
    if (strcmp(name, "lossless") == 0) {
        check_option(L, name, LUA_TBOOLEAN);
        d->lossless = lua_toboolean(L, -1);
    } else if (strcmp(name, "fields") == 0) {
        read_field_names(L);
        d->has_fields = 1;
    } else if (strcmp(name, "text") == 0) {
        check_paths(L, 1);
        lua_pushvalue(L, -1);
        lua_replace(L, PATHS);
    } else {
        luaL_error(L,
                   "json.decode knows no option '%s', only fields, lossless, "
                   "text and depth",
                   name);
    }
    return depth;
}

/* Returns the depth allowed, 0 for the most. */
static int read_options(struct decoder *d)
{
    lua_State *L = d->L;
    int depth = 0;
    if (lua_isnil(L, OPTIONS)) return 0;
    luaL_checktype(L, OPTIONS, LUA_TTABLE);
    lua_pushnil(L);
    while (lua_next(L, OPTIONS)) {
        if (lua_type(L, -2) != LUA_TSTRING)
            luaL_error(L, "json.decode: options have names");
        depth = read_option(d, lua_tostring(L, -2), depth);
        lua_settop(L, SCRATCH + 1); /* the option's name */
    }
    return depth;
}

static int fail(struct decoder *d)
{
    char place[32];
    (void)snprintf(place, sizeof place, "%zu",
                   tcb_json_error_offset(&d->reader) + 1);
    lua_pushnil(d->L);
    lua_pushfstring(d->L, "not valid JSON at byte %s: %s", place,
                    tcb_json_error_text(&d->reader));
    return 2;
}

/*
 * json.decode(text [, options]) -> value, or nil and a sentence that names
 * the byte (the first is 1) where the text stops being JSON. The text is a
 * string, or a body of lbody.c.
 *
 * Integers that fit are integers, longer ones and those beyond the doubles
 * are text. Null is absent from objects, json.null in lists.
 *
 *   fields   = { "a", "b" }: of rows, the objects directly in an outermost
 *              list, only these; the others are checked and passed over
 *   text     = { Response = { Cost = true } }: numbers at these paths, which
 *              go through lists, arrive as their source text
 *   lossless = true: json.encode gives back the same values and digits
 *   depth    = 1 to 64
 */
int Ltcb_json_decode(lua_State *L)
{
    struct decoder d;
    struct tcb_slice text;
    int depth, results = 1;
    d.L = L;
    d.lossless = d.has_fields = d.depth = d.lists = d.kept = 0;
    memset(d.sizes, 0, sizeof d.sizes);
    memset(d.lengths, 0, sizeof d.lengths);
    lua_settop(L, OPTIONS);
    lua_settop(L, SCRATCH);
    depth = read_options(&d);
    luaL_getmetatable(L, LTCB_LIST);
    lua_replace(L, METATABLE);
    if (!ltcb_lend_body(L, TEXT, &text)) {
        luaL_checktype(L, TEXT, LUA_TSTRING);
        text = ltcb_checkslice(L, TEXT);
    }
    tcb_json_open(&d.reader, text, depth);
    if (!next(&d) || !push_value(&d, lua_isnil(L, PATHS) ? NOWHERE : PATHS) ||
        !next(&d))
        results = fail(&d);
    ltcb_return_body(L, TEXT);
    return results;
}
