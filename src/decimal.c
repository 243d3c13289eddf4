/*
 * decimal.c - exact decimals: a 128-bit coefficient and a power of ten.
 *
 * Amounts of a bill have few digits, so every operation tries first what
 * surely fits 128 bits. The rest is done on 256-bit magnitudes, which hold
 * any aligned sum and any product, and is narrowed at the end.
 */
#include "tcbilling.h"

__extension__ typedef unsigned __int128 uint128;

/* The largest magnitude, that of the least coefficient: 2^127. */
#define LARGEST ((uint128)1 << 127)

#define SHORT_DIGITS 18 /* as many always fit 64 bits */

#define E18 ((tcb_int128)1000000000000000000)

static const tcb_int128 ten_to[TCB_DECIMAL_SCALE + 1] = {
    1,
    10,
    100,
    1000,
    10000,
    100000,
    1000000,
    10000000,
    100000000,
    1000000000,
    10000000000,
    100000000000,
    1000000000000,
    10000000000000,
    100000000000000,
    1000000000000000,
    10000000000000000,
    100000000000000000,
    E18,
    E18 * 10,
    E18 * 100,
    E18 * 1000,
    E18 * 10000,
    E18 * 100000,
    E18 * 1000000,
    E18 * 10000000,
    E18 * 100000000,
    E18 * 1000000000,
    E18 * 10000000000,
    E18 * 100000000000,
    E18 * 1000000000000,
    E18 * 10000000000000,
    E18 * 100000000000000,
    E18 * 1000000000000000,
    E18 * 10000000000000000,
    E18 * 100000000000000000,
    E18 * 1000000000000000000,
    E18 * 1000000000000000000 * 10,
    E18 * 1000000000000000000 * 100,
};

static int larger(int a, int b)
{
    return a > b ? a : b;
}

static uint128 magnitude(const struct tcb_decimal *d)
{
    uint128 bits = (uint128)d->coefficient;
    return d->coefficient < 0 ? -bits : bits;
}

/* Every result that may not fit goes through here. */
static enum tcb_status store(int negative, uint128 m, int scale,
                             struct tcb_decimal *out)
{
    if (m > LARGEST - (uint128)!negative) return TCB_ERANGE;
    if (negative && m > 0)
        out->coefficient = -(tcb_int128)(m - 1) - 1;
    else
        out->coefficient = (tcb_int128)m;
    out->scale = scale;
    return TCB_OK;
}

/* 256-bit magnitudes */

struct wide {
    uint64_t limb[4]; /* the least significant first */
};

static struct wide wide_product(uint128 a, uint128 b)
{
    const uint64_t x[2] = { (uint64_t)a, (uint64_t)(a >> 64) };
    const uint64_t y[2] = { (uint64_t)b, (uint64_t)(b >> 64) };
    struct wide w = { { 0, 0, 0, 0 } };
    for (int i = 0; i < 2; i++) {
        uint128 t = 0;
        for (int j = 0; j < 2; j++) {
            t = (uint128)x[i] * y[j] + w.limb[i + j] + (t >> 64);
            w.limb[i + j] = (uint64_t)t;
        }
        w.limb[i + 2] = (uint64_t)(t >> 64);
    }
    return w;
}

static struct wide wide_sum(const struct wide *a, const struct wide *b)
{
    struct wide w;
    uint128 t = 0;
    for (int i = 0; i < 4; i++) {
        t = (uint128)a->limb[i] + b->limb[i] + (t >> 64);
        w.limb[i] = (uint64_t)t;
    }
    return w;
}

/* a must not be the smaller one. */
static struct wide wide_difference(const struct wide *a, const struct wide *b)
{
    struct wide w;
    uint128 t = 0;
    for (int i = 0; i < 4; i++) {
        t = (uint128)a->limb[i] - b->limb[i] - ((t >> 64) & 1);
        w.limb[i] = (uint64_t)t;
    }
    return w;
}

static int wide_compare(const struct wide *a, const struct wide *b)
{
    for (int i = 4; i-- > 0;)
        if (a->limb[i] != b->limb[i]) return a->limb[i] < b->limb[i] ? -1 : 1;
    return 0;
}

/* Divides by ten if nothing is lost by it. */
static int wide_drop_zero(struct wide *w)
{
    struct wide tenth;
    uint128 rest = 0;
    for (int i = 4; i-- > 0;) {
        uint128 t = (rest << 64) | w->limb[i];
        tenth.limb[i] = (uint64_t)(t / 10);
        rest = t % 10;
    }
    if (rest == 0) *w = tenth;
    return rest == 0;
}

/* Drops trailing zeros for as long as the value doesn't fit with them. */
static enum tcb_status narrow(int negative, struct wide w, int scale,
                              struct tcb_decimal *out)
{
    for (;;) {
        uint128 m = ((uint128)w.limb[1] << 64) | w.limb[0];
        if (scale <= TCB_DECIMAL_SCALE && (w.limb[2] | w.limb[3]) == 0 &&
            store(negative, m, scale, out) == TCB_OK)
            return TCB_OK;
        if (scale == 0 || !wide_drop_zero(&w)) return TCB_ERANGE;
        scale--;
    }
}

/* text */

/* The parts of a number's text. */
struct literal {
    int negative;
    struct tcb_slice whole, fraction; /* digits only */
    int64_t exponent;
};

static struct tcb_slice scan_digits(const char *p, const char *end)
{
    struct tcb_slice run = { p, 0 };
    while (p < end && *p >= '0' && *p <= '9')
        p++;
    run.len = (size_t)(p - run.data);
    return run;
}

/* All that is left: nothing, or an exponent. Absurd ones stay absurd, but
 * small enough to be added to the length of a text. */
static int scan_exponent(const char *p, const char *end, int64_t *value)
{
    struct tcb_slice run;
    int negative = 0;
    *value = 0;
    if (p == end) return 1;
    if (*p != 'e' && *p != 'E') return 0;
    p++;
    if (p < end && (*p == '-' || *p == '+')) negative = *p++ == '-';
    run = scan_digits(p, end);
    if (run.len == 0 || run.data + run.len != end) return 0;
    for (; p < end; p++)
        if (*value < INT64_C(1000000000000000))
            *value = *value * 10 + (*p - '0');
    if (negative) *value = -*value;
    return 1;
}

static int scan(struct tcb_slice text, struct literal *l)
{
    const char *p = text.data, *end;
    if (text.len == 0) return 0;
    end = p + text.len;
    l->negative = *p == '-';
    if (*p == '-' || *p == '+') p++;
    l->whole = scan_digits(p, end);
    p += l->whole.len;
    l->fraction.len = 0;
    if (p < end && *p == '.') {
        l->fraction = scan_digits(p + 1, end);
        if (l->fraction.len == 0) return 0;
        p = l->fraction.data + l->fraction.len;
    }
    return l->whole.len > 0 && scan_exponent(p, end, &l->exponent);
}

static uint64_t read_short(struct tcb_slice digits, uint64_t value)
{
    for (size_t i = 0; i < digits.len; i++)
        value = value * 10 + (uint64_t)(digits.data[i] - '0');
    return value;
}

/* Does value * 10^shift + digit stay within the largest magnitude? */
static int has_room(uint128 value, int64_t shift, uint128 digit)
{
    return shift <= TCB_DECIMAL_SCALE &&
           value <= (LARGEST - digit) / (uint128)ten_to[shift];
}

/* Digits of any number: value * 10^zeros. Zeros are held back until another
 * digit follows, since those at the end may not be needed. */
struct digits {
    uint128 value;
    int64_t zeros;
    int too_many;
};

static void read_long(struct digits *d, struct tcb_slice text)
{
    for (size_t i = 0; i < text.len && !d->too_many; i++) {
        uint128 digit = (uint128)(text.data[i] - '0');
        if (digit == 0) {
            d->zeros += d->value != 0;
        } else if (has_room(d->value, d->zeros + 1, digit)) {
            d->value = d->value * (uint128)ten_to[d->zeros + 1] + digit;
            d->zeros = 0;
        } else {
            d->too_many = 1;
        }
    }
}

/* Gives it the places it was written with, or as many as fit. */
static enum tcb_status place(const struct literal *l, const struct digits *d,
                             struct tcb_decimal *out)
{
    int64_t places = (int64_t)l->fraction.len - l->exponent;
    int64_t power = d->zeros - places;
    int64_t scale = places < 0 ? 0 : places;
    if (scale > TCB_DECIMAL_SCALE) scale = TCB_DECIMAL_SCALE;
    if (d->value == 0) return store(0, 0, (int)scale, out);
    while (scale > 0 && scale + power > 0 &&
           !has_room(d->value, scale + power, 0))
        scale--;
    power += scale;
    if (power < 0 || !has_room(d->value, power, 0)) return TCB_ERANGE;
    return store(l->negative, d->value * (uint128)ten_to[power], (int)scale,
                 out);
}

static enum tcb_status parse_long(const struct literal *l,
                                  struct tcb_decimal *out)
{
    struct digits d = { 0, 0, 0 };
    read_long(&d, l->whole);
    read_long(&d, l->fraction);
    return d.too_many ? TCB_ERANGE : place(l, &d, out);
}

enum tcb_status tcb_decimal_parse(struct tcb_slice text,
                                  struct tcb_decimal *out)
{
    struct literal l;
    tcb_int128 value;
    if (!scan(text, &l)) return TCB_ESYNTAX;
    if (l.exponent != 0 || l.whole.len + l.fraction.len > SHORT_DIGITS)
        return parse_long(&l, out);
    value = read_short(l.fraction, read_short(l.whole, 0));
    out->coefficient = l.negative ? -value : value;
    out->scale = (int)l.fraction.len;
    return TCB_OK;
}

struct tcb_decimal tcb_decimal_from_int64(int64_t value)
{
    struct tcb_decimal d = { value, 0 };
    return d;
}

/* Writes the digits backwards, at least `count` of them. */
static size_t put_short(uint64_t value, size_t count, char *out)
{
    size_t n = 0;
    for (; value > 0 || n < count; value /= 10)
        out[n++] = (char)('0' + value % 10);
    return n;
}

static size_t put_digits(uint128 value, size_t count, char *out)
{
    size_t n = 0;
    for (; value > UINT64_MAX; value /= (uint128)E18)
        n += put_short((uint64_t)(value % (uint128)E18), SHORT_DIGITS, out + n);
    return n + put_short((uint64_t)value, n < count ? count - n : 0, out + n);
}

size_t tcb_decimal_print(const struct tcb_decimal *d,
                         char out[TCB_DECIMAL_TEXT])
{
    char digits[TCB_DECIMAL_TEXT];
    size_t scale = (size_t)d->scale, len = 0;
    size_t n = put_digits(magnitude(d), scale + 1, digits);
    if (d->coefficient < 0) out[len++] = '-';
    while (n > scale)
        out[len++] = digits[--n];
    if (scale > 0) out[len++] = '.';
    while (n > 0)
        out[len++] = digits[--n];
    out[len] = '\0';
    return len;
}

/* sums and products */

/* The coefficient at a larger scale, if it has fewer than 38 digits there:
 * so much can be added without a thought. */
static int align(const struct tcb_decimal *d, int scale, tcb_int128 *out)
{
    int shift = scale - d->scale;
    tcb_int128 end;
    if (shift >= TCB_DECIMAL_SCALE) return 0;
    end = ten_to[TCB_DECIMAL_SCALE - 1 - shift];
    if (d->coefficient >= end || d->coefficient <= -end) return 0;
    *out = d->coefficient * ten_to[shift];
    return 1;
}

static struct wide align_wide(const struct tcb_decimal *d, int scale)
{
    return wide_product(magnitude(d), (uint128)ten_to[scale - d->scale]);
}

/* Takes b's sign apart from b: the opposite of b may not fit. */
static enum tcb_status add_wide(const struct tcb_decimal *a,
                                const struct tcb_decimal *b, int b_negative,
                                struct tcb_decimal *out)
{
    int scale = larger(a->scale, b->scale);
    int negative = a->coefficient < 0;
    struct wide x = align_wide(a, scale), y = align_wide(b, scale);
    if (negative == b_negative)
        return narrow(negative, wide_sum(&x, &y), scale, out);
    if (wide_compare(&x, &y) < 0)
        return narrow(b_negative, wide_difference(&y, &x), scale, out);
    return narrow(negative, wide_difference(&x, &y), scale, out);
}

enum tcb_status tcb_decimal_add(const struct tcb_decimal *a,
                                const struct tcb_decimal *b,
                                struct tcb_decimal *out)
{
    int scale = larger(a->scale, b->scale);
    tcb_int128 x, y;
    if (!align(a, scale, &x) || !align(b, scale, &y))
        return add_wide(a, b, b->coefficient < 0, out);
    out->coefficient = x + y;
    out->scale = scale;
    return TCB_OK;
}

enum tcb_status tcb_decimal_subtract(const struct tcb_decimal *a,
                                     const struct tcb_decimal *b,
                                     struct tcb_decimal *out)
{
    int scale = larger(a->scale, b->scale);
    tcb_int128 x, y;
    if (!align(a, scale, &x) || !align(b, scale, &y))
        return add_wide(a, b, b->coefficient > 0, out);
    out->coefficient = x - y;
    out->scale = scale;
    return TCB_OK;
}

static int is_short(tcb_int128 value)
{
    return value >= INT64_MIN && value <= INT64_MAX;
}

enum tcb_status tcb_decimal_multiply(const struct tcb_decimal *a,
                                     const struct tcb_decimal *b,
                                     struct tcb_decimal *out)
{
    int scale = a->scale + b->scale;
    if (scale > TCB_DECIMAL_SCALE || !is_short(a->coefficient) ||
        !is_short(b->coefficient))
        return narrow((a->coefficient < 0) != (b->coefficient < 0),
                      wide_product(magnitude(a), magnitude(b)), scale, out);
    out->coefficient = a->coefficient * b->coefficient;
    out->scale = scale;
    return TCB_OK;
}

/* quotients */

/* What follows the last digit that is kept. Anything more after it sets the
 * lowest bit: an exact quotient becomes one below half, a tie one above. */
enum tail { EXACT = 0, BELOW_HALF = 1, HALF = 2, ABOVE_HALF = 3 };

struct quotient {
    uint128 whole;
    unsigned tail;
};

static unsigned tail_of(uint128 rest, uint128 divisor)
{
    uint128 twice = rest * 2;
    if (rest == 0) return EXACT;
    if (twice == divisor) return HALF;
    return twice < divisor ? BELOW_HALF : ABOVE_HALF;
}

/* Adds b to a, modulo the divisor; returns how often that went in. The sum
 * stays below twice the divisor, so within 128 bits. */
static unsigned add_modulo(uint128 *a, uint128 b, uint128 divisor)
{
    *a += b;
    if (*a < divisor) return 0;
    *a -= divisor;
    return 1;
}

/* One more digit: 10 * rest = 2 * (2 * (2 * rest) + rest), divided. */
static unsigned next_digit(uint128 *rest, uint128 divisor)
{
    uint128 one = *rest;
    unsigned digit = add_modulo(rest, *rest, divisor);
    digit = 2 * digit + add_modulo(rest, *rest, divisor);
    digit += add_modulo(rest, one, divisor);
    return 2 * digit + add_modulo(rest, *rest, divisor);
}

/* n * 10^shift / divisor */
static enum tcb_status divide_raised(uint128 n, uint128 divisor, int shift,
                                     struct quotient *q)
{
    uint128 rest = n % divisor;
    q->whole = n / divisor;
    for (; shift > 0; shift--) {
        if (q->whole > LARGEST / 10) return TCB_ERANGE;
        q->whole = q->whole * 10 + next_digit(&rest, divisor);
    }
    q->tail = tail_of(rest, divisor);
    return TCB_OK;
}

/* n / divisor / 10^shift */
static enum tcb_status divide_lowered(uint128 n, uint128 divisor, int shift,
                                      struct quotient *q)
{
    uint128 first = n / divisor, power = (uint128)ten_to[shift];
    q->whole = first / power;
    q->tail = tail_of(first % power, power);
    if (n % divisor != 0) q->tail |= 1;
    return TCB_OK;
}

static int rounds_away(const struct quotient *q, enum tcb_rounding rounding)
{
    switch (rounding) {
    case TCB_HALF_EVEN:
        return q->tail == ABOVE_HALF || (q->tail == HALF && q->whole % 2 == 1);
    case TCB_HALF_UP: return q->tail >= HALF;
    case TCB_HALF_DOWN: return q->tail == ABOVE_HALF;
    case TCB_UP: return q->tail != EXACT;
    case TCB_DOWN: break;
    }
    return 0;
}

enum tcb_status tcb_decimal_divide(const struct tcb_decimal *a,
                                   const struct tcb_decimal *b, int places,
                                   enum tcb_rounding rounding,
                                   struct tcb_decimal *out)
{
    int negative = (a->coefficient < 0) != (b->coefficient < 0);
    int shift = b->scale + places - a->scale;
    enum tcb_status status;
    struct quotient q;
    if (places < 0 || places > TCB_DECIMAL_SCALE) return TCB_EINVAL;
    if (b->coefficient == 0) return TCB_EDIVZERO;
    if (shift >= 0)
        status = divide_raised(magnitude(a), magnitude(b), shift, &q);
    else
        status = divide_lowered(magnitude(a), magnitude(b), -shift, &q);
    if (status != TCB_OK) return status;
    if (rounds_away(&q, rounding)) q.whole++;
    return store(negative, q.whole, places, out);
}

enum tcb_status tcb_decimal_round(const struct tcb_decimal *d, int places,
                                  enum tcb_rounding rounding,
                                  struct tcb_decimal *out)
{
    const struct tcb_decimal one = { 1, 0 };
    return tcb_decimal_divide(d, &one, places, rounding, out);
}

enum tcb_status tcb_decimal_units(const struct tcb_decimal *d, int places,
                                  int64_t *out)
{
    tcb_int128 units = d->coefficient;
    if (places < 0 || places > TCB_DECIMAL_SCALE) return TCB_EINVAL;
    if (places < d->scale) {
        tcb_int128 unit = ten_to[d->scale - places];
        if (units % unit != 0) return TCB_EINVAL;
        units /= unit;
    } else if (!align(d, places, &units)) {
        return TCB_ERANGE;
    }
    if (units > INT64_MAX || units < -INT64_MAX) return TCB_ERANGE;
    *out = (int64_t)units;
    return TCB_OK;
}

/* order and sign */

int tcb_decimal_compare(const struct tcb_decimal *a,
                        const struct tcb_decimal *b)
{
    int scale = larger(a->scale, b->scale);
    int sign = tcb_decimal_sign(a);
    struct wide x, y;
    tcb_int128 m, n;
    if (align(a, scale, &m) && align(b, scale, &n)) return (m > n) - (m < n);
    if (sign != tcb_decimal_sign(b)) return sign > tcb_decimal_sign(b) ? 1 : -1;
    x = align_wide(a, scale);
    y = align_wide(b, scale);
    return sign * wide_compare(&x, &y);
}

int tcb_decimal_sign(const struct tcb_decimal *d)
{
    return (d->coefficient > 0) - (d->coefficient < 0);
}

enum tcb_status tcb_decimal_negate(const struct tcb_decimal *d,
                                   struct tcb_decimal *out)
{
    return store(d->coefficient > 0, magnitude(d), d->scale, out);
}
