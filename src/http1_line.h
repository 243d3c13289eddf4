/*
 * http1_line.h - what the lines of an answer say: of its head, its chunks and
 * its trailer; private to http1.c and http1_line.c.
 */
#ifndef TCB_HTTP1_LINE_H
#define TCB_HTTP1_LINE_H

#include "tcbilling.h"

#define TCB_HTTP1_NOT_HTTP "the answer is not HTTP"
#define TCB_HTTP1_SIZE_DIGITS 16 /* of a chunk, at most */
#define TCB_HTTP1_INVALID(what) "the answer is not valid HTTP/1.1 (" what ")"

#pragma GCC visibility push(hidden)

struct tcb_http1_head {
    int status;     /* 0: its first line is not read yet */
    int minor;      /* HTTP/1.`minor` */
    int has_length; /* Content-Length */
    uint64_t length;
    int is_chunked;
    int encodings; /* headers that name one */
    int is_packed; /* by gzip */
    int closes, keeps;
    char date[64], request_id[128];
};

/* Can a line that begins so be an answer's first? */
int tcb_http1_is_begin(struct tcb_slice line);

/* Each takes a line, or the end of all of them, and returns the sentence part
 * for what is wrong with it, or NULL. */

/* Forgets what a head before it said. */
const char *tcb_http1_first_line(struct tcb_http1_head *head,
                                 struct tcb_slice line);
const char *tcb_http1_header_line(struct tcb_http1_head *head,
                                  struct tcb_slice line);
/* Only checked: what a trailer says comes too late to count. */
const char *tcb_http1_trailer_line(struct tcb_slice line);
/* How much follows, and how long what stands behind that is. */
const char *tcb_http1_chunk_line(struct tcb_slice line, uint64_t *size,
                                 size_t *excess);
const char *tcb_http1_head_end(const struct tcb_http1_head *head);

/* Is it one of a 1xx, with another to come? */
int tcb_http1_is_interim(const struct tcb_http1_head *head);
/* Does its status say that no body follows, whatever the headers say? */
int tcb_http1_is_bodiless(const struct tcb_http1_head *head);
/* May the connection serve on, as far as the head says? */
int tcb_http1_may_keep(const struct tcb_http1_head *head);

#pragma GCC visibility pop

#endif
