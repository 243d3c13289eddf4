/*
 * http1_body.h - the body of an answer as it is kept; private to http1.c and
 * http1_body.c.
 */
#ifndef TCB_HTTP1_BODY_H
#define TCB_HTTP1_BODY_H

#include "tcbilling.h"

#pragma GCC visibility push(hidden)

struct tcb_http1_body {
    size_t max;                /* of both that follow */
    size_t wire;               /* bytes that came */
    struct tcb_buffer text;    /* unpacked */
    struct tcb_gunzip *gunzip; /* NULL: it is not packed */
};

/* Can it take n more bytes as they come? */
int tcb_http1_body_fits(const struct tcb_http1_body *body, uint64_t n);
/* `length` is what it will be on the wire, 0 if that is unknown. TCB_ENOMEM;
 * TCB_EINVAL: zlib can't be used. */
enum tcb_status tcb_http1_body_begin(struct tcb_http1_body *body, int is_packed,
                                     uint64_t length);
/* TCB_ERANGE when there is more of it than `max`, TCB_ESYNTAX when it can't be
 * unpacked, TCB_ENOMEM. */
enum tcb_status tcb_http1_body_add(struct tcb_http1_body *body,
                                   struct tcb_slice piece);
/* TCB_ESYNTAX when what was packed is not whole. */
enum tcb_status tcb_http1_body_end(struct tcb_http1_body *body);
void tcb_http1_body_free(struct tcb_http1_body *body);

#pragma GCC visibility pop

#endif
