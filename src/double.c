/*
 * double.c - doubles to text and back, whatever the locale.
 *
 * The C library converts exactly, but puts the locale's point. So numbers
 * are given to it, and taken from it, as digits and an exponent.
 */
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tcbilling.h"

/* No double and no middle of two has more than 767 digits: of those that
 * follow it only matters whether one is not zero. */
#define DIGITS 800

/* Whole numbers below it are their own shortest text. */
#define EXACT 9007199254740992.0

struct digits {
    char text[DIGITS + 32];
    int count;
    int64_t exponent; /* of the last digit */
};

static void add_digit(struct digits *d, char digit, int in_fraction)
{
    if (d->count == 0 && digit == '0') {
        d->exponent -= in_fraction;
    } else if (d->count < DIGITS) {
        d->text[d->count++] = digit;
        d->exponent -= in_fraction;
    } else {
        if (digit != '0' && d->text[DIGITS - 1] == '0')
            d->text[DIGITS - 1] = '1';
        d->exponent += !in_fraction;
    }
}

static const char *add_digits(struct digits *d, const char *p, const char *end,
                              int in_fraction)
{
    for (; p < end && *p >= '0' && *p <= '9'; p++)
        add_digit(d, *p, in_fraction);
    return p;
}

/* The exponent after an e, held where it can no longer matter. */
static int64_t exponent_of(const char *p, const char *end)
{
    const int negative = p < end && *p == '-';
    int64_t value = 0;
    if (p < end && (*p == '-' || *p == '+')) p++;
    for (; p < end && value < INT64_C(1000000000000000); p++)
        value = value * 10 + (*p - '0');
    return negative ? -value : value;
}

/* The double nearest to the digits times ten to the exponent. */
static double nearest(char *text, int count, int64_t exponent, size_t size)
{
    if (exponent > 99999) exponent = 99999;
    if (exponent < -99999) exponent = -99999;
    (void)snprintf(text + count, size - (size_t)count, "e%" PRId64, exponent);
    return strtod(text, NULL);
}

enum tcb_status tcb_double_parse(struct tcb_slice number, double *out)
{
    const char *p = number.data, *end = p + number.len;
    const int negative = p < end && *p == '-';
    struct digits d;
    d.count = 0;
    d.exponent = 0;
    p = add_digits(&d, p + negative, end, 0);
    if (p < end && *p == '.') p = add_digits(&d, p + 1, end, 1);
    if (p < end && (*p == 'e' || *p == 'E'))
        d.exponent += exponent_of(p + 1, end);
    if (d.count == 0) d.text[d.count++] = '0';
    *out = nearest(d.text, d.count, d.exponent, sizeof d.text);
    if (negative) *out = -*out;
    return isinf(*out) ? TCB_ERANGE : TCB_OK;
}

/* The value rounded to `count` digits: "125", 1 is 1.25e1. */
static void round_to(double value, int count, char digits[32], int *exponent)
{
    char text[40];
    const char *p = text;
    int n = 0;
    (void)snprintf(text, sizeof text, "%.*e", count - 1, value);
    for (; *p != 'e'; p++)
        if (*p >= '0' && *p <= '9') digits[n++] = *p;
    digits[n] = '\0';
    *exponent = (int)strtol(p + 1, NULL, 10);
}

static int reads_back(const char *digits, int count, int exponent, double value)
{
    char text[64];
    memcpy(text, digits, (size_t)count);
    return nearest(text, count, exponent - (count - 1), sizeof text) == value;
}

/* One more in the last digit: a double has a wider gap above it than below
 * when it is a power of two, and the nearest decimal may fall into the
 * narrow one while the next still reads back. */
static int step_up(char *digits, int count)
{
    if (digits[count - 1] == '9') return 0;
    digits[count - 1]++;
    return 1;
}

/* The fewest digits that read back as the same positive value. */
static int shortest(double value, char digits[32], int *exponent)
{
    /* Every text of 15 digits survives a normal double: fewer than that are
     * then found by dropping zeros. */
    int count = value < DBL_MIN ? 1 : DBL_DIG;
    for (; count < DBL_DECIMAL_DIG; count++) {
        round_to(value, count, digits, exponent);
        if (reads_back(digits, count, *exponent, value)) break;
        if (step_up(digits, count) &&
            reads_back(digits, count, *exponent, value))
            break;
    }
    if (count == DBL_DECIMAL_DIG) round_to(value, count, digits, exponent);
    while (count > 1 && digits[count - 1] == '0')
        count--;
    return count;
}

static char *put(char *out, const char *text, int n)
{
    memcpy(out, text, (size_t)n);
    return out + n;
}

static char *put_zeros(char *out, int n)
{
    memset(out, '0', (size_t)n);
    return out + n;
}

/* `point` is how many digits stand before the decimal point. */
static char *put_number(char *out, const char *digits, int count, int point)
{
    if (point > 21 || point < -5) {
        *out++ = digits[0];
        if (count > 1) *out++ = '.';
        out = put(out, digits + 1, count - 1);
        return out + sprintf(out, "e%+d", point - 1);
    }
    if (point <= 0) {
        out = put_zeros(put(out, "0.", 2), -point);
        return put(out, digits, count);
    }
    if (point >= count)
        return put_zeros(put(out, digits, count), point - count);
    out = put(put(out, digits, point), ".", 1);
    return put(out, digits + point, count - point);
}

size_t tcb_double_print(double value, char out[TCB_DOUBLE_TEXT])
{
    char digits[32], *p = out;
    int exponent, count;
    if (!isfinite(value)) return 0;
    if (signbit(value)) *p++ = '-';
    value = fabs(value);
    if (value < EXACT && value == (double)(int64_t)value)
        return (size_t)(p - out + sprintf(p, "%" PRId64, (int64_t)value));
    count = shortest(value, digits, &exponent);
    p = put_number(p, digits, count, exponent + 1);
    *p = '\0';
    return (size_t)(p - out);
}
