/*
 * http_time.c - when it is too late for a transfer.
 *
 * Two clocks run: the request's own, from its start to a timeout, and that of
 * a caller who may be away between two steps, and whose answer lies in the
 * kernel or stands in a full window meanwhile. The first one decides, unless
 * it would make the caller's absence the server's fault.
 */
#include "http_transfer.h"

#define ABSENCE_NS (20 * MS)  /* between two steps: the caller was away */
#define OVERTIME_NS (50 * MS) /* for an answer that is arriving right now */
#define SILENCE_NS (500 * MS) /* round trips that a late reader waits for */

void tcb_transfer_hear(struct tcb_transfer *t, uint64_t round)
{
    t->heard = tcb_monotonic_ns();
    t->round = round;
}

/* When it is too late for a transfer. */
static int64_t due_time(const struct tcb_transfer *t)
{
    int64_t span = t->timeout;
    if (t->result.connected == 0 && t->connect_timeout < span)
        span = t->connect_timeout;
    return t->result.started + span;
}

int tcb_transfer_is_overdue(const struct tcb_transfer *t, int64_t now)
{
    return now - due_time(t) > t->away + OVERTIME_NS;
}

int tcb_transfer_is_late(const struct tcb_transfer *t, uint64_t round,
                         int64_t now)
{
    int64_t over = now - due_time(t);
    if (over < 0) return 0;
    if (tcb_transfer_is_overdue(t, now)) return 1;
    if (t->round == round) return 0;
    return over > t->away || t->heard < t->back || now - t->heard > SILENCE_NS;
}

int tcb_transfer_is_unsendable(const struct tcb_transfer *t, int64_t now)
{
    return !t->result.sent && t->send_by != 0 && now >= t->send_by;
}

/* A caller that was away is given its time back, as long as the answer
 * keeps coming: what was under way meanwhile stood in a full window. Of many
 * absences only the longest counts. Their sum would grow as fast as time
 * goes by, and a caller who always comes late would never see a timeout. */
void tcb_transfer_return_absence(struct tcb_transfer *t, int64_t looked,
                                 int64_t now)
{
    CURL *easy = t->easy;
    int64_t since = looked > t->result.started ? looked : t->result.started;
    if (now - since <= ABSENCE_NS) return;
    t->back = now;
    if (now - since > t->away) t->away = now - since;
    if (t->result.connected != 0) return;
    t->heard = now; /* the peer may have waited for us to go on */
    if (t->state == RUNNING)
        (void)SET(CONNECTTIMEOUT_MS,
                  (long)(t->curl_connect_ms + t->away / MS + 1000));
}

int64_t tcb_transfer_time_left(const struct tcb_transfer *t, int64_t now)
{
    int64_t left = due_time(t) - now;
    if (left < 0) left = 10 * MS; /* it is being given time back */
    if (t->result.sent || t->send_by == 0) return left;
    if (t->send_by <= now) return 0;
    return t->send_by - now < left ? t->send_by - now : left;
}
