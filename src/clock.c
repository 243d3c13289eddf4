/* clock.c - the two clocks. Nothing else in the core reads the time. */
#include <time.h>

#include "tcbilling.h"

static int64_t read_clock(clockid_t id)
{
    struct timespec t;
    (void)clock_gettime(id, &t); /* both clocks exist on every target */
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int64_t tcb_monotonic_ns(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t tcb_wall_ns(void)
{
    return read_clock(CLOCK_REALTIME);
}
