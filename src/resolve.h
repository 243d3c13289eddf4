/*
 * resolve.h - names to addresses, beside the loop; private to http.c.
 *
 * getaddrinfo may hang for as long as a name server is silent, and nothing
 * can stop it. So it runs in detached threads: the loop asks, goes on, and
 * learns through a descriptor that there is news. A lookup that nobody
 * waits for any more ends by itself.
 */
#ifndef TCB_RESOLVE_H
#define TCB_RESOLVE_H

#include <stdint.h>

#pragma GCC visibility push(hidden)

#define TCB_RESOLVE_THREADS 16 /* at once; further names queue */

struct tcb_resolver;
struct tcb_lookup;

enum tcb_lookup_state {
    TCB_LOOKUP_PENDING,
    TCB_LOOKUP_FOUND, /* text: "192.0.2.1,[2001:db8::1]" */
    TCB_LOOKUP_FAILED /* text: a sentence part for people */
};

/* NULL: no memory. Starts no thread and opens nothing yet. */
struct tcb_resolver *tcb_resolver_new(void);
/* Never waits for a thread; drop all lookups first. */
void tcb_resolver_free(struct tcb_resolver *r);

/* Readable when a lookup ended; -1 as long as no name was asked for. */
int tcb_resolver_fd(const struct tcb_resolver *r);
/* Was there news since the last time? Makes the descriptor quiet again. */
int tcb_resolver_news(struct tcb_resolver *r);

/* The lookup of a name: one that is under way, or an answer that is less
 * than a minute old at `now` (tcb_monotonic_ns), or a new one, which has
 * failed already where descriptors or threads ran out. NULL: no memory. Give
 * it back with tcb_lookup_drop. */
struct tcb_lookup *tcb_resolver_ask(struct tcb_resolver *r, const char *host,
                                    int64_t now);
/* *text is borrowed, and NULL while pending. */
enum tcb_lookup_state tcb_lookup_state(struct tcb_lookup *l, const char **text);
/* Nobody could be reached at these addresses: ask anew next time. */
void tcb_lookup_expire(struct tcb_lookup *l);
void tcb_lookup_drop(struct tcb_lookup *l);

#pragma GCC visibility pop

#endif
