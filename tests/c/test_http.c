/*
 * test_http.c - the transport against a server that sits in this very loop.
 *
 * Client and server take turns in one thread, so each test stops the world
 * at the moment it is about: after the connect, after the request was read,
 * in the middle of an answer.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/tcp.h>
#include <malloc.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "tcbilling.h"

#define MS INT64_C(1000000)
#define PATIENCE (5000 * MS) /* for what must happen */
#define ANSWER                                                                 \
    "HTTP/1.1 200 OK\r\n"                                                      \
    "Date: Tue, 07 Jan 2025 01:02:03 GMT\r\n"                                  \
    "X-TC-RequestId: 0b7e-1 \r\n"                                              \
    "Content-Length: 5\r\n\r\nhello"

struct peer {
    int listener;
    int port;
    char url[64];
};

static struct tcb_http *http;
static struct tcb_http *volatile parents; /* kept for leak checkers */
static int requests_read;                 /* by the server, whole ones */

static int is_foreign; /* the loop: it waits by itself */
static int steps_made;

/* Waits as a loop does that knows of descriptors and times only. */
static void wait_outside(int wait_ms)
{
    struct tcb_http_fd fds[256];
    struct pollfd polled[256];
    size_t i, count = 0;
    int due = tcb_http_timeout_ms(http);
    CHECK(tcb_http_fds(http, fds, 256, &count) == TCB_OK && count <= 256);
    for (i = 0; i < count; i++) {
        polled[i].fd = fds[i].fd;
        polled[i].events =
            (short)((fds[i].read ? POLLIN : 0) | (fds[i].write ? POLLOUT : 0));
    }
    (void)poll(polled, count, due >= 0 && due < wait_ms ? due : wait_ms);
}

static int step(int wait_ms)
{
    enum tcb_status stepped;
    if (is_foreign) wait_outside(wait_ms);
    stepped = tcb_http_step(http, is_foreign ? 0 : wait_ms);
    if (stepped != TCB_OK) CHECK(stepped == TCB_OK);
    steps_made++;
    return stepped == TCB_OK;
}

/* Steps for as long, whatever comes meanwhile. */
static void step_for(int ms)
{
    int64_t end = tcb_monotonic_ns() + ms * MS;
    do
        step(ms);
    while (tcb_monotonic_ns() < end);
}

/* the server's side */

static struct sockaddr_in loopback(const char *ip, int port)
{
    struct sockaddr_in a;
    memset(&a, 0, sizeof a);
    a.sin_family = AF_INET;
    a.sin_port = htons((uint16_t)port);
    (void)inet_pton(AF_INET, ip, &a.sin_addr);
    return a;
}

static struct peer listen_on(const char *ip, int backlog)
{
    struct peer p;
    struct sockaddr_in a = loopback(ip, 0);
    socklen_t len = sizeof a;
    p.listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    CHECK(bind(p.listener, (struct sockaddr *)&a, sizeof a) == 0);
    CHECK(listen(p.listener, backlog) == 0);
    CHECK(getsockname(p.listener, (struct sockaddr *)&a, &len) == 0);
    p.port = ntohs(a.sin_port);
    (void)snprintf(p.url, sizeof p.url, "http://%s:%d/", ip, p.port);
    return p;
}

static struct peer new_peer(void)
{
    return listen_on("127.0.0.1", 128);
}

/* The next connection; the client steps meanwhile. -1: none came. */
static int next_connection(const struct peer *p, int64_t patience)
{
    int64_t end = tcb_monotonic_ns() + patience;
    int fd;
    do {
        step(1);
        fd = accept4(p->listener, NULL, NULL, SOCK_NONBLOCK);
    } while (fd < 0 && tcb_monotonic_ns() < end);
    return fd;
}

/* Reads one request, which ends with the body "{}". */
static int read_request(int fd)
{
    static char text[65536];
    int64_t end = tcb_monotonic_ns() + PATIENCE;
    size_t len = 0;
    while (tcb_monotonic_ns() < end) {
        ssize_t n = read(fd, text + len, sizeof text - len - 1);
        if (n == 0) return 0;
        if (n > 0) len += (size_t)n;
        text[len] = '\0';
        if (strstr(text, "\r\n\r\n{}") != NULL) {
            CHECK(strcasestr(text, "Expect:") == NULL);
            requests_read++;
            return 1;
        }
        step(1);
    }
    return 0;
}

/* The next bytes that arrive, whatever they are; for what is no request. */
static void read_some(int fd, char *text, size_t size)
{
    int64_t end = tcb_monotonic_ns() + PATIENCE;
    ssize_t n = -1;
    while (n < 0 && tcb_monotonic_ns() < end) {
        step(1);
        n = read(fd, text, size - 1);
    }
    CHECK(n > 0);
    text[n > 0 ? n : 0] = '\0';
}

static void send_text(int fd, const char *text)
{
    CHECK(send(fd, text, strlen(text), MSG_NOSIGNAL) == (ssize_t)strlen(text));
}

/* Accepts, reads a request and answers; the connection stays. */
static int serve(const struct peer *p, const char *answer)
{
    int fd = next_connection(p, PATIENCE);
    CHECK(fd >= 0);
    CHECK(read_request(fd));
    send_text(fd, answer);
    return fd;
}

static void close_with_reset(int fd)
{
    struct linger now = { 1, 0 };
    (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    (void)close(fd);
}

/* Closes without a word to the peer, as if the machine lost its power: the
 * peer learns it when it writes. Needs root. */
static int vanish(int fd)
{
    int on = 1;
    int done = setsockopt(fd, IPPROTO_TCP, TCP_REPAIR, &on, sizeof on) == 0;
    (void)close(fd);
    return done;
}

/* the client's side */

static struct tcb_http_request request_to(const char *url)
{
    static const char *const headers[] = { "Content-Type: application/json" };
    struct tcb_http_request r;
    memset(&r, 0, sizeof r);
    r.url = url;
    r.method = "POST";
    r.headers = headers;
    r.header_count = 1;
    r.body = tcb_slice("{}");
    r.timeout_ms = 5000;
    r.connect_timeout_ms = 2000;
    return r;
}

static struct tcb_transfer *start(const struct tcb_http_request *r)
{
    struct tcb_transfer *t = NULL;
    CHECK(tcb_http_start(http, r, &t) == TCB_OK);
    return t;
}

static struct tcb_transfer *start_to(const struct peer *p)
{
    struct tcb_http_request r = request_to(p->url);
    return start(&r);
}

/* Steps until it ended, and takes it out of the ended ones. */
static const struct tcb_http_result *finish(struct tcb_transfer *t)
{
    int64_t end = tcb_monotonic_ns() + 2 * PATIENCE;
    struct tcb_transfer *ended = NULL;
    while (ended == NULL && tcb_monotonic_ns() < end) {
        step(1000);
        ended = tcb_http_ended(http);
    }
    CHECK(ended == t);
    CHECK(tcb_http_ended(http) == NULL);
    return tcb_transfer_result(t);
}

static int is_body(const struct tcb_http_result *r, const char *text)
{
    return r->body.len == strlen(text) &&
           memcmp(r->body.data, text, r->body.len) == 0;
}

static int is_text(struct tcb_slice s, const char *text)
{
    return s.len == strlen(text) && memcmp(s.data, text, s.len) == 0;
}

static void renew_with(const struct tcb_http_options *options)
{
    tcb_http_free(http);
    http = NULL;
    CHECK(tcb_http_new(options, &http) == TCB_OK);
}

static void renew(void)
{
    renew_with(NULL);
}

static int count_descriptors(void)
{
    int n = 0;
    DIR *dir = opendir("/proc/self/fd");
    while (readdir(dir) != NULL)
        n++;
    (void)closedir(dir);
    return n;
}

static void sleep_ms(int ms)
{
    (void)poll(NULL, 0, ms);
}

/* answers */

static void test_answer(void)
{
    struct peer p = new_peer();
    struct tcb_transfer *t = start_to(&p);
    const struct tcb_http_result *r;
    int fd;
    CHECK(tcb_transfer_result(t) == NULL);
    fd = serve(&p, ANSWER);
    r = finish(t);
    CHECK(r->outcome == TCB_HTTP_DONE && r->status == 200);
    CHECK(is_body(r, "hello") && r->message[0] == '\0');
    CHECK(is_text(r->date, "Tue, 07 Jan 2025 01:02:03 GMT"));
    CHECK(is_text(r->request_id, "0b7e-1"));
    CHECK(r->sent && !r->reused && r->bytes == strlen(ANSWER));
    CHECK(r->started > 0 && r->started <= r->connected);
    CHECK(r->connected <= r->written && r->written <= r->received);
    CHECK(r->received <= r->ended);
    tcb_transfer_free(t);
    (void)close(fd);
    (void)close(p.listener);
}

static void test_reuse(void)
{
    struct peer p = new_peer();
    struct tcb_transfer *t = start_to(&p);
    const struct tcb_http_result *r;
    int i, fd = serve(&p, ANSWER);
    (void)finish(t);
    tcb_transfer_free(t);
    for (i = 0; i < 3; i++) {
        t = start_to(&p);
        step(0);
        CHECK(read_request(fd));
        send_text(fd, ANSWER);
        r = finish(t);
        CHECK(r->outcome == TCB_HTTP_DONE && r->reused);
        tcb_transfer_free(t);
    }
    CHECK(next_connection(&p, 10 * MS) < 0);
    (void)close(fd);
    (void)close(p.listener);
}

/* Kept for one second, which libcurl counts in whole ones: after two it is
 * not used again. */
static struct idle {
    struct tcb_http *http;
    struct peer p;
    int fd;
    int64_t since;
} idle;

static void begin_idling(void)
{
    struct tcb_http_options options = { 1, 0, 0 };
    struct tcb_transfer *t;
    renew_with(&options);
    idle.p = new_peer();
    t = start_to(&idle.p);
    idle.fd = serve(&idle.p, ANSWER);
    CHECK(finish(t)->outcome == TCB_HTTP_DONE);
    tcb_transfer_free(t);
    idle.since = tcb_monotonic_ns();
    idle.http = http;
    http = NULL;
    renew();
}

/* Others had these two seconds meanwhile, or most of them. */
static void test_idle(void)
{
    int64_t left = idle.since + 2100 * MS - tcb_monotonic_ns();
    struct tcb_transfer *t;
    int again;
    if (left > 0) sleep_ms((int)(left / MS) + 1);
    tcb_http_free(http);
    http = idle.http;
    t = start_to(&idle.p);
    again = serve(&idle.p, ANSWER);
    CHECK(!finish(t)->reused);
    tcb_transfer_free(t);
    renew();
    (void)close(idle.fd);
    (void)close(again);
    (void)close(idle.p.listener);
}

/* Programs that are started meanwhile get none of the sockets. */
static void test_inheritance(void)
{
    enum { MOST = 256 };
    struct peer p = new_peer();
    char was_open[MOST];
    struct tcb_transfer *t;
    int fd, i, seen = 0;
    for (i = 0; i < MOST; i++)
        was_open[i] = fcntl(i, F_GETFD) >= 0;
    t = start_to(&p);
    fd = next_connection(&p, PATIENCE);
    for (i = 0; i < MOST; i++) {
        int flags = fcntl(i, F_GETFD);
        if (flags < 0 || was_open[i] || i == fd) continue;
        CHECK(flags & FD_CLOEXEC);
        seen++;
    }
    CHECK(seen > 0);
    tcb_transfer_free(t);
    (void)close(fd);
    (void)close(p.listener);
}

/* 100,000 zero bytes under gzip: 98 of them stand between. */
static void send_bomb(int fd)
{
    static const unsigned char head[] = { 31,  139, 8,  0,   0,   0,   0,
                                          0,   2,   3,  237, 193, 49,  1,
                                          0,   0,   0,  194, 160, 245, 79,
                                          109, 13,  15, 160 };
    static const unsigned char tail[] = { 128, 87,  3,   125, 149, 17,
                                          212, 160, 134, 1,   0 };
    char bomb[132] = { 0 };
    send_text(fd, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
                  "Content-Length: 132\r\n\r\n");
    memcpy(bomb, head, sizeof head);
    memcpy(bomb + 132 - sizeof tail, tail, sizeof tail);
    CHECK(send(fd, bomb, sizeof bomb, MSG_NOSIGNAL) == 132);
}

static void check_bomb(size_t max_body, enum tcb_http_outcome outcome)
{
    struct peer p = new_peer();
    struct tcb_http_request q = request_to(p.url);
    struct tcb_transfer *t;
    const struct tcb_http_result *r;
    int fd;
    q.max_body = max_body;
    t = start(&q);
    fd = next_connection(&p, PATIENCE);
    CHECK(read_request(fd));
    send_bomb(fd);
    r = finish(t);
    CHECK(r->outcome == outcome && r->bytes < 250);
    CHECK(r->body.len <= max_body);
    tcb_transfer_free(t);
    (void)close(fd);
    (void)close(p.listener);
}

static void test_gzip(void)
{
    check_bomb(100000, TCB_HTTP_DONE);
    check_bomb(99999, TCB_HTTP_TOO_LARGE);
    check_bomb(1, TCB_HTTP_TOO_LARGE);
}

static const struct {
    const char *answer;
    enum tcb_http_outcome outcome;
    int status;
} answers[] = {
    { "", TCB_HTTP_CLOSED, 0 },
    { "HTTP/1.1 200 OK\r\nContent-Le", TCB_HTTP_CLOSED, 200 },
    { "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello", TCB_HTTP_CLOSED,
      200 },
    { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
      TCB_HTTP_CLOSED, 200 },
    { "SSH-2.0-OpenSSH_9.2\r\n\r\n", TCB_HTTP_PROTOCOL, 0 },
    { "\r\n\r\n\r\n", TCB_HTTP_PROTOCOL, 0 },
    { "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\n"
      "hello",
      TCB_HTTP_PROTOCOL, 200 },
    { "HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip\r\n"
      "Content-Length: 0\r\n\r\n",
      TCB_HTTP_PROTOCOL, 200 },
    { "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n"
      "Content-Encoding:gzip\r\nContent-Length: 0\r\n\r\n",
      TCB_HTTP_PROTOCOL, 200 },
    { "HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n"
      "Content-Length: 0\r\n\r\n",
      TCB_HTTP_PROTOCOL, 200 },
    { "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"
      "0\r\n\r\n",
      TCB_HTTP_PROTOCOL, 200 },
    { "HTTP/1.1 200 OK\r\nContent-Encoding: identity\r\n"
      "Transfer-Encoding: Chunked\r\n\r\n0\r\n\r\n",
      TCB_HTTP_DONE, 200 },
    { "HTTP/1.1 200 OK\r\nContent-Length: 4001\r\n\r\n", TCB_HTTP_TOO_LARGE,
      200 },
    { "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
      "Content-Length: 0\r\n\r\n",
      TCB_HTTP_DONE, 302 },
    { "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", TCB_HTTP_DONE, 503 },
    { "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"x\"\r\n"
      "Content-Length: 0\r\n\r\n",
      TCB_HTTP_DONE, 401 },
    { "HTTP/1.1 103 Early\r\nDate: wrong\r\n\r\nHTTP/1.0 200 OK\r\n\r\nold",
      TCB_HTTP_DONE, 200 },
};

static void check_answer(size_t i)
{
    struct peer p = new_peer();
    struct tcb_http_request q = request_to(p.url);
    struct tcb_transfer *t;
    const struct tcb_http_result *r;
    q.max_body = 4000;
    t = start(&q);
    (void)close(serve(&p, answers[i].answer));
    r = finish(t);
    CHECK(r->outcome == answers[i].outcome);
    CHECK(r->status == answers[i].status);
    CHECK((r->message[0] == '\0') == (r->outcome == TCB_HTTP_DONE));
    CHECK(r->sent && r->date.len == 0);
    if (r->outcome != answers[i].outcome)
        fprintf(stderr, "%zu: %d %s\n", i, (int)r->outcome, r->message);
    CHECK(next_connection(&p, 5 * MS) < 0);
    tcb_transfer_free(t);
    (void)close(p.listener);
}

static void test_answers(void)
{
    size_t i;
    for (i = 0; i < sizeof answers / sizeof *answers; i++)
        check_answer(i);
}

/* A 1xx is not the answer, whose first line comes later. */
static void test_early_hints(void)
{
    struct peer p = new_peer();
    struct tcb_transfer *t = start_to(&p);
    const struct tcb_http_result *r;
    int64_t before;
    int fd = serve(&p, "HTTP/1.1 103 Early\r\n\r\n");
    step(100);
    before = tcb_monotonic_ns();
    send_text(fd, ANSWER);
    r = finish(t);
    CHECK(r->outcome == TCB_HTTP_DONE && r->status == 200);
    CHECK(r->received >= before && r->received <= r->ended);
    tcb_transfer_free(t);
    (void)close(fd);
    (void)close(p.listener);
}

static void test_many_headers(void)
{
    struct peer p = new_peer();
    struct tcb_transfer *t = start_to(&p);
    int i, fd = serve(&p, "HTTP/1.1 200 OK\r\n");
    for (i = 0; i < 70; i++) {
        char line[1024];
        memset(line, 'x', sizeof line);
        memcpy(line, "X: ", 3);
        memcpy(line + 1022, "\r\n", 2);
        CHECK(write(fd, line, sizeof line) == sizeof line);
    }
    CHECK(finish(t)->outcome == TCB_HTTP_PROTOCOL);
    tcb_transfer_free(t);
    (void)close(fd);
    (void)close(p.listener);
}

/* connections that die: a request is read once, if at all */

enum death {
    CLOSED_IDLE,  /* before the next request is started */
    VANISHED,     /* without a word, which only a write finds out */
    RESET_UNREAD, /* while the request is in the server's buffer */
    CLOSED_READ,  /* the request was read */
    RESET_READ,
    CLOSED_HALFWAY, /* and a part of the answer was sent */
    DEATHS
};

/* Kills the connection; how often was its second request read there? */
static void kill_connection(int fd, enum death death)
{
    if (death == RESET_UNREAD) {
        struct pollfd wait = { fd, POLLIN, 0 };
        CHECK(poll(&wait, 1, 1000) == 1);
    }
    if (death >= CLOSED_READ) CHECK(read_request(fd));
    if (death == CLOSED_HALFWAY) send_text(fd, "HTTP/1.1 200 O");
    if (death == RESET_READ || death == RESET_UNREAD)
        close_with_reset(fd);
    else
        (void)close(fd);
}

static void check_death(enum death death)
{
    struct peer p = new_peer();
    struct tcb_transfer *t = start_to(&p);
    const struct tcb_http_result *r;
    int fd = serve(&p, ANSWER), skipped = 0, again = -1;
    (void)finish(t);
    tcb_transfer_free(t);
    requests_read = 0;
    if (death == CLOSED_IDLE) (void)close(fd);
    if (death == VANISHED) skipped = !vanish(fd);
    t = start_to(&p);
    step(0);
    if (death > VANISHED) kill_connection(fd, death);
    if (death == CLOSED_IDLE || skipped) again = serve(&p, ANSWER);
    r = finish(t);
    CHECK(next_connection(&p, 5 * MS) < 0);
    if (again >= 0) {
        CHECK(r->outcome == TCB_HTTP_DONE && !r->reused);
        (void)close(again);
    } else {
        CHECK(r->outcome == TCB_HTTP_CLOSED && r->sent && r->reused);
    }
    CHECK(requests_read ==
          (death == VANISHED || death == RESET_UNREAD ? skipped : 1));
    tcb_transfer_free(t);
    (void)close(p.listener);
}

static void test_deaths(void)
{
    int death;
    for (death = 0; death < DEATHS; death++)
        check_death((enum death)death);
}

/* With a second kept connection, a repetition would not even connect. */
static void test_death_beside_another(void)
{
    struct peer p = new_peer();
    struct tcb_transfer *t[2];
    int fd[2], i, used;
    for (i = 0; i < 2; i++)
        t[i] = start_to(&p);
    for (i = 0; i < 2; i++)
        fd[i] = next_connection(&p, PATIENCE);
    for (i = 0; i < 2; i++) {
        CHECK(read_request(fd[i]));
        send_text(fd[i], ANSWER);
    }
    while (!tcb_transfer_result(t[0]) || !tcb_transfer_result(t[1]))
        step(100);
    tcb_transfer_free(t[0]);
    tcb_transfer_free(t[1]);
    t[0] = start_to(&p);
    step(0);
    {
        struct pollfd wait[2] = { { fd[0], POLLIN, 0 }, { fd[1], POLLIN, 0 } };
        CHECK(poll(wait, 2, 1000) == 1);
        used = wait[1].revents != 0;
    }
    CHECK(read_request(fd[used]));
    (void)close(fd[used]);
    CHECK(finish(t[0])->outcome == TCB_HTTP_CLOSED);
    {
        char c;
        CHECK(read(fd[!used], &c, 1) < 1);
    }
    CHECK(next_connection(&p, 5 * MS) < 0);
    tcb_transfer_free(t[0]);
    (void)close(fd[!used]);
    (void)close(p.listener);
}

/* connections that do not come about */

static void test_refused(void)
{
    struct peer p = new_peer();
    struct tcb_transfer *t;
    const struct tcb_http_result *r;
    (void)close(p.listener);
    t = start_to(&p);
    r = finish(t);
    CHECK(r->outcome == TCB_HTTP_CONNECT && !r->sent);
    CHECK(strcmp(r->message, "the connection was refused") == 0);
    CHECK(r->ended - r->started < 100 * MS);
    tcb_transfer_free(t);
}

/* How long a transfer that must time out took, in ms. */
static int64_t time_out(const struct tcb_http_request *q,
                        enum tcb_http_outcome outcome)
{
    struct tcb_transfer *t = start(q);
    const struct tcb_http_result *r = finish(t);
    int64_t took = (r->ended - r->started) / MS;
    CHECK(r->outcome == outcome);
    CHECK(r->message[0] != '\0');
    tcb_transfer_free(t);
    return took;
}

/* TCB_SLOW is for valgrind, where a TLS library takes half a second to
 * load. */
static int about(int64_t took, int64_t ms)
{
    int64_t slack = getenv("TCB_SLOW") != NULL ? 2000 : 100;
    if (took >= ms && took <= ms + slack) return 1;
    fprintf(stderr, "took %lld ms instead of %lld\n", (long long)took,
            (long long)ms);
    return 0;
}

static void test_timeouts(void)
{
    struct peer p = new_peer();
    struct tcb_http_request q = request_to(p.url);
    char url[64];
    q.timeout_ms = 150;
    CHECK(about(time_out(&q, TCB_HTTP_TIMEOUT), 150));
    q.timeout_ms = 3000;
    q.connect_timeout_ms = 100; /* a port that is silent in the handshake */
    (void)snprintf(url, sizeof url, "https://127.0.0.1:%d/", p.port);
    q.url = url;
    CHECK(about(time_out(&q, TCB_HTTP_CONNECT_TIMEOUT), 100));
    (void)close(p.listener);
}

/* A byte every 20 ms moves no deadline, nor does a caller who is away again
 * and again. */
static void check_drip(int away_ms)
{
    struct peer p = new_peer();
    struct tcb_http_request q = request_to(p.url);
    struct tcb_transfer *t;
    const struct tcb_http_result *r;
    int64_t began = tcb_monotonic_ns();
    int fd;
    q.timeout_ms = 200;
    t = start(&q);
    fd = serve(&p, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
    while (tcb_transfer_result(t) == NULL &&
           tcb_monotonic_ns() - began < PATIENCE) {
        step_for(20);
        (void)send(fd, "x", 1, MSG_NOSIGNAL);
        sleep_ms(away_ms);
    }
    r = finish(t);
    CHECK(r->outcome == TCB_HTTP_TIMEOUT && r->status == 200);
    CHECK(about((r->ended - r->started) / MS, 200));
    tcb_transfer_free(t);
    (void)close(fd);
    (void)close(p.listener);
}

static void test_drip(void)
{
    check_drip(0);
    check_drip(30);
}

/* callers that are late */

#define PAGE (1200 * 1024)

struct writer {
    int fd;
    size_t len;
};

/* Writes a page as fast as it is taken; most of it waits at this end. */
static void *write_page(void *arg)
{
    struct writer *w = arg;
    char *page = calloc(1, w->len);
    size_t done = 0;
    ssize_t n = 1;
    char head[64];
    (void)fcntl(w->fd, F_SETFL, 0);
    (void)snprintf(head, sizeof head,
                   "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", w->len);
    (void)send(w->fd, head, strlen(head), MSG_NOSIGNAL);
    while (done < w->len && n > 0) {
        n = send(w->fd, page + done, w->len - done, MSG_NOSIGNAL);
        if (n > 0) done += (size_t)n;
    }
    free(page);
    return NULL;
}

/* The page is on its way; the caller comes back long after the timeout. */
static void check_late_reader(int waits_ms, int sndbuf)
{
    struct peer p = new_peer();
    struct tcb_http_request q = request_to(p.url);
    struct writer w;
    pthread_t thread;
    struct tcb_transfer *t;
    const struct tcb_http_result *r = NULL;
    q.timeout_ms = 150;
    t = start(&q);
    w.fd = next_connection(&p, PATIENCE);
    w.len = sndbuf > 0 ? PAGE / 4 : PAGE; /* the kernel drips then */
    if (sndbuf > 0)
        (void)setsockopt(w.fd, SOL_SOCKET, SO_SNDBUF, &sndbuf, sizeof sndbuf);
    CHECK(read_request(w.fd));
    CHECK(pthread_create(&thread, NULL, write_page, &w) == 0);
    sleep_ms(250);
    while (r == NULL) {
        step(waits_ms);
        r = tcb_transfer_result(t);
    }
    CHECK(r->outcome == TCB_HTTP_DONE && r->body.len == w.len);
    (void)shutdown(w.fd, SHUT_RDWR);
    CHECK(pthread_join(thread, NULL) == 0);
    tcb_transfer_free(t);
    (void)close(w.fd);
    (void)close(p.listener);
}

static void test_late_readers(void)
{
    check_late_reader(0, 0);
    check_late_reader(1000, 0);
    check_late_reader(0, 32768);
    check_late_reader(1000, 32768);
}

/* Nothing came while the caller was away: that was the server's time. */
static void test_late_for_nothing(void)
{
    struct peer p = new_peer();
    struct tcb_http_request q = request_to(p.url);
    struct tcb_transfer *t;
    const struct tcb_http_result *r;
    int fd;
    q.timeout_ms = 100;
    t = start(&q);
    fd = next_connection(&p, PATIENCE);
    CHECK(read_request(fd));
    sleep_ms(200);
    step(0);
    r = tcb_transfer_result(t);
    CHECK(r != NULL && r->outcome == TCB_HTTP_TIMEOUT);
    tcb_transfer_free(t);
    (void)close(fd);
    (void)close(p.listener);
}

/* The caller went away right after the start, or in the middle of the
 * connect, if that takes a step of its own. */
static void check_late_connect(int steps)
{
    struct peer p = new_peer();
    struct tcb_http_request q = request_to(p.url);
    struct tcb_transfer *t;
    const struct tcb_http_result *r;
    int fd;
    q.timeout_ms = 200;
    q.connect_timeout_ms = 100;
    t = start(&q);
    if (steps) step(0);
    sleep_ms(250);
    fd = serve(&p, ANSWER);
    r = finish(t);
    CHECK(r->outcome == TCB_HTTP_DONE ||
          (steps && r->connected - r->started < 100 * MS));
    tcb_transfer_free(t);
    (void)close(fd);
    (void)close(p.listener);
}

static void test_late_connect(void)
{
    check_late_connect(0);
    check_late_connect(1);
}

/* news of what was written */

/* How many long steps it takes to hand the request over; the server does
 * nothing meanwhile. */
static int write_out(const struct tcb_transfer *t)
{
    int n = 0;
    while (tcb_transfer_written(t) == 0 && n < 10) {
        step(1000);
        n++;
    }
    return n;
}

static void test_written(void)
{
    struct peer p = new_peer();
    struct tcb_transfer *t = start_to(&p);
    const struct tcb_http_result *r;
    int64_t written;
    int fd;
    CHECK(tcb_http_written(http) == NULL && tcb_transfer_written(t) == 0);
    CHECK(write_out(t) < 10);
    CHECK(tcb_http_written(http) == t);
    CHECK(tcb_http_written(http) == NULL);
    written = tcb_transfer_written(t);
    CHECK(about((tcb_monotonic_ns() - written) / MS, 0));
    CHECK(tcb_transfer_result(t) == NULL);
    fd = serve(&p, ANSWER);
    r = finish(t);
    CHECK(r->written == written && tcb_http_written(http) == NULL);
    tcb_transfer_free(t);
    (void)close(fd);
    (void)close(p.listener);
}

/* More than a socket takes at once: it is written when the server has read
 * enough of it, and not before. */
static void test_written_slowly(void)
{
    static char body[8 * 1024 * 1024], text[65536];
    struct peer p = new_peer();
    struct tcb_http_request q = request_to(p.url);
    struct tcb_transfer *t;
    int64_t end = tcb_monotonic_ns() + PATIENCE;
    size_t len = 0;
    int fd;
    memset(body, 'x', sizeof body);
    q.body.data = body;
    q.body.len = sizeof body;
    t = start(&q);
    fd = next_connection(&p, PATIENCE);
    step(100);
    CHECK(tcb_http_written(http) == NULL);
    while (tcb_http_written(http) == NULL && tcb_monotonic_ns() < end) {
        ssize_t n = read(fd, text, sizeof text);
        if (n > 0) len += (size_t)n;
        step(1);
    }
    CHECK(tcb_transfer_written(t) != 0 && len > 1024 * 1024);
    tcb_transfer_free(t);
    (void)close(fd);
    (void)close(p.listener);
}

/* Only the step in which it came about is cut short. */
static void test_written_ignored(void)
{
    struct peer p = new_peer();
    struct tcb_transfer *t = start_to(&p);
    int64_t began;
    CHECK(write_out(t) < 10);
    CHECK(tcb_http_timeout_ms(http) == 0);
    step(0);
    CHECK(tcb_http_timeout_ms(http) > 100);
    began = tcb_monotonic_ns();
    step(100);
    CHECK(about((tcb_monotonic_ns() - began) / MS, 100));
    CHECK(tcb_http_written(http) == t);
    tcb_transfer_free(t);
    (void)close(p.listener);
}

/* It ended, was fetched, and may have been freed before anybody asked. */
static void test_written_before(void)
{
    struct peer p = new_peer();
    struct tcb_transfer *t[4];
    int i, fd;
    for (i = 0; i < 4; i++) {
        t[i] = start_to(&p);
        if (i == 0)
            fd = serve(&p, ANSWER);
        else
            step(0);
        if (i > 0) CHECK(read_request(fd));
        if (i > 0) send_text(fd, ANSWER);
        CHECK(finish(t[i])->reused == (i > 0));
    }
    tcb_transfer_free(t[1]);
    CHECK(tcb_http_written(http) == t[0]);
    CHECK(tcb_http_written(http) == t[2]);
    renew(); /* t[3] outlives its set, untold */
    CHECK(tcb_http_written(http) == NULL);
    tcb_transfer_free(t[3]);
    tcb_transfer_free(t[2]);
    tcb_transfer_free(t[0]);
    (void)close(fd);
    (void)close(p.listener);
}

/* too late to send */

static void check_unsent(const struct tcb_transfer *t)
{
    const struct tcb_http_result *r = tcb_transfer_result(t);
    CHECK(r->outcome == TCB_HTTP_CONNECT_TIMEOUT && !r->sent);
    CHECK(r->connected == 0 && r->written == 0);
    CHECK(strcmp(r->message, "it could not be sent in time") == 0);
}

/* A port that is silent in the handshake. */
static void test_send_by(void)
{
    struct peer p = new_peer();
    struct tcb_http_request q;
    struct tcb_transfer *t;
    char url[64];
    (void)snprintf(url, sizeof url, "https://127.0.0.1:%d/", p.port);
    q = request_to(url);
    q.send_by = tcb_monotonic_ns() + 100 * MS;
    t = start(&q);
    CHECK(about((finish(t)->ended - q.send_by) / MS, 0));
    check_unsent(t);
    tcb_transfer_free(t);
    (void)close(p.listener);
}

/* What was sent in time may be answered later. */
static void test_sent_in_time(void)
{
    struct peer p = new_peer();
    struct tcb_http_request q = request_to(p.url);
    struct tcb_transfer *t;
    int fd;
    q.send_by = tcb_monotonic_ns() + 100 * MS;
    t = start(&q);
    fd = next_connection(&p, PATIENCE);
    CHECK(read_request(fd));
    while (tcb_monotonic_ns() <= q.send_by)
        step(10);
    send_text(fd, ANSWER);
    CHECK(finish(t)->outcome == TCB_HTTP_DONE);
    tcb_transfer_free(t);
    (void)close(fd);
    (void)close(p.listener);
}

/* A connection is there when the caller comes back, and the connect timeout
 * far away. */
static void test_send_by_away(void)
{
    struct peer p = new_peer();
    struct tcb_http_request q = request_to(p.url);
    struct tcb_transfer *t = start_to(&p);
    int fd = serve(&p, ANSWER);
    char c;
    CHECK(finish(t)->outcome == TCB_HTTP_DONE);
    tcb_transfer_free(t);
    q.send_by = tcb_monotonic_ns() + 20 * MS;
    t = start(&q);
    sleep_ms(50);
    (void)finish(t);
    check_unsent(t);
    CHECK(read(fd, &c, 1) < 1);
    tcb_transfer_free(t);
    (void)close(fd);
    (void)close(p.listener);
}

/* Stops this process for long enough; meanwhile the proxy lets it through. */
static void stop_parent(int proxy)
{
    pid_t parent = getppid();
    (void)kill(parent, SIGSTOP);
    sleep_ms(200);
    (void)!write(proxy, "\5\0\5\0\0\1\0\0\0\0\0\0", 12);
    (void)kill(parent, SIGCONT);
    _exit(0);
}

static void test_send_by_stopped(void)
{
    struct peer p = new_peer();
    struct tcb_http_request q = request_to("http://nowhere.invalid/");
    struct tcb_transfer *t;
    char url[64], text[64];
    int fd, status;
    pid_t pid;
    (void)snprintf(url, sizeof url, "socks5h://127.0.0.1:%d", p.port);
    q.proxy = url;
    q.send_by = tcb_monotonic_ns() + 100 * MS;
    t = start(&q);
    fd = next_connection(&p, PATIENCE);
    read_some(fd, text, sizeof text);
    pid = fork();
    if (pid == 0) stop_parent(fd);
    (void)finish(t);
    check_unsent(t);
    CHECK(waitpid(pid, &status, 0) == pid && status == 0);
    read_some(fd, text, sizeof text); /* SOCKS, or nothing, but no request */
    CHECK(strstr(text, "POST") == NULL);
    tcb_transfer_free(t);
    (void)close(fd);
    (void)close(p.listener);
}

/* a foreign event loop */

struct slow {
    struct peer p;
    int ms;
};

static void *answer_slowly(void *arg)
{
    static char text[4096];
    const struct slow *s = arg;
    struct pollfd wait = { s->p.listener, POLLIN, 0 };
    int fd;
    (void)poll(&wait, 1, 5000);
    fd = accept(s->p.listener, NULL, NULL);
    (void)!read(fd, text, sizeof text);
    sleep_ms(s->ms);
    (void)send(fd, ANSWER, strlen(ANSWER), MSG_NOSIGNAL);
    (void)!read(fd, text, sizeof text); /* until the client goes */
    (void)close(fd);
    return NULL;
}

/* Few steps, whatever it waits for. */
static void test_foreign_steps(void)
{
    struct slow s = { new_peer(), 300 };
    struct tcb_http_request q = request_to(s.p.url);
    struct tcb_transfer *t;
    pthread_t thread;
    q.connect_timeout_ms = 200;
    CHECK(pthread_create(&thread, NULL, answer_slowly, &s) == 0);
    steps_made = 0;
    t = start(&q);
    CHECK(finish(t)->outcome == TCB_HTTP_DONE);
    CHECK(about(tcb_transfer_result(t)->received / MS -
                    tcb_transfer_result(t)->written / MS,
                300));
    CHECK(steps_made < 12);
    tcb_transfer_free(t);
    renew();
    CHECK(pthread_join(thread, NULL) == 0);
    steps_made = 0;
    test_timeouts();
    CHECK(steps_made < 24);
    (void)close(s.p.listener);
}

static void test_foreign_times(void)
{
    struct peer p = new_peer();
    struct tcb_http_fd fds[2] = { { -7, -7, -7 }, { -7, -7, -7 } };
    struct tcb_transfer *t;
    size_t count = 7;
    CHECK(tcb_http_timeout_ms(http) == -1);
    CHECK(tcb_http_fds(http, NULL, 0, &count) == TCB_OK && count == 0);
    t = start_to(&p);
    CHECK(tcb_http_timeout_ms(http) == 0);
    CHECK(write_out(t) < 10);
    step(0);
    CHECK(tcb_http_timeout_ms(http) > 100);
    CHECK(tcb_http_timeout_ms(http) <= 5000);
    CHECK(tcb_http_fds(http, fds, 0, &count) == TCB_OK && count >= 1);
    CHECK(fds[0].fd == -7);
    CHECK(tcb_http_fds(http, fds, 1, &count) == TCB_OK && count >= 1);
    CHECK(fds[0].fd >= 0 && fds[0].read && !fds[0].write && fds[1].fd == -7);
    tcb_transfer_cancel(t);
    CHECK(tcb_http_timeout_ms(http) == 0);
    CHECK(tcb_http_ended(http) == t);
    CHECK(tcb_http_timeout_ms(http) == -1);
    tcb_transfer_free(t);
    (void)close(p.listener);
}

static int is_readable(int fd)
{
    struct pollfd polled = { 0 };
    polled.fd = fd;
    polled.events = POLLIN;
    return poll(&polled, 1, 0) == 1;
}

/* One descriptor stands for all: also for a socket that is refused, for one
 * that comes after it, and never for one that is no longer waited for. */
static void test_foreign_backend(void)
{
    struct peer p = new_peer();
    struct tcb_transfer *t;
    int fd = 7, again, client;
    CHECK(tcb_http_backend_fd(http, &fd) == TCB_OK && fd == -1);
    t = start_to(&p);
    CHECK(write_out(t) < 10);
    step(0);
    CHECK(tcb_http_backend_fd(http, &fd) == TCB_OK && fd >= 0);
    CHECK(!is_readable(fd));
    client = serve(&p, ANSWER);
    CHECK(is_readable(fd));
    CHECK(finish(t)->outcome == TCB_HTTP_DONE);
    tcb_transfer_free(t);
    CHECK(tcb_http_backend_fd(http, &again) == TCB_OK && again == -1);
    (void)close(client);
    CHECK(!is_readable(fd));
    (void)close(p.listener);
    t = start_to(&p);
    while (tcb_transfer_result(t) == NULL) {
        CHECK(tcb_http_backend_fd(http, &again) == TCB_OK);
        CHECK(again == -1 || again == fd);
        step(10);
    }
    CHECK(tcb_transfer_result(t)->outcome == TCB_HTTP_CONNECT);
    tcb_transfer_free(t);
    CHECK(tcb_http_backend_fd(http, &again) == TCB_OK && again == -1);
}

/* Opens descriptors until an fd_set is full; false: not allowed. */
static int fill_descriptors(int *fds, int *count)
{
    struct rlimit limit;
    *count = 0;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
    limit.rlim_cur = FD_SETSIZE + 64;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
    do
        fds[*count] = dup(0);
    while (fds[*count] >= 0 && fds[(*count)++] < FD_SETSIZE);
    return 1;
}

/* A socket that libcurl can't tell is looked at now and then. */
static void test_foreign_high_socket(void)
{
    static int fds[FD_SETSIZE + 2];
    struct peer p = new_peer();
    struct rlimit before;
    struct tcb_transfer *t;
    size_t count;
    int fd, filled;
    renew();
    CHECK(getrlimit(RLIMIT_NOFILE, &before) == 0);
    if (!fill_descriptors(fds, &filled))
        printf("descriptors beyond an fd_set: skipped, not allowed\n");
    t = start_to(&p);
    CHECK(write_out(t) < 10);
    step(0);
    if (filled > 0) {
        CHECK(tcb_http_fds(http, NULL, 0, &count) == TCB_OK && count == 0);
        CHECK(tcb_http_timeout_ms(http) == 10);
    }
    fd = serve(&p, ANSWER);
    CHECK(finish(t)->outcome == TCB_HTTP_DONE);
    tcb_transfer_free(t);
    (void)close(fd);
    while (filled > 0)
        (void)close(fds[--filled]);
    t = start_to(&p); /* over a new one, as the old one was closed */
    CHECK(write_out(t) < 10);
    step(0);
    CHECK(tcb_http_timeout_ms(http) > 100);
    tcb_transfer_free(t);
    (void)close(p.listener);
    CHECK(setrlimit(RLIMIT_NOFILE, &before) == 0);
}

/* cancelling */

enum moment { STARTED, CONNECTED, ASKED, ANSWERING, OVER, MOMENTS };

static void check_cancel(enum moment moment, int frees)
{
    struct peer p = new_peer();
    struct tcb_transfer *t = start_to(&p);
    int fd = -1;
    if (moment >= CONNECTED) fd = next_connection(&p, PATIENCE);
    if (moment >= ASKED) CHECK(read_request(fd));
    if (moment == ANSWERING) {
        send_text(fd, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel");
        step(100);
    }
    if (moment == OVER) {
        send_text(fd, ANSWER);
        while (tcb_transfer_result(t) == NULL)
            step(100);
    }
    if (!frees) {
        tcb_transfer_cancel(t);
        CHECK(tcb_transfer_result(t)->outcome ==
              (moment == OVER ? TCB_HTTP_DONE : TCB_HTTP_CANCELLED));
        CHECK(tcb_http_ended(http) == t);
        tcb_transfer_cancel(t);
    }
    tcb_transfer_free(t);
    CHECK(tcb_http_ended(http) == NULL);
    step(0);
    if (fd >= 0) (void)close(fd);
    (void)close(p.listener);
}

static void test_cancel(void)
{
    int moment;
    for (moment = 0; moment < MOMENTS; moment++) {
        check_cancel((enum moment)moment, 0);
        check_cancel((enum moment)moment, 1);
    }
}

/* The set is freed first: transfers end, and outlive it. */
static void test_free_under_way(void)
{
    struct peer p = new_peer();
    struct tcb_transfer *done = start_to(&p), *asked, *ended;
    int fd = serve(&p, ANSWER);
    (void)finish(done);
    asked = start_to(&p);
    CHECK(read_request(fd));
    ended = start_to(&p);
    tcb_transfer_cancel(ended);
    renew();
    CHECK(tcb_transfer_result(asked)->outcome == TCB_HTTP_CANCELLED);
    CHECK(tcb_transfer_result(asked)->sent);
    CHECK(is_body(tcb_transfer_result(done), "hello"));
    tcb_transfer_free(asked);
    tcb_transfer_free(done);
    tcb_transfer_free(ended);
    (void)close(fd);
    (void)close(p.listener);
}

/* many */

#define MANY 100

static void test_many(void)
{
    struct peer p = new_peer();
    struct tcb_transfer *all[MANY], *t;
    int fds[MANY], i, ended = 0;
    for (i = 0; i < MANY; i++)
        all[i] = start_to(&p);
    for (i = 0; i < MANY; i++)
        fds[i] = next_connection(&p, PATIENCE);
    for (i = 0; i < MANY; i++) {
        CHECK(read_request(fds[i]));
        send_text(fds[i], ANSWER);
    }
    while (ended < MANY && step(1000))
        while ((t = tcb_http_ended(http)) != NULL) {
            CHECK(tcb_transfer_result(t)->outcome == TCB_HTTP_DONE);
            ended++;
        }
    CHECK(ended == MANY);
    for (i = 0; i < MANY; i++) {
        tcb_transfer_free(all[i]);
        (void)close(fds[i]);
    }
    (void)close(p.listener);
}

/* what is refused before anything is sent */

static int is_refused(const struct tcb_http_request *r)
{
    struct tcb_transfer *t = NULL;
    return tcb_http_start(http, r, &t) == TCB_EINVAL && t == NULL;
}

static void test_bad_requests(void)
{
    static const char *const urls[] = { "",
                                        "127.0.0.1",
                                        "ftp://127.0.0.1/",
                                        "http://",
                                        "http://a b/",
                                        "http://a/\r\nX: y",
                                        "http://u:p@a/",
                                        "http://b\303\274cher/",
                                        "file:///etc/passwd" };
    static const char *const lines[] = {
        "", "X", "X;", "X:", "X: ", ": y", "X: y\r\nZ: z", "X: y\n", "X y: z"
    };
    size_t i;
    for (i = 0; i < sizeof urls / sizeof *urls; i++) {
        struct tcb_http_request r = request_to(urls[i]);
        CHECK(is_refused(&r));
    }
    for (i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct tcb_http_request r = request_to("http://127.0.0.1:1/");
        r.headers = &lines[i];
        CHECK(is_refused(&r));
    }
}

static void test_bad_options(void)
{
    struct tcb_http_request r = request_to("http://127.0.0.1:1/");
    r.method = "DELETE";
    CHECK(is_refused(&r));
    r.method = "GET"; /* with a body */
    CHECK(is_refused(&r));
    r = request_to("http://127.0.0.1:1/");
    r.timeout_ms = 0;
    CHECK(is_refused(&r));
    r = request_to("http://127.0.0.1:1/");
    r.connect_timeout_ms = -1;
    CHECK(is_refused(&r));
    r = request_to("http://127.0.0.1:1/");
    r.proxy = "socks5://127.0.0.1:1"; /* would resolve in curl */
    CHECK(is_refused(&r));
    r.proxy = "127.0.0.1:1"; /* of no scheme */
    CHECK(is_refused(&r));
    r = request_to("http://127.0.0.1:1/");
    r.ca_file = "/nowhere/ca.pem";
    r.ca_path = "/nowhere"; /* both: libcurl would parse the file each time */
    CHECK(is_refused(&r));
}

/* proxies */

static void test_environment(void)
{
    struct peer p = new_peer();
    struct tcb_transfer *t;
    int fd;
    renew(); /* no handle that knows of no proxy already */
    CHECK(setenv("http_proxy", "http://127.0.0.1:1", 1) == 0);
    CHECK(setenv("ALL_PROXY", "http://127.0.0.1:1", 1) == 0);
    t = start_to(&p);
    fd = serve(&p, ANSWER);
    CHECK(finish(t)->outcome == TCB_HTTP_DONE);
    CHECK(unsetenv("http_proxy") == 0 && unsetenv("ALL_PROXY") == 0);
    tcb_transfer_free(t);
    (void)close(fd);
    (void)close(p.listener);
}

/* The name is the proxy's to resolve, even where no_proxy says otherwise. */
static void test_proxy(void)
{
    struct peer p = new_peer();
    struct tcb_http_request q = request_to("http://nowhere.invalid/");
    struct tcb_transfer *t;
    int fd;
    CHECK(setenv("no_proxy", "*", 1) == 0);
    q.proxy = p.url;
    t = start(&q);
    fd = serve(&p, ANSWER);
    CHECK(finish(t)->outcome == TCB_HTTP_DONE);
    CHECK(unsetenv("no_proxy") == 0);
    tcb_transfer_free(t);
    (void)close(fd);
    (void)close(p.listener);
}

static void test_proxy_refuses(void)
{
    struct peer p = new_peer();
    struct tcb_http_request q = request_to("https://nowhere.invalid/");
    struct tcb_transfer *t;
    const struct tcb_http_result *r;
    char text[256];
    int fd;
    q.proxy = p.url;
    t = start(&q);
    fd = next_connection(&p, PATIENCE);
    read_some(fd, text, sizeof text);
    CHECK(strncmp(text, "CONNECT nowhere.invalid:443 ", 28) == 0);
    send_text(fd, "HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n");
    r = finish(t);
    CHECK(r->outcome == TCB_HTTP_CONNECT && !r->sent);
    CHECK(strstr(r->message, "407") != NULL);
    tcb_transfer_free(t);
    (void)close(fd);
    (void)close(p.listener);
}

static void test_socks_refuses(void)
{
    struct peer p = new_peer();
    struct tcb_http_request q = request_to("http://nowhere.invalid/");
    struct tcb_transfer *t;
    const struct tcb_http_result *r;
    char url[64], text[64];
    int fd;
    (void)snprintf(url, sizeof url, "socks5h://127.0.0.1:%d", p.port);
    q.proxy = url;
    t = start(&q);
    fd = next_connection(&p, PATIENCE);
    read_some(fd, text, sizeof text);
    CHECK(text[0] == 5);
    send_text(fd, "\5\377"); /* none of the methods */
    r = finish(t);
    CHECK(r->outcome == TCB_HTTP_CONNECT && !r->sent);
    CHECK(strcmp(r->message, "the proxy refused") == 0);
    tcb_transfer_free(t);
    (void)close(fd);
    (void)close(p.listener);
}

/* Sends chunks until nobody takes them, and for two seconds at most, which
 * is when a test gives up that would otherwise hang. */
static void *write_endlessly(void *arg)
{
    static const char chunk[] = "10\r\n0123456789abcdef\r\n";
    int64_t end = tcb_monotonic_ns() + 2000 * MS;
    int fd = *(int *)arg;
    (void)fcntl(fd, F_SETFL, 0);
    while (send(fd, chunk, sizeof chunk - 1, MSG_NOSIGNAL) > 0)
        if (tcb_monotonic_ns() > end) break;
    (void)shutdown(fd, SHUT_RDWR);
    return NULL;
}

/* libcurl doesn't come back as long as more of it arrives. */
static void test_proxy_never_ends(void)
{
    struct peer p = new_peer();
    struct tcb_http_request q = request_to("https://nowhere.invalid/");
    struct tcb_transfer *t;
    const struct tcb_http_result *r;
    pthread_t thread;
    char text[256];
    int fd;
    q.proxy = p.url;
    q.connect_timeout_ms = 150;
    t = start(&q);
    fd = next_connection(&p, PATIENCE);
    read_some(fd, text, sizeof text);
    send_text(fd, "HTTP/1.1 407 No\r\nTransfer-Encoding: chunked\r\n\r\n");
    CHECK(pthread_create(&thread, NULL, write_endlessly, &fd) == 0);
    r = finish(t);
    CHECK(r->outcome == TCB_HTTP_CONNECT_TIMEOUT && !r->sent);
    CHECK(about((r->ended - r->started) / MS, 150));
    CHECK(pthread_join(thread, NULL) == 0);
    tcb_transfer_free(t);
    (void)close(fd);
    (void)close(p.listener);
}

/* What a proxy says is no answer, and its status nobody's. */
static void test_proxy_lets_through(void)
{
    struct peer p = new_peer();
    struct tcb_http_request q = request_to("https://nowhere.invalid/");
    struct tcb_transfer *t;
    const struct tcb_http_result *r;
    char text[256];
    int fd;
    q.proxy = p.url;
    q.connect_timeout_ms = 100;
    t = start(&q);
    fd = next_connection(&p, PATIENCE);
    read_some(fd, text, sizeof text);
    send_text(fd, "HTTP/1.1 200 Through\r\nDate: wrong\r\n\r\n");
    r = finish(t);
    CHECK(r->outcome == TCB_HTTP_CONNECT_TIMEOUT && !r->sent);
    CHECK(r->received == 0 && r->connected == 0);
    CHECK(r->status == 0 && r->date.len == 0 && r->bytes == 0);
    tcb_transfer_free(t);
    (void)close(fd);
    (void)close(p.listener);
}

/* a fork in the middle */

static int check_child(struct tcb_transfer *t, const char *url)
{
    struct tcb_http_request q = request_to(url);
    struct tcb_transfer *other;
    int good = !tcb_http_is_own(http) &&
               tcb_http_start(http, &q, &other) == TCB_EINVAL &&
               tcb_http_step(http, 0) == TCB_EINVAL;
    tcb_transfer_free(t);
    tcb_http_free(http);
    return good && tcb_http_new(NULL, &http) == TCB_OK &&
           tcb_http_start(http, &q, &other) == TCB_OK;
}

static void test_fork(void)
{
    struct peer p = new_peer();
    struct tcb_transfer *t = start_to(&p);
    int status = -1, fd = next_connection(&p, PATIENCE);
    char c;
    pid_t pid;
    CHECK(read_request(fd));
    pid = fork();
    if (pid == 0) _exit(check_child(t, p.url) ? 0 : 1);
    CHECK(waitpid(pid, &status, 0) == pid && status == 0);
    CHECK(read(fd, &c, 1) < 0 && errno == EAGAIN); /* no goodbye */
    send_text(fd, ANSWER);
    CHECK(finish(t)->outcome == TCB_HTTP_DONE);
    tcb_transfer_free(t);
    (void)close(fd);
    (void)close(p.listener);
}

/* names */

static void test_localhost(void)
{
    struct peer p = new_peer();
    struct tcb_http_request q;
    struct tcb_transfer *t;
    int fd;
    (void)snprintf(p.url, sizeof p.url, "http://localhost:%d/", p.port);
    q = request_to(p.url);
    t = start(&q);
    fd = serve(&p, ANSWER);
    CHECK(finish(t)->outcome == TCB_HTTP_DONE);
    tcb_transfer_free(t);
    (void)close(fd);
    (void)close(p.listener);
}

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    if (f == NULL) return;
    (void)fputs(text, f);
    (void)fclose(f);
}

/* Puts a file in the place of another, for this process alone. */
static int put_over(const char *place, const char *text)
{
    char path[] = "/tmp/test_http.XXXXXX";
    int done, fd = mkstemp(path);
    if (fd < 0) return 0;
    (void)close(fd);
    write_file(path, text);
    done = mount(path, place, "none", MS_BIND, NULL) == 0;
    (void)unlink(path);
    return done;
}

/* A name server that takes questions and never answers, and a hosts file
 * with a name whose first address is silent. The server's address is of this
 * process, so that two runs don't meet. */
static int make_silent_names(void)
{
    char ip[32], text[64];
    struct sockaddr_in a;
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    (void)snprintf(ip, sizeof ip, "127.53.%d.%d", getpid() / 250 % 250 + 1,
                   getpid() % 250 + 1);
    (void)snprintf(text, sizeof text, "nameserver %s\n", ip);
    a = loopback(ip, 53);
    if (bind(fd, (struct sockaddr *)&a, sizeof a) != 0) return 0;
    if (unshare(CLONE_NEWNS) != 0) return 0;
    if (mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) != 0) return 0;
    return put_over("/etc/resolv.conf", text) &&
           put_over("/etc/nsswitch.conf", "hosts: files dns\n") &&
           put_over("/etc/hosts", "127.0.0.1 one.test dot.test. new.test\n"
                                  "127.0.0.7 two.test\n"
                                  "127.0.0.1 two.test\n");
}

/* A name that hangs times out on time, and nobody else notices. */
static void test_silent_names(void)
{
    struct peer p = new_peer();
    struct tcb_http_request q = request_to("http://silent.test/");
    struct tcb_transfer *hung, *other;
    const struct tcb_http_result *r;
    int fd;
    q.connect_timeout_ms = 250;
    hung = start(&q);
    other = start_to(&p);
    fd = serve(&p, ANSWER);
    r = finish(other);
    CHECK(r->outcome == TCB_HTTP_DONE && r->ended - r->started < 100 * MS);
    r = finish(hung);
    CHECK(r->outcome == TCB_HTTP_CONNECT_TIMEOUT && !r->sent);
    CHECK(strstr(r->message, "name of the host") != NULL);
    CHECK(about((r->ended - r->started) / MS, 250));
    tcb_transfer_free(hung);
    tcb_transfer_free(other);
    (void)close(fd);
    (void)close(p.listener);
}

static void test_send_by_silent_name(void)
{
    struct tcb_http_request q = request_to("http://silent.test/");
    struct tcb_transfer *t;
    q.send_by = tcb_monotonic_ns() + 100 * MS;
    t = start(&q);
    CHECK(about((finish(t)->ended - q.send_by) / MS, 0));
    check_unsent(t);
    tcb_transfer_free(t);
}

/* The loop learns at once that a name was resolved. */
static void test_name_in_time(void)
{
    struct tcb_http_request q = request_to("http://new.test:1/");
    struct tcb_transfer *t = start(&q);
    const struct tcb_http_result *r = finish(t);
    CHECK(r->outcome == TCB_HTTP_CONNECT);
    CHECK(about((r->ended - r->started) / MS, 0));
    tcb_transfer_free(t);
}

/* More hanging names than threads: those behind them time out too. */
static void test_many_silent_names(void)
{
    struct tcb_transfer *all[40], *t;
    struct tcb_http_request q = request_to("");
    int64_t start_time = tcb_monotonic_ns();
    int i, ended = 0;
    q.connect_timeout_ms = 150;
    for (i = 0; i < 40; i++) {
        char url[64];
        (void)snprintf(url, sizeof url, "http://silent%d.test/", i % 30);
        q.url = url;
        all[i] = start(&q);
    }
    while (ended < 40 && step(1000))
        while ((t = tcb_http_ended(http)) != NULL) {
            CHECK(tcb_transfer_result(t)->outcome == TCB_HTTP_CONNECT_TIMEOUT);
            ended++;
        }
    CHECK(about((tcb_monotonic_ns() - start_time) / MS, 150));
    for (i = 0; i < 40; i++)
        tcb_transfer_free(all[i]);
}

static void check_name(const char *host, const char *ip)
{
    struct peer p = listen_on(ip, 128);
    struct tcb_http_request q;
    struct tcb_transfer *t;
    const struct tcb_http_result *r;
    int fd;
    (void)snprintf(p.url, sizeof p.url, "http://%s:%d/", host, p.port);
    q = request_to(p.url);
    t = start(&q);
    fd = serve(&p, ANSWER);
    r = finish(t);
    CHECK(r->outcome == TCB_HTTP_DONE);
    tcb_transfer_free(t);
    (void)close(fd);
    (void)close(p.listener);
}

/* Beside the silent ones; with a dot, as DNS writes it, and in capitals. */
static void test_known_names(void)
{
    check_name("one.test", "127.0.0.1");
    check_name("ONE.test", "127.0.0.1");
    check_name("dot.test.", "127.0.0.1");
}

/* An address is used again, until nobody can be reached there. */
static void test_moved_name(void)
{
    struct tcb_http_request q = request_to("http://one.test:1/");
    struct tcb_transfer *t;
    check_name("one.test", "127.0.0.1");
    write_file("/etc/hosts", "127.0.0.7 one.test\n"); /* the one put there */
    check_name("one.test", "127.0.0.1");
    t = start(&q);
    CHECK(finish(t)->outcome == TCB_HTTP_CONNECT);
    tcb_transfer_free(t);
    check_name("one.test", "127.0.0.7");
}

static void test_no_such_name(void)
{
    struct tcb_http_request q = request_to("http://no_such.host.invalid/");
    struct tcb_transfer *t = start(&q);
    const struct tcb_http_result *r = finish(t);
    CHECK(r->outcome == TCB_HTTP_RESOLVE && !r->sent);
    CHECK(r->message[0] != '\0');
    tcb_transfer_free(t);
}

/* The first address takes no connections; half of the time is left for the
 * second one. */
static void test_next_address(void)
{
    struct peer full = listen_on("127.0.0.1", 0), p; /* sorted first */
    struct sockaddr_in a = loopback("127.0.0.1", full.port);
    struct sockaddr_in b = loopback("127.0.0.7", full.port);
    struct tcb_http_request q;
    struct tcb_transfer *t;
    int fill[8], i, fd;
    for (i = 0; i < 8; i++) {
        fill[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        (void)connect(fill[i], (struct sockaddr *)&a, sizeof a);
    }
    p.listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    CHECK(bind(p.listener, (struct sockaddr *)&b, sizeof b) == 0);
    CHECK(listen(p.listener, 8) == 0);
    (void)snprintf(p.url, sizeof p.url, "http://two.test:%d/", full.port);
    q = request_to(p.url);
    q.connect_timeout_ms = 500;
    t = start(&q);
    fd = serve(&p, ANSWER);
    CHECK(finish(t)->outcome == TCB_HTTP_DONE);
    tcb_transfer_free(t);
    for (i = 0; i < 8; i++)
        (void)close(fill[i]);
    (void)close(fd);
    (void)close(p.listener);
    (void)close(full.listener);
}

/* A request is in order when there is no descriptor left to resolve with. */
static void test_no_descriptors(void)
{
    struct tcb_http_request q = request_to("http://one.test/");
    struct rlimit before, none;
    struct tcb_transfer *t;
    const struct tcb_http_result *r;
    renew(); /* no pipe yet */
    CHECK(getrlimit(RLIMIT_NOFILE, &before) == 0);
    none = before;
    none.rlim_cur = (rlim_t)dup(0);
    (void)close((int)none.rlim_cur);
    CHECK(setrlimit(RLIMIT_NOFILE, &none) == 0);
    t = start(&q);
    CHECK(setrlimit(RLIMIT_NOFILE, &before) == 0);
    r = finish(t);
    CHECK(r->outcome == TCB_HTTP_RESOLVE && !r->sent);
    CHECK(strcmp(r->message, "too many open files") == 0);
    tcb_transfer_free(t);
}

static void test_some_names(void)
{
    test_silent_names();
    test_send_by_silent_name();
    test_name_in_time();
    test_known_names();
    test_next_address();
}

/* In a process of its own, which also shows that hanging threads hold up
 * neither tcb_http_free nor exit. */
static void test_names(void)
{
    int64_t began = tcb_monotonic_ns();
    int status = -1;
    pid_t pid = fork();
    if (pid == 0) {
        if (!make_silent_names()) exit(77);
        check_failed = 0;
        parents = http; /* not ours to free */
        http = NULL;
        renew();
        test_some_names();
        is_foreign = 1;
        test_some_names();
        is_foreign = 0;
        test_moved_name();
        test_many_silent_names(); /* now no thread is free for a while */
        is_foreign = 1;
        test_many_silent_names();
        tcb_http_free(http);
        exit(check_failed > 0);
    }
    CHECK(waitpid(pid, &status, 0) == pid);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
        printf("silent name servers: skipped, for want of namespaces\n");
    else
        CHECK(status == 0);
    CHECK(tcb_monotonic_ns() - began < 6000 * MS);
}

/* Ten thousand failures leave nothing behind. */
static void test_no_growth(void)
{
    struct peer p = new_peer();
    size_t before = 0;
    int i;
    (void)close(p.listener);
    for (i = 0; i < 10000; i++) {
        struct tcb_transfer *t = start_to(&p);
        (void)finish(t);
        tcb_transfer_free(t);
        if (i == 100) before = mallinfo2().uordblks;
    }
    CHECK(mallinfo2().uordblks <= before * 105 / 100);
}

/* What goes the same way in a loop of ours and in a foreign one. */
static void test_transfers(void)
{
    test_answer();
    test_reuse();
    test_gzip();
    test_answers();
    test_early_hints();
    test_many_headers();
    test_deaths();
    test_death_beside_another();
    test_refused();
    test_timeouts();
    test_drip();
    test_late_readers();
    test_late_for_nothing();
    test_late_connect();
    test_send_by();
    test_sent_in_time();
    test_send_by_away();
    test_send_by_stopped();
    test_cancel();
    test_free_under_way();
    test_many();
    test_proxy();
    test_proxy_refuses();
    test_proxy_lets_through();
    test_socks_refuses();
    test_proxy_never_ends();
    test_localhost();
}

int main(void)
{
    int descriptors;
    CHECK(tcb_http_new(NULL, &http) == TCB_OK);
    tcb_http_free(http);
    http = NULL;
    descriptors = count_descriptors();
    tcb_http_free(NULL);
    tcb_transfer_free(NULL);
    begin_idling();
    test_inheritance();
    test_transfers();
    test_idle();
    test_written();
    test_written_slowly();
    test_written_ignored();
    test_written_before();
    test_foreign_times();
    test_foreign_backend();
    test_bad_requests();
    test_bad_options();
    test_environment();
    test_fork();
    is_foreign = 1;
    test_transfers();
    test_foreign_steps();
    test_foreign_high_socket();
    is_foreign = 0;
    test_names(); /* forks: before this process has threads */
    test_no_descriptors();
    test_no_such_name();
    test_no_growth();
    tcb_http_free(http);
    CHECK(count_descriptors() == descriptors);
    return check_done();
}
