/*
 * build_floor.c - the least that any decoder must do: make the tables and
 * texts of a page, knowing all of it beforehand.
 *
 * new(rows, names, ...) copies the rows' values out of Lua; the call of what it
 * returns builds the rows anew: tables of the right size, keys on the stack,
 * raw sets. A value is a text, an integer, or a list of { TagKey, TagValue }.
 */
#include <string.h>

#include "object.h"

#define COLUMNS 64

struct cell {
    enum { TEXT, INTEGER, TAGS } kind;
    struct tcb_slice text;
    int64_t integer; /* or how many tags follow, two texts each */
};

struct page {
    int rows, columns, cells;
    char *next, *end; /* where the next text goes */
    struct cell cell[];
};

/* Copies the text on top, one after another, as they would be in a page. */
static void add_text(lua_State *L, struct page *page)
{
    struct cell *cell = &page->cell[page->cells++];
    cell->kind = TEXT;
    cell->text = ltcb_checkslice(L, -1);
    if (cell->text.len > (size_t)(page->end - page->next))
        luaL_error(L, "the texts are longer than was said");
    memcpy(page->next, cell->text.data, cell->text.len);
    cell->text.data = page->next;
    page->next += cell->text.len;
}

static void add_tags(lua_State *L, struct page *page)
{
    const int n = (int)ltcb_rawlen(L, -1);
    struct cell *cell = &page->cell[page->cells++];
    int i;
    cell->kind = TAGS;
    cell->integer = n;
    for (i = 1; i <= n; i++) {
        lua_rawgeti(L, -1, i);
        lua_getfield(L, -1, "TagKey");
        add_text(L, page);
        lua_getfield(L, -2, "TagValue");
        add_text(L, page);
        lua_pop(L, 3);
    }
}

static void add_value(lua_State *L, struct page *page)
{
    struct cell *cell = &page->cell[page->cells];
    if (lua_istable(L, -1)) {
        add_tags(L, page);
    } else if (ltcb_tointeger(L, -1, &cell->integer)) {
        cell->kind = INTEGER;
        page->cells++;
    } else {
        add_text(L, page);
    }
}

static void add_row(lua_State *L, struct page *page)
{
    int i;
    for (i = 1; i <= page->columns; i++) {
        lua_rawgeti(L, 2, i);
        lua_rawget(L, -2);
        add_value(L, page);
        lua_pop(L, 1);
    }
}

static const struct cell *push_tags(lua_State *L, const struct cell *cell)
{
    const int64_t n = cell->integer;
    int i;
    lua_createtable(L, (int)n, 0);
    for (i = 1; i <= (int)n; i++) {
        lua_createtable(L, 0, 2);
        lua_pushvalue(L, 3);
        cell++;
        lua_pushlstring(L, cell->text.data, cell->text.len);
        lua_rawset(L, -3);
        lua_pushvalue(L, 4);
        cell++;
        lua_pushlstring(L, cell->text.data, cell->text.len);
        lua_rawset(L, -3);
        lua_rawseti(L, -2, i);
    }
    return cell;
}

static const struct cell *push_row(lua_State *L, int columns,
                                   const struct cell *cell)
{
    const int row = lua_gettop(L) + 1;
    int i;
    lua_createtable(L, 0, columns);
    for (i = 0; i < columns; i++, cell++) {
        lua_pushvalue(L, 5 + i);
        if (cell->kind == TEXT)
            lua_pushlstring(L, cell->text.data, cell->text.len);
        else if (cell->kind == INTEGER)
            ltcb_pushinteger(L, cell->integer);
        else
            cell = push_tags(L, cell);
        lua_rawset(L, row);
    }
    return cell;
}

/* Slots: the page, its rows, the keys of a tag, the keys of a row. */
static int Lfloor_build(lua_State *L)
{
    const struct page *page = lua_touserdata(L, lua_upvalueindex(1));
    const struct cell *cell = page->cell;
    int i;
    luaL_checkstack(L, COLUMNS + 20, "a page is too wide");
    lua_settop(L, 1);
    lua_createtable(L, page->rows, 0);
    lua_pushliteral(L, "TagKey");
    lua_pushliteral(L, "TagValue");
    for (i = 1; i <= page->columns; i++)
        lua_rawgeti(L, lua_upvalueindex(2), i);
    for (i = 1; i <= page->rows; i++) {
        cell = push_row(L, page->columns, cell);
        lua_rawseti(L, 2, i);
    }
    lua_settop(L, 2);
    return 1;
}

static struct page *push_page(lua_State *L, size_t cells, size_t bytes)
{
    const size_t size = sizeof(struct page) + cells * sizeof(struct cell);
    struct page *page = lua_newuserdata(L, size + bytes);
    page->next = (char *)page + size;
    page->end = page->next + bytes;
    page->rows = (int)ltcb_rawlen(L, 1);
    page->columns = (int)ltcb_rawlen(L, 2);
    page->cells = 0;
    return page;
}

/* new(rows, names, cells, bytes) -> build; the last two are room enough. */
static int Lfloor_new(lua_State *L)
{
    const lua_Integer cells = luaL_checkinteger(L, 3);
    const lua_Integer bytes = luaL_checkinteger(L, 4);
    struct page *page;
    int i;
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_checktype(L, 2, LUA_TTABLE);
    luaL_argcheck(L, ltcb_rawlen(L, 2) <= COLUMNS, 2, "too many names");
    page = push_page(L, (size_t)cells, (size_t)bytes);
    for (i = 1; i <= page->rows; i++) {
        lua_rawgeti(L, 1, i);
        add_row(L, page);
        lua_pop(L, 1);
    }
    lua_pushvalue(L, 2);
    lua_pushcclosure(L, Lfloor_build, 2);
    return 1;
}

LTCB_EXPORT int luaopen_tcbilling_build_floor(lua_State *L);

LTCB_EXPORT int luaopen_tcbilling_build_floor(lua_State *L)
{
    lua_pushcfunction(L, Lfloor_new);
    return 1;
}
