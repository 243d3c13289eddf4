/*
 * http1_head.h - what the head of an answer says, line by line; private to
 * http1.c and http1_head.c.
 */
#ifndef TCB_HTTP1_HEAD_H
#define TCB_HTTP1_HEAD_H

#include "tcbilling.h"

#define TCB_HTTP1_NOT_HTTP "the answer is not HTTP"
#define TCB_HTTP1_INVALID(what) "the answer is not valid HTTP/1.1 (" what ")"

#pragma GCC visibility push(hidden)

struct tcb_http1_head {
    int status;     /* 0: its first line is not read yet */
    int minor;      /* HTTP/1.`minor` */
    int has_length; /* Content-Length */
    uint64_t length;
    int is_chunked;
    int encodings; /* headers that name one */
    int closes, keeps;
    char date[64], request_id[128];
};

/* Can a line that begins so be an answer's first? */
int tcb_http1_is_begin(struct tcb_slice line);

/* No control characters but tabs? Bytes beyond ASCII may mean what they like.
 */
int tcb_http1_is_content(struct tcb_slice s);

/* Each takes a line, or the end of all of them, and returns the sentence part
 * for what is wrong with it, or NULL. */

/* Forgets what a head before it said. */
const char *tcb_http1_first_line(struct tcb_http1_head *head,
                                 struct tcb_slice line);
const char *tcb_http1_header_line(struct tcb_http1_head *head,
                                  struct tcb_slice line);
/* Only checked: what a trailer says comes too late to count. */
const char *tcb_http1_trailer_line(struct tcb_slice line);
const char *tcb_http1_head_end(const struct tcb_http1_head *head);

/* Is it one of a 1xx, with another to come? */
int tcb_http1_is_interim(const struct tcb_http1_head *head);
/* Does its status say that no body follows, whatever the headers say? */
int tcb_http1_is_bodiless(const struct tcb_http1_head *head);
/* May the connection serve on, as far as the head says? */
int tcb_http1_may_keep(const struct tcb_http1_head *head);

#pragma GCC visibility pop

#endif
