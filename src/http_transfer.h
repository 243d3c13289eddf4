/*
 * http_transfer.h - a transfer and its set, as the http files share them;
 * private to these. They are the only ones that know libcurl:
 *   http.c            the set: start, end, stepping
 *   http_request.c    what may be sent, and how curl is told
 *   http_callbacks.c  what curl calls meanwhile
 *   http_outcome.c    why a transfer ended, in words
 *   http_time.c       when it is too late
 *   http_written.c    the news that a request was handed over
 *   http_loop.c       what a foreign event loop asks
 */
#ifndef TCB_HTTP_TRANSFER_H
#define TCB_HTTP_TRANSFER_H

#include <curl/curl.h>
#include <stdint.h>
#include <sys/select.h>
#include <sys/types.h>

#include "tcbilling.h"

#pragma GCC visibility push(hidden)

#define MS INT64_C(1000000)

/* Did curl take the option? For a handle that is called `easy`. */
#define SET(option, value)                                                     \
    (curl_easy_setopt(easy, CURLOPT_##option, (value)) == CURLE_OK)

enum state { RESOLVING, RUNNING, ENDED };

/* Where a connection goes: the URL's host, or the proxy. */
struct target {
    char *host;
    long port;
    int is_name; /* not an address: to be resolved */
    int is_proxy;
    int is_tls_proxy; /* its certificate is looked at first */
};

/* A place among others in a circle, or alone. */
struct ring {
    struct ring *prev, *next;
    struct tcb_transfer *transfer; /* whose it is; NULL: the set's */
};

struct tcb_transfer {
    struct tcb_http *http;            /* NULL once handed out */
    struct tcb_transfer *prev, *next; /* in one of its two lists */
    struct ring news;                 /* with the set's: written, and untold */
    enum state state;
    void *user;
    CURL *easy;
    struct curl_slist *headers, *resolve;
    struct target target;
    struct tcb_lookup *lookup;
    char *request_body;
    int64_t request_size;
    struct tcb_buffer body;
    int body_taken; /* by who reads it */
    size_t max_body, header_bytes;
    int64_t timeout, connect_timeout; /* ns */
    int64_t send_by;                  /* 0: whenever it can be */
    int64_t curl_connect_ms;          /* what curl was told */
    int64_t back;      /* when the caller was back from an absence */
    int64_t away;      /* its longest one, ns: nobody read for us */
    int64_t heard;     /* when the last byte or step forward came */
    uint64_t round;    /* and in which round of reading */
    int64_t wire_body; /* body bytes before gunzip */
    int opened;        /* sockets */
    int encodings;     /* headers that name one */
    int repeated, unresolved, unsendable, late, too_large, has_headers;
    const char *bad_header; /* what is wrong with one, or NULL */
    struct tcb_http_result result;
    char message[160], date[64], request_id[128];
    char error[CURL_ERROR_SIZE];
};

#define SPARE_HANDLES 8

/* Transfers, in the order they came. */
struct list {
    struct tcb_transfer *first, *last;
};

/* The set. */
struct tcb_http {
    CURLM *multi;
    pid_t pid;
    struct tcb_resolver *resolver;
    struct list active, ended;
    struct ring news; /* its transfers, in the order they were written */
    int has_turn;     /* the caller, for what came up in the last step */
    int high_sockets; /* which an fd_set can't hold */
    int backend;      /* an epoll descriptor, or -1 */
    fd_set watched;   /* by that */
    struct tcb_http_options options;
    CURL *spare[SPARE_HANDLES];
    int spares;
    int64_t looked;             /* when the last step ended, or until when
                                   the caller said it would wait */
    uint64_t round;             /* of reading; see judge */
    struct tcb_http *abandoned; /* the next one; see abandon */
};

/* http.c */

/* Is there something to tell, so that a step should not wait? What was
 * written is that for one step, though nobody may ask. */
int tcb_http_is_callers_turn(const struct tcb_http *http);
/* Gives all transfers the caller's time away back, as far as it goes. */
void tcb_http_return_absences(struct tcb_http *http);
/* How long to wait at most before the next judgement, in ms: rounded up, so
 * as not to spin. */
int tcb_http_judgement_ms(const struct tcb_http *http, int wait_ms);

/* http_request.c */

/* Is libcurl there, and young enough? Finds it out once a process. */
int tcb_library_is_usable(void);
/* Does it let OpenSSL raise SIGPIPE? To be asked after that. */
int tcb_library_raises_pipes(void);
/* All that can be told without taking the URL apart. */
int tcb_request_is_valid(const struct tcb_http_request *r);
/* Copies what is needed until the end, and finds where the connection goes.
 * TCB_EINVAL where there is no such place. */
enum tcb_status tcb_request_copy(struct tcb_transfer *t,
                                 const struct tcb_http_request *r);
/* What is the same for all requests of a handle; did curl take it all? */
int tcb_request_set_constants(CURL *easy, const struct tcb_http_options *o);
/* What is not, for t->easy; likewise. */
int tcb_request_set(const struct tcb_transfer *t,
                    const struct tcb_http_request *r);

/* http_callbacks.c */

/* Has curl call for t->easy from now on; did it take it all? */
int tcb_callbacks_set(struct tcb_transfer *t);

/* http_outcome.c: each sets the outcome and its message */

/* "text" or "text (detail)"; the detail may be "". */
void tcb_say(struct tcb_transfer *t, enum tcb_http_outcome outcome,
             const char *text, const char *detail);
/* Such a detail, where it is not the server that cannot be found; or "". */
const char *tcb_whereabouts(const struct tcb_transfer *t);
/* Before t->easy is given back. */
void tcb_explain(struct tcb_transfer *t, CURLcode code);
void tcb_explain_timeout(struct tcb_transfer *t);

/* http_time.c; `round` is the set's, `now` tcb_monotonic_ns */

/* Something arrived, or there was a step forward. */
void tcb_transfer_hear(struct tcb_transfer *t, uint64_t round);
/* Nobody stepped since `looked`. */
void tcb_transfer_return_absence(struct tcb_transfer *t, int64_t looked,
                                 int64_t now);
/* Is all time used up, and what a late caller gets for its absence? */
int tcb_transfer_is_overdue(const struct tcb_transfer *t, int64_t now);
/* Is it over? Nothing that was there to be read counts as late; and after an
 * absence, nothing that follows it without a pause. */
int tcb_transfer_is_late(const struct tcb_transfer *t, uint64_t round,
                         int64_t now);
/* Was it not handed to a connection as long as it might have been? */
int tcb_transfer_is_unsendable(const struct tcb_transfer *t, int64_t now);
/* How long nobody needs to ask either again, ns. */
int64_t tcb_transfer_time_left(const struct tcb_transfer *t, int64_t now);

/* http_written.c */

/* Alone. */
void tcb_ring_init(struct ring *ring, struct tcb_transfer *t);
/* Alone from now on, wherever it was. */
void tcb_ring_leave(struct ring *ring);
/* All of the request is the socket's, as of now. */
void tcb_transfer_note_written(struct tcb_transfer *t);

#pragma GCC visibility pop

#endif
