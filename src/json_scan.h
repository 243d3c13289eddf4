/*
 * json_scan.h - what the reader and the writer both look for in text: bytes
 * that cannot stand for themselves in a JSON string, and UTF-8.
 */
#ifndef TCB_JSON_SCAN_H
#define TCB_JSON_SCAN_H

#include <stdint.h>
#include <string.h>

/* Eight bytes, the first one lowest. */
static inline uint64_t scan_load(const char *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* The high bit of each byte that is a quote, a backslash, a control
 * character or not ASCII. Flipping bit 1 puts the quote, 22, next to the
 * control characters, which end at 1F. What is not ASCII has its high bit
 * after one subtraction or the other: DC in the first, the others in the
 * second. A borrow can set a bit too many, but only above a right one: the
 * lowest bit is always right. */
static inline uint64_t scan_special(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t quote_or_control = (word ^ (ones * 0x02)) - ones * 0x21;
    uint64_t backslash = (word ^ (ones * '\\')) - ones;
    return (quote_or_control | backslash) & (ones * 0x80);
}

/* How many bytes stand before the first one that scan_special found. */
static inline size_t scan_first(uint64_t special)
{
    return (size_t)((unsigned)__builtin_ctzll(special) >> 3);
}

static inline int scan_is_special(char byte)
{
    unsigned char c = (unsigned char)byte;
    return c == '"' || c == '\\' || c < 0x20 || c >= 0x80;
}

/* The first byte that is not plain, or the end. Before words_end there are
 * eight bytes to read. */
static inline const char *scan_plain(const char *p, const char *words_end,
                                     const char *end)
{
    for (; p < words_end; p += 8) {
        uint64_t special = scan_special(scan_load(p));
        if (special != 0) return p + scan_first(special);
    }
    while (p < end && !scan_is_special(*p))
        p++;
    return p;
}

/* Short texts, without a call; the last word may overlap the one before. */
static inline int scan_equal(const char *a, const char *b, size_t n)
{
    size_t i;
    if (n < 8) {
        for (i = 0; i < n && a[i] == b[i];)
            i++;
        return i == n;
    }
    for (i = 0; i < n - 8; i += 8)
        if (scan_load(a + i) != scan_load(b + i)) return 0;
    return scan_load(a + n - 8) == scan_load(b + n - 8);
}

/* Past one character that is not ASCII (Unicode, table 3-7: no overlong
 * forms, no surrogates, nothing above 10FFFF), or NULL. */
static inline const char *scan_utf8(const char *p, const char *end)
{
    const unsigned char *u = (const unsigned char *)p;
    unsigned char low = 0x80, high = 0xBF;
    int more, i;
    if (u[0] < 0xC2 || u[0] > 0xF4) return NULL;
    more = u[0] < 0xE0 ? 1 : u[0] < 0xF0 ? 2 : 3;
    if (u[0] == 0xE0) low = 0xA0;
    if (u[0] == 0xED) high = 0x9F;
    if (u[0] == 0xF0) low = 0x90;
    if (u[0] == 0xF4) high = 0x8F;
    if (end - p <= more || u[1] < low || u[1] > high) return NULL;
    for (i = 2; i <= more; i++)
        if ((u[i] & 0xC0) != 0x80) return NULL;
    return p + more + 1;
}

#endif
