/*
 * test_decimal.c - decimals: tables of cases, laws, and a comparison with
 * schoolbook arithmetic on arrays of digits, from a fixed seed.
 */
#include <stdlib.h>

#include "check.h"
#include "tcbilling.h"

#define MOST "170141183460469231731687303715884105727"  /* 2^127 - 1 */
#define LEAST "170141183460469231731687303715884105728" /* below zero */

static const char *const rounding_names[] = { "half_even", "half_up",
                                              "half_down", "up", "down" };

/* by hand */

static struct tcb_decimal decimal(const char *text)
{
    struct tcb_decimal d = { 0, 0 };
    enum tcb_status status = tcb_decimal_parse(tcb_slice(text), &d);
    if (status != TCB_OK) fprintf(stderr, "does not parse: %s\n", text);
    CHECK(status == TCB_OK);
    return d;
}

/* Does this outcome read so? An expected NULL stands for TCB_ERANGE. */
static int reads(enum tcb_status status, const struct tcb_decimal *d,
                 const char *expected, const char *what)
{
    char text[TCB_DECIMAL_TEXT] = "out of range";
    size_t len = strlen(text);
    if (status == TCB_OK) len = tcb_decimal_print(d, text);
    if (expected == NULL && status == TCB_ERANGE) return 1;
    if (expected != NULL && status == TCB_OK && len == strlen(text) &&
        strcmp(text, expected) == 0)
        return 1;
    fprintf(stderr, "%s: got %s (status %d), expected %s\n", what, text,
            (int)status, expected == NULL ? "out of range" : expected);
    return 0;
}

static void parses(const char *text, const char *expected)
{
    struct tcb_decimal d = { 0, 0 };
    enum tcb_status status = tcb_decimal_parse(tcb_slice(text), &d);
    CHECK(reads(status, &d, expected, text));
}

static void test_text_that_bills_hold(void)
{
    parses("3228.80000000", "3228.80000000");
    parses("-3.69316144", "-3.69316144");
    parses("35.5", "35.5");
    parses("10", "10");
    parses("0", "0");
    parses("+1.50", "1.50");
    parses("007.10", "7.10");
    parses("-0.00", "0.00");
    parses("-0.01", "-0.01");
    parses("999999999999999999", "999999999999999999");
    parses("0.999999999999999999", "0.999999999999999999");
    parses("9999999999.999999999", "9999999999.999999999");
}

static void test_exponents(void)
{
    parses("1e3", "1000");
    parses("1E+3", "1000");
    parses("1.5e-3", "0.0015");
    parses("1.50e1", "15.0");
    parses("1.5e2", "150");
    parses("-1.5e0", "-1.5");
    parses("12e-1", "1.2");
    parses("0e99999999999", "0");
    parses("0.0e1", "0");
    parses("0e-2", "0.00");
    parses("0e-99999999999", "0.00000000000000000000000000000000000000");
    parses("1e38", "100000000000000000000000000000000000000");
    parses("1e39", NULL);
    parses("1e99999999999999999999999999999999", NULL);
    parses("1e-99999999999999999999999999999999", NULL);
    parses("1e-38", "0.00000000000000000000000000000000000001");
    parses("1e-39", NULL);
    parses("100000000000000000000000000000000000000000e-41", "1.000000000000"
                                                             "0000000000000000"
                                                             "0000000000");
}

static void test_many_digits(void)
{
    parses(MOST, MOST);
    parses("-" MOST, "-" MOST);
    parses("-" LEAST, "-" LEAST);
    parses(LEAST, NULL);
    parses("-170141183460469231731687303715884105729", NULL);
    parses("1.70141183460469231731687303715884105727",
           "1.70141183460469231731687303715884105727");
    parses("0000000000000000000000000000000000000000000001.5", "1.5");
    parses("9999999999999999999", "9999999999999999999");
    parses("1.0000000000000000000000000000000000000000000000000",
           "1.00000000000000000000000000000000000000");
    parses("12.0000000000000000000000000000000000000000000000000",
           "12.0000000000000000000000000000000000000");
    parses("0.000000000000000000000000000000000000000000000000",
           "0.00000000000000000000000000000000000000");
    parses("1.0000000000000000000000000000000000000000000000001", NULL);
    parses("340282366920938463463374607431768211456", NULL); /* 2^128 */
    parses("1000000000000000000000000000000000000000", NULL);
    parses("100000000000000000000000000000000000000.0",
           "100000000000000000000000000000000000000");
    parses("17014118346046923173168730371588410573.0",
           "17014118346046923173168730371588410573");
    parses("10000000000000000000000000000000000000000000e-6",
           "10000000000000000000000000000000000000.0");
}

static void test_what_is_no_number(void)
{
    static const char *const texts[] = {
        "",      "-",     "+",
        ".",     "-.",    "+-1",
        "--1",   ".5",    "5.",
        "5.e1",  "1e",    "1e+",
        "1e-",   "1e1.5", "1e1e1",
        " 1",    "1 ",    "1\n",
        "nan",   "NaN",   "inf",
        "-inf",  "0x10",  "1_000",
        "1,5",   "1.2.3", "1-2",
        "e5",    "12a",   "\xd9\xa1",
        "1.5f",  "$1.50", "(1.5)",
        "1'000", "1/2",   "99999999999999999999999999999999999999999999999999x",
    };
    struct tcb_slice embedded_zero = { "1\0", 2 };
    struct tcb_decimal d;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        enum tcb_status status = tcb_decimal_parse(tcb_slice(texts[i]), &d);
        if (status != TCB_ESYNTAX) fprintf(stderr, "taken: %s\n", texts[i]);
        CHECK(status == TCB_ESYNTAX);
    }
    CHECK(tcb_decimal_parse(embedded_zero, &d) == TCB_ESYNTAX);
    CHECK(tcb_decimal_parse((struct tcb_slice){ NULL, 0 }, &d) == TCB_ESYNTAX);
}

/* Every beginning of a number, in memory that ends where it does. */
static void test_reads_no_further_than_its_text(void)
{
    static const char number[] = "-12.50e-1";
    static const char *const expected[] = {
        "", "", "-1", "-12", "", "-12.5", "-12.50", "", "", "-1.250",
    };
    for (size_t len = 1; len < sizeof number; len++) {
        char *copy = malloc(len);
        struct tcb_slice text = { copy, len };
        struct tcb_decimal d = { 0, 0 };
        enum tcb_status status;
        if (copy == NULL) abort();
        memcpy(copy, number, len);
        status = tcb_decimal_parse(text, &d);
        if (expected[len][0] == '\0')
            CHECK(status == TCB_ESYNTAX);
        else
            CHECK(reads(status, &d, expected[len], number));
        text.data = number; /* and where more digits follow */
        CHECK(tcb_decimal_parse(text, &d) == status);
        free(copy);
    }
}

static void test_integers(void)
{
    struct tcb_decimal d = tcb_decimal_from_int64(INT64_MIN);
    CHECK(reads(TCB_OK, &d, "-9223372036854775808", "least"));
    d = tcb_decimal_from_int64(INT64_MAX);
    CHECK(reads(TCB_OK, &d, "9223372036854775807", "most"));
    d = tcb_decimal_from_int64(0);
    CHECK(reads(TCB_OK, &d, "0", "zero"));
}

typedef enum tcb_status operation(const struct tcb_decimal *a,
                                  const struct tcb_decimal *b,
                                  struct tcb_decimal *out);

static void gives(operation *f, const char *a, const char *b,
                  const char *expected)
{
    struct tcb_decimal x = decimal(a), y = decimal(b), z = { 0, 0 };
    CHECK(reads(f(&x, &y, &z), &z, expected, a));
    CHECK(reads(f(&x, &y, &x), &x, expected, a)); /* out may be a, or b */
    x = decimal(a);
    CHECK(reads(f(&x, &y, &y), &y, expected, a));
}

static void test_sums(void)
{
    gives(tcb_decimal_add, "1.5", "1.50", "3.00");
    gives(tcb_decimal_add, "0.1", "0.2", "0.3");
    gives(tcb_decimal_add, "-3.69316144", "3.69316144", "0.00000000");
    gives(tcb_decimal_add, MOST, "1", NULL);
    gives(tcb_decimal_add, MOST, "0", MOST);
    gives(tcb_decimal_add, MOST, "-" LEAST, "-1");
    gives(tcb_decimal_add, "-" LEAST, "-1", NULL);
    gives(tcb_decimal_add, "-" LEAST, "-" LEAST, NULL);
    gives(tcb_decimal_add, MOST, "0.00", MOST);
    gives(tcb_decimal_add, MOST, "0.5", NULL);
    gives(tcb_decimal_add, "1e38", "0.0000",
          "1"
          "00000000000000000000"
          "000000000000000000");
    gives(tcb_decimal_add, "1e37", "1.50",
          "10000000000000000000000000000000000001.5");
    gives(tcb_decimal_subtract, "1.5", "1.50", "0.00");
    gives(tcb_decimal_subtract, "1", "2.25", "-1.25");
    gives(tcb_decimal_subtract, "-1", "-" LEAST, MOST);
    gives(tcb_decimal_subtract, "0", "-" LEAST, NULL);
    gives(tcb_decimal_subtract, "-" LEAST, "-" LEAST, "0");
    gives(tcb_decimal_subtract, "-" LEAST, "1", NULL);
    gives(tcb_decimal_subtract, MOST, "0", MOST);
}

static void test_products(void)
{
    gives(tcb_decimal_multiply, "1.50", "2.0", "3.000");
    gives(tcb_decimal_multiply, "-0.1", "0.1", "-0.01");
    gives(tcb_decimal_multiply, "-" LEAST, "1", "-" LEAST);
    gives(tcb_decimal_multiply, "-" LEAST, "-1", NULL);
    gives(tcb_decimal_multiply, MOST, "-1", "-" MOST);
    gives(tcb_decimal_multiply, "-" LEAST, "-" LEAST, NULL);
    gives(tcb_decimal_multiply, "1e19", "1e19",
          "1"
          "00000000000000000000"
          "000000000000000000");
    gives(tcb_decimal_multiply, "1e19", "1e20", NULL);
    gives(tcb_decimal_multiply, "1e-19", "1e-19",
          "0.00000000000000000000000000000000000001");
    gives(tcb_decimal_multiply, "1e-19", "1e-20", NULL);
    gives(tcb_decimal_multiply, "10e-20", "10e-20",
          "0.00000000000000000000000000000000000001");
    gives(tcb_decimal_multiply, MOST, "1.0", MOST);
    gives(tcb_decimal_multiply, "0e-38", "0e-38",
          "0.00000000000000000000000000000000000000");
    gives(tcb_decimal_multiply, "9223372036854775807", "-9223372036854775808",
          "-85070591730234615856620279821087277056");
}

/* One row a number, one column a mode, as in rounding_names. */
static void test_rounding(void)
{
    static const struct {
        const char *text;
        int places;
        const char *expected[5];
    } rows[] = {
        { "2.5", 0, { "2", "3", "2", "3", "2" } },
        { "3.5", 0, { "4", "4", "3", "4", "3" } },
        { "-2.5", 0, { "-2", "-3", "-2", "-3", "-2" } },
        { "-3.5", 0, { "-4", "-4", "-3", "-4", "-3" } },
        { "2.51", 0, { "3", "3", "3", "3", "2" } },
        { "2.49", 0, { "2", "2", "2", "3", "2" } },
        { "-2.51", 0, { "-3", "-3", "-3", "-3", "-2" } },
        { "0.5", 0, { "0", "1", "0", "1", "0" } },
        { "-0.5", 0, { "0", "-1", "0", "-1", "0" } },
        { "-0.4", 0, { "0", "0", "0", "-1", "0" } },
        { "2.00", 0, { "2", "2", "2", "2", "2" } },
        { "1.005", 2, { "1.00", "1.01", "1.00", "1.01", "1.00" } },
        { "1.015", 2, { "1.02", "1.02", "1.01", "1.02", "1.01" } },
        { "1.5", 2, { "1.50", "1.50", "1.50", "1.50", "1.50" } },
        { "9.99", 1, { "10.0", "10.0", "10.0", "10.0", "9.9" } },
        { "1e-38", 0, { "0", "0", "0", "1", "0" } },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int mode = TCB_HALF_EVEN; mode <= TCB_DOWN; mode++) {
            struct tcb_decimal d = decimal(rows[i].text);
            CHECK(reads(tcb_decimal_round(&d, rows[i].places,
                                          (enum tcb_rounding)mode, &d),
                        &d, rows[i].expected[mode], rounding_names[mode]));
        }
}

static void divides(const char *a, const char *b, int places,
                    const char *expected)
{
    struct tcb_decimal x = decimal(a), y = decimal(b), z = { 0, 0 };
    CHECK(reads(tcb_decimal_divide(&x, &y, places, TCB_HALF_EVEN, &z), &z,
                expected, a));
    CHECK(reads(tcb_decimal_divide(&x, &y, places, TCB_HALF_EVEN, &y), &y,
                expected, a));
}

static void test_quotients(void)
{
    divides("1", "3", 2, "0.33");
    divides("2", "3", 2, "0.67");
    divides("-2", "3", 0, "-1");
    divides("1", "8", 2, "0.12");
    divides("3", "8", 2, "0.38");
    divides("1", "3", 38, "0.33333333333333333333333333333333333333");
    divides("20", "3", 38, NULL);
    divides("0", "7", 3, "0.000");
    divides("0.000", "-7", 0, "0");
    divides("-" LEAST, "1", 0, "-" LEAST);
    divides("-" LEAST, "-1", 0, NULL);
    divides("-" LEAST, "-" LEAST, 38,
            "1.00000000000000000000000000000000000000");
    divides(MOST, "-" LEAST, 2, "-1.00");
    divides(MOST, "0.1", 0, NULL);
    divides("1e-38", "1e38", 38, "0.00000000000000000000000000000000000000");
    divides("1e38", "1e-38", 0, NULL);
    /* A tie but for a crumb that a second rounding would have lost. */
    divides("0.12500000000000000000000000000000000001", "1", 2, "0.13");
    divides("1.2500000000000000000000000000000000001", "10", 2, "0.13");
    divides("2.5000000000000000001", "10", 0, "0");
    divides("5.0000000000000000001", "10", 0, "1");
    divides("1.4999", "3", 0, "0");
    divides("1.5000", "3", 0, "0");
    divides("1.5001", "3", 0, "1");
}

static void test_arguments_of_a_quotient(void)
{
    struct tcb_decimal one = { 1, 0 }, zero = { 0, 2 }, d = { 7, 1 };
    CHECK(tcb_decimal_divide(&one, &zero, 2, TCB_UP, &d) == TCB_EDIVZERO);
    CHECK(tcb_decimal_divide(&zero, &zero, 2, TCB_UP, &d) == TCB_EDIVZERO);
    CHECK(tcb_decimal_divide(&one, &one, -1, TCB_UP, &d) == TCB_EINVAL);
    CHECK(tcb_decimal_divide(&one, &one, 39, TCB_UP, &d) == TCB_EINVAL);
    CHECK(tcb_decimal_round(&one, 39, TCB_UP, &d) == TCB_EINVAL);
    CHECK(d.coefficient == 7 && d.scale == 1); /* a failure leaves it alone */
}

static int sign_of(const char *a, const char *b)
{
    struct tcb_decimal x = decimal(a), y = decimal(b);
    int order = tcb_decimal_compare(&x, &y);
    CHECK(tcb_decimal_compare(&y, &x) == -order);
    return order;
}

static void test_order(void)
{
    CHECK(sign_of("1.5", "1.50") == 0);
    CHECK(sign_of("1.5", "1.51") < 0);
    CHECK(sign_of("-1.5", "1.5") < 0);
    CHECK(sign_of("-1.5", "-1.51") > 0);
    CHECK(sign_of("0.00", "-0") == 0);
    CHECK(sign_of("0", "0e-38") == 0);
    CHECK(sign_of("1e38", "1e-38") > 0);
    CHECK(sign_of("-1e38", "1e-38") < 0);
    CHECK(sign_of("-1e38", "-1e-38") < 0);
    CHECK(sign_of("0", "1e-38") < 0);
    CHECK(sign_of("-" LEAST, MOST) < 0);
    CHECK(sign_of("-" LEAST, "-" MOST) < 0);
    CHECK(sign_of(MOST, MOST) == 0);
    CHECK(sign_of("1", "1.00000000000000000000000000000000000000") == 0);
    CHECK(sign_of("1", "1.00000000000000000000000000000000000001") < 0);
}

static void test_signs(void)
{
    struct tcb_decimal d = decimal("-" LEAST), e = { 5, 3 };
    CHECK(tcb_decimal_sign(&d) == -1);
    CHECK(tcb_decimal_negate(&d, &e) == TCB_ERANGE);
    CHECK(e.coefficient == 5 && e.scale == 3);
    d = decimal(MOST);
    CHECK(reads(tcb_decimal_negate(&d, &d), &d, "-" MOST, "-most"));
    CHECK(reads(tcb_decimal_negate(&d, &d), &d, MOST, "--most"));
    d = decimal("0.00");
    CHECK(tcb_decimal_sign(&d) == 0);
    CHECK(reads(tcb_decimal_negate(&d, &d), &d, "0.00", "-zero"));
}

/* the oracle: schoolbook arithmetic */

#define DIGITS 200

/* A whole number, its least digit first; no digit at all is zero. */
struct digits {
    int count;
    unsigned char at[DIGITS];
};

struct amount {
    int negative;
    int scale;
    struct digits digits;
};

static void trim(struct digits *d)
{
    while (d->count > 0 && d->at[d->count - 1] == 0)
        d->count--;
}

static void put(struct digits *d, const char *text)
{
    memset(d, 0, sizeof *d);
    d->count = (int)strlen(text);
    for (int i = 0; i < d->count; i++)
        d->at[i] = (unsigned char)(text[d->count - 1 - i] - '0');
    trim(d);
}

static int order_of(const struct digits *a, const struct digits *b)
{
    if (a->count != b->count) return a->count < b->count ? -1 : 1;
    for (int i = a->count; i-- > 0;)
        if (a->at[i] != b->at[i]) return a->at[i] < b->at[i] ? -1 : 1;
    return 0;
}

/* Times 10^n, n >= 0. */
static void shift_up(struct digits *d, int n)
{
    if (d->count == 0) return;
    memmove(d->at + n, d->at, (size_t)d->count);
    memset(d->at, 0, (size_t)n);
    d->count += n;
}

/* Divided by ten, with the last digit lost. */
static void shift_down(struct digits *d)
{
    if (d->count == 0) return;
    memmove(d->at, d->at + 1, (size_t)d->count - 1);
    d->at[--d->count] = 0;
}

static void plus(struct digits *a, const struct digits *b)
{
    int carry = 0;
    for (int i = 0; i < DIGITS; i++) {
        int digit = a->at[i] + b->at[i] + carry;
        a->at[i] = (unsigned char)(digit % 10);
        carry = digit / 10;
    }
    a->count = DIGITS;
    trim(a);
}

/* a must not be the smaller one. */
static void minus(struct digits *a, const struct digits *b)
{
    int borrow = 0;
    for (int i = 0; i < a->count; i++) {
        int digit = a->at[i] - b->at[i] - borrow;
        borrow = digit < 0;
        a->at[i] = (unsigned char)(digit + 10 * borrow);
    }
    trim(a);
}

static void times(struct digits *a, const struct digits *b)
{
    struct digits product = { 0, { 0 } };
    for (int i = b->count; i-- > 0;) {
        shift_up(&product, 1);
        for (int n = b->at[i]; n > 0; n--)
            plus(&product, a);
    }
    *a = product;
}

/* Leaves the remainder in a. */
static struct digits over(struct digits *a, const struct digits *b)
{
    struct digits quotient = { 0, { 0 } }, rest = { 0, { 0 } };
    for (int i = a->count; i-- > 0;) {
        shift_up(&rest, 1);
        rest.at[0] = a->at[i];
        if (rest.count == 0) rest.count = rest.at[0] != 0;
        for (; order_of(&rest, b) >= 0; minus(&rest, b))
            quotient.at[i]++;
    }
    quotient.count = a->count;
    trim(&quotient);
    *a = rest;
    return quotient;
}

static int fits(const struct amount *a)
{
    struct digits limit;
    put(&limit, a->negative ? LEAST : MOST);
    return a->scale <= TCB_DECIMAL_SCALE && order_of(&a->digits, &limit) <= 0;
}

/* Drops zeros for as long as it doesn't fit; NULL if it never does. */
static const char *text_of(struct amount a, char text[DIGITS])
{
    int len = 0;
    while (!fits(&a) && a.scale > 0 && a.digits.at[0] == 0) {
        shift_down(&a.digits);
        a.scale--;
    }
    if (!fits(&a)) return NULL;
    if (a.negative && a.digits.count > 0) text[len++] = '-';
    if (a.digits.count <= a.scale) a.digits.count = a.scale + 1;
    for (int i = a.digits.count; i-- > 0;) {
        text[len++] = (char)('0' + a.digits.at[i]);
        if (i > 0 && i == a.scale) text[len++] = '.';
    }
    text[len] = '\0';
    return text;
}

static void rescale(struct amount *a, int scale)
{
    shift_up(&a->digits, scale - a->scale);
    a->scale = scale;
}

static struct amount sum_of(struct amount a, struct amount b)
{
    struct amount swap = a;
    rescale(&a, a.scale > b.scale ? a.scale : b.scale);
    rescale(&b, a.scale);
    if (a.negative == b.negative) {
        plus(&a.digits, &b.digits);
        return a;
    }
    if (order_of(&a.digits, &b.digits) < 0) {
        swap = a;
        a = b;
        b = swap;
    }
    minus(&a.digits, &b.digits);
    return a;
}

static struct amount product_of(struct amount a, const struct amount *b)
{
    times(&a.digits, &b->digits);
    a.negative = a.negative != b->negative;
    a.scale += b->scale;
    return a;
}

/* Is a quotient that ends in `last` and leaves rest/divisor to grow by 1? */
static int grows(enum tcb_rounding mode, struct digits rest,
                 const struct digits *divisor, int last)
{
    int is_zero = rest.count == 0, half;
    struct digits once = rest;
    plus(&rest, &once);
    half = order_of(&rest, divisor);
    if (is_zero || mode == TCB_DOWN) return 0;
    if (mode == TCB_UP || half > 0) return 1;
    if (half < 0 || mode == TCB_HALF_DOWN) return 0;
    return mode == TCB_HALF_UP || last % 2 == 1;
}

static const char *quotient_of(struct amount a, struct amount b, int places,
                               enum tcb_rounding mode, char text[DIGITS])
{
    static const struct digits one = { 1, { 1 } };
    struct amount q = { a.negative != b.negative, places, { 0, { 0 } } };
    shift_up(&a.digits, b.scale + places);
    shift_up(&b.digits, a.scale);
    q.digits = over(&a.digits, &b.digits);
    if (grows(mode, a.digits, &b.digits, q.digits.at[0])) plus(&q.digits, &one);
    return fits(&q) ? text_of(q, text) : NULL;
}

/* random amounts */

static uint64_t seed = UINT64_C(88172645463325252);

static int below(int n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (int)((seed >> 16) % (uint64_t)n);
}

static const char *const corners[] = {
    "0",
    "1",
    "5",
    "10",
    "9223372036854775807", /* about 2^63, 2^64, 10^37, 2^126, 2^127 */
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "999999999999999999",
    "1000000000000000000",
    "10000000000000000000000000000000000000",
    "9999999999999999999999999999999999999",
    "85070591730234615865843651857942052864",
    "99999999999999999999999999999999999999",
    "100000000000000000000000000000000000000",
    MOST,
    LEAST,
};

static void draw_digits(struct digits *d)
{
    char text[48] = "";
    int n = 1 + below(below(2) ? 12 : 39), zeros = below(4) ? 0 : below(n);
    if (below(8) == 0) {
        put(d, corners[below((int)(sizeof corners / sizeof *corners))]);
        return;
    }
    for (int i = 0; i < n; i++)
        text[i] = (char)('0' + (i < n - zeros ? below(10) : 0));
    put(d, text);
}

/* An amount, and the library's reading of its text. */
static struct tcb_decimal draw(struct amount *a)
{
    char text[DIGITS];
    struct tcb_decimal d;
    do {
        a->negative = below(2);
        a->scale = below(3) ? below(9) : below(39);
        draw_digits(&a->digits);
    } while (!fits(a));
    d = decimal(text_of(*a, text));
    CHECK(reads(TCB_OK, &d, text, "text"));
    CHECK(d.scale == a->scale);
    return d;
}

static void test_sums_like_the_oracle(void)
{
    char text[DIGITS];
    for (int i = 0; i < 20000; i++) {
        struct amount a, b;
        struct tcb_decimal x = draw(&a), y = draw(&b), z = { 0, 0 };
        enum tcb_status status = tcb_decimal_add(&x, &y, &z);
        CHECK(reads(status, &z, text_of(sum_of(a, b), text), "a + b"));
        status = tcb_decimal_subtract(&x, &y, &z);
        b.negative = !b.negative;
        CHECK(reads(status, &z, text_of(sum_of(a, b), text), "a - b"));
    }
}

static void test_products_like_the_oracle(void)
{
    char text[DIGITS];
    for (int i = 0; i < 5000; i++) {
        struct amount a, b;
        struct tcb_decimal x = draw(&a), y = draw(&b), z = { 0, 0 };
        enum tcb_status status = tcb_decimal_multiply(&x, &y, &z);
        CHECK(reads(status, &z, text_of(product_of(a, &b), text), "a * b"));
    }
}

static void test_quotients_like_the_oracle(void)
{
    char text[DIGITS];
    for (int i = 0; i < 5000; i++) {
        struct amount a, b;
        struct tcb_decimal x = draw(&a), y = draw(&b), z = { 0, 0 };
        int places = below(3) ? below(9) : below(39);
        enum tcb_rounding mode = (enum tcb_rounding)below(5);
        enum tcb_status status = tcb_decimal_divide(&x, &y, places, mode, &z);
        if (b.digits.count == 0)
            CHECK(status == TCB_EDIVZERO);
        else
            CHECK(reads(status, &z, quotient_of(a, b, places, mode, text),
                        rounding_names[mode]));
    }
}

/* Every quotient of small numbers: ties, odd and even, and both signs. */
static void test_small_quotients_like_the_oracle(void)
{
    char text[DIGITS], number[8];
    for (int i = 0; i < 41 * 8 * 5; i++) {
        struct amount a = { i % 41 < 20, 1, { 0, { 0 } } },
                      b = { 0, 0, a.digits };
        struct tcb_decimal x, y = { 1 + i / 41 % 8, 0 }, z = { 0, 0 };
        enum tcb_rounding mode = (enum tcb_rounding)(i / 41 / 8);
        x.coefficient = i % 41 - 20;
        x.scale = 1;
        (void)snprintf(number, sizeof number, "%d", abs(i % 41 - 20));
        put(&a.digits, number);
        (void)snprintf(number, sizeof number, "%d", 1 + i / 41 % 8);
        put(&b.digits, number);
        CHECK(reads(tcb_decimal_divide(&x, &y, 0, mode, &z), &z,
                    quotient_of(a, b, 0, mode, text), rounding_names[mode]));
    }
}

static void test_order_like_the_oracle(void)
{
    for (int i = 0; i < 20000; i++) {
        struct amount a, b, difference;
        struct tcb_decimal x = draw(&a), y = draw(&b);
        int order = tcb_decimal_compare(&x, &y), expected;
        b.negative = !b.negative;
        difference = sum_of(a, b);
        expected = difference.negative ? -1 : 1;
        if (difference.digits.count == 0) expected = 0;
        CHECK(order == expected);
        CHECK(tcb_decimal_compare(&y, &x) == -order);
        CHECK(tcb_decimal_compare(&x, &x) == 0);
    }
}

/* laws */

static void test_what_is_added_can_be_taken_away(void)
{
    int exact = 0;
    for (int i = 0; i < 20000; i++) {
        struct amount a, b;
        struct tcb_decimal x = draw(&a), y = draw(&b), sum, back;
        if (tcb_decimal_add(&x, &y, &sum) != TCB_OK) continue;
        if (tcb_decimal_subtract(&sum, &y, &back) != TCB_OK) continue;
        CHECK(tcb_decimal_compare(&back, &x) == 0);
        exact++;
    }
    CHECK(exact > 10000);
}

static void test_what_is_multiplied_can_be_divided(void)
{
    int exact = 0;
    for (int i = 0; i < 20000; i++) {
        struct amount a, b;
        struct tcb_decimal x = draw(&a), y = draw(&b), product, back;
        if (tcb_decimal_multiply(&x, &y, &product) != TCB_OK) continue;
        if (y.coefficient == 0) continue;
        CHECK(tcb_decimal_divide(&product, &y, x.scale, TCB_UP, &back) ==
              TCB_OK);
        CHECK(tcb_decimal_compare(&back, &x) == 0);
        exact++;
    }
    CHECK(exact > 5000);
}

static void test_a_bill_adds_up(void)
{
    struct tcb_decimal total = { 0, 0 };
    struct amount sum = { 0, 8, { 0, { 0 } } };
    char text[DIGITS];
    for (int i = 0; i < 10000; i++) {
        struct amount row = { below(10) == 0, 8, { 0, { 0 } } };
        struct tcb_decimal d;
        (void)snprintf(text, sizeof text, "%d", below(2000000000));
        put(&row.digits, text);
        d = decimal(text_of(row, text));
        CHECK(tcb_decimal_add(&total, &d, &total) == TCB_OK);
        sum = sum_of(sum, row);
    }
    CHECK(reads(TCB_OK, &total, text_of(sum, text), "total"));
}

int main(void)
{
    test_text_that_bills_hold();
    test_exponents();
    test_many_digits();
    test_what_is_no_number();
    test_reads_no_further_than_its_text();
    test_integers();
    test_sums();
    test_products();
    test_rounding();
    test_quotients();
    test_arguments_of_a_quotient();
    test_order();
    test_signs();
    test_sums_like_the_oracle();
    test_products_like_the_oracle();
    test_quotients_like_the_oracle();
    test_small_quotients_like_the_oracle();
    test_order_like_the_oracle();
    test_what_is_added_can_be_taken_away();
    test_what_is_multiplied_can_be_divided();
    test_a_bill_adds_up();
    return check_done();
}
