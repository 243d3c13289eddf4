/* test_buffer.c - bytes that grow, and the sentence of each status. */
#include "check.h"
#include "tcbilling.h"

static void check_growth(void)
{
    struct tcb_buffer b = TCB_BUFFER_INIT;
    int i;
    for (i = 0; i < 10000; i++)
        tcb_buffer_text(&b, "0123456789");
    CHECK(b.len == 100000 && b.cap < 4 * b.len);
    CHECK(memcmp(b.data + 99990, "0123456789", 10) == 0);
    CHECK(tcb_buffer_status(&b) == TCB_OK);
    tcb_buffer_fit(&b);
    CHECK(b.cap == b.len && memcmp(b.data + 99990, "0123456789", 10) == 0);
    tcb_buffer_clear(&b);
    tcb_buffer_fit(&b); /* keeps the memory of one that is empty */
    CHECK(b.len == 0 && b.cap == 100000);
    tcb_buffer_free(&b);
    CHECK(b.data == NULL && b.cap == 0);
    tcb_buffer_free(&b);
    tcb_buffer_free(NULL);
}

/* One check at the end is enough: a failure stays, and loses nothing. */
static void check_exhaustion(void)
{
    struct tcb_buffer b = TCB_BUFFER_INIT;
    tcb_buffer_text(&b, "abc");
    CHECK(tcb_buffer_reserve(&b, SIZE_MAX - 1) == NULL);
    CHECK(tcb_buffer_status(&b) == TCB_ENOMEM);
    tcb_buffer_text(&b, "def");
    CHECK(b.len == 3 && memcmp(b.data, "abc", 3) == 0);
    tcb_buffer_free(&b);
}

static void check_texts(void)
{
    int status;
    for (status = TCB_OK; status <= TCB_EDIVZERO; status++)
        CHECK(strcmp(tcb_status_text((enum tcb_status)status),
                     "unknown status") != 0);
    CHECK(strcmp(tcb_status_text((enum tcb_status)99), "unknown status") == 0);
}

static void check_clocks(void)
{
    int64_t before = tcb_monotonic_ns();
    CHECK(tcb_monotonic_ns() >= before);
    CHECK(tcb_wall_ns() > INT64_C(1700000000) * 1000000000);
}

int main(void)
{
    check_growth();
    check_exhaustion();
    check_texts();
    check_clocks();
    return check_done();
}
