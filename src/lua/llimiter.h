/*
 * llimiter.h - what limiters and the files their records lie in know of each
 * other; private to llimiter.c and llimiter_file.c.
 */
#ifndef LTCB_LIMITER_H
#define LTCB_LIMITER_H

#include "object.h"

struct ltcb_limiter_file {
    struct tcb_limiter_file *file; /* NULL: closed */
    char path[];
};

#pragma GCC visibility push(hidden)

/* Pushes a limiter of a file that is at 1, with the options at 4. */
void ltcb_push_file_limiter(lua_State *L, struct ltcb_limiter_file *file,
                            struct tcb_slice key, struct tcb_slice account);
/* Pushes false, message, whether it is busy only. */
int ltcb_limiter_file_fault(lua_State *L, const struct ltcb_limiter_file *f,
                            enum tcb_status status);

/* Seconds as nanoseconds, and those of a time that there is. */
int64_t ltcb_check_ns(lua_State *L, int i);
int64_t ltcb_check_now(lua_State *L, int i);

#pragma GCC visibility pop

#endif
