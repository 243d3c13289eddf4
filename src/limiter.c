/*
 * limiter.c - who may start when, as one pure step on a small record.
 *
 * A limit of N starts a window is N cells, and a cell is used at most once a
 * window as the server counts. For a request k in a cell and its successor,
 * the server counts
 *
 *     k          no later than   received(k) - way back
 *     successor  no earlier than its claim   + way there
 *
 * so a cell is free again at received - round trip + window, with a round
 * trip that no pair of ways falls short of. Each cell keeping its distance,
 * no window of the server's holds N + 1: sliding, by the calendar, or a
 * bucket of N tokens. What a start costs beyond the window is its own jitter.
 *
 * A slow answer says little that way. So the request counts no later than
 * written + transit too, `transit` being a bound on any way there.
 *
 * Every cell carries the time when it is free whatever happens. Who dies
 * holding one leaves nothing to clean up, and a time that cannot be (written
 * before a reboot, or garbage) is replaced by a full hold.
 */
#include <string.h>

#include "tcbilling.h"

#define MILLISECOND INT64_C(1000000)
#define SECOND (1000 * MILLISECOND)
#define HOUR (3600 * SECOND)

/* Round trips: none is relied on before MIN_SAMPLES. Then it is the least one
 * seen, less CAUTION / sqrt(samples) of what the mean lies above it: the best
 * way there and the best way back need not have met in one request. With
 * jitter J each way, the least of n lies x too high with a chance of
 * e^(-n x^2 / 2 J^2), and CAUTION leaves e^-72 of it for many samples. For
 * few it must allow for their mean too: simulated, 3 is too little over hours,
 * and 8 once in 100,000 starts from nothing. */
#define MIN_SAMPLES 20
#define CAUTION 12
/* Old samples go after one to two generations: a longer route is noticed
 * then, and has cost at most `transit` a start until it was. */
#define GENERATION (300 * SECOND)
#define MAX_SAMPLES (1 << 20) /* in a generation; so that sums fit */
#define MAX_SAMPLE (60 * SECOND)
/* A connect slower than that met a lost packet, not a long way. */
#define MAX_TRANSIT SECOND

/* A refusal means that another client shares the quota: three quarters of the
 * rate remain, and all of it would be back after RECOVERY windows, linearly.
 * At least 1 / 16 is always kept. */
#define FULL 1024
#define FLOOR (FULL / 16)
#define RECOVERY 120

#define MAX_SERIAL (INT64_C(1) << 53) /* a double holds it exactly */

/* A claim that is not yet written may be any moment: ask again that soon. */
#define POLL (50 * MILLISECOND)

/* A ticket keeps nothing when its owner is later than that: it may be killed,
 * and costs the others no more. */
#define LATE (50 * MILLISECOND)
/* A ticket keeps a cell from that long before its owner is due. It must see
 * to cells that are free before anybody could expect it, as a given back one
 * is: who gave it back asks first and would have it again and again, while an
 * owner that asks every POLL never finds it. An owner that is due later than
 * that sleeps, and somebody is here: use comes before order then. */
#define LEAD POLL
/* Its owner has its place for so much longer: who is often late, having rows
 * to work on, would else come last each time, and never be first. */
#define KEPT (2 * SECOND)

/* Users read the clock before they have the record, and tell what happened a
 * while ago: a time in a record may lie that far ahead of `now`. What lies
 * further is from before a reboot, or garbage. */
#define DISORDER (60 * SECOND)

/* The words of samples: when the generation began, what it saw, and in as
 * many words again what the one before it saw. */
enum { SINCE, COUNT, LEAST, MOST, SUM };

#define GENERATION_WORDS 4
#define SAMPLES_WORDS (1 + 2 * GENERATION_WORDS)

/* The words of a ticket: its number, 0 if there is none; when its owner comes
 * back; how many cells it may use, which are the first ones. */
enum { NUMBER, DUE, REACH, TICKET_WORDS };

#define TICKETS 32

/* The words of a record: four columns of cells, what is learned, the line. */
enum {
    FREE_AT = 0,                           /* may be claimed from then on */
    CLAIM = FREE_AT + TCB_LIMITER_CELLS,   /* who holds it, 0 if settled */
    WRITTEN = CLAIM + TCB_LIMITER_CELLS,   /* when; if not yet, less than 0:
                                              the time of the claim, negated */
    EARLIER = WRITTEN + TCB_LIMITER_CELLS, /* FREE_AT before the claim */
    SERIAL = EARLIER + TCB_LIMITER_CELLS,  /* of the last claim */
    DEFICIT,                               /* FULL less the rate left... */
    LOWERED_AT,                            /* ...by the refusal then */
    TRANSIT,                               /* the bound; 0 if unknown */
    SETUPS,                                /* samples of connects */
    ROUND_TRIPS = SETUPS + SAMPLES_WORDS,
    TICKET_SERIAL = ROUND_TRIPS + SAMPLES_WORDS, /* of the last ticket */
    LINE,                                        /* tickets, first come first */
    END = LINE + TICKETS * TICKET_WORDS
};

_Static_assert(END <= sizeof(struct tcb_limiter_record) / sizeof(int64_t),
               "the record is too small");

/* One step's arguments and what is derived from them. */
struct turn {
    int64_t *words;
    const struct tcb_limiter_options *options;
    int64_t now;
    int64_t period; /* from one use of a cell to the next, margin included */
    int cells;      /* that may be used */
};

static int64_t min64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t max64(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* samples */

/* Any words may stand in a record: those of a generation that no samples
 * can have left count as none. */
static int generation_is_sound(const int64_t *g)
{
    int64_t count = g[COUNT], least = g[LEAST], most = g[MOST];
    if (count <= 0 || count > MAX_SAMPLES) return 0;
    if (least <= 0 || least > most || most > MAX_SAMPLE) return 0;
    return g[SUM] >= count * least && g[SUM] <= count * most;
}

static void samples_clear(int64_t *s)
{
    memset(s, 0, SAMPLES_WORDS * sizeof *s);
}

/* Starts a generation when the present one is over. */
static void samples_age(int64_t *s, int64_t now)
{
    int64_t *old = s + GENERATION_WORDS;
    if (s[SINCE] < 0 || s[SINCE] > now + DISORDER) samples_clear(s);
    if (s[COUNT] > 0 && now - s[SINCE] < GENERATION && generation_is_sound(s))
        return;
    memcpy(old + COUNT, s + COUNT, GENERATION_WORDS * sizeof *s);
    memset(s + COUNT, 0, GENERATION_WORDS * sizeof *s);
    s[SINCE] = now;
}

static void samples_add(int64_t *s, int64_t now, int64_t value)
{
    samples_age(s, now);
    if (s[COUNT] == MAX_SAMPLES) return;
    s[LEAST] = s[COUNT] > 0 ? min64(s[LEAST], value) : value;
    s[MOST] = max64(s[MOST], value);
    s[SUM] += value;
    s[COUNT]++;
}

/* Both generations as one. */
static void samples_sum_up(const int64_t *s, int64_t out[SUM + 1])
{
    const int64_t *old = s + GENERATION_WORDS;
    memset(out, 0, (SUM + 1) * sizeof *out);
    if (generation_is_sound(s)) memcpy(out, s, (SUM + 1) * sizeof *out);
    if (!generation_is_sound(old)) return;
    out[LEAST] = out[COUNT] > 0 ? min64(out[LEAST], old[LEAST]) : old[LEAST];
    out[MOST] = max64(out[MOST], old[MOST]);
    out[SUM] += old[SUM];
    out[COUNT] += old[COUNT];
}

/* The root of a count, rounded down, 128 at most. */
static int64_t root_of(int64_t count)
{
    int64_t root = 1;
    while (root < 128 && (root + 1) * (root + 1) <= count)
        root++;
    return root;
}

static int is_stale(const int64_t *s, int64_t now)
{
    if (s[SINCE] < 0 || s[SINCE] > now + DISORDER) return 1;
    return now - s[SINCE] > 2 * GENERATION;
}

/* A round trip that no pair of ways falls short of, or 0. */
static int64_t least_round_trip(const int64_t *words, int64_t now)
{
    const int64_t *s = words + ROUND_TRIPS;
    int64_t all[SUM + 1], caution;
    if (is_stale(s, now)) return 0;
    samples_sum_up(s, all);
    if (all[COUNT] < MIN_SAMPLES) return 0;
    caution = CAUTION * (all[SUM] / all[COUNT] - all[LEAST]);
    return max64(0, all[LEAST] - caution / root_of(all[COUNT]));
}

/* A sample below what was relied on proves it wrong: begin again. */
static void learn_round_trip(const struct turn *t, int64_t value)
{
    int64_t *s = t->words + ROUND_TRIPS;
    if (value <= 0 || value > MAX_SAMPLE) return;
    if (is_stale(s, t->now) || value < least_round_trip(t->words, t->now))
        samples_clear(s);
    samples_add(s, t->now, value);
}

/* The slowest round trip of a set-up, and more while few were seen. It does
 * not age by itself: connections live long. */
static void learn_transit(const struct turn *t, int64_t value)
{
    int64_t *s = t->words + SETUPS;
    int64_t all[SUM + 1];
    if (value <= 0) return;
    samples_add(s, t->now, min64(value, MAX_TRANSIT));
    samples_sum_up(s, all);
    t->words[TRANSIT] = all[MOST] + all[MOST] / all[COUNT];
}

static int64_t transit_bound(const struct turn *t)
{
    int64_t known = t->words[TRANSIT];
    if (known < 0 || known > MAX_TRANSIT) known = MAX_TRANSIT;
    return max64(known, t->options->min_transit);
}

/* backing off */

/* The part of the rate that is left, of FULL. */
static int64_t level(const struct turn *t)
{
    int64_t deficit = t->words[DEFICIT], since = t->words[LOWERED_AT];
    int64_t recovery = RECOVERY * t->options->window, age;
    if (deficit <= 0 || deficit > FULL - FLOOR) return FULL;
    if (since < 0 || since > t->now + DISORDER) return FULL;
    age = max64(0, t->now - since);
    if (age > recovery) return FULL;
    return min64(FULL, FULL - deficit + age * FULL / recovery);
}

/* What was written less than a window after the last refusal met the same
 * full window at the server and says nothing new. */
static void back_off(const struct turn *t, int64_t written)
{
    int64_t left = level(t);
    if (left < FULL && written < t->words[LOWERED_AT] + t->options->window)
        return;
    t->words[DEFICIT] = FULL - max64(FLOOR, left * 3 / 4);
    t->words[LOWERED_AT] = t->now;
}

/* A lower rate is fewer cells, since starts in a window add up with those of
 * others; what is not a whole cell lengthens the period. */
static void apply_level(struct turn *t)
{
    int64_t left = level(t), rate = t->options->rate * left, cells;
    t->cells = t->options->rate;
    t->period = t->options->window + t->options->margin;
    if (left == FULL) return;
    cells = (rate + FULL - 1) / FULL;
    t->cells = (int)cells;
    t->period = t->options->window * (cells * FULL) / rate + t->options->margin;
}

/* cells */

/* No hold is longer than this once the request is written. */
static int64_t longest_written_hold(const struct tcb_limiter_options *o)
{
    return max64(MAX_TRANSIT, o->min_transit) + o->window * (FULL / FLOOR) +
           o->margin;
}

/* Nor is one of this user longer than that. */
static int64_t longest_hold(const struct tcb_limiter_options *o)
{
    return o->connect + longest_written_hold(o);
}

static int is_unwritten(const struct turn *t, int cell)
{
    return t->words[CLAIM + cell] != 0 && t->words[WRITTEN + cell] <= 0;
}

/* Can a hold have been that long? One of a user who takes more time to
 * connect is counted from its claim. */
static int is_possible(const struct turn *t, int cell)
{
    int64_t free_at = t->words[FREE_AT + cell];
    int64_t written = t->words[WRITTEN + cell];
    if (free_at <= t->now + longest_hold(t->options)) return 1;
    if (!is_unwritten(t, cell) || written == 0) return 0;
    if (written < -(t->now + DISORDER)) return 0;
    return free_at <= -written + HOUR + longest_written_hold(t->options);
}

/* Times that no hold reaches are from before a reboot, or garbage. */
static void mend_cells(const struct turn *t)
{
    int i;
    for (i = 0; i < t->cells; i++) {
        if (is_possible(t, i)) continue;
        t->words[FREE_AT + i] = t->now + transit_bound(t) + t->period;
        t->words[CLAIM + i] = 0;
    }
}

/* When a cell may be free, whatever becomes of its claim: given back now, or
 * answered as soon as it was written. */
static int64_t earliest_free(const struct turn *t, int cell)
{
    int64_t free_at = t->words[FREE_AT + cell];
    int64_t written = t->words[WRITTEN + cell];
    if (t->words[CLAIM + cell] == 0) return free_at;
    if (written <= 0) return min64(free_at, t->now);
    if (written > t->now) return free_at;
    return min64(free_at, written + t->period);
}

/* 1 to MAX_SERIAL, then over again. */
static int64_t next_serial(int64_t *last)
{
    if (*last < 0 || *last >= MAX_SERIAL) *last = 0;
    return ++*last;
}

/* the line
 *
 * Who must wait gets a ticket, and whoever comes without one, or with a later
 * one, leaves a cell for each earlier ticket whose owner is due. */

static int64_t *ticket_at(const struct turn *t, int place)
{
    return t->words + LINE + place * TICKET_WORDS;
}

static int is_live(const struct turn *t, const int64_t *ticket)
{
    if (ticket[NUMBER] < 1 || ticket[NUMBER] > MAX_SERIAL) return 0;
    if (ticket[REACH] < 1 || ticket[REACH] > TCB_LIMITER_CELLS) return 0;
    return ticket[DUE] >= t->now - KEPT &&
           ticket[DUE] <= t->now + longest_hold(t->options);
}

/* Live tickets move up, the others go. Returns how many are left. */
static int close_ranks(const struct turn *t)
{
    int i, n = 0;
    for (i = 0; i < TICKETS; i++) {
        if (!is_live(t, ticket_at(t, i))) continue;
        memmove(ticket_at(t, n), ticket_at(t, i),
                TICKET_WORDS * sizeof(int64_t));
        n++;
    }
    for (i = n; i < TICKETS; i++)
        ticket_at(t, i)[NUMBER] = 0;
    return n;
}

/* Where a ticket stands; without one, behind all that wait. */
static int place_of(const struct turn *t, uint64_t number, int waiting)
{
    int place = 0;
    while (place < waiting && (uint64_t)ticket_at(t, place)[NUMBER] != number)
        place++;
    return place;
}

/* Who asks, and for whom it must leave cells. */
struct line {
    int waiting; /* live tickets */
    int place;   /* of who asks; `waiting`: it has no ticket */
    int cells;   /* that it or those before it may use */
    int64_t free_at[TCB_LIMITER_CELLS];
};

/* When each cell is to be asked for: its answer may free it sooner than its
 * claim says, and another process will not hear of that. Who stays outside
 * the line is told of no such chance. */
static void look_ahead(const struct turn *t, struct line *line, int outside)
{
    int i;
    for (i = 0; i < line->cells; i++) {
        int64_t early = outside ? 0 : earliest_free(t, i);
        line->free_at[i] = early > t->now ? early : t->words[FREE_AT + i];
    }
}

/* Finds who asks, and whom it finds there. */
static struct line join(const struct turn *t, uint64_t ticket)
{
    struct line line;
    int i;
    line.waiting = close_ranks(t);
    line.place = place_of(t, ticket, line.waiting);
    line.cells = t->cells;
    for (i = 0; i < line.place; i++) {
        int reach = (int)ticket_at(t, i)[REACH];
        if (reach > line.cells) line.cells = reach;
    }
    look_ahead(t, &line, ticket == TCB_LIMITER_NO_TICKET);
    return line;
}

static int is_due(const int64_t *ticket, int64_t time)
{
    return time >= ticket[DUE] - LEAD && time <= ticket[DUE] + LATE;
}

/* How many cells each that is due may keep from who asks: one from those who
 * waited, too. A newcomer leaves an equal share to each, since it may be one
 * that just started: with one for each, the first to find all cells free
 * would have nearly all of them, and be the first the next time as well. */
static int share_of_others(const struct turn *t, const struct line *line)
{
    int i, due = 0;
    if (line->place < line->waiting) return 1;
    for (i = 0; i < line->waiting; i++)
        due += is_due(ticket_at(t, i), t->now);
    return due < t->cells ? t->cells / (due + 1) : 1;
}

/* Takes that many for a ticket, the last ones that it can use: the first may
 * be all that others can. */
static void take_last(unsigned char *is_free, int reach, int cells)
{
    while (cells > 0 && reach-- > 0) {
        cells -= is_free[reach];
        is_free[reach] = 0;
    }
}

/* The cell that is free longest of those that are at `time`, when those
 * before had `share` each; -1 if there is none. */
static int cell_left(const struct turn *t, const struct line *line,
                     int64_t time, int share)
{
    unsigned char is_free[TCB_LIMITER_CELLS] = { 0 };
    int i, found = -1;
    for (i = 0; i < line->cells; i++)
        is_free[i] = line->free_at[i] <= time;
    for (i = 0; i < line->place; i++) {
        const int64_t *ticket = ticket_at(t, i);
        if (is_due(ticket, time)) take_last(is_free, (int)ticket[REACH], share);
    }
    for (i = 0; i < t->cells; i++) {
        if (!is_free[i]) continue;
        if (found < 0 || line->free_at[i] < line->free_at[found]) found = i;
    }
    return found;
}

/* `best`, or `time` if that is sooner and a cell will be left then. */
static int64_t sooner(const struct turn *t, const struct line *line,
                      int64_t time, int64_t best)
{
    if (time <= t->now || time >= best) return best;
    if (line->place == 0) return time;
    return cell_left(t, line, time, 1) >= 0 ? time : best;
}

/* When to ask again: when the cell of our place is free. That is the k-th for
 * k tickets before us, or an earlier one if their owners should not come. */
static int64_t soonest(const struct turn *t, const struct line *line)
{
    int64_t best = t->now + longest_hold(t->options);
    int i;
    for (i = 0; i < t->cells; i++)
        best = sooner(t, line, line->free_at[i], best);
    for (i = 0; i < line->place; i++)
        best = sooner(t, line, ticket_at(t, i)[DUE] + LATE + 1, best);
    for (i = 0; i < t->cells; i++)
        if (is_unwritten(t, i)) best = min64(best, t->now + POLL);
    return best;
}

static void leave(const struct turn *t, int place)
{
    ticket_at(t, place)[NUMBER] = 0;
    (void)close_ranks(t);
}

/* The ticket to come back with, a new one if need be; 0 if the line is full. */
static uint64_t keep_place(const struct turn *t, const struct line *line,
                           int64_t due)
{
    int64_t *ticket = ticket_at(t, line->place);
    if (line->place == TICKETS) return 0;
    if (line->place == line->waiting)
        ticket[NUMBER] = next_serial(t->words + TICKET_SERIAL);
    ticket[DUE] = due;
    ticket[REACH] = t->cells;
    return (uint64_t)ticket[NUMBER];
}

/* the events */

static void grant(const struct turn *t, int cell, struct tcb_limiter_step *step)
{
    int64_t *words = t->words;
    step->retry_at = 0;
    step->cell = cell;
    words[CLAIM + cell] = next_serial(words + SERIAL);
    step->claim = (uint64_t)words[CLAIM + cell];
    words[WRITTEN + cell] = -t->now;
    words[EARLIER + cell] = words[FREE_AT + cell];
    words[FREE_AT + cell] =
        t->now + t->options->connect + transit_bound(t) + t->period;
}

static void on_claim(const struct turn *t, struct tcb_limiter_step *step)
{
    int outside = step->ticket == TCB_LIMITER_NO_TICKET;
    struct line line = join(t, step->ticket);
    int cell = cell_left(t, &line, t->now, share_of_others(t, &line));
    if (cell >= 0) {
        if (line.place < line.waiting) leave(t, line.place);
        step->ticket = 0;
        grant(t, cell, step);
        return;
    }
    mend_cells(t);
    look_ahead(t, &line, outside);
    step->retry_at = soonest(t, &line);
    if (!outside) step->ticket = keep_place(t, &line, step->retry_at);
}

static void on_left(const struct turn *t, const struct tcb_limiter_step *step)
{
    int waiting = close_ranks(t);
    int place = place_of(t, step->ticket, waiting);
    if (place < waiting) leave(t, place);
}

static int is_current(const struct turn *t, const struct tcb_limiter_step *step)
{
    return step->claim != 0 &&
           t->words[CLAIM + step->cell] == (int64_t)step->claim;
}

/* The server counted the request at `counted` or before. */
static void settle(const struct turn *t, const struct tcb_limiter_step *step,
                   int64_t counted)
{
    if (!is_current(t, step)) return;
    t->words[FREE_AT + step->cell] = counted + t->period;
    t->words[CLAIM + step->cell] = 0;
}

static void on_written(const struct turn *t,
                       const struct tcb_limiter_step *step)
{
    if (!is_current(t, step)) return;
    t->words[WRITTEN + step->cell] = t->now;
    t->words[FREE_AT + step->cell] = t->now + transit_bound(t) + t->period;
}

/* When the request was written, at the latest. */
static int64_t written_at(const struct turn *t,
                          const struct tcb_limiter_step *step)
{
    int64_t written = step->written;
    if (written <= 0 && is_current(t, step))
        written = t->words[WRITTEN + step->cell];
    return written <= 0 || written > t->now ? t->now : written;
}

/* An answer that was quicker than any before it came without the usual work:
 * then nothing is known of its way back. */
static void on_received(const struct turn *t,
                        const struct tcb_limiter_step *step)
{
    int64_t written = written_at(t, step), back;
    learn_round_trip(t, step->transit);
    back = least_round_trip(t->words, t->now);
    if (back > t->now - written) back = 0;
    settle(t, step, min64(t->now - back, written + transit_bound(t)));
}

/* Refusals cost the server no work either; it may count them. */
static void on_refused(struct turn *t, const struct tcb_limiter_step *step)
{
    int64_t written = written_at(t, step);
    back_off(t, written);
    apply_level(t);
    settle(t, step, min64(t->now, written + transit_bound(t)));
}

static void on_failed(const struct turn *t, const struct tcb_limiter_step *step)
{
    settle(t, step, written_at(t, step) + transit_bound(t));
}

/* Back to where it stood, unless it was written after all. */
static void on_cancelled(const struct turn *t,
                         const struct tcb_limiter_step *step)
{
    if (!is_current(t, step)) return;
    if (!is_unwritten(t, step->cell)) {
        on_failed(t, step);
        return;
    }
    t->words[FREE_AT + step->cell] =
        min64(t->now, t->words[EARLIER + step->cell]);
    t->words[CLAIM + step->cell] = 0;
}

/* the public functions */

struct tcb_limiter_options tcb_limiter_defaults(int rate)
{
    struct tcb_limiter_options o;
    o.rate = rate;
    o.window = SECOND;
    o.margin = 2 * MILLISECOND; /* clocks may differ by 500 ppm each */
    o.connect = 5 * SECOND;
    o.min_transit = 50 * MILLISECOND;
    return o;
}

static int is_duration(int64_t ns)
{
    return ns >= 0 && ns <= HOUR;
}

static int are_valid(const struct tcb_limiter_options *o, int64_t now)
{
    if (o->rate < 1 || o->rate > TCB_LIMITER_CELLS) return 0;
    if (o->window < MILLISECOND || !is_duration(o->window)) return 0;
    if (!is_duration(o->margin) || !is_duration(o->connect)) return 0;
    return is_duration(o->min_transit) && now > 0 && now < INT64_MAX / 2;
}

static int is_valid_step(const struct tcb_limiter_step *step)
{
    if (step->event == TCB_LIMITER_CLAIM) return 1;
    if (step->event == TCB_LIMITER_CONNECTED) return 1;
    if (step->event == TCB_LIMITER_LEFT) return 1;
    return step->cell >= 0 && step->cell < TCB_LIMITER_CELLS;
}

enum tcb_status tcb_limiter_step(struct tcb_limiter_record *record,
                                 const struct tcb_limiter_options *options,
                                 int64_t now, struct tcb_limiter_step *step)
{
    struct turn t = { record->words, options, now, 0, 0 };
    if (!are_valid(options, now) || !is_valid_step(step)) return TCB_EINVAL;
    apply_level(&t);
    switch (step->event) {
    case TCB_LIMITER_CLAIM: on_claim(&t, step); return TCB_OK;
    case TCB_LIMITER_CONNECTED: learn_transit(&t, step->transit); return TCB_OK;
    case TCB_LIMITER_WRITTEN: on_written(&t, step); return TCB_OK;
    case TCB_LIMITER_RECEIVED: on_received(&t, step); return TCB_OK;
    case TCB_LIMITER_REFUSED: on_refused(&t, step); return TCB_OK;
    case TCB_LIMITER_FAILED: on_failed(&t, step); return TCB_OK;
    case TCB_LIMITER_CANCELLED: on_cancelled(&t, step); return TCB_OK;
    case TCB_LIMITER_LEFT: on_left(&t, step); return TCB_OK;
    }
    return TCB_EINVAL;
}

enum tcb_status tcb_limiter_look(const struct tcb_limiter_record *record,
                                 const struct tcb_limiter_options *options,
                                 int64_t now, struct tcb_limiter_view *view)
{
    struct tcb_limiter_record copy = *record;
    struct turn t = { copy.words, options, now, 0, 0 };
    int i;
    if (!are_valid(options, now)) return TCB_EINVAL;
    view->rate = (double)options->rate * (double)level(&t) / FULL;
    view->round_trip = least_round_trip(t.words, now);
    view->transit = transit_bound(&t);
    view->waiting = close_ranks(&t);
    view->held = 0;
    for (i = 0; i < TCB_LIMITER_CELLS; i++)
        view->held += t.words[FREE_AT + i] > now && is_possible(&t, i);
    return TCB_OK;
}

/* Forecasts. A rate that was lowered comes back in the meantime: so a cell
 * counts from when it may be used again, and each period is a whole one. */

/* When a cell is used at the rate left then, at the earliest. */
static int64_t usable_from(const struct turn *t, int cell)
{
    int64_t needed = (int64_t)cell * FULL / t->options->rate + 1;
    int64_t recovery = RECOVERY * t->options->window, lacking;
    if (level(t) >= needed) return t->now;
    lacking = needed - FULL + t->words[DEFICIT];
    return t->words[LOWERED_AT] + (lacking * recovery + FULL - 1) / FULL;
}

/* How many may start up to and including `time`, the cells being free from
 * `first` on. A period is a millisecond at least, so that sums fit. */
static int64_t starts_until(const struct turn *t, const int64_t *first,
                            int64_t time)
{
    int64_t n = 0;
    int i;
    for (i = 0; i < t->cells; i++)
        if (first[i] <= time) n += (time - first[i]) / t->period + 1;
    return n;
}

enum tcb_status tcb_limiter_forecast(const struct tcb_limiter_record *record,
                                     const struct tcb_limiter_options *options,
                                     int64_t now, int64_t ahead, int64_t *at)
{
    struct tcb_limiter_record copy = *record;
    struct turn t = { copy.words, options, now, 0, 0 };
    int64_t first[TCB_LIMITER_CELLS], high = INT64_MAX;
    int i;
    if (!are_valid(options, now) || ahead < 0) return TCB_EINVAL;
    t.cells = options->rate;
    t.period = options->window + options->margin;
    mend_cells(&t);
    for (i = 0; i < t.cells; i++)
        first[i] = max64(usable_from(&t, i), earliest_free(&t, i));
    while (now < high) {
        int64_t middle = now + (high - now) / 2;
        if (starts_until(&t, first, middle) > ahead)
            high = middle;
        else
            now = middle + 1;
    }
    *at = high;
    return TCB_OK;
}
