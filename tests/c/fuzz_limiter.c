/*
 * fuzz_limiter.c - arbitrary bytes as a record of the limiter, and then as
 * what happens to it. Any content is safe, and who is refused is told when to
 * come back; and from a new one no more starts are granted in a window than its
 * rate, whatever happens. tests/long/fuzz builds and runs it.
 */
#include <stdlib.h>
#include <string.h>

#include "tcbilling.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(int condition)
{
    if (!condition) abort();
}

#define SECOND INT64_C(1000000000)

static void check_view(const struct tcb_limiter_record *record,
                       const struct tcb_limiter_options *options, int64_t now)
{
    struct tcb_limiter_view view;
    int64_t at;
    demand(tcb_limiter_look(record, options, now, &view) == TCB_OK);
    demand(view.rate >= 0 && view.rate <= options->rate);
    demand(view.held >= 0 && view.held <= TCB_LIMITER_CELLS);
    demand(view.waiting >= 0 && view.waiting <= 32);
    demand(tcb_limiter_forecast(record, options, now, view.waiting, &at) ==
           TCB_OK);
}

/* What really may happen to a start: an answer comes after it was written. */
static void tell(struct tcb_limiter_record *record,
                 const struct tcb_limiter_options *options, int64_t now,
                 int64_t claimed, uint8_t what, struct tcb_limiter_step *step)
{
    static const enum tcb_limiter_event events[] = {
        TCB_LIMITER_CONNECTED, TCB_LIMITER_WRITTEN, TCB_LIMITER_RECEIVED,
        TCB_LIMITER_REFUSED,   TCB_LIMITER_FAILED,  TCB_LIMITER_LEFT
    };
    step->event = events[what % (sizeof events / sizeof *events)];
    step->written = claimed;
    step->transit = now - claimed;
    if (step->event == TCB_LIMITER_LEFT && step->ticket == 0) return;
    if (step->event != TCB_LIMITER_LEFT && step->claim == 0) return;
    demand(tcb_limiter_step(record, options, now, step) == TCB_OK);
    step->ticket = 0;
}

/* One byte says what, one how much later. */
static void play(struct tcb_limiter_record *record, int is_new,
                 const uint8_t *data, size_t size)
{
    struct tcb_limiter_options options = tcb_limiter_defaults(3);
    int64_t now = 100 * SECOND, claimed = now;
    int64_t granted[256];
    size_t i, n = 0;
    struct tcb_limiter_step step;
    memset(&step, 0, sizeof step);
    for (i = 0; i + 1 < size && n < 256; i += 2) {
        now += (int64_t)data[i + 1] * SECOND / 500 + 1;
        if (data[i] % 3 == 0) {
            tell(record, &options, now, claimed, data[i] / 3, &step);
        } else {
            step.event = TCB_LIMITER_CLAIM;
            demand(tcb_limiter_step(record, &options, now, &step) == TCB_OK);
            demand(step.retry_at == 0 || step.retry_at > now);
            if (step.retry_at != 0) continue;
            granted[n++] = claimed = now;
            demand(!is_new || n <= 3 ||
                   granted[n - 1] - granted[n - 4] >= options.window);
        }
        check_view(record, &options, now);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tcb_limiter_record record;
    size_t kept = size / 2 < sizeof record ? size / 2 : sizeof record;
    int is_new = size == 0 || data[0] % 2 == 0;
    memset(&record, 0, sizeof record);
    if (!is_new) memcpy(&record, data, kept);
    if (is_new) kept = 0;
    play(&record, is_new, data + kept, size - kept);
    return 0;
}
