/*
 * text.h - texts of requests and answers, looked at and copied; private to
 * the files that make or check them.
 *
 * They are short but many, so they are taken eight bytes at a time, the last
 * eight of them once more, and one by one only where that is all there is.
 */
#ifndef TCB_TEXT_H
#define TCB_TEXT_H

#include <string.h>

#include "tcbilling.h"

#define EACH_BYTE UINT64_C(0x0101010101010101)
#define HIGH_BITS (EACH_BYTE * 0x80)

static inline uint64_t load(const char *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof word);
    return word;
}

/* Is there a byte below `limit` (at most 0x80), or one that equals `c`? */
static inline uint64_t below(uint64_t word, unsigned limit)
{
    return (word - EACH_BYTE * limit) & ~word & HIGH_BITS;
}

static inline uint64_t equal_to(uint64_t word, char c)
{
    return below(word ^ EACH_BYTE * (unsigned char)c, 1);
}

static inline uint64_t controls(uint64_t word)
{
    return below(word, 0x20) | equal_to(word, 0x7f);
}

static inline uint64_t word_ends(uint64_t word)
{
    return below(word, 0x21) | equal_to(word, 0x7f) | equal_to(word, ',') |
           equal_to(word, '/') | equal_to(word, ';') | equal_to(word, '=');
}

static inline uint64_t lower_word(uint64_t word)
{
    uint64_t ascii = word & ~HIGH_BITS;
    uint64_t from_a = ascii + EACH_BYTE * (0x80 - 'A');
    uint64_t past_z = ascii + EACH_BYTE * (0x7f - 'Z');
    return word | (from_a & ~past_z & ~word & HIGH_BITS) >> 2;
}

static inline int is_any(struct tcb_slice s, uint64_t (*test)(uint64_t))
{
    uint64_t found = 0;
    size_t i;
    for (i = 0; i + 8 <= s.len; i += 8)
        found |= test(load(s.data + i));
    if (s.len >= 8) return (found | test(load(s.data + s.len - 8))) != 0;
    for (i = 0; i < s.len; i++)
        found |= test(EACH_BYTE * (unsigned char)s.data[i]);
    return found != 0;
}

static inline int has_control(struct tcb_slice s)
{
    return is_any(s, controls);
}

/* Fit for a place where a blank, a slash or a comma would end it. */
static inline int is_word(struct tcb_slice s)
{
    return s.len > 0 && !is_any(s, word_ends);
}

static inline char lower(char c)
{
    unsigned is_upper = (unsigned char)(c - 'A') < 26;
    return (char)((unsigned char)c | is_upper << 5);
}

static inline int is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static inline int equals(struct tcb_slice s, const char *text)
{
    return s.len == strlen(text) && memcmp(s.data, text, s.len) == 0;
}

/* As equals, but "A" is "a", whatever the locale. `text` is lower-case. */
static inline int names(struct tcb_slice s, const char *text)
{
    size_t i;
    if (s.len != strlen(text)) return 0;
    for (i = 0; i < s.len; i++)
        if (lower(s.data[i]) != text[i]) return 0;
    return 1;
}

static inline int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* One that HTTP takes for the name of a header (RFC 9110, 5.6.2). */
static inline int is_token(struct tcb_slice s)
{
    size_t i;
    for (i = 0; i < s.len; i++) {
        char c = lower(s.data[i]);
        if (!is_digit(c) && !(c >= 'a' && c <= 'z') &&
            (c == '\0' || strchr("!#$%&'*+-.^_`|~", c) == NULL))
            return 0;
    }
    return s.len > 0;
}

/* What stands before and after the first `c`, which is in neither; all of it
 * before if there is none. Says whether there is one. */
static inline int split(struct tcb_slice s, char c, struct tcb_slice *before,
                        struct tcb_slice *after)
{
    const char *at = s.len > 0 ? memchr(s.data, c, s.len) : NULL;
    before->data = s.data;
    before->len = at != NULL ? (size_t)(at - s.data) : s.len;
    after->data = s.data + before->len + (at != NULL);
    after->len = s.len - before->len - (at != NULL);
    return at != NULL;
}

static inline struct tcb_slice trim(struct tcb_slice s)
{
    while (s.len > 0 && is_blank(s.data[0])) {
        s.data++;
        s.len--;
    }
    while (s.len > 0 && is_blank(s.data[s.len - 1]))
        s.len--;
    return s;
}

/* Appending to room that was reserved for all of it: each returns where the
 * next part goes. */

static inline char *put(char *at, struct tcb_slice s)
{
    if (s.len > 0) memcpy(at, s.data, s.len);
    return at + s.len;
}

#define PUT(at, literal)                                                       \
    ((char *)memcpy(at, literal, sizeof literal - 1) + sizeof literal - 1)

static inline void put_lower_word(char *at, const char *from)
{
    uint64_t word = lower_word(load(from));
    memcpy(at, &word, sizeof word);
}

static inline char *put_lower(char *at, struct tcb_slice s)
{
    size_t i;
    for (i = 0; i + 8 <= s.len; i += 8)
        put_lower_word(at + i, s.data + i);
    if (s.len >= 8)
        put_lower_word(at + s.len - 8, s.data + s.len - 8);
    else
        for (i = 0; i < s.len; i++)
            at[i] = lower(s.data[i]);
    return at + s.len;
}

static inline char *put_digits(char *at, int64_t number)
{
    char digits[20];
    size_t first = sizeof digits;
    do {
        digits[--first] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    memcpy(at, digits + first, sizeof digits - first);
    return at + sizeof digits - first;
}

#undef EACH_BYTE
#undef HIGH_BITS

#endif
