/*
 * fuzz_http1.c - arbitrary bytes as an answer. Read whole, byte by byte and in
 * pieces that the bytes themselves choose, they come to the same, and within
 * the limits. tests/long/fuzz builds and runs it.
 */
#include <stdlib.h>
#include <string.h>

#include "tcbilling.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct outcome {
    enum tcb_http1_state fed, finished;
    int keep_alive;
    struct tcb_http1_answer answer;
    struct tcb_buffer body;
};

static void demand(int condition)
{
    if (!condition) abort();
}

/* A copy of its own size, so that a byte too many is seen. */
static void feed(struct tcb_http1 *r, const char *data, size_t len)
{
    char *copy = malloc(len > 0 ? len : 1);
    struct tcb_slice piece = { copy, len };
    if (copy == NULL) abort();
    memcpy(copy, data, len);
    demand(tcb_http1_feed(r, piece) == tcb_http1_state(r));
    free(copy);
}

/* `seed` 0: whole; else pieces of 1 to `seed` bytes. */
static struct outcome read_pieces(struct tcb_slice text, unsigned seed,
                                  const struct tcb_http1_options *o)
{
    struct tcb_http1 *r = NULL;
    struct outcome result;
    size_t at, n;
    unsigned state = seed;
    memset(&result, 0, sizeof result);
    demand(tcb_http1_new(o, &r) == TCB_OK);
    for (at = 0; at < text.len; at += n) {
        state = state * 1103515245U + 12345;
        n = seed > 0 ? 1 + (state >> 16) % seed : text.len;
        if (n > text.len - at) n = text.len - at;
        feed(r, text.data + at, n);
    }
    result.fed = tcb_http1_state(r);
    result.keep_alive = tcb_http1_answer(r)->keep_alive;
    result.finished = tcb_http1_finish(r);
    result.answer = *tcb_http1_answer(r);
    demand(tcb_http1_take_body(r, &result.body) ==
           (result.finished == TCB_HTTP1_DONE));
    tcb_http1_free(r);
    return result;
}

static void check(const struct outcome *o, struct tcb_slice text,
                  const struct tcb_http1_options *options)
{
    const struct tcb_http1_answer *a = &o->answer;
    demand(o->finished == TCB_HTTP1_DONE || o->finished == TCB_HTTP1_FAILED);
    demand((o->finished == TCB_HTTP1_DONE) == (a->message[0] == '\0'));
    demand((o->finished == TCB_HTTP1_DONE) == (a->outcome == TCB_HTTP_DONE));
    demand(a->outcome != TCB_HTTP_FAILED);
    demand(!o->keep_alive || o->fed == TCB_HTTP1_DONE);
    demand(a->status == 0 || (a->status >= 200 && a->status <= 599));
    demand(o->finished != TCB_HTTP1_DONE || a->status != 0);
    demand(o->body.len <= options->max_body && a->bytes <= text.len);
    demand(a->bytes <= options->max_head + options->max_body);
}

static void compare(const struct outcome *a, const struct outcome *b)
{
    demand(a->fed == b->fed && a->finished == b->finished);
    demand(a->keep_alive == b->keep_alive);
    demand(a->answer.outcome == b->answer.outcome);
    demand(strcmp(a->answer.message, b->answer.message) == 0);
    demand(a->answer.status == b->answer.status);
    demand(strcmp(a->answer.date, b->answer.date) == 0);
    demand(strcmp(a->answer.request_id, b->answer.request_id) == 0);
    demand(a->body.len == b->body.len);
    demand(a->body.len == 0 ||
           memcmp(a->body.data, b->body.data, a->body.len) == 0);
    if (a->finished == TCB_HTTP1_DONE)
        demand(a->answer.bytes == b->answer.bytes);
}

/* The first three bytes are the limits and the pieces. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tcb_http1_options o;
    struct tcb_slice text;
    struct outcome whole, other;
    unsigned seeds[2] = { 1, 2 };
    size_t i;
    if (size < 3) return 0;
    o.max_head = 1 + 4 * (size_t)data[0];
    o.max_body = 1 + 4 * (size_t)data[1];
    seeds[1] += data[2];
    text.data = (const char *)data + 3;
    text.len = size - 3;
    whole = read_pieces(text, 0, &o);
    check(&whole, text, &o);
    for (i = 0; i < 2; i++) {
        other = read_pieces(text, seeds[i], &o);
        compare(&whole, &other);
        tcb_buffer_free(&other.body);
    }
    tcb_buffer_free(&whole.body);
    return 0;
}
