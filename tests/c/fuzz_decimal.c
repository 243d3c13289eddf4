/*
 * fuzz_decimal.c - arbitrary bytes as two numbers. What is read prints as
 * itself, what is calculated agrees with its inverse, and nothing overflows
 * unseen. tests/long/fuzz builds and runs it.
 */
#include <stdlib.h>
#include <string.h>

#include "tcbilling.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(int condition)
{
    if (!condition) abort();
}

static void check_text(const struct tcb_decimal *d)
{
    char text[TCB_DECIMAL_TEXT];
    struct tcb_slice printed = { text, 0 };
    struct tcb_decimal again;
    printed.len = tcb_decimal_print(d, text);
    demand(printed.len > 0 && printed.len < sizeof text);
    demand(tcb_decimal_parse(printed, &again) == TCB_OK);
    demand(again.scale == d->scale && again.coefficient == d->coefficient);
}

static void check_sum(const struct tcb_decimal *a, const struct tcb_decimal *b)
{
    struct tcb_decimal sum, back;
    if (tcb_decimal_add(a, b, &sum) != TCB_OK) return;
    check_text(&sum);
    demand(tcb_decimal_compare(&sum, a) == tcb_decimal_sign(b));
    if (tcb_decimal_subtract(&sum, b, &back) == TCB_OK)
        demand(tcb_decimal_compare(&back, a) == 0);
    demand(tcb_decimal_add(b, a, &back) == TCB_OK);
    demand(tcb_decimal_compare(&back, &sum) == 0);
}

static void check_product(const struct tcb_decimal *a,
                          const struct tcb_decimal *b)
{
    struct tcb_decimal product, quotient;
    if (tcb_decimal_multiply(a, b, &product) != TCB_OK) return;
    check_text(&product);
    demand(tcb_decimal_sign(&product) ==
           tcb_decimal_sign(a) * tcb_decimal_sign(b));
    if (tcb_decimal_sign(b) != 0 &&
        tcb_decimal_divide(&product, b, a->scale, TCB_HALF_EVEN, &quotient) ==
            TCB_OK)
        demand(tcb_decimal_compare(&quotient, a) == 0);
}

/* At most one unit of the last place away, and of as many places. */
static void check_rounding(const struct tcb_decimal *d, int places)
{
    int mode;
    int64_t units;
    for (mode = TCB_HALF_EVEN; mode <= TCB_DOWN; mode++) {
        struct tcb_decimal rounded;
        if (tcb_decimal_round(d, places, (enum tcb_rounding)mode, &rounded) !=
            TCB_OK)
            continue;
        demand(rounded.scale == places);
        check_text(&rounded);
        if (mode == TCB_DOWN && tcb_decimal_sign(d) >= 0)
            demand(tcb_decimal_compare(&rounded, d) <= 0);
        if (places >= d->scale) demand(tcb_decimal_compare(&rounded, d) == 0);
    }
    if (tcb_decimal_units(d, places, &units) == TCB_OK) {
        struct tcb_decimal whole = tcb_decimal_from_int64(units);
        whole.scale = places;
        demand(tcb_decimal_compare(&whole, d) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size ? memchr(data, ' ', size) : NULL;
    size_t first = end ? (size_t)(end - data) : size;
    struct tcb_slice left = { (const char *)data, first };
    struct tcb_slice right = { (const char *)data + first + (end != NULL),
                               size - first - (end != NULL) };
    struct tcb_decimal a, b;
    if (tcb_decimal_parse(left, &a) != TCB_OK) return 0;
    check_text(&a);
    check_rounding(&a, (int)(size % (TCB_DECIMAL_SCALE + 1)));
    if (tcb_decimal_parse(right, &b) != TCB_OK) return 0;
    demand(tcb_decimal_compare(&a, &b) == -tcb_decimal_compare(&b, &a));
    check_sum(&a, &b);
    check_product(&a, &b);
    return 0;
}
