/* ljson_write.c - json.encode: a Lua value to a JSON text. */
#include <stdlib.h>
#include <string.h>

#include "ljson.h"

/* Steps of a path that a message shows. */
#define SHOWN 8

/* One step of the way to a value: a field's name, or a list's position. */
struct step {
    struct tcb_slice name; /* .data is NULL where it is a position */
    int position;
};

struct encoder {
    lua_State *L;
    struct tcb_json_writer writer;
    const char *root; /* what messages call the value */
    int depth;
    struct step path[TCB_JSON_DEPTH];
};

/* What the keys of a table are. */
struct shape {
    int names, positions, others;
    int64_t last; /* the highest position */
};

struct field {
    struct tcb_slice name;
    int index; /* in the table of the names */
};

/* Each encode_ writes the value on top of the stack and leaves it there. If
 * it cannot, it returns 0 with a message on top. */
static int encode_value(struct encoder *e);

/* refusing */

/* Could the name be written after a dot? Others may hold anything. */
static int is_plain(struct tcb_slice name)
{
    size_t i;
    for (i = 0; i < name.len; i++) {
        const char c = name.data[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              (c >= '0' && c <= '9') || c == '_' || c == '-'))
            return 0;
    }
    return name.len > 0 && name.len <= 64;
}

static void add_step(luaL_Buffer *b, const struct step *step)
{
    char position[16];
    if (step->name.data == NULL) {
        (void)snprintf(position, sizeof position, "[%d]", step->position);
        luaL_addstring(b, position);
    } else if (is_plain(step->name)) {
        luaL_addchar(b, '.');
        luaL_addlstring(b, step->name.data, step->name.len);
    } else {
        luaL_addstring(b, "[?]");
    }
}

static int refuse(struct encoder *e, const char *why)
{
    luaL_Buffer b;
    int i;
    luaL_buffinit(e->L, &b);
    luaL_addstring(&b, e->root);
    for (i = 0; i < e->depth && i < SHOWN; i++)
        add_step(&b, &e->path[i]);
    luaL_addstring(&b, i < e->depth ? "...: " : ": ");
    luaL_addstring(&b, why);
    luaL_pushresult(&b);
    return 0;
}

static int refuse_type(struct encoder *e)
{
    const char *type = luaL_typename(e->L, -1);
    if (ltcb_test(e->L, -1, "tcbilling.decimal"))
        return refuse(e, "JSON has no decimals; send tostring(d)");
    return refuse(e, lua_pushfstring(e->L, "a %s has no form in JSON", type));
}

/* tables */

static struct shape shape_of(lua_State *L)
{
    struct shape shape = { 0, 0, 0, 0 };
    int64_t key;
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        lua_pop(L, 1);
        if (lua_type(L, -1) == LUA_TSTRING) {
            shape.names++;
        } else if (ltcb_tointeger(L, -1, &key) && key >= 1) {
            shape.positions++;
            if (key > shape.last) shape.last = key;
        } else {
            shape.others++;
        }
    }
    return shape;
}

static int is_marked(lua_State *L)
{
    int same;
    if (!lua_getmetatable(L, -1)) return 0;
    luaL_getmetatable(L, LTCB_LIST);
    same = lua_rawequal(L, -1, -2);
    lua_pop(L, 2);
    return same;
}

static int encode_list(struct encoder *e, int count)
{
    struct step *step = &e->path[e->depth++];
    int i;
    step->name.data = NULL;
    tcb_json_begin_list(&e->writer);
    for (i = 1; i <= count; i++) {
        step->position = i;
        lua_rawgeti(e->L, -1, i);
        if (!encode_value(e)) return 0;
        lua_pop(e->L, 1);
    }
    tcb_json_end_list(&e->writer);
    e->depth--;
    return 1;
}

/* By bytes: the same in every locale. */
static int compare_fields(const void *a, const void *b)
{
    const struct tcb_slice x = ((const struct field *)a)->name;
    const struct tcb_slice y = ((const struct field *)b)->name;
    const int order = memcmp(x.data, y.data, x.len < y.len ? x.len : y.len);
    return order != 0 ? order : (x.len > y.len) - (x.len < y.len);
}

/* Pushes a table of the names of the table on top, which keeps them alive,
 * and an array of them in order; NULL if they are not `count` any more, since
 * the collector emptied a weak table, or ran a program's own finalizer. */
static struct field *push_sorted_names(lua_State *L, int count)
{
    const int table = lua_gettop(L), names = table + 1;
    struct field *fields;
    int i = 0;
    lua_createtable(L, count, 0);
    fields = lua_newuserdata(L, (size_t)count * sizeof *fields + 1);
    lua_pushnil(L);
    while (lua_next(L, table)) { /* nothing in here runs the collector */
        struct field *field = &fields[i++];
        lua_pop(L, 1);
        if (i > count || lua_type(L, -1) != LUA_TSTRING) return NULL;
        field->name.data = lua_tolstring(L, -1, &field->name.len);
        field->index = i;
        lua_pushvalue(L, -1);
        lua_rawseti(L, names, i);
    }
    if (i < count) return NULL;
    qsort(fields, (size_t)count, sizeof *fields, compare_fields);
    return fields;
}

static int encode_field(struct encoder *e, const struct field *field, int table)
{
    e->path[e->depth - 1].name = field->name;
    if (tcb_json_add_key(&e->writer, field->name) != TCB_OK)
        return refuse(e, "a name that is not UTF-8");
    lua_rawgeti(e->L, table + 1, field->index);
    lua_rawget(e->L, table);
    if (!encode_value(e)) return 0;
    lua_pop(e->L, 1);
    return 1;
}

static int encode_object(struct encoder *e, int count)
{
    const int table = lua_gettop(e->L);
    const struct field *fields = push_sorted_names(e->L, count);
    int i;
    if (fields == NULL)
        return refuse(e, "the table changed while it was written");
    e->depth++;
    tcb_json_begin_object(&e->writer);
    for (i = 0; i < count; i++)
        if (!encode_field(e, &fields[i], table)) return 0;
    tcb_json_end_object(&e->writer);
    e->depth--;
    lua_settop(e->L, table);
    return 1;
}

static int encode_table(struct encoder *e)
{
    struct shape shape;
    int is_list;
    if (e->depth == TCB_JSON_DEPTH)
        return refuse(e, "nested too deeply, or in itself");
    luaL_checkstack(e->L, 10, "table nested too deeply");
    shape = shape_of(e->L);
    is_list = shape.positions > 0 || is_marked(e->L);
    if (shape.others > 0)
        return refuse(e, "a key is neither a name nor a position in a list");
    if (is_list && shape.names > 0)
        return refuse(e, "a table is a list or has names, not both");
    if (shape.last != shape.positions) return refuse(e, "a list has holes");
    return is_list ? encode_list(e, shape.positions)
                   : encode_object(e, shape.names);
}

/* other values */

static int encode_number(struct encoder *e)
{
#if LUA_VERSION_NUM >= 503
    if (lua_isinteger(e->L, -1)) {
        tcb_json_add_integer(&e->writer, lua_tointeger(e->L, -1));
        return 1;
    }
#endif
    if (tcb_json_add_double(&e->writer, lua_tonumber(e->L, -1)) != TCB_OK)
        return refuse(e, "JSON has no infinities and no NaN");
    return 1;
}

static int encode_string(struct encoder *e)
{
    struct tcb_slice text;
    text.data = lua_tolstring(e->L, -1, &text.len);
    if (tcb_json_add_string(&e->writer, text) != TCB_OK)
        return refuse(e, "text that is not UTF-8");
    return 1;
}

static int encode_userdata(struct encoder *e)
{
    const struct ltcb_number *number = ltcb_test(e->L, -1, LTCB_NUMBER);
    struct tcb_slice text;
    if (number == NULL) return refuse_type(e);
    text.data = number->text;
    text.len = number->len;
    (void)tcb_json_add_number(&e->writer, text); /* checked when made */
    return 1;
}

static int encode_value(struct encoder *e)
{
    switch (lua_type(e->L, -1)) {
    case LUA_TTABLE: return encode_table(e);
    case LUA_TSTRING: return encode_string(e);
    case LUA_TNUMBER: return encode_number(e);
    case LUA_TUSERDATA: return encode_userdata(e);
    case LUA_TBOOLEAN:
        tcb_json_add_bool(&e->writer, lua_toboolean(e->L, -1));
        return 1;
    case LUA_TLIGHTUSERDATA:
        if (lua_touserdata(e->L, -1) != NULL) return refuse_type(e);
        tcb_json_add_null(&e->writer);
        return 1;
    default: return refuse_type(e);
    }
}

/*
 * json.encode(value [, name]) -> text with sorted names, or nil and a
 * sentence that leads to the part that JSON has no form for, from the name
 * ("value"). Metamethods are not called.
 */
int Ltcb_json_encode(lua_State *L)
{
    struct encoder e;
    struct tcb_buffer *buffer;
    luaL_checkany(L, 1);
    e.L = L;
    e.root = luaL_optstring(L, 2, "value");
    e.depth = 0;
    lua_settop(L, 2);
    buffer = ltcb_pushbuffer(L);
    tcb_json_start(&e.writer, buffer);
    lua_pushvalue(L, 1);
    if (!encode_value(&e)) {
        lua_pushnil(L);
        lua_insert(L, -2);
        return 2;
    }
    if (tcb_buffer_status(buffer) != TCB_OK)
        return ltcb_fail(L, tcb_status_text(TCB_ENOMEM));
    lua_pushlstring(L, buffer->data, buffer->len);
    tcb_buffer_free(buffer);
    return 1;
}
