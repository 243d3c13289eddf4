/* ljson.h - what the two halves of the JSON binding share. */
#ifndef LTCB_JSON_H
#define LTCB_JSON_H

#include "object.h"

#pragma GCC visibility push(hidden)

#define LTCB_LIST "tcbilling.list"     /* the metatable of marked lists */
#define LTCB_NUMBER "tcbilling.number" /* the class of numbers kept as text */

/* A number as it was written: the userdata of class LTCB_NUMBER. */
struct ltcb_number {
    size_t len;
    char text[]; /* zero-terminated */
};

/* Pushes a number object; the text must be a JSON number. */
void ltcb_pushnumbertext(lua_State *L, struct tcb_slice text);

int Ltcb_json_decode(lua_State *L);
int Ltcb_json_encode(lua_State *L);

#pragma GCC visibility pop

#endif
