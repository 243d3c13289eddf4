/*
 * http_written.c - the news that a request was handed over.
 *
 * The transfers whose news nobody has fetched stand in a ring with their set.
 * One leaves it without knowing where the others are: it may have ended, been
 * handed out, and outlived the set before.
 */
#include "http_transfer.h"

void tcb_ring_init(struct ring *ring, struct tcb_transfer *t)
{
    ring->prev = ring->next = ring;
    ring->transfer = t;
}

/* Last, as seen from `first`. */
static void join(struct ring *ring, struct ring *first)
{
    ring->prev = first->prev;
    ring->next = first;
    ring->prev->next = ring;
    first->prev = ring;
}

void tcb_ring_leave(struct ring *ring)
{
    ring->prev->next = ring->next;
    ring->next->prev = ring->prev;
    ring->prev = ring->next = ring;
}

void tcb_transfer_note_written(struct tcb_transfer *t)
{
    t->result.written = tcb_monotonic_ns();
    t->http->has_turn = 1;
    join(&t->news, &t->http->news);
}

struct tcb_transfer *tcb_http_written(struct tcb_http *http)
{
    struct ring *next = http->news.next; /* its own: there is none */
    tcb_ring_leave(next);
    return next->transfer;
}

int64_t tcb_transfer_written(const struct tcb_transfer *t)
{
    return t->result.written;
}
