/*
 * test_limiter.c - the limiter's policy: each event by itself, then a
 * simulated service with networks, crashes and other clients, by the million.
 */
#include <stdint.h>
#include <stdlib.h>

#include "check.h"
#include "tcbilling.h"

#define MS INT64_C(1000000)
#define S (1000 * MS)

/* random numbers (splitmix64), the same in every run */

static uint64_t random_state;

static uint64_t random_bits(void)
{
    uint64_t z = (random_state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* 0 <= result < n; 0 for n = 0 */
static int64_t random_below(int64_t n)
{
    return n > 0 ? (int64_t)(random_bits() % (uint64_t)n) : 0;
}

static int happens(int per_mille)
{
    return random_below(1000) < per_mille;
}

/* steps, one line each */

static struct tcb_limiter_step event(enum tcb_limiter_event kind)
{
    struct tcb_limiter_step s;
    memset(&s, 0, sizeof s);
    s.event = kind;
    s.ticket = TCB_LIMITER_NO_TICKET;
    return s;
}

static void tell(struct tcb_limiter_record *r,
                 const struct tcb_limiter_options *o, int64_t now,
                 struct tcb_limiter_step s)
{
    CHECK(tcb_limiter_step(r, o, now, &s) == TCB_OK);
}

static struct tcb_limiter_step claim(struct tcb_limiter_record *r,
                                     const struct tcb_limiter_options *o,
                                     int64_t now)
{
    struct tcb_limiter_step s = event(TCB_LIMITER_CLAIM);
    CHECK(tcb_limiter_step(r, o, now, &s) == TCB_OK);
    return s;
}

/* What became of a claim. */
static struct tcb_limiter_step fate(struct tcb_limiter_step s,
                                    enum tcb_limiter_event kind)
{
    s.event = kind;
    return s;
}

static struct tcb_limiter_view look(const struct tcb_limiter_record *r,
                                    const struct tcb_limiter_options *o,
                                    int64_t now)
{
    struct tcb_limiter_view view;
    CHECK(tcb_limiter_look(r, o, now, &view) == TCB_OK);
    return view;
}

static struct tcb_limiter_step
claim_and_write(struct tcb_limiter_record *r,
                const struct tcb_limiter_options *o, int64_t now)
{
    struct tcb_limiter_step s = claim(r, o, now);
    CHECK(s.retry_at == 0);
    tell(r, o, now, fate(s, TCB_LIMITER_WRITTEN));
    return s;
}

/* When a record with one cell is free, by asking. */
static int64_t free_at(const struct tcb_limiter_record *r,
                       const struct tcb_limiter_options *o, int64_t now)
{
    struct tcb_limiter_record copy = *r;
    struct tcb_limiter_step s = claim(&copy, o, now);
    if (s.retry_at == 0) return now;
    copy = *r;
    CHECK(claim(&copy, o, s.retry_at - 1).retry_at != 0);
    CHECK(claim(&copy, o, s.retry_at).retry_at == 0);
    return s.retry_at;
}

/* each event */

static const int64_t start = 1000 * S;

static void test_n_start_at_once_and_no_more(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(20);
    struct tcb_limiter_record r = { { 0 } };
    int seen[TCB_LIMITER_CELLS] = { 0 };
    int i;
    for (i = 0; i < 20; i++)
        seen[claim_and_write(&r, &o, start + i).cell]++;
    for (i = 0; i < 20; i++)
        CHECK(seen[i] == 1);
    CHECK(look(&r, &o, start + 20).held == 20);
    CHECK(free_at(&r, &o, start + 20) == start + S + o.min_transit + o.margin);
}

static void test_an_answer_frees_its_cell_a_window_later(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    struct tcb_limiter_record r = { { 0 } };
    struct tcb_limiter_step s = claim_and_write(&r, &o, start);
    s.written = start;
    tell(&r, &o, start + 30 * MS, fate(s, TCB_LIMITER_RECEIVED));
    CHECK(free_at(&r, &o, start + 30 * MS) == start + 30 * MS + S + o.margin);
}

static void test_a_slow_answer_holds_no_longer_than_its_way(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    struct tcb_limiter_record r = { { 0 } };
    struct tcb_limiter_step s = claim_and_write(&r, &o, start);
    tell(&r, &o, start + 900 * MS, fate(s, TCB_LIMITER_RECEIVED));
    CHECK(free_at(&r, &o, start + 900 * MS) ==
          start + o.min_transit + S + o.margin);
}

/* n answers, each after `round`; returns the time then. */
static int64_t answer(struct tcb_limiter_record *r,
                      const struct tcb_limiter_options *o, int64_t now, int n,
                      int64_t round)
{
    struct tcb_limiter_step s;
    for (; n > 0; n--) {
        now = free_at(r, o, now);
        s = claim_and_write(r, o, now);
        s.written = now;
        s.transit = round;
        now += round;
        tell(r, o, now, fate(s, TCB_LIMITER_RECEIVED));
    }
    return now;
}

static void test_the_least_round_trip_is_taken_off_after_20(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    struct tcb_limiter_record r = { { 0 } };
    int64_t now = answer(&r, &o, start, 19, 150 * MS);
    CHECK(look(&r, &o, now).round_trip == 0);
    CHECK(free_at(&r, &o, now) == now - 100 * MS + S + o.margin);
    now = answer(&r, &o, now, 1, 150 * MS);
    CHECK(look(&r, &o, now).round_trip == 150 * MS);
    CHECK(free_at(&r, &o, now) == now - 150 * MS + S + o.margin);
}

static void test_spread_lowers_the_round_trip_to_rely_on(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    struct tcb_limiter_record r = { { 0 } };
    int64_t now = answer(&r, &o, start, 50, 150 * MS), few, many;
    now = answer(&r, &o, now, 50, 170 * MS);
    few = look(&r, &o, now).round_trip;
    CHECK(few == 150 * MS - 12 * 10 * MS / 10);
    now = answer(&r, &o, now, 100, 160 * MS);
    many = look(&r, &o, now).round_trip;
    CHECK(many > few && many < 150 * MS);
}

static void test_a_quicker_answer_refutes_what_was_learned(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    struct tcb_limiter_record r = { { 0 } };
    int64_t now = answer(&r, &o, start, 20, 150 * MS);
    now = answer(&r, &o, now, 1, 40 * MS);
    CHECK(look(&r, &o, now).round_trip == 0);
    CHECK(free_at(&r, &o, now) == now + S + o.margin);
}

/* An error, say: it tells nothing of other answers' ways. */
static void test_a_quick_error_leaves_what_was_learned(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    struct tcb_limiter_record r = { { 0 } };
    int64_t now = answer(&r, &o, start, 20, 150 * MS);
    struct tcb_limiter_step s;
    now = free_at(&r, &o, now);
    s = claim_and_write(&r, &o, now);
    tell(&r, &o, now + 20 * MS, fate(s, TCB_LIMITER_RECEIVED));
    CHECK(look(&r, &o, now).round_trip == 150 * MS);
    CHECK(free_at(&r, &o, now + 20 * MS) == now + 20 * MS + S + o.margin);
}

static void test_a_refusal_tells_nothing_of_its_way_back(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    struct tcb_limiter_record r = { { 0 } };
    int64_t now = answer(&r, &o, start, 20, 150 * MS);
    struct tcb_limiter_step s;
    now = free_at(&r, &o, now);
    s = claim_and_write(&r, &o, now);
    tell(&r, &o, now + 160 * MS, fate(s, TCB_LIMITER_REFUSED));
    CHECK(free_at(&r, &o, now + 160 * MS) ==
          now + o.min_transit + 4 * S / 3 + o.margin);
}

static void test_learned_round_trips_age(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    struct tcb_limiter_record r = { { 0 } };
    int64_t now = answer(&r, &o, start, 20, 150 * MS);
    CHECK(look(&r, &o, now + 601 * S).round_trip == 0);
    now = answer(&r, &o, now, 600, 250 * MS);
    CHECK(look(&r, &o, now).round_trip == 250 * MS);
    now = answer(&r, &o, now + 700 * S, 1, 250 * MS);
    CHECK(look(&r, &o, now).round_trip == 0);
}

static int64_t connect(struct tcb_limiter_record *r,
                       const struct tcb_limiter_options *o, int n,
                       int64_t round)
{
    struct tcb_limiter_step s = event(TCB_LIMITER_CONNECTED);
    s.transit = round;
    while (n-- > 0)
        tell(r, o, start, s);
    return look(r, o, start).transit;
}

static void test_set_ups_bound_the_way_there(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    struct tcb_limiter_record r = { { 0 } };
    CHECK(connect(&r, &o, 1, 0) == 50 * MS);
    CHECK(connect(&r, &o, 1, 10 * MS) == 50 * MS);
    CHECK(connect(&r, &o, 1, 100 * MS) == 150 * MS);
    CHECK(connect(&r, &o, 18, 90 * MS) == 105 * MS);
    CHECK(connect(&r, &o, 1, 3 * S) == S);
    CHECK(connect(&r, &o, 1, INT64_MIN) == S);
    (void)claim_and_write(&r, &o, start);
    CHECK(free_at(&r, &o, start) == start + S + S + o.margin);
}

static void test_a_claim_nobody_speaks_of_lapses(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    struct tcb_limiter_record r = { { 0 } };
    int64_t end = start + o.connect + o.min_transit + S + o.margin;
    struct tcb_limiter_step s = claim(&r, &o, start);
    CHECK(s.retry_at == 0 && s.claim != 0);
    s = claim(&r, &o, start);
    CHECK(s.retry_at > start && s.retry_at <= start + 50 * MS);
    CHECK(claim(&r, &o, end - 1).retry_at == end);
    CHECK(claim(&r, &o, end).retry_at == 0);
}

static void test_failed_counts_as_sent(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    struct tcb_limiter_record r = { { 0 } };
    struct tcb_limiter_step s = claim_and_write(&r, &o, start);
    tell(&r, &o, start + 10 * MS, fate(s, TCB_LIMITER_FAILED));
    CHECK(free_at(&r, &o, start + 10 * MS) ==
          start + o.min_transit + S + o.margin);
    s = claim(&r, &o, start + 2 * S);
    tell(&r, &o, start + 3 * S, fate(s, TCB_LIMITER_FAILED));
    CHECK(free_at(&r, &o, start + 3 * S) ==
          start + 3 * S + o.min_transit + S + o.margin);
}

static void test_cancelled_gives_the_cell_back(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(2);
    struct tcb_limiter_record r = { { 0 } };
    struct tcb_limiter_step s = claim(&r, &o, start);
    tell(&r, &o, start, fate(s, TCB_LIMITER_CANCELLED));
    CHECK(claim(&r, &o, start).cell == s.cell);
    CHECK(claim(&r, &o, start).cell != s.cell);
}

static void test_cancelled_after_all_counts_as_sent(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    struct tcb_limiter_record r = { { 0 } };
    struct tcb_limiter_step s = claim_and_write(&r, &o, start);
    tell(&r, &o, start + 1, fate(s, TCB_LIMITER_CANCELLED));
    CHECK(free_at(&r, &o, start + 1) == start + o.min_transit + S + o.margin);
}

static void test_late_events_touch_no_successor(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    struct tcb_limiter_record r = { { 0 } }, before;
    struct tcb_limiter_step late = claim(&r, &o, start);
    int64_t now = start + 20 * S;
    int kind;
    (void)claim_and_write(&r, &o, now);
    before = r;
    for (kind = TCB_LIMITER_WRITTEN; kind <= TCB_LIMITER_CANCELLED; kind++) {
        if (kind == TCB_LIMITER_REFUSED) continue;
        tell(&r, &o, now + MS, fate(late, (enum tcb_limiter_event)kind));
        CHECK(memcmp(&r, &before, sizeof r) == 0);
    }
    late.claim = 0;
    tell(&r, &o, now + MS, fate(late, TCB_LIMITER_REFUSED));
    CHECK(look(&r, &o, now + MS).rate < 1);
    CHECK(claim(&r, &o, now + MS).retry_at ==
          claim(&before, &o, now + MS).retry_at);
}

static void test_an_event_told_twice_counts_once(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    struct tcb_limiter_record r = { { 0 } };
    struct tcb_limiter_step s = claim_and_write(&r, &o, start);
    int64_t first;
    tell(&r, &o, start + 10 * MS, fate(s, TCB_LIMITER_RECEIVED));
    first = free_at(&r, &o, start + 10 * MS);
    tell(&r, &o, start + 40 * MS, fate(s, TCB_LIMITER_RECEIVED));
    tell(&r, &o, start + 40 * MS, fate(s, TCB_LIMITER_CANCELLED));
    CHECK(free_at(&r, &o, start + 40 * MS) == first);
}

/* refusals */

static void refuse(struct tcb_limiter_record *r,
                   const struct tcb_limiter_options *o, int64_t now)
{
    tell(r, o, now, event(TCB_LIMITER_REFUSED));
}

static void test_a_refusal_lowers_everybodys_rate(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(20);
    struct tcb_limiter_record r = { { 0 } };
    int n = 0;
    refuse(&r, &o, start);
    CHECK(look(&r, &o, start).rate == 15);
    while (claim(&r, &o, start).retry_at == 0)
        n++;
    CHECK(n == 15);
    refuse(&r, &o, start + S - 1);
    CHECK(look(&r, &o, start).rate == 15);
    refuse(&r, &o, start + S);
    CHECK(look(&r, &o, start + S).rate < 12);
}

static void test_the_rate_falls_to_a_floor_and_comes_back(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(16);
    struct tcb_limiter_record r = { { 0 } };
    int64_t now = start;
    for (; now < start + 100 * S; now += S)
        refuse(&r, &o, now);
    CHECK(look(&r, &o, now).rate >= 1 && look(&r, &o, now).rate < 1.5);
    CHECK(look(&r, &o, now + 56 * S).rate > 8);
    CHECK(look(&r, &o, now + 56 * S).rate < 10);
    CHECK(look(&r, &o, now + 113 * S).rate == 16);
    CHECK(look(&r, &o, now + 1000 * S).rate == 16);
}

static void test_one_a_second_backs_off_to_longer_windows(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    struct tcb_limiter_record r = { { 0 } };
    struct tcb_limiter_step s = claim_and_write(&r, &o, start);
    s.written = start;
    tell(&r, &o, start + 20 * MS, fate(s, TCB_LIMITER_REFUSED));
    CHECK(free_at(&r, &o, start + 20 * MS) ==
          start + 20 * MS + 4 * S / 3 + o.margin);
}

/* the line */

static struct tcb_limiter_step ask(struct tcb_limiter_record *r,
                                   const struct tcb_limiter_options *o,
                                   int64_t now, uint64_t ticket)
{
    struct tcb_limiter_step s = event(TCB_LIMITER_CLAIM);
    s.ticket = ticket;
    CHECK(tcb_limiter_step(r, o, now, &s) == TCB_OK);
    CHECK(s.retry_at == 0 || s.retry_at > now);
    CHECK(s.retry_at != 0 || s.ticket == 0);
    return s;
}

/* A start whose answer comes at once: its cell is held for a period. */
static void start_and_end(struct tcb_limiter_record *r,
                          const struct tcb_limiter_options *o, int64_t now)
{
    struct tcb_limiter_step s = claim_and_write(r, o, now);
    tell(r, o, now, fate(s, TCB_LIMITER_RECEIVED));
}

static void test_who_has_not_waited_stands_behind(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    struct tcb_limiter_record r = { { 0 } };
    struct tcb_limiter_step first, second;
    int64_t due = start + S + o.margin;
    start_and_end(&r, &o, start);
    first = ask(&r, &o, start, 0);
    CHECK(first.retry_at == due && first.ticket != 0);
    CHECK(look(&r, &o, start).waiting == 1);
    CHECK(claim(&r, &o, due).retry_at != 0);
    second = ask(&r, &o, due, 0);
    CHECK(second.retry_at != 0 && second.ticket != first.ticket);
    CHECK(ask(&r, &o, due + MS, first.ticket).retry_at == 0);
    CHECK(look(&r, &o, due + MS).waiting == 1);
}

static void test_each_place_has_a_cell_of_its_own(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(3);
    struct tcb_limiter_record r = { { 0 } };
    int64_t due = start + S + o.margin;
    int i;
    for (i = 0; i < 3; i++)
        start_and_end(&r, &o, start + i * 10 * MS);
    for (i = 0; i < 3; i++)
        CHECK(ask(&r, &o, start + 20 * MS, 0).retry_at == due + i * 10 * MS);
    CHECK(ask(&r, &o, start + 20 * MS, 0).retry_at == due + 50 * MS + 1);
}

static void test_a_ticket_is_kept_until_its_owner_starts(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    struct tcb_limiter_record r = { { 0 } };
    struct tcb_limiter_step s, again;
    (void)claim_and_write(&r, &o, start);
    s = ask(&r, &o, start, 0);
    CHECK(s.retry_at == start + S + o.margin); /* if it is answered by then */
    again = ask(&r, &o, s.retry_at, s.ticket);
    CHECK(again.ticket == s.ticket);
    CHECK(again.retry_at == start + S + o.min_transit + o.margin);
    CHECK(claim(&r, &o, start + S).retry_at > again.retry_at);
    CHECK(ask(&r, &o, again.retry_at, s.ticket).retry_at == 0);
    CHECK(look(&r, &o, again.retry_at).waiting == 0);
}

static void test_a_late_ticket_keeps_nothing(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    struct tcb_limiter_record r = { { 0 } }, copy;
    struct tcb_limiter_step dead, s;
    int64_t lapse;
    start_and_end(&r, &o, start);
    dead = ask(&r, &o, start, 0);
    lapse = dead.retry_at + 50 * MS + 1;
    copy = r;
    CHECK(ask(&r, &o, lapse - 1, 0).retry_at == lapse);
    CHECK(ask(&copy, &o, lapse, 0).retry_at == 0);
    s = ask(&copy, &o, lapse, dead.ticket);
    CHECK(s.retry_at != 0);
}

/* But its place is kept for a while: the others came later. */
static void test_who_is_late_has_its_place(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    struct tcb_limiter_record r = { { 0 } }, copy;
    struct tcb_limiter_step late, other, s;
    int64_t now;
    start_and_end(&r, &o, start);
    late = ask(&r, &o, start, 0);
    now = late.retry_at + 60 * MS;
    start_and_end(&r, &o, now);
    other = ask(&r, &o, now, 0);
    copy = r;
    s = ask(&r, &o, now + MS, late.ticket);
    CHECK(s.ticket == late.ticket && s.retry_at == other.retry_at);
    CHECK(ask(&r, &o, s.retry_at, other.ticket).retry_at != 0);
    CHECK(ask(&r, &o, s.retry_at, late.ticket).retry_at == 0);
    s = ask(&copy, &o, late.retry_at + 2 * S + 1, late.ticket);
    CHECK(s.retry_at == 0 || s.ticket != late.ticket);
    CHECK(look(&copy, &o, late.retry_at + 2 * S).waiting <= 1);
}

/* Whoever stands behind k that died is k times 50 ms late. */
static void test_the_dead_cost_50_ms_each(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    struct tcb_limiter_record r = { { 0 } };
    struct tcb_limiter_step s;
    int64_t due = start + S + o.margin;
    int i;
    start_and_end(&r, &o, start);
    for (i = 0; i < 20; i++)
        (void)ask(&r, &o, start, 0);
    s = ask(&r, &o, start, 0);
    CHECK(s.retry_at <= due + 20 * (50 * MS + 1));
    CHECK(ask(&r, &o, s.retry_at, s.ticket).retry_at == 0);
}

static void test_a_ticket_can_be_given_up(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    struct tcb_limiter_record r = { { 0 } }, before;
    struct tcb_limiter_step first, second, stray = event(TCB_LIMITER_LEFT);
    start_and_end(&r, &o, start);
    first = ask(&r, &o, start, 0);
    second = ask(&r, &o, start, 0);
    before = r;
    stray.ticket = second.ticket + 1;
    tell(&r, &o, start, stray);
    stray.ticket = 0;
    tell(&r, &o, start, stray);
    CHECK(memcmp(&r, &before, sizeof r) == 0);
    tell(&r, &o, start, fate(first, TCB_LIMITER_LEFT));
    CHECK(look(&r, &o, start).waiting == 1);
    second = ask(&r, &o, start, second.ticket);
    CHECK(second.retry_at == first.retry_at);
}

static void test_a_full_line_gives_no_tickets(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    struct tcb_limiter_record r = { { 0 } };
    struct tcb_limiter_step s;
    int i;
    start_and_end(&r, &o, start);
    CHECK(claim(&r, &o, start).retry_at != 0);
    CHECK(look(&r, &o, start).waiting == 0);
    for (i = 0; i < 32; i++)
        CHECK(ask(&r, &o, start, 0).ticket != 0);
    s = ask(&r, &o, start, 0);
    CHECK(s.ticket == 0);
    CHECK(s.retry_at == start + S + o.margin + 32 * (50 * MS + 1));
    CHECK(look(&r, &o, start).waiting == 32);
}

static void test_tickets_keep_only_what_they_can_use(void)
{
    struct tcb_limiter_options few = tcb_limiter_defaults(1);
    struct tcb_limiter_options more = tcb_limiter_defaults(20);
    struct tcb_limiter_record r = { { 0 } };
    int64_t due;
    int n = 0;
    start_and_end(&r, &few, start);
    due = ask(&r, &few, start, 0).retry_at;
    for (;; n++) {
        struct tcb_limiter_step s = ask(&r, &more, due, 0);
        if (s.retry_at != 0) break;
        CHECK(s.cell != 0);
    }
    CHECK(n == 19);
}

/* The one cell that the smaller user may take isn't kept from it. */
static void test_tickets_keep_the_last_cells(void)
{
    struct tcb_limiter_options few = tcb_limiter_defaults(1);
    struct tcb_limiter_options more = tcb_limiter_defaults(2);
    struct tcb_limiter_record r = { { 0 } };
    struct tcb_limiter_step s;
    start_and_end(&r, &more, start);
    start_and_end(&r, &more, start);
    s = ask(&r, &more, start, 0);
    CHECK(ask(&r, &few, s.retry_at, 0).retry_at == 0);
    CHECK(ask(&r, &more, s.retry_at, s.ticket).retry_at == 0);
}

/* Else who can't connect would have it all the time. */
static void test_a_cell_given_back_goes_to_who_waits(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    struct tcb_limiter_record r = { { 0 } };
    struct tcb_limiter_step s = ask(&r, &o, start, 0), waits;
    waits = ask(&r, &o, start, 0);
    CHECK(waits.retry_at == start + 50 * MS);
    tell(&r, &o, start + MS, fate(s, TCB_LIMITER_CANCELLED));
    CHECK(ask(&r, &o, start + MS, 0).retry_at != 0);
    CHECK(ask(&r, &o, waits.retry_at, waits.ticket).retry_at == 0);
}

static void test_nobody_waits_for_who_sleeps(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    struct tcb_limiter_record r = { { 0 } };
    struct tcb_limiter_step s = claim_and_write(&r, &o, start), waits;
    waits = ask(&r, &o, start, 0);
    s.written = start - S; /* it was, as its owner knows now */
    tell(&r, &o, start + 10 * MS, fate(s, TCB_LIMITER_FAILED));
    CHECK(waits.retry_at > start + S);
    CHECK(ask(&r, &o, start + 60 * MS, 0).retry_at == 0);
}

static void test_a_newcomer_leaves_equal_shares(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(20);
    struct tcb_limiter_record r = { { 0 } };
    struct tcb_limiter_step tickets[3], s;
    int i, n = 0;
    for (i = 0; i < 20; i++)
        start_and_end(&r, &o, start);
    for (i = 0; i < 3; i++)
        tickets[i] = ask(&r, &o, start, 0);
    s = tickets[0];
    CHECK(s.retry_at == tickets[2].retry_at);
    for (; n < 20; n++) {
        s = ask(&r, &o, tickets[0].retry_at, s.ticket);
        if (s.retry_at != 0) break;
    }
    CHECK(n == 20 - 2 * (20 / 3));
    CHECK(ask(&r, &o, tickets[1].retry_at, tickets[1].ticket).retry_at == 0);
    CHECK(ask(&r, &o, tickets[2].retry_at, tickets[2].ticket).retry_at == 0);
}

static void test_a_line_from_before_a_reboot_heals(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    struct tcb_limiter_record r = { { 0 } };
    start_and_end(&r, &o, 900000 * S);
    (void)ask(&r, &o, 900000 * S, 0);
    CHECK(look(&r, &o, 900000 * S).waiting == 1);
    CHECK(look(&r, &o, 10 * S).waiting == 0);
    CHECK(look(&r, &o, 900004 * S).waiting == 0);
}

static void test_lines(void)
{
    test_who_has_not_waited_stands_behind();
    test_each_place_has_a_cell_of_its_own();
    test_a_ticket_is_kept_until_its_owner_starts();
    test_a_late_ticket_keeps_nothing();
    test_who_is_late_has_its_place();
    test_the_dead_cost_50_ms_each();
    test_a_ticket_can_be_given_up();
    test_a_full_line_gives_no_tickets();
    test_tickets_keep_only_what_they_can_use();
    test_tickets_keep_the_last_cells();
    test_a_cell_given_back_goes_to_who_waits();
    test_nobody_waits_for_who_sleeps();
    test_a_newcomer_leaves_equal_shares();
    test_a_line_from_before_a_reboot_heals();
}

/* forecasts */

static int64_t forecast(const struct tcb_limiter_record *r,
                        const struct tcb_limiter_options *o, int64_t now,
                        int64_t ahead)
{
    int64_t at = 0;
    CHECK(tcb_limiter_forecast(r, o, now, ahead, &at) == TCB_OK);
    return at;
}

static void test_a_forecast_of_an_idle_limiter_is_exact(void)
{
    static const int rates[] = { 1, 3, 20, 128 };
    struct tcb_limiter_record r = { { 0 } };
    int64_t most = INT64_C(1) << 40, k;
    int i;
    for (i = 0; i < 4; i++) {
        struct tcb_limiter_options o = tcb_limiter_defaults(rates[i]);
        int64_t period = o.window + o.margin;
        for (k = 0; k < 300; k++)
            CHECK(forecast(&r, &o, start, k) == start + k / o.rate * period);
        CHECK(forecast(&r, &o, start, 1000000007) ==
              start + 1000000007 / o.rate * period);
        k = forecast(&r, &o, start, most);
        CHECK(k == (o.rate < 128 ? INT64_MAX : start + most / 128 * period));
    }
}

static void test_a_forecast_allows_for_holds(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(2);
    struct tcb_limiter_record r = { { 0 } };
    int64_t period = o.window + o.margin, at = 0;
    start_and_end(&r, &o, start);
    start_and_end(&r, &o, start + 100 * MS);
    CHECK(forecast(&r, &o, start + S / 2, 0) == start + period);
    CHECK(forecast(&r, &o, start + S / 2, 1) == start + 100 * MS + period);
    CHECK(forecast(&r, &o, start + S / 2, 2) == start + 2 * period);
    CHECK(tcb_limiter_forecast(&r, &o, start, -1, &at) == TCB_EINVAL);
    CHECK(tcb_limiter_forecast(&r, &o, 0, 1, &at) == TCB_EINVAL);
}

static void test_a_forecast_knows_of_a_lower_rate(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(20);
    struct tcb_limiter_record r = { { 0 } };
    int64_t at;
    int i;
    refuse(&r, &o, start);
    CHECK(forecast(&r, &o, start, 14) == start);
    at = forecast(&r, &o, start, 15);
    for (i = 0; i < 15; i++)
        (void)claim_and_write(&r, &o, start);
    CHECK(at > start && claim(&r, &o, at - 1).retry_at != 0);
    CHECK(claim(&r, &o, at).retry_at == 0);
}

/* When `ahead` others have started, each at once, in no time. */
static int64_t best_case(struct tcb_limiter_record *r,
                         const struct tcb_limiter_options *o, int64_t now,
                         int64_t ahead)
{
    for (;;) {
        struct tcb_limiter_step s = claim(r, o, now);
        if (s.retry_at != 0) {
            now = s.retry_at;
            continue;
        }
        if (ahead-- == 0) return now;
        tell(r, o, now, fate(s, TCB_LIMITER_WRITTEN));
        tell(r, o, now, fate(s, TCB_LIMITER_RECEIVED));
    }
}

static void try_forecast(int unsettled, int refusals)
{
    struct tcb_limiter_options o =
        tcb_limiter_defaults(1 + (int)random_below(30));
    struct tcb_limiter_record r = { { 0 } };
    struct tcb_limiter_step under_way[30], s;
    int64_t now = start, ahead = random_below(100), at;
    int i, n = 0;
    for (i = (int)random_below(60); i > 0; i--) {
        now += random_below(100 * MS);
        if (happens(refusals)) refuse(&r, &o, now);
        s = claim(&r, &o, now);
        if (s.retry_at != 0) continue;
        if (n < 30 && happens(unsettled)) {
            if (happens(500)) tell(&r, &o, now, fate(s, TCB_LIMITER_WRITTEN));
            under_way[n++] = s;
            continue;
        }
        tell(&r, &o, now, fate(s, TCB_LIMITER_WRITTEN));
        tell(&r, &o, now, fate(s, TCB_LIMITER_RECEIVED));
    }
    at = forecast(&r, &o, now, ahead);
    while (n-- > 0) {
        tell(&r, &o, now, fate(under_way[n], TCB_LIMITER_RECEIVED));
        tell(&r, &o, now, fate(under_way[n], TCB_LIMITER_CANCELLED));
    }
    if (refusals + unsettled == 0)
        CHECK(at == best_case(&r, &o, now, ahead));
    else
        CHECK(at <= best_case(&r, &o, now, ahead));
}

static void test_no_forecast_is_too_late(void)
{
    int i;
    for (i = 0; i < 2000; i++) {
        try_forecast(0, 0);
        try_forecast(300, 0);
        try_forecast(300, 50);
    }
}

static void test_forecasts(void)
{
    test_a_forecast_of_an_idle_limiter_is_exact();
    test_a_forecast_allows_for_holds();
    test_a_forecast_knows_of_a_lower_rate();
    test_no_forecast_is_too_late();
}

/* the record and the options */

static void test_the_smaller_rate_holds_for_its_own_starts(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(5);
    struct tcb_limiter_options more = tcb_limiter_defaults(20);
    struct tcb_limiter_record r = { { 0 } };
    int few = 0, rest = 0;
    while (claim(&r, &o, start).retry_at == 0)
        few++;
    while (claim(&r, &more, start).retry_at == 0)
        rest++;
    CHECK(few == 5 && rest == 15);
}

/* Else who waits for it would take its claim for garbage. */
static void test_a_long_connect_keeps_its_cell(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(1), patient = o;
    struct tcb_limiter_record r = { { 0 } };
    struct tcb_limiter_step s;
    int64_t now = start;
    int granted = 0;
    patient.connect = 3600 * S;
    s = claim(&r, &patient, start);
    CHECK(s.retry_at == 0);
    for (; now < start + 3590 * S; now += S / 2)
        granted += claim(&r, &o, now).retry_at == 0;
    CHECK(granted == 0);
    CHECK(look(&r, &o, now).held == 1);
    tell(&r, &patient, now, fate(s, TCB_LIMITER_WRITTEN));
    CHECK(free_at(&r, &o, now) == now + o.min_transit + S + o.margin);
}

/* Processes read their clocks before they have the record. */
static void test_what_is_told_out_of_order(void)
{
    struct tcb_limiter_options one = tcb_limiter_defaults(1);
    struct tcb_limiter_options o = tcb_limiter_defaults(20);
    struct tcb_limiter_record r = { { 0 } }, learned = { { 0 } };
    int64_t now = start;
    int i;
    for (i = 0; i < 4; i++)
        refuse(&r, &o, now += S);
    CHECK(look(&r, &o, now).rate < 7);
    CHECK(look(&r, &o, now - 20 * MS).rate < 7);
    refuse(&r, &o, now - 20 * MS);
    CHECK(look(&r, &o, now).rate < 7);
    now = answer(&learned, &one, start, 20, 150 * MS);
    CHECK(look(&learned, &one, start - 20 * MS).round_trip == 150 * MS);
    r = learned;
    (void)answer(&r, &one, start - 20 * MS, 1, 150 * MS);
    CHECK(look(&r, &one, now).round_trip == 150 * MS);
}

static void test_a_record_from_before_a_reboot_heals(void)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(20);
    struct tcb_limiter_record r = { { 0 } };
    struct tcb_limiter_step s;
    int64_t now = 900000 * S;
    int i;
    for (i = 0; i < 20; i++)
        (void)claim_and_write(&r, &o, now);
    refuse(&r, &o, now);
    now = 10 * S;
    CHECK(look(&r, &o, now).rate == 20 && look(&r, &o, now).held == 0);
    s = claim(&r, &o, now);
    CHECK(s.retry_at == now + o.min_transit + S + o.margin);
    for (i = 0; i < 20; i++)
        CHECK(claim(&r, &o, s.retry_at).retry_at == 0);
    CHECK(claim(&r, &o, s.retry_at).retry_at != 0);
}

static int rejects(struct tcb_limiter_options o, int64_t now, int cell)
{
    struct tcb_limiter_record r = { { 0 } };
    struct tcb_limiter_step s = event(TCB_LIMITER_WRITTEN);
    s.cell = cell;
    return tcb_limiter_step(&r, &o, now, &s) == TCB_EINVAL;
}

static void test_what_is_out_of_range_is_refused(void)
{
    struct tcb_limiter_options good = tcb_limiter_defaults(1), bad = good;
    CHECK(!rejects(good, 1, TCB_LIMITER_CELLS - 1));
    CHECK(rejects(good, 1, TCB_LIMITER_CELLS) && rejects(good, 1, -1));
    CHECK(rejects(good, 0, 0) && rejects(good, INT64_MAX, 0));
    CHECK(rejects(tcb_limiter_defaults(0), 1, 0));
    CHECK(rejects(tcb_limiter_defaults(TCB_LIMITER_CELLS + 1), 1, 0));
    bad.window = 0;
    CHECK(rejects(bad, 1, 0));
    bad = good, bad.margin = -1;
    CHECK(rejects(bad, 1, 0));
    bad = good, bad.connect = INT64_MAX;
    CHECK(rejects(bad, 1, 0));
    bad = good, bad.min_transit = -1;
    CHECK(rejects(bad, 1, 0));
}

/* garbage */

static int64_t odd_word(int64_t now)
{
    switch (random_below(5)) {
    case 0: return (int64_t)random_bits();
    case 1: return random_below(200);
    case 2: return now + random_below(40 * S) - 20 * S;
    case 3: return random_below(2 * S);
    default: return 0;
    }
}

#define WORDS ((int)(sizeof(struct tcb_limiter_record) / sizeof(int64_t)))

static void spoil(struct tcb_limiter_record *r, int64_t now)
{
    int i;
    for (i = 0; i < WORDS; i++)
        r->words[i] = odd_word(now);
}

static void tell_nonsense(struct tcb_limiter_record *r,
                          const struct tcb_limiter_options *o, int64_t now)
{
    struct tcb_limiter_step s =
        event((enum tcb_limiter_event)(1 + random_below(TCB_LIMITER_LEFT)));
    s.cell = (int)random_below(o->rate);
    s.claim = (uint64_t)r->words[TCB_LIMITER_CELLS + s.cell];
    if (happens(500)) s.claim = (uint64_t)odd_word(now);
    s.written = odd_word(now);
    s.transit = odd_word(now);
    s.ticket = (uint64_t)r->words[random_below(WORDS)];
    tell(r, o, now, s);
}

/* Tickets that anybody might have left: long lines, with odd dues. */
static void spoil_line(struct tcb_limiter_record *r, int64_t now)
{
    int i;
    for (i = WORDS - 3 * 40; i < WORDS; i++)
        r->words[i] = happens(300) ? odd_word(now) : 1 + random_below(200);
}

/* From any words, no more than N start a window, and some do in time. */
static void try_spoiled(int rate, int noise)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(rate);
    struct tcb_limiter_record r;
    struct tcb_limiter_step s;
    int64_t now = start + random_below(100 * S), granted[500];
    const int64_t longest = o.connect + 17 * S + o.margin;
    int n = 0, asked = 0;
    spoil(&r, now);
    if (happens(500)) spoil_line(&r, now);
    s.ticket = happens(500) ? 0 : TCB_LIMITER_NO_TICKET;
    while (n < 3 * rate && asked++ < 2000) {
        if (happens(noise)) tell_nonsense(&r, &o, now);
        s = ask(&r, &o, now, s.ticket);
        if (s.retry_at != 0) {
            CHECK(s.retry_at > now && s.retry_at - now <= longest);
            now = s.retry_at;
            continue;
        }
        if (noise == 0 && n >= rate) CHECK(now - granted[n - rate] >= S);
        granted[n++] = now;
        tell(&r, &o, now, fate(s, TCB_LIMITER_WRITTEN));
    }
    CHECK(n == 3 * rate);
    CHECK(look(&r, &o, now + longest + S).waiting == 0);
}

static void test_garbage_heals(void)
{
    int i;
    for (i = 0; i < 1500; i++)
        try_spoiled(1 + (int)random_below(128), 0);
    for (i = 0; i < 1500; i++)
        try_spoiled(1 + (int)random_below(128), 500);
}

/* the simulated service */

enum window { SLIDING, CALENDAR, BUCKET };

/* What happens to one request that the client does not hear of in full. */
enum fortune {
    ANSWERED,
    CANCELLED,     /* while connecting */
    CRASHED_EARLY, /* claimed, nothing more */
    CRASHED_LATE,  /* written, before anybody was told */
    CRASHED_SENT,  /* written and told, nothing more */
    LOST           /* written, the connection breaks before an answer */
};

struct scene {
    const char *name;
    int rate;
    int64_t window;
    int64_t way;     /* least way, there or back */
    int64_t jitter;  /* added to each way: 0 to this */
    int64_t service; /* how long the server takes, once counted... */
    int64_t uneven;  /* ...and up to this longer */
    int distant;     /* per mille on a new connection 100 ms one way away */
    int mishaps;     /* per mille of each fortune */
    int processes;
    enum window kind;
    int others;        /* starts a window by another client */
    int64_t length;    /* of the run */
    int mute;          /* set-ups tell nothing: the way is behind a proxy */
    int quick;         /* per mille answered without work: errors */
    int drift;         /* ppm that the server's clock is slower than ours */
    int64_t reroute;   /* when the ways change... */
    int64_t way_after; /* ...to this */
    int deaths;        /* per mille of waits that end with the process... */
    int departures;    /* ...or that are given up */
    int greedy;        /* the first process asks every ms, without ticket */
};

struct request {
    struct tcb_limiter_step step;
    int process;
    int64_t way, began;
    int reused, distant, refused, quick;
    enum fortune fortune;
    int legs; /* events under way */
    int next_free;
};

enum happening { WAKE, HANDSHAKE, WRITE, ARRIVE, ANSWER, BREAK, OTHER };

struct happens_at {
    int64_t time;
    enum happening what;
    int who; /* a request, or for WAKE a process */
};

#define REQUESTS 4096
#define EVENTS (4 * REQUESTS)
#define PROCESSES 40

static struct {
    struct scene scene;
    struct tcb_limiter_options options;
    struct tcb_limiter_record record;
    int64_t now;
    struct happens_at heap[EVENTS];
    int events;
    struct request requests[REQUESTS];
    int free_request;
    int idle[PROCESSES];     /* kept connections */
    int64_t wake[PROCESSES]; /* the next WAKE that counts */
    uint64_t ticket[PROCESSES];
    int64_t since[PROCESSES]; /* when its head began to wait, 0 if not yet */
    /* the server */
    int64_t window;
    int64_t accepted[TCB_LIMITER_CELLS], arrived[TCB_LIMITER_CELLS];
    long accepts, arrivals;
    int64_t calendar, phase;
    int in_calendar;
    double tokens;
    int64_t filled;
    /* the outcome */
    long ours, refused, crowded, steps, begun;
    int64_t last_refusal;
    long starts[PROCESSES]; /* of each, in the second half */
    int64_t longest_wait;   /* likewise */
} sim;

/* events, earliest first */

static void later(int64_t time, enum happening what, int who)
{
    int i = sim.events++;
    if (i >= EVENTS) abort();
    for (; i > 0 && sim.heap[(i - 1) / 2].time > time; i = (i - 1) / 2)
        sim.heap[i] = sim.heap[(i - 1) / 2];
    sim.heap[i].time = time;
    sim.heap[i].what = what;
    sim.heap[i].who = who;
}

static struct happens_at next_event(void)
{
    struct happens_at first = sim.heap[0], last = sim.heap[--sim.events];
    int i = 0, child = 1;
    while (child < sim.events) {
        if (child + 1 < sim.events &&
            sim.heap[child + 1].time < sim.heap[child].time)
            child++;
        if (last.time <= sim.heap[child].time) break;
        sim.heap[i] = sim.heap[child];
        i = child;
        child = 2 * i + 1;
    }
    sim.heap[i] = last;
    return first;
}

/* the server's three kinds of window */

static int sliding_accepts(void)
{
    long n = sim.accepts, rate = sim.scene.rate;
    if (n >= rate && sim.now - sim.accepted[n % rate] < sim.window) return 0;
    sim.accepted[n % rate] = sim.now;
    sim.accepts++;
    return 1;
}

static int calendar_accepts(void)
{
    int64_t window = (sim.now + sim.phase) / sim.window;
    if (window != sim.calendar) sim.in_calendar = 0;
    sim.calendar = window;
    return sim.in_calendar++ < sim.scene.rate;
}

static int bucket_accepts(void)
{
    double rate = sim.scene.rate, age = (double)(sim.now - sim.filled);
    sim.tokens += rate * age / (double)sim.window;
    if (sim.tokens > rate) sim.tokens = rate;
    sim.filled = sim.now;
    if (sim.tokens < 1 - 1e-9) return 0;
    sim.tokens -= 1;
    return 1;
}

static int server_accepts(void)
{
    if (sim.scene.kind == SLIDING) return sliding_accepts();
    return sim.scene.kind == CALENDAR ? calendar_accepts() : bucket_accepts();
}

/* Is this the N + 1st of a window, whatever the server's kind? */
static void watch_arrival(void)
{
    long rate = sim.scene.rate, n = sim.arrivals++;
    if (n >= rate && sim.now - sim.arrived[n % rate] < sim.window)
        sim.crowded++;
    sim.arrived[n % rate] = sim.now;
}

/* the network */

static int64_t one_way(const struct request *q)
{
    int64_t way = q->way;
    if (sim.scene.reroute > 0 && sim.now >= sim.scene.reroute)
        way = sim.scene.way_after;
    return way + random_below(sim.scene.jitter + 1);
}

/* the clients */

static void step_now(struct request *q, enum tcb_limiter_event kind)
{
    sim.steps++;
    q->step.event = kind;
    CHECK(tcb_limiter_step(&sim.record, &sim.options, sim.now, &q->step) ==
          TCB_OK);
}

static void release(int id)
{
    if (--sim.requests[id].legs > 0) return;
    sim.requests[id].next_free = sim.free_request;
    sim.free_request = id;
}

static enum fortune draw_fortune(void)
{
    int64_t die = random_below(1000) / (sim.scene.mishaps + !sim.scene.mishaps);
    if (sim.scene.mishaps == 0 || die >= LOST) return ANSWERED;
    return (enum fortune)(die + 1);
}

/* Sends over a kept connection, or sets up one in two round trips. */
static void begin(int id)
{
    struct request *q = &sim.requests[id];
    q->distant = happens(sim.scene.distant);
    q->reused = !q->distant && sim.idle[q->process] > 0;
    q->way = q->distant ? 100 * MS : sim.scene.way;
    q->fortune = draw_fortune();
    q->began = sim.now;
    q->legs = 1;
    sim.begun++;
    if (q->reused) sim.idle[q->process]--;
    if (q->fortune == CRASHED_LATE) {
        later(sim.now + random_below(sim.options.connect), WRITE, id);
    } else if (!q->reused && sim.scene.mute) {
        later(sim.now + MS, HANDSHAKE, id);
    } else if (q->reused) {
        later(sim.now, WRITE, id);
    } else {
        later(sim.now + one_way(q) + one_way(q) + one_way(q) + one_way(q),
              HANDSHAKE, id);
    }
}

/* Sleeps until the policy says: or dies and is started anew, or gives up and
 * comes back with something else. */
static void rest(int process, struct tcb_limiter_step step)
{
    int is_greedy = sim.scene.greedy && process == 0;
    int64_t at = step.retry_at + random_below(200000);
    sim.ticket[process] = is_greedy ? 0 : step.ticket;
    if (sim.since[process] == 0) sim.since[process] = sim.now;
    if (is_greedy) at = sim.now + MS;
    if (happens(sim.scene.deaths)) {
        at = sim.now + random_below(2 * S);
        sim.ticket[process] = 0;
        sim.since[process] = 0;
    } else if (happens(sim.scene.departures)) {
        tell(&sim.record, &sim.options, sim.now, fate(step, TCB_LIMITER_LEFT));
        at = sim.now + random_below(2 * S);
        sim.ticket[process] = 0;
        sim.since[process] = 0;
    }
    sim.wake[process] = at;
    later(at, WAKE, process);
}

static void count_start(int process)
{
    int64_t waited = sim.now - sim.since[process];
    if (sim.now >= sim.scene.length / 2) {
        sim.starts[process]++;
        if (sim.since[process] != 0 && waited > sim.longest_wait)
            sim.longest_wait = waited;
    }
    sim.since[process] = 0;
    sim.ticket[process] = 0;
}

/* Starts whatever may start. */
static void pull(int process)
{
    struct request *q;
    int id;
    while ((id = sim.free_request) >= 0) {
        q = &sim.requests[id];
        memset(&q->step, 0, sizeof q->step);
        q->step.ticket = sim.ticket[process];
        step_now(q, TCB_LIMITER_CLAIM);
        if (q->step.retry_at != 0) {
            rest(process, q->step);
            return;
        }
        count_start(process);
        sim.free_request = q->next_free;
        q->process = process;
        begin(id);
    }
}

static void on_handshake(int id)
{
    struct request *q = &sim.requests[id];
    q->step.transit = (sim.now - q->began) / 2;
    if (q->fortune == CANCELLED) {
        step_now(q, TCB_LIMITER_CANCELLED);
        release(id);
        return;
    }
    step_now(q, TCB_LIMITER_CONNECTED);
    later(sim.now, WRITE, id);
}

static void on_write(int id)
{
    struct request *q = &sim.requests[id];
    if (q->fortune == CRASHED_EARLY) {
        release(id);
        return;
    }
    if (q->fortune != CRASHED_LATE) step_now(q, TCB_LIMITER_WRITTEN);
    q->step.written = sim.now;
    later(sim.now + one_way(q), ARRIVE, id);
    if (q->fortune != LOST) return;
    q->legs = 2;
    later(sim.now + random_below(3 * S), BREAK, id);
}

static void on_arrival(int id)
{
    struct request *q = &sim.requests[id];
    int64_t service = 2 * MS;
    watch_arrival();
    q->refused = !server_accepts();
    sim.refused += q->refused;
    sim.ours += !q->refused && sim.now >= sim.scene.length / 2;
    if (q->refused) sim.last_refusal = sim.now;
    if (q->fortune != ANSWERED && q->fortune != CANCELLED) {
        release(id);
        return;
    }
    q->quick = happens(sim.scene.quick);
    if (!q->refused && !q->quick)
        service = sim.scene.service + random_below(sim.scene.uneven + 1);
    later(sim.now + service + one_way(q), ANSWER, id);
}

static void on_answer(int id)
{
    struct request *q = &sim.requests[id];
    int process = q->process;
    q->step.transit = q->reused && !q->quick ? sim.now - q->step.written : 0;
    step_now(q, q->refused ? TCB_LIMITER_REFUSED : TCB_LIMITER_RECEIVED);
    if (!q->distant) sim.idle[process]++;
    release(id);
    pull(process);
}

/* May come before the server reads the request, which it then counts. */
static void on_break(int id)
{
    step_now(&sim.requests[id], TCB_LIMITER_FAILED);
    release(id);
}

static void on_other(void)
{
    watch_arrival();
    (void)server_accepts();
    later(sim.now + random_below(2 * sim.scene.window / sim.scene.others),
          OTHER, 0);
}

static void dispatch(struct happens_at e)
{
    sim.now = e.time;
    switch (e.what) {
    case WAKE:
        if (sim.wake[e.who] == e.time) pull(e.who);
        return;
    case HANDSHAKE: on_handshake(e.who); return;
    case WRITE: on_write(e.who); return;
    case ARRIVE: on_arrival(e.who); return;
    case ANSWER: on_answer(e.who); return;
    case BREAK: on_break(e.who); return;
    case OTHER: on_other(); return;
    }
}

static void run(const struct scene *scene)
{
    int i;
    memset(&sim, 0, sizeof sim);
    sim.scene = *scene;
    sim.options = tcb_limiter_defaults(scene->rate);
    sim.options.window = scene->window;
    sim.window = scene->window + scene->window / 1000000 * scene->drift;
    sim.tokens = scene->rate;
    sim.phase = random_below(scene->window);
    sim.calendar = -1;
    sim.free_request = -1;
    for (i = REQUESTS; i-- > 0;)
        release(i);
    for (i = 0; i < scene->processes; i++) {
        sim.wake[i] = 1 + i;
        later(sim.wake[i], WAKE, i);
    }
    if (scene->others > 0) later(1, OTHER, 0);
    while (sim.heap[0].time < scene->length)
        dispatch(next_event());
}

/* the scenes */

static const char *const window_names[] = { "sliding", "calendar", "bucket" };

static struct scene near_scene(void)
{
    struct scene s;
    memset(&s, 0, sizeof s);
    s.rate = 20;
    s.window = S;
    s.way = 35 * MS;
    s.service = 150 * MS;
    s.processes = 1;
    s.drift = 1000;
    s.length = 600 * S;
    return s;
}

static long all_steps;

/* Of the quota, over the second half of the run. */
static double share(void)
{
    double windows = (double)sim.scene.length / 2 / (double)sim.scene.window;
    return (double)sim.ours / (windows * sim.scene.rate);
}

static int all_kinds; /* of window for each scene, not one in turn */

/* Runs it before the next kind of window, or before each; the least share.
 * `crowded` finds the N + 1st of any kind. */
static double least_share(struct scene s)
{
    static int turn;
    double least = 9;
    int i, runs = all_kinds ? 3 : 1;
    for (i = 0; i < runs; i++) {
        s.kind = (enum window)(turn++ % 3);
        run(&s);
        all_steps += sim.steps;
        if (share() < least) least = share();
        if (sim.refused + sim.crowded > 0)
            printf("%s: %ld refused, %ld crowded of %ld (%s)\n", s.name,
                   sim.refused, sim.crowded, sim.begun, window_names[s.kind]);
        CHECK(sim.refused == 0);
        CHECK(sim.crowded == 0);
    }
    return least;
}

static double measured[9];

/* A row of the table: server times of 0.15, 0.6 and 2 s, jitters of 0, 10 and
 * 50 ms for each, the kinds of window shifted from one to the next. */
static void measure(const char *name, struct scene s)
{
    static const int64_t jitters[] = { 0, 10 * MS, 50 * MS };
    static const int64_t services[] = { 150 * MS, 600 * MS, 2 * S };
    int i;
    s.name = name;
    printf("%-30s", name);
    for (i = 0; i < 9; i++) {
        int service = i / 3, jitter = (i + service) % 3;
        s.service = services[service];
        s.jitter = jitters[jitter];
        measured[3 * service + jitter] = 100 * least_share(s);
    }
    for (i = 0; i < 9; i++)
        printf(" %5.1f", measured[i]);
    printf("\n");
}

/* What the table must hold: little lost to jitter, and at 2 s no third. */
static void expect(double none, double ten, double fifty, double slow)
{
    CHECK(measured[0] >= none && measured[3] >= none);
    CHECK(measured[1] >= ten && measured[4] >= ten);
    CHECK(measured[2] >= fifty && measured[5] >= fifty);
    CHECK(measured[6] >= slow && measured[7] >= slow && measured[8] >= slow);
}

static void test_the_quota_is_used_and_never_exceeded(void)
{
    struct scene s = near_scene();
    printf("%% of the quota, 35 ms away, server time 0.15 s | 0.6 s | 2 s,\n"
           "each with jitter 0, 10, 50 ms a way\n");
    measure("kept connections", s);
    expect(99.5, 98.3, 94, 85);
    s.processes = 4;
    measure("4 processes", s);
    expect(99.5, 98.3, 94, 85);
    s.distant = 100;
    measure("and 1 in 10 new, 100 ms away", s);
    expect(94, 92.5, 88, 74);
    s.mishaps = 10;
    measure("and 1 % each cancelled, lost,", s);
    printf("%30s\n", "crashed early, late, after");
    s = near_scene();
    s.way = 70 * MS;
    s.mute = 1;
    measure("70 ms behind a near proxy", s);
    expect(99.5, 98.3, 93.5, 92);
    s = near_scene();
    s.way = 100 * MS;
    s.distant = 100;
    measure("all 100 ms away, 1 in 10 new", s);
    expect(95, 94, 89, 74);
}

static void test_other_rates_and_windows(void)
{
    struct scene s = near_scene();
    s.rate = 1;
    s.length = 3000 * S;
    measure("1 a second", s);
    expect(99.5, 97.5, 92, 79);
    s.window = 5 * S;
    s.rate = 3;
    s.drift = 200;
    measure("3 in 5 seconds", s);
    expect(99.5, 99, 98, 96);
    s = near_scene();
    s.rate = 128;
    s.length = 300 * S;
    measure("128 a second", s);
    expect(99, 97.5, 93.5, 82);
    s = near_scene();
    /* The promise is one of chances here: the least of the first 20 uneven
     * round trips may lie too high. With all kinds of window, which is 300,000
     * starts, one of them was one too many for 4 of 100 seeds. As the seed is
     * fixed, a failure after a change of anything above may be no more than
     * another draw: it means a mistake if other seeds fail more often. */
    s.uneven = 100 * MS;
    s.quick = 20;
    measure("0.1 s uneven, 2 % quick errors", s);
    expect(94, 93, 89, 82);
}

/* Longer ways are found out after a while, shorter ones at once. */
static void test_a_route_that_changes(void)
{
    struct scene s = near_scene();
    s.name = "longer route";
    s.jitter = 10 * MS;
    s.reroute = 100 * S;
    s.way_after = 100 * MS;
    s.length = 2000 * S;
    CHECK(least_share(s) > 0.98);
    s.way_after = 5 * MS;
    s.kind = SLIDING;
    run(&s);
    printf("a route shorter by 60 ms: %ld refused, all within %.1f s\n",
           sim.refused, (double)(sim.last_refusal - s.reroute) / (double)S);
    CHECK(sim.refused <= 20 && sim.last_refusal < s.reroute + 2 * S);
    CHECK(share() > 0.98);
}

static void test_another_client_on_the_account(void)
{
    static const int others[] = { 2, 5, 10, 15 };
    struct scene s = near_scene();
    double left, refused;
    int i;
    s.jitter = 10 * MS;
    s.length = 2000 * S;
    for (i = 0; i < 8; i++) {
        s.kind = i < 4 ? SLIDING : BUCKET;
        s.others = others[i % 4];
        run(&s);
        left = share() * 20 / (20 - s.others);
        refused = (double)sim.refused / (double)sim.begun;
        printf("%d of 20 taken by others (%s): %.0f %% of the rest used, "
               "%.1f %% refused\n",
               s.others, window_names[s.kind], 100 * left, 100 * refused);
        CHECK(left > 0.5 && refused < (s.others > 10 ? 0.1 : 0.03));
    }
}

/* Each always wants to start, has its ticket and gets its part. */
static void share_fairly(const char *name, struct scene s, double least,
                         int spread)
{
    long fewest, most;
    int i;
    s.name = name;
    CHECK(least_share(s) >= least);
    fewest = most = sim.starts[s.greedy];
    for (i = s.greedy; i < s.processes; i++) {
        if (sim.starts[i] < fewest) fewest = sim.starts[i];
        if (sim.starts[i] > most) most = sim.starts[i];
    }
    printf("%-30s %5.1f %% used, %ld to %ld starts each, waiting %.2f s\n",
           name, 100 * share(), fewest, most,
           (double)sim.longest_wait / (double)S);
    CHECK(most - fewest <= spread);
    CHECK(sim.longest_wait <= s.window * (s.processes + 1));
    if (s.greedy) CHECK(sim.starts[0] <= fewest);
}

static struct scene line_scene(int rate)
{
    struct scene s = near_scene();
    s.processes = 4;
    s.rate = rate;
    if (rate == 1) s.length = 3000 * S;
    return s;
}

static void test_a_line_is_fair(void)
{
    struct scene s = line_scene(20);
    printf("processes that always want to start, in one line\n");
    share_fairly("4 at 20 a second", s, 0.995, 10);
    s.jitter = 10 * MS;
    share_fairly("jitter of 10 ms", s, 0.983, 10);
    s.service = 2 * S;
    share_fairly("and answers after 2 s", s, 0.9, 8);
    share_fairly("4 at 128 a second", line_scene(128), 0.995, 30);
    s = line_scene(1);
    share_fairly("4 at 1 a second", s, 0.995, 2);
    s.jitter = 10 * MS;
    share_fairly("jitter of 10 ms", s, 0.975, 2);
    s.service = 2 * S;
    share_fairly("and answers after 2 s", s, 0.87, 3);
    s = line_scene(1);
    s.processes = 30;
    share_fairly("30 at 1 a second", s, 0.99, 2);
}

static void test_the_dead_and_the_greedy_gain_nothing(void)
{
    struct scene s = line_scene(20);
    s.length = 100 * S;
    s.processes = 5;
    s.greedy = 1;
    share_fairly("4 and a greedy one at 20", s, 0.75, 5);
    s.rate = 1;
    share_fairly("4 and a greedy one at 1", s, 0.95, 2);
    s = line_scene(20);
    s.deaths = s.departures = 20;
    share_fairly("4 at 20, some die, some leave", s, 0.9, 1000);
    s = line_scene(1);
    s.deaths = s.departures = 100;
    share_fairly("4 at 1, likewise", s, 0.95, 150);
}

static void test_events(void)
{
    test_n_start_at_once_and_no_more();
    test_an_answer_frees_its_cell_a_window_later();
    test_a_slow_answer_holds_no_longer_than_its_way();
    test_the_least_round_trip_is_taken_off_after_20();
    test_spread_lowers_the_round_trip_to_rely_on();
    test_a_quicker_answer_refutes_what_was_learned();
    test_a_quick_error_leaves_what_was_learned();
    test_a_refusal_tells_nothing_of_its_way_back();
    test_learned_round_trips_age();
    test_set_ups_bound_the_way_there();
    test_a_claim_nobody_speaks_of_lapses();
    test_failed_counts_as_sent();
    test_cancelled_gives_the_cell_back();
    test_cancelled_after_all_counts_as_sent();
    test_late_events_touch_no_successor();
    test_an_event_told_twice_counts_once();
}

static void test_records(void)
{
    test_a_refusal_lowers_everybodys_rate();
    test_the_rate_falls_to_a_floor_and_comes_back();
    test_one_a_second_backs_off_to_longer_windows();
    test_the_smaller_rate_holds_for_its_own_starts();
    test_a_long_connect_keeps_its_cell();
    test_what_is_told_out_of_order();
    test_a_record_from_before_a_reboot_heals();
    test_what_is_out_of_range_is_refused();
    test_garbage_heals();
}

/* test_limiter [directory [seed [all]]]: another seed is another run; with
 * `all`, each scene is simulated before all kinds of window. */
int main(int argc, char **argv)
{
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    all_kinds = argc > 3;
    random_state = seed;
    test_events();
    test_records();
    test_lines();
    test_forecasts();
    random_state = seed; /* the simulations are the same whatever is above */
    test_the_quota_is_used_and_never_exceeded();
    test_other_rates_and_windows();
    test_a_route_that_changes();
    test_another_client_on_the_account();
    test_a_line_is_fair();
    test_the_dead_and_the_greedy_gain_nothing();
    printf("%ld simulated steps\n", all_steps);
    return check_done();
}
