/*
 * http1.c - an answer in HTTP/1.1, from bytes that are cut anywhere.
 *
 * It is a machine that takes a line or a run of body bytes at a time. A line
 * that lies in one piece is read where it is; only one that is cut is
 * gathered first. How much may be gathered is known before it is, and what is
 * found wrong depends on the bytes alone, not on how they came.
 *
 * A line ends with CR LF. A lone LF, which some readers take for that, is
 * refused: no server that is meant sends one, and between two readers that
 * disagree about it an answer ends in two places.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http1_body.h"
#include "http1_line.h"
#include "tcbilling.h"

#define MAX_HEAD ((size_t)64 * 1024)
#define MAX_BODY ((size_t)64 * 1024 * 1024)
#define TOO_MUCH_HEAD "the answer's headers are too large"

/* What comes next. */
enum step {
    FIRST_LINE,
    HEADER,
    BODY, /* `left` bytes of it */
    CHUNK_SIZE,
    CHUNK_DATA, /* `left` bytes of it */
    CHUNK_END,  /* CR LF */
    TRAILER,
    UNTIL_CLOSE,
    DONE,
    FAILED
};

struct tcb_http1 {
    enum step step;
    int is_heard;           /* a byte came */
    int is_handed_out;      /* the body */
    int at_lf;              /* of a chunk's end, CR is there */
    size_t head_left;       /* of max_head */
    uint64_t left;          /* of the body or chunk */
    struct tcb_buffer line; /* one that is cut, as far as it is there */
    struct tcb_http1_head head;
    struct tcb_http1_body body;
    struct tcb_http1_answer answer;
};

/* the end */

static void free_memory(struct tcb_http1 *r)
{
    tcb_buffer_free(&r->line);
    tcb_http1_body_free(&r->body);
}

static void fail(struct tcb_http1 *r, enum tcb_http_outcome outcome,
                 const char *text)
{
    r->answer.outcome = outcome;
    (void)snprintf(r->answer.message, sizeof r->answer.message, "%s", text);
    r->step = FAILED;
    free_memory(r);
}

/* Says whether there was no fault. */
static int is_fine(struct tcb_http1 *r, const char *fault)
{
    if (fault != NULL) fail(r, TCB_HTTP_PROTOCOL, fault);
    return fault == NULL;
}

static void fail_too_large(struct tcb_http1 *r)
{
    char text[sizeof r->answer.message];
    (void)snprintf(text, sizeof text,
                   "the answer is too large (more than %zu bytes)",
                   r->body.max);
    fail(r, TCB_HTTP_TOO_LARGE, text);
}

/* Says whether the body could take what came. */
static int is_taken_in(struct tcb_http1 *r, enum tcb_status status)
{
    switch (status) {
    case TCB_OK: return 1;
    case TCB_ERANGE: fail_too_large(r); break;
    case TCB_ESYNTAX:
        fail(r, TCB_HTTP_PROTOCOL, "the answer's compression is broken");
        break;
    case TCB_EINVAL:
        fail(r, TCB_HTTP_FAILED, "zlib is not of the version it should be");
        break;
    default: fail(r, TCB_HTTP_FAILED, tcb_status_text(status)); break;
    }
    return 0;
}

static void complete(struct tcb_http1 *r)
{
    if (!is_taken_in(r, tcb_http1_body_end(&r->body))) return;
    r->answer.keep_alive =
        r->step != UNTIL_CLOSE && tcb_http1_may_keep(&r->head);
    r->step = DONE;
    tcb_buffer_free(&r->line);
}

/* lines */

static void skip(struct tcb_slice *in, size_t n)
{
    in->data += n;
    in->len -= n;
}

/* Takes of a line what is there, at most `limit` bytes with those before. Says
 * whether it is there with its end, CR LF, which `line` has too. */
static int take_line(struct tcb_http1 *r, struct tcb_slice *in, size_t limit,
                     struct tcb_slice *line)
{
    size_t room = limit - r->line.len, n = in->len < room ? in->len : room;
    const char *lf = n > 0 ? memchr(in->data, '\n', n) : NULL;
    if (lf != NULL) n = (size_t)(lf - in->data) + 1;
    line->data = in->data;
    line->len = n;
    if (lf == NULL || r->line.len > 0) {
        tcb_buffer_add(&r->line, in->data, n);
        line->data = r->line.data;
        line->len = r->line.len;
    }
    skip(in, n);
    if (r->line.failed)
        fail(r, TCB_HTTP_FAILED, tcb_status_text(TCB_ENOMEM));
    else if (r->step == FIRST_LINE && !tcb_http1_is_begin(*line))
        (void)is_fine(r, TCB_HTTP1_NOT_HTTP);
    else if (lf == NULL && in->len > 0)
        (void)is_fine(r, TOO_MUCH_HEAD);
    else if (lf != NULL && (line->len < 2 || line->data[line->len - 2] != '\r'))
        (void)is_fine(r, TCB_HTTP1_INVALID("a line's end"));
    else
        return lf != NULL;
    return 0;
}

/* As take_line, without the end, of what max_head bounds. */
static int take_head_line(struct tcb_http1 *r, struct tcb_slice *in,
                          struct tcb_slice *line)
{
    if (!take_line(r, in, r->head_left, line)) return 0;
    r->head_left -= line->len;
    r->answer.bytes += line->len;
    line->len -= 2;
    return 1;
}

static void take_first_line(struct tcb_http1 *r, struct tcb_slice *in)
{
    struct tcb_slice line;
    if (!take_head_line(r, in, &line)) return;
    if (!is_fine(r, tcb_http1_first_line(&r->head, line))) return;
    if (!tcb_http1_is_interim(&r->head)) r->answer.status = r->head.status;
    tcb_buffer_clear(&r->line);
    r->step = HEADER;
}

static void begin_body(struct tcb_http1 *r)
{
    const struct tcb_http1_head *head = &r->head;
    if (tcb_http1_is_bodiless(head) || (head->has_length && head->length == 0))
        complete(r);
    else if (!tcb_http1_body_fits(&r->body, head->length))
        fail_too_large(r);
    else if (is_taken_in(r, tcb_http1_body_begin(&r->body, head->is_packed,
                                                 head->length))) {
        r->left = head->length;
        r->step = head->is_chunked   ? CHUNK_SIZE
                  : head->has_length ? BODY
                                     : UNTIL_CLOSE;
    }
}

static void end_head(struct tcb_http1 *r)
{
    if (!is_fine(r, tcb_http1_head_end(&r->head))) return;
    if (tcb_http1_is_interim(&r->head)) {
        r->step = FIRST_LINE;
        return;
    }
    memcpy(r->answer.date, r->head.date, sizeof r->answer.date);
    memcpy(r->answer.request_id, r->head.request_id,
           sizeof r->answer.request_id);
    begin_body(r);
}

static void take_header(struct tcb_http1 *r, struct tcb_slice *in)
{
    struct tcb_slice line;
    if (!take_head_line(r, in, &line)) return;
    if (line.len == 0)
        end_head(r);
    else
        (void)is_fine(r, tcb_http1_header_line(&r->head, line));
    tcb_buffer_clear(&r->line);
}

static void take_trailer(struct tcb_http1 *r, struct tcb_slice *in)
{
    struct tcb_slice line;
    if (!take_head_line(r, in, &line)) return;
    if (line.len == 0) {
        r->answer.bytes -= 2; /* the chunks' own end, trailer or not */
        complete(r);
    } else {
        (void)is_fine(r, tcb_http1_trailer_line(line));
    }
    tcb_buffer_clear(&r->line);
}

/* chunks */

static void take_chunk_line(struct tcb_http1 *r, struct tcb_slice *in)
{
    struct tcb_slice line;
    size_t excess, limit = r->head_left + TCB_HTTP1_SIZE_DIGITS + 2;
    if (!take_line(r, in, limit, &line)) return;
    line.len -= 2;
    if (!is_fine(r, tcb_http1_chunk_line(line, &r->left, &excess))) return;
    tcb_buffer_clear(&r->line);
    if (excess > r->head_left) {
        (void)is_fine(r, TOO_MUCH_HEAD);
        return;
    }
    r->head_left -= excess;
    r->step = r->left > 0 ? CHUNK_DATA : TRAILER;
    if (!tcb_http1_body_fits(&r->body, r->left)) fail_too_large(r);
}

static void take_chunk_end(struct tcb_http1 *r, struct tcb_slice *in)
{
    char expected = r->at_lf ? '\n' : '\r';
    if (in->data[0] != expected) {
        (void)is_fine(r, TCB_HTTP1_INVALID("a chunk's end"));
        return;
    }
    skip(in, 1);
    if (r->at_lf) r->step = CHUNK_SIZE;
    r->at_lf = !r->at_lf;
}

/* the body */

/* Takes the next n bytes of the body. */
static void take_data(struct tcb_http1 *r, struct tcb_slice *in, size_t n)
{
    struct tcb_slice piece = { in->data, n };
    size_t before = r->body.wire;
    enum tcb_status status = tcb_http1_body_add(&r->body, piece);
    r->answer.bytes += r->body.wire - before;
    skip(in, n);
    (void)is_taken_in(r, status);
}

/* Of a body or a chunk whose length is known. */
static void take_counted(struct tcb_http1 *r, struct tcb_slice *in)
{
    size_t n = in->len < r->left ? in->len : (size_t)r->left;
    r->left -= n;
    take_data(r, in, n);
    if (r->left > 0 || r->step == FAILED) return;
    if (r->step == CHUNK_DATA)
        r->step = CHUNK_END;
    else
        complete(r);
}

/* the machine */

static void take(struct tcb_http1 *r, struct tcb_slice *in)
{
    switch (r->step) {
    case FIRST_LINE: take_first_line(r, in); break;
    case HEADER: take_header(r, in); break;
    case BODY:
    case CHUNK_DATA: take_counted(r, in); break;
    case CHUNK_SIZE: take_chunk_line(r, in); break;
    case CHUNK_END: take_chunk_end(r, in); break;
    case TRAILER: take_trailer(r, in); break;
    case UNTIL_CLOSE: take_data(r, in, in->len); break;
    case DONE:
    case FAILED: break;
    }
}

enum tcb_http1_state tcb_http1_state(const struct tcb_http1 *r)
{
    switch (r->step) {
    case FIRST_LINE:
    case HEADER: return TCB_HTTP1_HEAD;
    case DONE: return TCB_HTTP1_DONE;
    case FAILED: return TCB_HTTP1_FAILED;
    default: return TCB_HTTP1_BODY;
    }
}

enum tcb_http1_state tcb_http1_feed(struct tcb_http1 *r, struct tcb_slice bytes)
{
    if (bytes.len > 0) r->is_heard = 1;
    while (bytes.len > 0 && r->step < DONE)
        take(r, &bytes);
    if (bytes.len > 0) r->answer.keep_alive = 0; /* nobody asked for more */
    return tcb_http1_state(r);
}

enum tcb_http1_state tcb_http1_finish(struct tcb_http1 *r)
{
    if (r->step == UNTIL_CLOSE)
        complete(r);
    else if (!r->is_heard)
        fail(r, TCB_HTTP_CLOSED,
             "the server closed the connection without an answer");
    else if (r->step < DONE)
        fail(r, TCB_HTTP_CLOSED, "the answer was cut short");
    r->answer.keep_alive = 0;
    return tcb_http1_state(r);
}

/* the reader */

const struct tcb_http1_answer *tcb_http1_answer(const struct tcb_http1 *r)
{
    return &r->answer;
}

int tcb_http1_take_body(struct tcb_http1 *r, struct tcb_buffer *out)
{
    static const struct tcb_buffer empty = TCB_BUFFER_INIT;
    if (r->step != DONE || r->is_handed_out) return 0;
    *out = r->body.text;
    r->body.text = empty;
    r->is_handed_out = 1;
    return 1;
}

enum tcb_status tcb_http1_new(const struct tcb_http1_options *options,
                              struct tcb_http1 **out)
{
    struct tcb_http1 *r = calloc(1, sizeof *r);
    if (r == NULL) return TCB_ENOMEM;
    r->head_left = MAX_HEAD;
    r->body.max = MAX_BODY;
    if (options != NULL && options->max_head > 0)
        r->head_left = options->max_head;
    if (options != NULL && options->max_body > 0)
        r->body.max = options->max_body;
    *out = r;
    return TCB_OK;
}

void tcb_http1_free(struct tcb_http1 *r)
{
    if (r == NULL) return;
    free_memory(r);
    free(r);
}
