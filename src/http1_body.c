/*
 * http1_body.c - the body of an answer: kept as it comes, or unpacked, and
 * never more of it than was agreed to.
 */
#include "http1_body.h"

/* Reserved on a length's word. */
#define MAX_AHEAD ((uint64_t)4 * 1024 * 1024)

int tcb_http1_body_fits(const struct tcb_http1_body *body, uint64_t n)
{
    return n <= body->max - body->wire;
}

/* How long a packed one is says little about the room it will need. */
enum tcb_status tcb_http1_body_begin(struct tcb_http1_body *body, int is_packed,
                                     uint64_t length)
{
    uint64_t ahead = length < MAX_AHEAD ? length : MAX_AHEAD;
    if (is_packed) return tcb_gunzip_new(&body->gunzip);
    if (ahead > 0) (void)tcb_buffer_reserve(&body->text, (size_t)ahead);
    return tcb_buffer_status(&body->text);
}

/* All that fits is read before the rest is refused: what is wrong is then the
 * same in however many pieces it comes. */
enum tcb_status tcb_http1_body_add(struct tcb_http1_body *body,
                                   struct tcb_slice piece)
{
    enum tcb_status status, full = TCB_OK;
    if (!tcb_http1_body_fits(body, piece.len)) {
        piece.len = body->max - body->wire;
        full = TCB_ERANGE;
    }
    body->wire += piece.len;
    if (body->gunzip != NULL) {
        status = tcb_gunzip_add(body->gunzip, piece, body->max, &body->text);
    } else {
        tcb_buffer_add(&body->text, piece.data, piece.len);
        status = tcb_buffer_status(&body->text);
    }
    return status == TCB_OK ? full : status;
}

static void free_gunzip(struct tcb_http1_body *body)
{
    tcb_gunzip_free(body->gunzip);
    body->gunzip = NULL;
}

enum tcb_status tcb_http1_body_end(struct tcb_http1_body *body)
{
    if (body->gunzip != NULL && !tcb_gunzip_is_whole(body->gunzip))
        return TCB_ESYNTAX;
    free_gunzip(body);
    return TCB_OK;
}

void tcb_http1_body_free(struct tcb_http1_body *body)
{
    tcb_buffer_free(&body->text);
    free_gunzip(body);
}
