/* lbody.h - bodies of answers, as the other objects see them. */
#ifndef LTCB_BODY_H
#define LTCB_BODY_H

#include "object.h"

#pragma GCC visibility push(hidden)

/* Pushes one that is empty; what is put into the buffer belongs to it. */
struct tcb_buffer *ltcb_pushbody(lua_State *L);

/* Is the value at `i` one? Then its text stays until it is returned. Unless it
 * is, only the collector frees it. */
int ltcb_lend_body(lua_State *L, int i, struct tcb_slice *text);
void ltcb_return_body(lua_State *L, int i);

#pragma GCC visibility pop

#endif
