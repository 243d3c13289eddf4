/*
 * test_http1.c - HTTP/1.1 framing: answers as a table, each read whole, byte by
 * byte, and cut in two at every place, which must come to the same; packed
 * ones; and requests.
 */
#include <stdlib.h>
#include <zlib.h>

#include "check.h"
#include "tcbilling.h"

#define OK_HEAD "HTTP/1.1 200 OK\r\n"
#define HELLO OK_HEAD "Content-Length: 5\r\n\r\nhello"
#define CHUNKED OK_HEAD "Transfer-Encoding: chunked\r\n\r\n"
#define INVALID(what) "the answer is not valid HTTP/1.1 (" what ")"
#define NOT_HTTP "the answer is not HTTP"
#define PACKED "the answer is packed otherwise than was asked for"
#define CUT "the answer was cut short"
#define KEEP 1

/* What a reader came to. */
struct outcome {
    enum tcb_http1_state fed, finished;
    int keep_alive; /* before the connection was closed */
    struct tcb_http1_answer answer;
    struct tcb_buffer body;
};

/* Feeds a copy of its own size, so that a byte too many is seen. */
static void feed(struct tcb_http1 *r, const char *data, size_t len)
{
    struct tcb_slice piece = { malloc(len > 0 ? len : 1), len };
    enum tcb_http1_state state;
    if (len > 0) memcpy((char *)(uintptr_t)piece.data, data, len);
    state = tcb_http1_feed(r, piece);
    CHECK(state == tcb_http1_state(r));
    free((char *)(uintptr_t)piece.data);
}

static struct tcb_http1 *new_reader(size_t max_head, size_t max_body)
{
    struct tcb_http1_options options = { max_head, max_body };
    struct tcb_http1 *r = NULL;
    CHECK(tcb_http1_new(&options, &r) == TCB_OK);
    CHECK(tcb_http1_state(r) == TCB_HTTP1_HEAD);
    return r;
}

static const struct tcb_http1_options defaults = { 0, 0 };

/* Reads the text in pieces of `step` bytes, the first of `first`. */
static struct outcome read_pieces(struct tcb_slice text, size_t first,
                                  size_t step,
                                  const struct tcb_http1_options *o)
{
    struct tcb_http1 *r = new_reader(o->max_head, o->max_body);
    struct outcome result;
    size_t at, n;
    memset(&result, 0, sizeof result);
    for (at = 0; at < text.len; at += n) {
        n = at == 0 && first > 0 ? first : step;
        if (n > text.len - at) n = text.len - at;
        feed(r, text.data + at, n);
    }
    result.fed = tcb_http1_state(r);
    result.keep_alive = tcb_http1_answer(r)->keep_alive;
    result.finished = tcb_http1_finish(r);
    result.answer = *tcb_http1_answer(r);
    CHECK(tcb_http1_take_body(r, &result.body) ==
          (result.finished == TCB_HTTP1_DONE));
    CHECK(!tcb_http1_take_body(r, &result.body));
    tcb_http1_free(r);
    return result;
}

/* How many bytes a failure took may depend on the cut. */
static int is_same_answer(const struct tcb_http1_answer *a,
                          const struct tcb_http1_answer *b)
{
    return a->outcome == b->outcome && strcmp(a->message, b->message) == 0 &&
           a->status == b->status && a->keep_alive == b->keep_alive &&
           (a->bytes == b->bytes || a->outcome == TCB_HTTP_PROTOCOL ||
            a->outcome == TCB_HTTP_TOO_LARGE) &&
           strcmp(a->date, b->date) == 0 &&
           strcmp(a->request_id, b->request_id) == 0;
}

static int is_same(const struct outcome *a, const struct outcome *b)
{
    return a->fed == b->fed && a->finished == b->finished &&
           a->keep_alive == b->keep_alive &&
           is_same_answer(&a->answer, &b->answer) &&
           a->body.len == b->body.len &&
           (a->body.len == 0 ||
            memcmp(a->body.data, b->body.data, a->body.len) == 0);
}

/* Says which text it was, since the place is the same for all. */
static void expect(int holds, const char *what, struct tcb_slice text)
{
    CHECK(holds);
    if (!holds)
        fprintf(stderr, "    %s: %.*s\n", what,
                (int)(text.len < 300 ? text.len : 300), text.data);
}

/* Reads it whole, after every other way came to the same. */
static struct outcome read_with(struct tcb_slice text,
                                const struct tcb_http1_options *o)
{
    struct outcome whole = read_pieces(text, 0, text.len, o), other;
    size_t cut;
    for (cut = 0; cut < text.len; cut++) {
        /* 0: byte by byte */
        other = read_pieces(text, cut, cut > 0 ? text.len : 1, o);
        expect(is_same(&whole, &other), "another cut, another end", text);
        tcb_buffer_free(&other.body);
    }
    return whole;
}

static struct outcome read_text(const char *text)
{
    return read_with(tcb_slice(text), &defaults);
}

static int is_body(const struct outcome *o, const char *text)
{
    return o->body.len == strlen(text) &&
           (o->body.len == 0 || memcmp(o->body.data, text, o->body.len) == 0);
}

/* answers */

static const struct {
    const char *text;
    int status, keep_alive;
    const char *body;
} answers[] = {
    { HELLO, 200, KEEP, "hello" },
    { OK_HEAD "content-LENGTH:5\r\n\r\nhello", 200, KEEP, "hello" },
    { OK_HEAD "Content-Length: \t 5 \t\r\n\r\nhello", 200, KEEP, "hello" },
    { OK_HEAD "Content-Length: 005\r\n\r\nhello", 200, KEEP, "hello" },
    { OK_HEAD "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", 200, KEEP,
      "hello" },
    { OK_HEAD "Content-Length: 0\r\n\r\n", 200, KEEP, "" },
    { "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", 200, KEEP, "" },
    { "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", 200, KEEP, "" },
    { "HTTP/1.1 599 \xe5\xa5\xbd\tx\r\nContent-Length: 1\r\n\r\n!", 599, KEEP,
      "!" },
    { OK_HEAD "Content-Encoding: Identity\r\nContent-Length: 2\r\n\r\n{}", 200,
      KEEP, "{}" },
    { OK_HEAD "X:\r\nY: \x80\xff\t.\r\nContent-Length: 2\r\n\r\n{}", 200, KEEP,
      "{}" },
    { OK_HEAD "Content-Encoding: gzip\r\nContent-Length: 0\r\n\r\n", 200, KEEP,
      "" },
    { "HTTP/1.1 204 No Content\r\nContent-Encoding: gzip\r\n\r\n", 204, KEEP,
      "" },
    /* until the connection closes */
    { OK_HEAD "\r\nhello", 200, 0, "hello" },
    { OK_HEAD "\r\n", 200, 0, "" },
    { "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\nhello", 200, 0,
      "hello" },
    /* in chunks */
    { CHUNKED "5\r\nhello\r\n0\r\n\r\n", 200, KEEP, "hello" },
    { OK_HEAD "transfer-encoding:CHUNKED\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n"
              "\r\n",
      200, KEEP, "hello" },
    { CHUNKED "a\r\n0123456789\r\nA\r\n\r\n\r\n\r\n\r\n\r\n\r\n000\r\n\r\n",
      200, KEEP, "0123456789\r\n\r\n\r\n\r\n\r\n" },
    { CHUNKED "0000000000000005;a=b;c=\"d\"\r\nhello\r\n0;\t\r\n\r\n", 200,
      KEEP, "hello" },
    { CHUNKED "0\r\n\r\n", 200, KEEP, "" },
    { CHUNKED "1\r\n!\r\n0\r\nDate: late\r\nX-TC-RequestId: late\r\n"
              "Content-Length: 7\r\nContent-Encoding: br\r\n\r\n",
      200, KEEP, "!" },
    /* what has no body */
    { "HTTP/1.1 204 No Content\r\n\r\n", 204, KEEP, "" },
    { "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", 204, KEEP, "" },
    { "HTTP/1.1 304 Not Modified\r\n\r\n", 304, KEEP, "" },
    /* a body may come all the same */
    { "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", 204, 0, "" },
    { "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n", 204, 0,
      "" },
    { "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", 304, 0, "" },
    /* 1xx */
    { "HTTP/1.1 100 Continue\r\n\r\n" HELLO, 200, KEEP, "hello" },
    { "HTTP/1.1 103 Early Hints\r\nLink: x\r\nDate: early\r\n"
      "X-TC-RequestId: early\r\nConnection: close\r\n\r\nHTTP/1.1 102 "
      "Processing\r\n\r\n" HELLO,
      200, KEEP, "hello" },
    /* the connection */
    { OK_HEAD "Connection: close\r\nContent-Length: 0\r\n\r\n", 200, 0, "" },
    { OK_HEAD "Connection: x, CLOSE ,y\r\nContent-Length: 0\r\n\r\n", 200, 0,
      "" },
    { OK_HEAD "Connection: keep-alive\r\nConnection: close\r\n"
              "Content-Length: 0\r\n\r\n",
      200, 0, "" },
    { OK_HEAD "Connection: closed\r\nContent-Length: 0\r\n\r\n", 200, KEEP,
      "" },
    { "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", 200, 0, "" },
    { "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 0\r\n\r\n",
      200, KEEP, "" },
    { "HTTP/1.0 200 OK\r\nConnection: keep-alive, close\r\n"
      "Content-Length: 0\r\n\r\n",
      200, 0, "" },
    /* bytes that nobody asked for */
    { HELLO "\r\n", 200, 0, "hello" },
    { HELLO HELLO, 200, 0, "hello" },
    { CHUNKED "0\r\n\r\n0\r\n\r\n", 200, 0, "" },
    { "HTTP/1.1 204 No Content\r\n\r\nhello", 204, 0, "" },
};

static void test_answers(void)
{
    size_t i;
    for (i = 0; i < sizeof answers / sizeof *answers; i++) {
        struct tcb_slice text = tcb_slice(answers[i].text);
        struct outcome o = read_with(text, &defaults);
        expect(o.finished == TCB_HTTP1_DONE, o.answer.message, text);
        expect(o.answer.status == answers[i].status, "status", text);
        expect(o.keep_alive == answers[i].keep_alive, "keep_alive", text);
        expect(is_body(&o, answers[i].body), "body", text);
        CHECK(o.answer.message[0] == '\0' && !o.answer.keep_alive);
        CHECK(o.answer.outcome == TCB_HTTP_DONE);
        CHECK(o.answer.date[0] == '\0' && o.answer.request_id[0] == '\0');
        tcb_buffer_free(&o.body);
    }
}

/* refusals */

static const struct {
    const char *text;
    const char *message;
} refusals[] = {
    /* the first line */
    { "SSH-2.0-OpenSSH_9.2\r\n", NOT_HTTP },
    { "\r\n" HELLO, NOT_HTTP },
    { " " HELLO, NOT_HTTP },
    { "http/1.1 200 OK\r\n\r\n", NOT_HTTP },
    { "HTTQ", NOT_HTTP },
    { "{}", NOT_HTTP },
    { "HTTP/2 200\r\n\r\n", INVALID("its first line") },
    { "HTTP/1.2 200 OK\r\n\r\n", INVALID("its first line") },
    { "HTTP/0.9 200 OK\r\n\r\n", INVALID("its first line") },
    { "HTTP/1.1  200 OK\r\n\r\n", INVALID("its first line") },
    { "HTTP/1.1\t200 OK\r\n\r\n", INVALID("its first line") },
    { "HTTP/1.1 20\r\n\r\n", INVALID("its first line") },
    { "HTTP/1.1 2000\r\n\r\n", INVALID("its first line") },
    { "HTTP/1.1 20x OK\r\n\r\n", INVALID("its first line") },
    { "HTTP/1.1 099 Early\r\n\r\n", INVALID("its first line") },
    { "HTTP/1.1 600 Late\r\n\r\n", INVALID("its first line") },
    { "HTTP/1.1 +20 OK\r\n\r\n", INVALID("its first line") },
    { "HTTP/1.1 200\tOK\r\n\r\n", INVALID("its first line") },
    { "HTTP/1.1 200 O\rK\r\n\r\n", INVALID("its first line") },
    { "HTTP/1.1 200 O\x7fK\r\n\r\n", INVALID("its first line") },
    { "HTTP/1.1 101 Switching Protocols\r\n\r\n",
      INVALID("another protocol follows") },
    /* a line's end */
    { "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n", INVALID("a line's end") },
    { OK_HEAD "Content-Length: 0\n\r\n", INVALID("a line's end") },
    { OK_HEAD "Content-Length: 0\r\n\n", INVALID("a line's end") },
    { CHUNKED "5\nhello\r\n0\r\n\r\n", INVALID("a line's end") },
    { CHUNKED "0\r\n\n", INVALID("a line's end") },
    /* a header */
    { OK_HEAD "X\r\n\r\n", INVALID("a header") },
    { OK_HEAD ": x\r\n\r\n", INVALID("a header") },
    { OK_HEAD "Content-Length : 5\r\n\r\n", INVALID("a header") },
    { OK_HEAD "Content-Length\t: 5\r\n\r\n", INVALID("a header") },
    { OK_HEAD " X: y\r\n\r\n", INVALID("a header") },
    { OK_HEAD "X: y\r\n z\r\n\r\n", INVALID("a header") },
    { OK_HEAD "X: y\r\n\tZ: z\r\n\r\n", INVALID("a header") },
    { OK_HEAD "X: y\rContent-Length: 5\r\n\r\n", INVALID("a header") },
    { OK_HEAD "X: \x01\r\n\r\n", INVALID("a header") },
    { OK_HEAD "X: \x7f\r\n\r\n", INVALID("a header") },
    { OK_HEAD "X\x80: y\r\n\r\n", INVALID("a header") },
    { OK_HEAD "X(y): z\r\n\r\n", INVALID("a header") },
    /* how long it is */
    { OK_HEAD "Content-Length:\r\n\r\n", INVALID("its Content-Length") },
    { OK_HEAD "Content-Length: +5\r\n\r\n", INVALID("its Content-Length") },
    { OK_HEAD "Content-Length: -5\r\n\r\n", INVALID("its Content-Length") },
    { OK_HEAD "Content-Length: 5 5\r\n\r\n", INVALID("its Content-Length") },
    { OK_HEAD "Content-Length: 5, 5\r\n\r\n", INVALID("its Content-Length") },
    { OK_HEAD "Content-Length: 5x\r\n\r\n", INVALID("its Content-Length") },
    { OK_HEAD "Content-Length: 0x5\r\n\r\n", INVALID("its Content-Length") },
    { OK_HEAD "Content-Length: 18446744073709551616\r\n\r\n",
      INVALID("its Content-Length") },
    { OK_HEAD "Content-Length: 100000000000000000000005\r\n\r\n",
      INVALID("its Content-Length") },
    { OK_HEAD "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
      INVALID("its Content-Length") },
    { OK_HEAD "Content-Length: 5\r\nContent-Length: 0\r\n\r\nhello",
      INVALID("its Content-Length") },
    { OK_HEAD "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
      INVALID("Content-Length and Transfer-Encoding") },
    { OK_HEAD "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
      INVALID("Content-Length and Transfer-Encoding") },
    { "HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n"
      "\r\n",
      INVALID("Content-Length and Transfer-Encoding") },
    { OK_HEAD "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"
              "\r\n",
      INVALID("its Transfer-Encoding") },
    { "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
      INVALID("its Transfer-Encoding") },
    { "HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n" HELLO,
      INVALID("a 1xx with a body") },
    { "HTTP/1.1 103 Hints\r\nTransfer-Encoding: chunked\r\n\r\n" HELLO,
      INVALID("a 1xx with a body") },
    /* how it is packed */
    { OK_HEAD "Transfer-Encoding: identity\r\n\r\n", PACKED },
    { OK_HEAD "Transfer-Encoding: gzip, chunked\r\n\r\n", PACKED },
    { OK_HEAD "Transfer-Encoding: chunked, identity\r\n\r\n", PACKED },
    { OK_HEAD "Transfer-Encoding: chunked,\r\n\r\n", PACKED },
    { OK_HEAD "Transfer-Encoding: xchunked\r\n\r\n", PACKED },
    { OK_HEAD "Transfer-Encoding: chunked;q=1\r\n\r\n", PACKED },
    { OK_HEAD "Transfer-Encoding: \"chunked\"\r\n\r\n", PACKED },
    { OK_HEAD "Transfer-Encoding:\r\n\r\n", PACKED },
    { OK_HEAD "Content-Encoding: br\r\n\r\n", PACKED },
    { OK_HEAD "Content-Encoding: deflate\r\n\r\n", PACKED },
    { OK_HEAD "Content-Encoding: x-gzip\r\n\r\n", PACKED },
    { OK_HEAD "Content-Encoding: gzip, gzip\r\n\r\n", PACKED },
    { OK_HEAD "Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n\r\n",
      PACKED },
    { OK_HEAD "Content-Encoding: gzip\r\nContent-Encoding: identity\r\n\r\n",
      PACKED },
    { OK_HEAD "Content-Encoding:\r\n\r\n", PACKED },
    { "HTTP/1.1 103 Hints\r\nContent-Encoding: br\r\n\r\n" HELLO, PACKED },
    { OK_HEAD "Content-Encoding: identity\r\nContent-Encoding: identity\r\n"
              "\r\n",
      PACKED },
    /* chunks */
    { CHUNKED "\r\nhello", INVALID("a chunk's size") },
    { CHUNKED ";x\r\nhello", INVALID("a chunk's size") },
    { CHUNKED " 5\r\nhello", INVALID("a chunk's size") },
    { CHUNKED "5 \r\nhello", INVALID("a chunk's size") },
    { CHUNKED "-5\r\nhello", INVALID("a chunk's size") },
    { CHUNKED "+5\r\nhello", INVALID("a chunk's size") },
    { CHUNKED "0x5\r\nhello", INVALID("a chunk's size") },
    { CHUNKED "5g\r\nhello", INVALID("a chunk's size") },
    { CHUNKED "00000000000000005\r\nhello", INVALID("a chunk's size") },
    { CHUNKED "10000000000000000\r\nhello", INVALID("a chunk's size") },
    { CHUNKED "5;\x01\r\nhello", INVALID("a chunk's extension") },
    { CHUNKED "5;x\ry\r\nhello", INVALID("a chunk's extension") },
    { CHUNKED "5\r\nhello0\r\n\r\n", INVALID("a chunk's end") },
    { CHUNKED "5\r\nhello!\r\n0\r\n\r\n", INVALID("a chunk's end") },
    { CHUNKED "5\r\nhello\n0\r\n\r\n", INVALID("a chunk's end") },
    { CHUNKED "5\r\nhello\r0\r\n\r\n", INVALID("a chunk's end") },
    { CHUNKED "0\r\nX\r\n\r\n", INVALID("its trailer") },
    { CHUNKED "0\r\n X: y\r\n\r\n", INVALID("its trailer") },
    { CHUNKED "0\r\nX: \x02\r\n\r\n", INVALID("its trailer") },
};

static void test_refusals(void)
{
    size_t i;
    for (i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        struct tcb_slice text = tcb_slice(refusals[i].text);
        struct outcome o = read_with(text, &defaults);
        expect(o.fed == TCB_HTTP1_FAILED, "accepted", text);
        expect(o.answer.outcome == TCB_HTTP_PROTOCOL, "outcome", text);
        expect(strcmp(o.answer.message, refusals[i].message) == 0,
               o.answer.message, text);
        CHECK(!o.keep_alive && o.body.len == 0);
    }
}

static void test_zero_bytes(void)
{
    static const char status[] = "HTTP/1.1 200 O\0K\r\n\r\n";
    static const char name[] = OK_HEAD "X\0: y\r\n\r\n";
    static const char value[] = OK_HEAD "X: y\0\r\n\r\n";
    static const char chunk[] = CHUNKED "5\0\r\nhello";
    static const struct {
        const char *text;
        size_t size;
    } texts[] = { { status, sizeof status },
                  { name, sizeof name },
                  { value, sizeof value },
                  { chunk, sizeof chunk } };
    size_t i;
    for (i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct tcb_slice text = { texts[i].text, texts[i].size - 1 };
        struct outcome o = read_with(text, &defaults);
        expect(o.answer.outcome == TCB_HTTP_PROTOCOL, "zero byte", text);
    }
}

static void test_body_is_any_bytes(void)
{
    static const char text[] = OK_HEAD "Content-Length: 4\r\n\r\n\0\r\n\xff";
    struct tcb_slice all = { text, sizeof text - 1 };
    struct outcome o = read_with(all, &defaults);
    CHECK(o.keep_alive && o.body.len == 4);
    CHECK(o.body.len == 4 && memcmp(o.body.data, "\0\r\n\xff", 4) == 0);
    tcb_buffer_free(&o.body);
}

/* the end of the connection */

static const struct {
    const char *text;
    const char *message;
} ends[] = {
    { "", "the server closed the connection without an answer" },
    { "H", CUT },
    { "HTTP/1.1 200 OK\r\n", CUT },
    { OK_HEAD "Content-Length: 5\r\n", CUT },
    { OK_HEAD "Content-Length: 5\r\n\r", CUT },
    { OK_HEAD "Content-Length: 5\r\n\r\n", CUT },
    { OK_HEAD "Content-Length: 5\r\n\r\nhell", CUT },
    { CHUNKED, CUT },
    { CHUNKED "5", CUT },
    { CHUNKED "5\r\nhel", CUT },
    { CHUNKED "5\r\nhello", CUT },
    { CHUNKED "5\r\nhello\r\n", CUT },
    { CHUNKED "5\r\nhello\r\n0\r\n", CUT },
    { CHUNKED "5\r\nhello\r\n0\r\nX: y\r\n", CUT },
    { "HTTP/1.1 100 Continue\r\n\r\n", CUT },
};

static void test_ends(void)
{
    size_t i;
    for (i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct tcb_slice text = tcb_slice(ends[i].text);
        struct outcome o = read_with(text, &defaults);
        expect(o.fed < TCB_HTTP1_DONE, "ended before", text);
        expect(o.answer.outcome == TCB_HTTP_CLOSED, "outcome", text);
        expect(strcmp(o.answer.message, ends[i].message) == 0, o.answer.message,
               text);
        CHECK(o.finished == TCB_HTTP1_FAILED && !o.keep_alive);
    }
}

static void test_a_failure_stays(void)
{
    struct tcb_http1 *r = new_reader(0, 0);
    struct tcb_http1_answer first;
    feed(r, "HTTP/1.1 600", 12);
    feed(r, "\r\n", 2);
    first = *tcb_http1_answer(r);
    CHECK(tcb_http1_state(r) == TCB_HTTP1_FAILED);
    feed(r, HELLO, strlen(HELLO));
    CHECK(tcb_http1_finish(r) == TCB_HTTP1_FAILED);
    CHECK(is_same_answer(&first, tcb_http1_answer(r)));
    tcb_http1_free(r);
    r = new_reader(0, 0);
    CHECK(tcb_http1_finish(r) == TCB_HTTP1_FAILED);
    feed(r, HELLO, strlen(HELLO));
    CHECK(tcb_http1_answer(r)->outcome == TCB_HTTP_CLOSED);
    tcb_http1_free(r);
}

/* what is told on the way */

static void test_status_is_known_with_its_line(void)
{
    static const char interim[] = "HTTP/1.1 103 Hints\r\nX: y\r\n\r\n";
    struct tcb_http1 *r = new_reader(0, 0);
    feed(r, interim, strlen(interim));
    CHECK(tcb_http1_answer(r)->status == 0);
    CHECK(tcb_http1_state(r) == TCB_HTTP1_HEAD);
    feed(r, "HTTP/1.1 429 Slow\r", 18);
    CHECK(tcb_http1_answer(r)->status == 0);
    feed(r, "\n", 1);
    CHECK(tcb_http1_answer(r)->status == 429);
    CHECK(tcb_http1_state(r) == TCB_HTTP1_HEAD);
    feed(r, "Content-Length: 1\r\n\r\n", 21);
    CHECK(tcb_http1_state(r) == TCB_HTTP1_BODY);
    CHECK(!tcb_http1_answer(r)->keep_alive);
    feed(r, "!", 1);
    CHECK(tcb_http1_answer(r)->keep_alive);
    feed(r, "", 0);
    CHECK(tcb_http1_answer(r)->keep_alive);
    feed(r, "!", 1);
    CHECK(tcb_http1_state(r) == TCB_HTTP1_DONE);
    CHECK(!tcb_http1_answer(r)->keep_alive);
    tcb_http1_free(r);
}

/* Room for `size` bytes of a value: one less fits. */
static void check_value(const char *name, size_t len, size_t found)
{
    struct tcb_buffer text = TCB_BUFFER_INIT;
    struct outcome o;
    struct tcb_slice all;
    size_t i;
    tcb_buffer_text(&text, OK_HEAD "Content-Length: 0\r\n");
    tcb_buffer_text(&text, name);
    for (i = 0; i < len; i++)
        tcb_buffer_add(&text, "v", 1);
    tcb_buffer_text(&text, " \r\n\r\n");
    all.data = text.data;
    all.len = text.len;
    o = read_with(all, &defaults);
    CHECK(o.keep_alive);
    CHECK(strlen(o.answer.date) + strlen(o.answer.request_id) == found);
    tcb_buffer_free(&text);
}

static void test_values(void)
{
    struct outcome o =
        read_text(OK_HEAD "date: Tue, 07 Jan 2025 01:02:03 GMT\r\n"
                          "x-tc-requestID:\t0b7e-1 \r\n"
                          "Content-Length: 0\r\n\r\n");
    CHECK(strcmp(o.answer.date, "Tue, 07 Jan 2025 01:02:03 GMT") == 0);
    CHECK(strcmp(o.answer.request_id, "0b7e-1") == 0);
    check_value("Date:", 63, 63);
    check_value("Date:", 64, 0);
    check_value("X-TC-RequestId: ", 127, 127);
    check_value("X-TC-RequestId: ", 128, 0);
}

static void test_bytes(void)
{
    static const char interim[] = "HTTP/1.1 100 Continue\r\n\r\n";
    static const char head[] = CHUNKED, trailer[] = "X: y\r\n";
    struct outcome o = read_text(HELLO "more");
    CHECK(o.answer.bytes == strlen(HELLO));
    tcb_buffer_free(&o.body);
    o = read_text("HTTP/1.1 100 Continue\r\n\r\n" CHUNKED
                  "5;x\r\nhello\r\n0\r\nX: y\r\n\r\n");
    CHECK(o.answer.bytes ==
          strlen(interim) + strlen(head) + 5 + strlen(trailer));
    tcb_buffer_free(&o.body);
}

/* limits */

static void check_head_limit(const char *text, size_t head)
{
    struct tcb_http1_options o = { head, 0 };
    struct outcome result = read_with(tcb_slice(text), &o);
    expect(result.finished == TCB_HTTP1_DONE, result.answer.message,
           tcb_slice(text));
    tcb_buffer_free(&result.body);
    for (o.max_head = head - 1; o.max_head > head - 9; o.max_head--) {
        result = read_with(tcb_slice(text), &o);
        expect(strcmp(result.answer.message,
                      "the answer's headers are too large") == 0,
               "fits", tcb_slice(text));
        CHECK(result.answer.outcome == TCB_HTTP_PROTOCOL);
    }
}

static void test_head_limit(void)
{
    static const char interim[] = "HTTP/1.1 100 Continue\r\n\r\n";
    static const char chunked[] = CHUNKED;
    check_head_limit(HELLO, strlen(HELLO) - 5);
    check_head_limit("HTTP/1.1 100 Continue\r\n\r\n" HELLO,
                     strlen(interim) + strlen(HELLO) - 5);
    check_head_limit(CHUNKED "1;ext=long\r\n!\r\n0\r\n\r\n",
                     strlen(chunked) + 9 + 2);
    check_head_limit(CHUNKED "1;123\r\n!\r\n1;1234\r\n!\r\n0\r\nX: y\r\n\r\n",
                     strlen(chunked) + 4 + 5 + 6 + 2);
}

static void test_default_head_limit(void)
{
    struct tcb_http1 *r = new_reader(0, 0);
    size_t i, n = 64 * 1024 - strlen(OK_HEAD);
    feed(r, OK_HEAD, strlen(OK_HEAD));
    for (i = 0; i < n; i++)
        feed(r, "x", 1);
    CHECK(tcb_http1_state(r) == TCB_HTTP1_HEAD);
    feed(r, "x", 1);
    CHECK(tcb_http1_state(r) == TCB_HTTP1_FAILED);
    tcb_http1_free(r);
}

static void test_1xx_without_end(void)
{
    static const char interim[] = "HTTP/1.1 100 Continue\r\n\r\n";
    struct tcb_http1 *r = new_reader(0, 0);
    size_t i, most = 64 * 1024 / strlen(interim);
    for (i = 0; i < most; i++)
        feed(r, interim, strlen(interim));
    CHECK(tcb_http1_state(r) == TCB_HTTP1_HEAD);
    feed(r, interim, strlen(interim));
    CHECK(tcb_http1_state(r) == TCB_HTTP1_FAILED);
    tcb_http1_free(r);
}

static const char *const five[] = { HELLO, OK_HEAD "\r\nhello",
                                    CHUNKED "5\r\nhello\r\n0\r\n\r\n",
                                    CHUNKED
                                    "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n" };

static void test_body_limit(void)
{
    static const struct tcb_http1_options enough = { 0, 5 }, little = { 0, 4 };
    size_t i;
    for (i = 0; i < sizeof five / sizeof *five; i++) {
        struct outcome o = read_with(tcb_slice(five[i]), &enough);
        expect(is_body(&o, "hello"), o.answer.message, tcb_slice(five[i]));
        tcb_buffer_free(&o.body);
        o = read_with(tcb_slice(five[i]), &little);
        CHECK(o.fed == TCB_HTTP1_FAILED);
        CHECK(o.answer.outcome == TCB_HTTP_TOO_LARGE);
        CHECK(strcmp(o.answer.message,
                     "the answer is too large (more than 4 bytes)") == 0);
        CHECK(o.answer.status == 200);
    }
}

static void test_default_body_limit(void)
{
    struct outcome o = read_text(OK_HEAD "Content-Length: 67108865\r\n\r\n");
    CHECK(o.answer.outcome == TCB_HTTP_TOO_LARGE);
    o = read_text(OK_HEAD "Content-Length: 67108864\r\n\r\n");
    CHECK(o.answer.outcome == TCB_HTTP_CLOSED);
    o = read_text(CHUNKED "4000001\r\n");
    CHECK(o.answer.outcome == TCB_HTTP_TOO_LARGE);
    o = read_text(CHUNKED "4000000\r\n");
    CHECK(o.answer.outcome == TCB_HTTP_CLOSED);
    o = read_text(CHUNKED "ffffffffffffffff\r\n");
    CHECK(o.answer.outcome == TCB_HTTP_TOO_LARGE);
    o = read_text(OK_HEAD "Content-Length: 18446744073709551615\r\n\r\n");
    CHECK(o.answer.outcome == TCB_HTTP_TOO_LARGE);
}

/* packed answers */

#define PACKED_HEAD OK_HEAD "Content-Encoding: gzip\r\n"
#define BROKEN "the answer's compression is broken"

enum { GZIP = 31, ZLIB = 15, RAW = -15 };

/* Appends the text, packed in one of these forms. */
static void pack(struct tcb_buffer *out, struct tcb_slice text, int form)
{
    z_stream z;
    memset(&z, 0, sizeof z);
    CHECK(deflateInit2(&z, 9, Z_DEFLATED, form, 9, Z_DEFAULT_STRATEGY) == Z_OK);
    z.next_in = (z_const Bytef *)text.data;
    z.avail_in = (uInt)text.len;
    do {
        z.next_out = (unsigned char *)tcb_buffer_reserve(out, 4096);
        z.avail_out = 4096;
        CHECK(deflate(&z, Z_FINISH) != Z_STREAM_ERROR);
        out->len += 4096 - z.avail_out;
    } while (z.avail_out == 0);
    CHECK(deflateEnd(&z) == Z_OK);
}

static struct tcb_slice contents(const struct tcb_buffer *b)
{
    struct tcb_slice s = { b->data, b->len };
    return s;
}

/* How the body of a packed answer ends. */
enum { COUNTED, CHUNKS, UNCOUNTED, KINDS };

/* An answer with that body as it comes, in chunks of 7 bytes. */
static struct tcb_buffer answer_with(struct tcb_slice packed, int kind)
{
    struct tcb_buffer b = TCB_BUFFER_INIT;
    char line[64] = "";
    size_t at, n;
    if (kind == COUNTED)
        (void)snprintf(line, sizeof line, "Content-Length: %zu\r\n",
                       packed.len);
    if (kind == CHUNKS)
        (void)snprintf(line, sizeof line, "Transfer-Encoding: chunked\r\n");
    tcb_buffer_text(&b, PACKED_HEAD);
    tcb_buffer_text(&b, line);
    tcb_buffer_text(&b, "\r\n");
    if (kind != CHUNKS) tcb_buffer_add(&b, packed.data, packed.len);
    for (at = 0; kind == CHUNKS && at < packed.len; at += n) {
        n = packed.len - at < 7 ? packed.len - at : 7;
        (void)snprintf(line, sizeof line, "%zx\r\n", n);
        tcb_buffer_text(&b, line);
        tcb_buffer_add(&b, packed.data + at, n);
        tcb_buffer_text(&b, "\r\n");
    }
    if (kind == CHUNKS) tcb_buffer_text(&b, "0\r\n\r\n");
    return b;
}

static struct outcome read_packed(struct tcb_slice packed, int kind,
                                  size_t max_body)
{
    struct tcb_http1_options o = { 0, max_body };
    struct tcb_buffer text = answer_with(packed, kind);
    struct outcome result = read_with(contents(&text), &o);
    tcb_buffer_free(&text);
    return result;
}

static int is_broken(struct tcb_slice packed, int kind)
{
    struct outcome o = read_packed(packed, kind, 0);
    tcb_buffer_free(&o.body);
    return o.answer.outcome == TCB_HTTP_PROTOCOL &&
           strcmp(o.answer.message, BROKEN) == 0;
}

static const char *const readable = "the bill, the bill, the bill, the bill, "
                                    "the bill, the bill, and what it was for";

static void test_packed(void)
{
    struct tcb_buffer packed = TCB_BUFFER_INIT;
    int kind;
    pack(&packed, tcb_slice(readable), GZIP);
    for (kind = 0; kind < KINDS; kind++) {
        struct outcome o = read_packed(contents(&packed), kind, 0);
        CHECK(o.finished == TCB_HTTP1_DONE && is_body(&o, readable));
        CHECK(o.keep_alive == (kind != UNCOUNTED));
        if (kind == UNCOUNTED)
            CHECK(o.answer.bytes == strlen(PACKED_HEAD "\r\n") + packed.len);
        tcb_buffer_free(&o.body);
    }
    tcb_buffer_free(&packed);
}

static void test_packed_empty(void)
{
    struct tcb_buffer packed = TCB_BUFFER_INIT;
    int kind;
    pack(&packed, tcb_slice(""), GZIP);
    for (kind = 0; kind < KINDS; kind++) {
        struct outcome o = read_packed(contents(&packed), kind, 0);
        CHECK(o.finished == TCB_HTTP1_DONE && o.body.len == 0);
        tcb_buffer_free(&o.body);
    }
    CHECK(is_broken(tcb_slice(""), CHUNKS));
    CHECK(is_broken(tcb_slice(""), UNCOUNTED));
    tcb_buffer_free(&packed);
}

static void test_packed_and_cut_short(void)
{
    struct tcb_buffer packed = TCB_BUFFER_INIT;
    struct tcb_slice part;
    int kind;
    pack(&packed, tcb_slice(readable), GZIP);
    part = contents(&packed);
    for (part.len = 1; part.len < packed.len; part.len++)
        for (kind = 0; kind < KINDS; kind++)
            CHECK(is_broken(part, kind));
    tcb_buffer_free(&packed);
}

/* What says when and where it was packed, and pads its last byte, is nobody's
 * business. */
static void test_packed_and_damaged(void)
{
    struct tcb_buffer packed = TCB_BUFFER_INIT;
    size_t i, unharmed = 0;
    pack(&packed, tcb_slice(readable), GZIP);
    for (i = 0; i < packed.len; i++) {
        struct outcome o;
        packed.data[i] ^= 0x20;
        o = read_packed(contents(&packed), COUNTED, 0);
        unharmed += is_body(&o, readable) && o.finished == TCB_HTTP1_DONE;
        CHECK(o.finished == TCB_HTTP1_FAILED || is_body(&o, readable));
        tcb_buffer_free(&o.body);
        packed.data[i] ^= 0x20;
    }
    CHECK(unharmed < 10);
    tcb_buffer_free(&packed);
}

static void test_packed_otherwise(void)
{
    struct tcb_buffer packed = TCB_BUFFER_INIT;
    int kind;
    for (kind = 0; kind < KINDS; kind++) {
        tcb_buffer_clear(&packed);
        pack(&packed, tcb_slice(readable), ZLIB);
        CHECK(is_broken(contents(&packed), kind));
        tcb_buffer_clear(&packed);
        pack(&packed, tcb_slice(readable), RAW);
        CHECK(is_broken(contents(&packed), kind));
        CHECK(is_broken(tcb_slice(readable), kind));
        tcb_buffer_clear(&packed);
        pack(&packed, tcb_slice(readable), GZIP);
        tcb_buffer_add(&packed, "", 1); /* padding */
        CHECK(is_broken(contents(&packed), kind));
        packed.len--;
        pack(&packed, tcb_slice(readable), GZIP);
        CHECK(is_broken(contents(&packed), kind));
    }
    tcb_buffer_free(&packed);
}

static struct tcb_buffer blanks(size_t n)
{
    struct tcb_buffer b = TCB_BUFFER_INIT;
    (void)memset(tcb_buffer_reserve(&b, n), ' ', n);
    b.len = n;
    return b;
}

static void test_packed_body_limit(void)
{
    static const size_t sizes[] = { 100, 16383, 16384, 16385, 50000 };
    struct tcb_buffer packed = TCB_BUFFER_INIT;
    size_t i;
    int kind;
    for (i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct tcb_buffer text = blanks(sizes[i]);
        tcb_buffer_clear(&packed);
        pack(&packed, contents(&text), GZIP);
        for (kind = 0; kind < KINDS; kind++) {
            struct outcome o = read_packed(contents(&packed), kind, sizes[i]);
            CHECK(o.finished == TCB_HTTP1_DONE && o.body.len == sizes[i]);
            tcb_buffer_free(&o.body);
            o = read_packed(contents(&packed), kind, sizes[i] - 1);
            CHECK(o.answer.outcome == TCB_HTTP_TOO_LARGE);
        }
        tcb_buffer_free(&text);
    }
    tcb_buffer_free(&packed);
}

/* 32 MiB in 32 KiB. */
static void test_bomb(void)
{
    struct tcb_buffer text = blanks(32 << 20), packed = TCB_BUFFER_INIT,
                      out = TCB_BUFFER_INIT;
    struct tcb_gunzip *g = NULL;
    pack(&packed, contents(&text), GZIP);
    CHECK(tcb_gunzip_new(&g) == TCB_OK);
    CHECK(tcb_gunzip_add(g, contents(&packed), 100000, &out) == TCB_ERANGE);
    CHECK(out.len == 100000 && out.cap < 200000);
    CHECK(!tcb_gunzip_is_whole(g));
    tcb_gunzip_free(g);
    tcb_buffer_free(&out);
    tcb_buffer_free(&packed);
    tcb_buffer_free(&text);
}

/* Blocks without a byte in them, which could go on for ever. */
static void test_packed_nothing_without_end(void)
{
    static const char head[] = "\x1f\x8b\x08\0\0\0\0\0\0\x03";
    struct tcb_buffer packed = TCB_BUFFER_INIT;
    struct outcome o;
    int i;
    tcb_buffer_add(&packed, head, sizeof head - 1);
    for (i = 0; i < 200; i++)
        tcb_buffer_add(&packed, "\0\0\0\xff\xff", 5);
    o = read_packed(contents(&packed), UNCOUNTED, 1010);
    CHECK(o.fed == TCB_HTTP1_BODY && strcmp(o.answer.message, BROKEN) == 0);
    o = read_packed(contents(&packed), UNCOUNTED, 1009);
    CHECK(o.answer.outcome == TCB_HTTP_TOO_LARGE);
    tcb_buffer_free(&packed);
}

/* requests */

static struct tcb_http1_request request(const struct tcb_slice *headers,
                                        size_t count)
{
    struct tcb_http1_request r;
    r.method = tcb_slice("POST");
    r.host = tcb_slice("h.example:8443");
    r.path = tcb_slice("/");
    r.headers = headers;
    r.header_count = count;
    r.body = tcb_slice("{}");
    return r;
}

static int is_written(const struct tcb_http1_request *r, const char *text)
{
    struct tcb_buffer out = TCB_BUFFER_INIT;
    int same = tcb_http1_write(r, &out) == TCB_OK && out.len == strlen(text) &&
               memcmp(out.data, text, out.len) == 0;
    tcb_buffer_free(&out);
    return same && tcb_http1_request_fault(r) == NULL;
}

static void test_requests(void)
{
    struct tcb_slice headers[3];
    struct tcb_http1_request r = request(headers, 0);
    CHECK(is_written(&r, "POST / HTTP/1.1\r\nHost: h.example:8443\r\n"
                         "Accept-Encoding: gzip\r\nContent-Length: 2\r\n"
                         "\r\n{}"));
    headers[0] = tcb_slice("X-TC-Action:PayDeals");
    headers[1] = tcb_slice("Host:  h.example:8443 ");
    headers[2] = tcb_slice("A: b; c=\"\xc3\xbc\"");
    r.header_count = 3;
    r.body = tcb_slice("");
    CHECK(is_written(&r, "POST / HTTP/1.1\r\nHost: h.example:8443\r\n"
                         "X-TC-Action:PayDeals\r\nA: b; c=\"\xc3\xbc\"\r\n"
                         "Accept-Encoding: gzip\r\nContent-Length: 0\r\n"
                         "\r\n"));
    r.method = tcb_slice("GET");
    r.host = tcb_slice("[::1]");
    r.path = tcb_slice("/a?b=%20&c=~");
    r.header_count = 1;
    CHECK(is_written(&r, "GET /a?b=%20&c=~ HTTP/1.1\r\nHost: [::1]\r\n"
                         "X-TC-Action:PayDeals\r\n"
                         "Accept-Encoding: gzip\r\n\r\n"));
}

static void check_refused(const struct tcb_http1_request *r, const char *what)
{
    struct tcb_buffer out = TCB_BUFFER_INIT;
    expect(tcb_http1_request_fault(r) != NULL, "sent", tcb_slice(what));
    CHECK(tcb_http1_write(r, &out) == TCB_EINVAL && out.len == 0);
    tcb_buffer_free(&out);
}

static void test_bad_headers(void)
{
    static const char *const lines[] = {
        "",
        "X",
        "X:",
        "X: ",
        ": y",
        "X : y",
        "X y: z",
        " X: y",
        "X: y\r\nZ: z",
        "X: y\n",
        "X: y\rz",
        "X: a\x01",
        "X: \x7f",
        "X\xc3\xbc: y",
        "Host: h.example",
        "host: h.example:8443.",
        "Content-Length: 2",
        "CONTENT-length: 2",
        "Transfer-Encoding: chunked",
        "Connection: close",
        "Accept-Encoding: br",
        "Expect: 100-continue",
        "TE: trailers",
        "Trailer: X",
        "Upgrade: h2c",
    };
    size_t i;
    for (i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct tcb_slice headers[2];
        struct tcb_http1_request r = request(headers, 2);
        headers[0] = tcb_slice("A: b");
        headers[1] = tcb_slice(lines[i]);
        check_refused(&r, lines[i]);
    }
}

static void test_bad_requests(void)
{
    static const char *const hosts[] = { "",      "a b",   "a/b", "u@h",
                                         "a\r\n", "h\xc3", "a?",  "a#b" };
    static const char *const paths[] = { "",        "a",     "*",    "/a b",
                                         "/\r\n X", "/\xc3", "/a#b", "/\x7f" };
    static const char *const methods[] = { "", "post", "PUT", "GET", "POST " };
    struct tcb_slice twice[2];
    struct tcb_http1_request r = request(twice, 2);
    size_t i;
    twice[0] = twice[1] = tcb_slice("Host: h.example:8443");
    check_refused(&r, "two hosts");
    twice[0].len = twice[1].len = 0;
    for (i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        r = request(NULL, 0);
        r.host = tcb_slice(hosts[i]);
        check_refused(&r, hosts[i]);
    }
    for (i = 0; i < sizeof paths / sizeof *paths; i++) {
        r = request(NULL, 0);
        r.path = tcb_slice(paths[i]);
        check_refused(&r, paths[i]);
    }
    for (i = 0; i < sizeof methods / sizeof *methods; i++) {
        r = request(NULL, 0);
        r.method = tcb_slice(methods[i]);
        check_refused(&r, methods[i]);
    }
}

static void test_zero_bytes_in_requests(void)
{
    static const struct tcb_slice zero = { "/\0", 2 }, line = { "X: \0", 4 },
                                  host = { "h\0", 2 }, name = { "X\0: y", 5 };
    struct tcb_http1_request r = request(&line, 1);
    check_refused(&r, "a zero byte in a header");
    r = request(&name, 1);
    check_refused(&r, "a zero byte in a header's name");
    r = request(NULL, 0);
    r.path = zero;
    check_refused(&r, "a zero byte in the path");
    r = request(NULL, 0);
    r.host = host;
    check_refused(&r, "a zero byte in the host");
}

int main(void)
{
    test_answers();
    test_refusals();
    test_zero_bytes();
    test_body_is_any_bytes();
    test_ends();
    test_a_failure_stays();
    test_status_is_known_with_its_line();
    test_values();
    test_bytes();
    test_head_limit();
    test_default_head_limit();
    test_1xx_without_end();
    test_body_limit();
    test_default_body_limit();
    test_packed();
    test_packed_empty();
    test_packed_and_cut_short();
    test_packed_and_damaged();
    test_packed_otherwise();
    test_packed_body_limit();
    test_bomb();
    test_packed_nothing_without_end();
    test_requests();
    test_bad_headers();
    test_bad_requests();
    test_zero_bytes_in_requests();
    return check_done();
}
