/*
 * http.c - requests over kept connections. The http files are the only ones
 * that know libcurl; http_transfer.h says what is where.
 *
 * One curl_multi does the transport. Four things are ours, because libcurl
 * does them in a way that billing cannot use:
 *   - It repeats a request by itself when a kept connection dies. Here each
 *     request is handed to a connection once (`allow_request` in
 *     http_callbacks.c).
 *   - It judges timeouts before it reads. Here `judge` comes last
 *     (http_time.c).
 *   - Its resolver can hang the whole loop. Here resolve.c resolves, and
 *     curl gets addresses.
 *   - It parses the CA bundle for each connection if a CA directory is set
 *     besides. Here there is one or the other (`set_trust` in
 *     http_request.c).
 */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "http_transfer.h"
#include "resolve.h"
#include "tcbilling.h"

#define PUMP_NS (20 * MS) /* reading on before the caller gets a turn */

/* lists */

static void list_append(struct list *list, struct tcb_transfer *t)
{
    t->next = NULL;
    t->prev = list->last;
    if (list->last != NULL)
        list->last->next = t;
    else
        list->first = t;
    list->last = t;
}

static void list_remove(struct list *list, struct tcb_transfer *t)
{
    if (t->prev != NULL)
        t->prev->next = t->next;
    else if (list->first == t)
        list->first = t->next;
    else
        return; /* in no list */
    if (t->next != NULL)
        t->next->prev = t->prev;
    else
        list->last = t->prev;
    t->prev = t->next = NULL;
}

/* signals */

/* Around all that may write to a socket, where libcurl (before 7.87) leaves
 * SIGPIPE to us: only this thread's is held back, and taken if it came. */
static int mute_pipes(sigset_t *before)
{
    sigset_t pipes, pending;
    if (!tcb_library_raises_pipes()) return 0;
    (void)sigpending(&pending);
    if (sigismember(&pending, SIGPIPE)) return 0;
    (void)sigemptyset(&pipes);
    (void)sigaddset(&pipes, SIGPIPE);
    return pthread_sigmask(SIG_BLOCK, &pipes, before) == 0;
}

static void unmute_pipes(int muted, const sigset_t *before)
{
    sigset_t pipes, pending;
    int number;
    if (!muted) return;
    (void)sigemptyset(&pipes);
    (void)sigaddset(&pipes, SIGPIPE);
    (void)sigpending(&pending);
    if (sigismember(&pending, SIGPIPE)) (void)sigwait(&pipes, &number);
    (void)pthread_sigmask(SIG_SETMASK, before, NULL);
}

/* handles */

static CURL *take_handle(struct tcb_http *http)
{
    CURL *easy;
    if (http->spares > 0) return http->spare[--http->spares];
    easy = curl_easy_init();
    if (easy != NULL && !tcb_request_set_constants(easy, &http->options)) {
        curl_easy_cleanup(easy);
        return NULL;
    }
    return easy;
}

/* Handles of good transfers are used again, with their buffers and TLS
 * sessions. Nothing of the old transfer may stay reachable. */
static void give_handle(struct tcb_http *http, CURL *easy, int good)
{
    if (good && http->spares < SPARE_HANDLES && SET(ERRORBUFFER, NULL) &&
        SET(HTTPHEADER, NULL) && SET(RESOLVE, NULL) && SET(PROXY, "") &&
        SET(POSTFIELDS, NULL))
        http->spare[http->spares++] = easy;
    else
        curl_easy_cleanup(easy);
}

/* a transfer's end */

static void collect_result(struct tcb_transfer *t)
{
    struct tcb_http_result *r = &t->result;
    long status = 0;
    (void)curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
    r->status = (int)status;
    r->bytes = t->header_bytes + (uint64_t)t->wire_body;
    r->date = tcb_slice(t->date);
    r->request_id = tcb_slice(t->request_id);
    if (t->body.len == 0) return;
    r->body.data = t->body.data;
    r->body.len = t->body.len;
}

/* Takes it from curl. A connection that kept silent too long must not serve
 * anybody else, and with HTTP/2 it otherwise would. */
static void detach(struct tcb_transfer *t)
{
    CURL *easy = t->easy;
    enum tcb_http_outcome outcome = t->result.outcome;
    sigset_t before;
    int muted = mute_pipes(&before);
    if (outcome == TCB_HTTP_TIMEOUT) (void)SET(FORBID_REUSE, 1L);
    if (t->state == RUNNING)
        (void)curl_multi_remove_handle(t->http->multi, easy);
    give_handle(t->http, easy, outcome == TCB_HTTP_DONE);
    unmute_pipes(muted, &before);
    t->easy = NULL;
}

/* After `result.outcome` and the message are set. */
static void end_transfer(struct tcb_transfer *t)
{
    struct tcb_http *http = t->http;
    tcb_buffer_fit(&t->body);
    collect_result(t);
    detach(t);
    if (t->lookup != NULL && t->result.connected == 0) /* try afresh */
        tcb_lookup_expire(t->lookup);
    tcb_lookup_drop(t->lookup);
    t->lookup = NULL;
    t->state = ENDED;
    t->result.ended = tcb_monotonic_ns();
    list_remove(&http->active, t);
    list_append(&http->ended, t);
}

/* a transfer's start */

/* Hands a transfer to curl. curl's own connect timeout is later than ours
 * (see judge), but not much: it gives a silent address only half of it
 * before it tries the host's next one. */
static enum tcb_status run(struct tcb_transfer *t)
{
    CURL *easy = t->easy;
    int64_t left =
        t->connect_timeout - (tcb_monotonic_ns() - t->result.started);
    t->curl_connect_ms = (left > 0 ? left : 0) / MS * 5 / 4 + 100;
    if (!SET(CONNECTTIMEOUT_MS, (long)t->curl_connect_ms) ||
        curl_multi_add_handle(t->http->multi, t->easy) != CURLM_OK)
        return TCB_ENOMEM;
    t->state = RUNNING;
    return TCB_OK;
}

/* "+host:port:addresses": for curl's cache, as if it had asked itself. */
static enum tcb_status give_addresses(struct tcb_transfer *t,
                                      const char *addresses)
{
    CURL *easy = t->easy;
    struct tcb_buffer b = TCB_BUFFER_INIT;
    char port[24];
    (void)snprintf(port, sizeof port, ":%ld:", t->target.port);
    tcb_buffer_add(&b, "+", 1);
    tcb_buffer_text(&b, t->target.host);
    tcb_buffer_text(&b, port);
    tcb_buffer_text(&b, addresses);
    tcb_buffer_add(&b, "", 1);
    if (!b.failed) t->resolve = curl_slist_append(NULL, b.data);
    tcb_buffer_free(&b);
    if (t->resolve == NULL || !SET(RESOLVE, t->resolve)) return TCB_ENOMEM;
    return TCB_OK;
}

/* Goes on from RESOLVING if the addresses are there. */
static void resume(struct tcb_transfer *t)
{
    const char *text = NULL;
    enum tcb_status status = TCB_OK;
    if (t->lookup != NULL) {
        switch (tcb_lookup_state(t->lookup, &text)) {
        case TCB_LOOKUP_PENDING: return;
        case TCB_LOOKUP_FOUND: status = give_addresses(t, text); break;
        case TCB_LOOKUP_FAILED:
            tcb_say(t, TCB_HTTP_RESOLVE, text, tcb_whereabouts(t));
            end_transfer(t);
            return;
        }
    }
    if (status == TCB_OK) status = run(t);
    if (status == TCB_OK) return;
    tcb_say(t, TCB_HTTP_FAILED, tcb_status_text(status), "");
    end_transfer(t);
}

static enum tcb_status prepare(struct tcb_transfer *t,
                               const struct tcb_http_request *r)
{
    enum tcb_status status = tcb_request_copy(t, r);
    if (status != TCB_OK) return status;
    t->easy = take_handle(t->http);
    if (t->easy == NULL || !tcb_callbacks_set(t) || !tcb_request_set(t, r))
        return TCB_ENOMEM;
    if (!t->target.is_name) return TCB_OK;
    t->lookup =
        tcb_resolver_ask(t->http->resolver, t->target.host, t->result.started);
    return t->lookup != NULL ? TCB_OK : TCB_ENOMEM;
}

static void free_memory(struct tcb_transfer *t)
{
    curl_slist_free_all(t->headers);
    curl_slist_free_all(t->resolve);
    curl_free(t->target.host);
    tcb_buffer_free(&t->body);
    free(t->request_body);
    free(t);
}

enum tcb_status tcb_http_start(struct tcb_http *http,
                               const struct tcb_http_request *request,
                               struct tcb_transfer **out)
{
    enum tcb_status status;
    struct tcb_transfer *t;
    if (!tcb_http_is_own(http) || !tcb_request_is_valid(request))
        return TCB_EINVAL;
    t = calloc(1, sizeof *t);
    if (t == NULL) return TCB_ENOMEM;
    t->http = http;
    tcb_ring_init(&t->news, t);
    t->result.message = t->message;
    t->result.body = t->result.date = t->result.request_id = tcb_slice("");
    t->result.started = t->heard = tcb_monotonic_ns();
    status = prepare(t, request);
    if (status != TCB_OK) {
        if (t->easy != NULL) curl_easy_cleanup(t->easy);
        free_memory(t);
        return status;
    }
    if (http->looked > t->result.started) /* the caller is not waiting */
        http->looked = t->result.started;
    list_append(&http->active, t);
    resume(t);
    *out = t;
    return TCB_OK;
}

/* stepping */

void tcb_http_return_absences(struct tcb_http *http)
{
    int64_t now = tcb_monotonic_ns();
    struct tcb_transfer *t;
    for (t = http->active.first; t != NULL; t = t->next)
        tcb_transfer_return_absence(t, http->looked, now);
}

static void judge(struct tcb_http *http)
{
    int64_t now = tcb_monotonic_ns();
    struct tcb_transfer *t, *next;
    for (t = http->active.first; t != NULL; t = next) {
        next = t->next;
        t->unsendable = tcb_transfer_is_unsendable(t, now);
        if (!t->unsendable && !tcb_transfer_is_late(t, http->round, now))
            continue;
        tcb_explain_timeout(t);
        end_transfer(t);
    }
    http->looked = now;
}

static void collect_ended(struct tcb_http *http)
{
    CURLMsg *m;
    int left;
    while ((m = curl_multi_info_read(http->multi, &left)) != NULL) {
        CURLcode code = m->data.result;
        char *t = NULL;
        if (m->msg != CURLMSG_DONE) continue;
        (void)curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &t);
        tcb_explain((struct tcb_transfer *)(void *)t, code);
        end_transfer((struct tcb_transfer *)(void *)t);
    }
}

static void resume_resolved(struct tcb_http *http)
{
    struct tcb_transfer *t, *next;
    if (!tcb_resolver_news(http->resolver)) return;
    for (t = http->active.first; t != NULL; t = next) {
        next = t->next;
        if (t->state == RESOLVING) resume(t);
    }
}

static int heard_something(const struct tcb_http *http)
{
    const struct tcb_transfer *t = http->active.first;
    while (t != NULL && t->round != http->round)
        t = t->next;
    return t != NULL;
}

static enum tcb_status from_multi(CURLMcode code)
{
    if (code == CURLM_OK) return TCB_OK;
    return code == CURLM_OUT_OF_MEMORY ? TCB_ENOMEM : TCB_EINVAL;
}

int tcb_http_is_callers_turn(const struct tcb_http *http)
{
    return http->ended.first != NULL ||
           (http->has_turn && http->news.next != &http->news);
}

/* Reads and writes what can be, without waiting, until nothing more comes or
 * the caller should have a turn. */
static enum tcb_status pump(struct tcb_http *http)
{
    int64_t start = tcb_monotonic_ns();
    sigset_t before;
    int running, muted = mute_pipes(&before);
    CURLMcode code;
    do {
        resume_resolved(http);
        http->round++;
        code = curl_multi_perform(http->multi, &running);
        collect_ended(http);
    } while (code == CURLM_OK && !tcb_http_is_callers_turn(http) &&
             heard_something(http) && tcb_monotonic_ns() - start < PUMP_NS);
    unmute_pipes(muted, &before);
    return from_multi(code);
}

int tcb_http_judgement_ms(const struct tcb_http *http, int wait_ms)
{
    int64_t now = tcb_monotonic_ns(), wait = wait_ms * MS;
    const struct tcb_transfer *t;
    for (t = http->active.first; t != NULL; t = t->next) {
        int64_t left = tcb_transfer_time_left(t, now);
        if (left < wait) wait = left;
    }
    return (int)((wait + MS - 1) / MS);
}

static enum tcb_status wait_for_news(struct tcb_http *http, int wait_ms)
{
    struct curl_waitfd fd;
    unsigned int count = 0;
    memset(&fd, 0, sizeof fd);
    fd.fd = tcb_resolver_fd(http->resolver);
    fd.events = CURL_WAIT_POLLIN;
    if (fd.fd >= 0) count = 1;
    return from_multi(curl_multi_poll(
        http->multi, &fd, count, tcb_http_judgement_ms(http, wait_ms), NULL));
}

enum tcb_status tcb_http_step(struct tcb_http *http, int wait_ms)
{
    enum tcb_status status;
    if (!tcb_http_is_own(http)) return TCB_EINVAL;
    http->has_turn = 0;
    tcb_http_return_absences(http);
    status = pump(http);
    if (status == TCB_OK && !tcb_http_is_callers_turn(http) && wait_ms > 0) {
        status = wait_for_news(http, wait_ms);
        if (status == TCB_OK) status = pump(http);
    }
    judge(http);
    return status;
}

struct tcb_transfer *tcb_http_ended(struct tcb_http *http)
{
    struct tcb_transfer *t = http->ended.first;
    if (t == NULL) return NULL;
    list_remove(&http->ended, t);
    t->http = NULL; /* which it needs no more, and may outlive */
    return t;
}

const struct tcb_http_result *tcb_transfer_result(const struct tcb_transfer *t)
{
    return t->state == ENDED ? &t->result : NULL;
}

int tcb_transfer_take_body(struct tcb_transfer *t, struct tcb_buffer *out)
{
    static const struct tcb_buffer empty = TCB_BUFFER_INIT;
    if (t->state != ENDED || t->body_taken) return 0;
    *out = t->body;
    t->body = empty;
    t->result.body = tcb_slice("");
    t->body_taken = 1;
    return 1;
}

void *tcb_transfer_user(const struct tcb_transfer *t)
{
    return t->user;
}

/* In a forked child it only leaves the list: curl would say goodbye to a
 * server that the parent still talks to. */
void tcb_transfer_cancel(struct tcb_transfer *t)
{
    if (t->state == ENDED) return;
    tcb_say(t, TCB_HTTP_CANCELLED, "cancelled", "");
    if (tcb_http_is_own(t->http)) {
        end_transfer(t);
        return;
    }
    t->state = ENDED;
    list_remove(&t->http->active, t);
    list_append(&t->http->ended, t);
}

void tcb_transfer_free(struct tcb_transfer *t)
{
    if (t == NULL) return;
    tcb_transfer_cancel(t);
    if (t->http != NULL) list_remove(&t->http->ended, t);
    tcb_ring_leave(&t->news);
    free_memory(t);
}

/* the set */

int tcb_http_is_own(const struct tcb_http *http)
{
    return http->pid == getpid();
}

static void set_defaults(struct tcb_http_options *o)
{
    if (o->max_idle_s <= 0) o->max_idle_s = 50;
    if (o->max_lifetime_s <= 0) o->max_lifetime_s = 600;
    if (o->max_connections <= 0) o->max_connections = 64;
}

enum tcb_status tcb_http_new(const struct tcb_http_options *options,
                             struct tcb_http **out)
{
    struct tcb_http *http;
    if (!tcb_library_is_usable()) return TCB_EINVAL;
    http = calloc(1, sizeof *http);
    if (http == NULL) return TCB_ENOMEM;
    if (options != NULL) http->options = *options;
    set_defaults(&http->options);
    tcb_ring_init(&http->news, NULL);
    http->pid = getpid();
    http->backend = -1;
    http->multi = curl_multi_init();
    http->resolver = tcb_resolver_new();
    if (http->multi == NULL || http->resolver == NULL ||
        curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS,
                          (long)http->options.max_connections) != CURLM_OK) {
        tcb_http_free(http);
        return TCB_ENOMEM;
    }
    *out = http;
    return TCB_OK;
}

/* Transfers stay with their owners, ended. */
static void let_go(struct tcb_http *http)
{
    while (http->active.first != NULL)
        tcb_transfer_cancel(http->active.first);
    while (tcb_http_ended(http) != NULL)
        ;
    tcb_ring_leave(&http->news);
}

/* Those of a parent process: nothing of curl's may be freed, as it would say
 * goodbye to the parent's servers. They stay reachable, so that leak
 * checkers see that it is meant. */
static void abandon(struct tcb_http *http)
{
    static _Atomic(struct tcb_http *) all;
    http->abandoned = atomic_load(&all);
    while (!atomic_compare_exchange_weak(&all, &http->abandoned, http))
        ;
}

static void close_all(struct tcb_http *http)
{
    sigset_t before;
    int muted = mute_pipes(&before);
    while (http->spares > 0)
        curl_easy_cleanup(http->spare[--http->spares]);
    if (http->multi != NULL) (void)curl_multi_cleanup(http->multi);
    unmute_pipes(muted, &before);
    tcb_resolver_free(http->resolver);
    free(http);
}

void tcb_http_free(struct tcb_http *http)
{
    if (http == NULL) return;
    let_go(http);
    if (http->backend >= 0) (void)close(http->backend);
    if (tcb_http_is_own(http))
        close_all(http);
    else
        abandon(http);
}
