/* json_read.c - the strict reader: a JSON text in, its tokens out. */
#include "json_scan.h"
#include "tcbilling.h"

/* Kept out of the few lines that most tokens take, which then need no stack:
 * of a bill nearly all is keys and short strings. */
#define SELDOM __attribute__((noinline))

/* What may stand next. */
enum state {
    VALUE,
    FIRST_KEY,   /* or the end of the object just opened */
    FIRST_ITEM,  /* or the end of the list just opened */
    AFTER_FIELD, /* a comma and a key, or the end of the object */
    AFTER_ITEM,  /* a comma and a value, or the end of the list */
    AFTER_ALL,
    FAILED
};

void tcb_json_open(struct tcb_json_reader *r, struct tcb_slice text,
                   int max_depth)
{
    r->start = r->next = r->error_at = text.data;
    r->lead = text.data;
    r->end = text.data + text.len;
    r->words_end = text.data + (text.len > 7 ? text.len - 7 : 0);
    r->error_text = "no error";
    r->status = TCB_OK;
    r->depth = 0;
    r->max_depth = max_depth > 0 && max_depth < TCB_JSON_DEPTH ? max_depth
                                                               : TCB_JSON_DEPTH;
    r->state = r->lead_state = VALUE;
    r->after = AFTER_ALL;
}

size_t tcb_json_error_offset(const struct tcb_json_reader *r)
{
    return (size_t)(r->error_at - r->start);
}

const char *tcb_json_error_text(const struct tcb_json_reader *r)
{
    return r->error_text;
}

static enum tcb_status refuse(struct tcb_json_reader *r, enum tcb_status why,
                              const char *at, const char *text)
{
    r->error_at = at;
    r->error_text = text;
    r->state = FAILED;
    return r->status = why;
}

static enum tcb_status expected(struct tcb_json_reader *r, const char *at,
                                const char *text)
{
    if (at == r->end) text = "the text ends too soon";
    return refuse(r, TCB_ESYNTAX, at, text);
}

static const char *past_space(const char *p, const char *end)
{
    while (p < end && (unsigned char)*p <= ' ' &&
           (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t'))
        p++;
    return p;
}

/* strings */

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* The code unit of the \uXXXX at p, or -1. */
static int code_unit(const char *p, const char *end)
{
    int i, unit = 0;
    if (end - p < 6 || p[0] != '\\' || p[1] != 'u') return -1;
    for (i = 2; i < 6; i++) {
        int digit = hex_value(p[i]);
        if (digit < 0) return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

static int is_high(int unit)
{
    return unit >= 0xD800 && unit <= 0xDBFF;
}

static int is_low(int unit)
{
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

/* Past the escape at p, or NULL: surrogates come in pairs only. */
static const char *past_escape(const char *p, const char *end)
{
    int unit;
    if (end - p < 2) return NULL;
    if (p[1] != 'u') return memchr("\"\\/bfnrt", p[1], 8) ? p + 2 : NULL;
    unit = code_unit(p, end);
    if (unit < 0 || is_low(unit)) return NULL;
    if (!is_high(unit)) return p + 6;
    return is_low(code_unit(p + 6, end)) ? p + 12 : NULL;
}

static enum tcb_status refuse_byte(struct tcb_json_reader *r, const char *p)
{
    if (p == r->end) return expected(r, p, "");
    if (*p == '\\')
        return expected(r, p, "a backslash begins no escape of JSON's");
    if ((unsigned char)*p >= 0x80)
        return refuse(r, TCB_EUTF8, p, tcb_status_text(TCB_EUTF8));
    return expected(r, p, "a control character stands in a string");
}

static enum tcb_status end_text(struct tcb_json_reader *r,
                                struct tcb_json_token *token, const char *quote)
{
    token->text.data = r->next + 1;
    token->text.len = (size_t)(quote - token->text.data);
    r->next = quote + 1;
    return TCB_OK;
}

/* The rest of a text, from its first byte that is not plain. */
static enum tcb_status read_rest(struct tcb_json_reader *r,
                                 struct tcb_json_token *token, const char *p)
{
    while (p == r->end || *p != '"') {
        const char *past = NULL;
        if (p < r->end && *p == '\\') {
            past = past_escape(p, r->end);
            token->escaped = 1;
        } else if (p < r->end && (unsigned char)*p >= 0x80) {
            past = scan_utf8(p, r->end);
        }
        if (past == NULL) return refuse_byte(r, p);
        p = scan_plain(past, r->words_end, r->end);
    }
    return end_text(r, token, p);
}

/* The text of the string whose quote is at r->next. */
static enum tcb_status read_text(struct tcb_json_reader *r,
                                 struct tcb_json_token *token)
{
    token->escaped = 0;
    return read_rest(r, token, scan_plain(r->next + 1, r->words_end, r->end));
}

static char *put_utf8(char *out, int code)
{
    if (code < 0x80) {
        *out++ = (char)code;
        return out;
    }
    if (code < 0x800) {
        *out++ = (char)(0xC0 | code >> 6);
    } else {
        if (code < 0x10000) {
            *out++ = (char)(0xE0 | code >> 12);
        } else {
            *out++ = (char)(0xF0 | code >> 18);
            *out++ = (char)(0x80 | (code >> 12 & 0x3F));
        }
        *out++ = (char)(0x80 | (code >> 6 & 0x3F));
    }
    *out++ = (char)(0x80 | (code & 0x3F));
    return out;
}

/* What the checked escape at *p stands for; moves *p past it. */
static int escaped_code(const char **p, const char *end)
{
    static const char letters[] = "bfnrt", meanings[] = "\b\f\n\r\t";
    const char *letter;
    int unit;
    if ((*p)[1] != 'u') {
        letter = strchr(letters, (*p)[1]);
        unit = letter != NULL ? meanings[letter - letters] : (*p)[1];
        *p += 2;
        return unit;
    }
    unit = code_unit(*p, end);
    *p += 6;
    if (!is_high(unit)) return unit;
    unit = 0x10000 + ((unit - 0xD800) << 10) + code_unit(*p, end) - 0xDC00;
    *p += 6;
    return unit;
}

size_t tcb_json_unescape(struct tcb_slice text, char *out)
{
    const char *p = text.data, *end = p + text.len, *start = out;
    while (p < end) {
        const char *escape = memchr(p, '\\', (size_t)(end - p));
        size_t run = (size_t)((escape != NULL ? escape : end) - p);
        memcpy(out, p, run);
        out += run;
        p += run;
        if (p < end) out = put_utf8(out, escaped_code(&p, end));
    }
    return (size_t)(out - start);
}

/* numbers */

static const char *past_digits(const char *p, const char *end)
{
    while (p < end && *p >= '0' && *p <= '9')
        p++;
    return p;
}

/* Past .digits and e[+-]digits, if they are there. Sets *bad where a digit
 * is missing. */
static const char *past_fraction(const char *p, const char *end,
                                 const char **bad)
{
    const char *digits;
    if (p < end && *p == '.') {
        digits = ++p;
        p = past_digits(p, end);
        if (p == digits) *bad = p;
    }
    if (*bad == NULL && p < end && (*p == 'e' || *p == 'E')) {
        digits = ++p;
        if (p < end && (*p == '+' || *p == '-')) digits = ++p;
        p = past_digits(p, end);
        if (p == digits) *bad = p;
    }
    return p;
}

/* The value of digits without a sign, where it fits. */
static int to_integer(const char *p, const char *end, int negative,
                      int64_t *out)
{
    const uint64_t most = (uint64_t)INT64_MAX + (negative ? 1 : 0);
    uint64_t value = 0;
    if (end - p > 19) return 0; /* 19 digits fit in 64 bits, whichever */
    for (; p < end; p++)
        value = value * 10 + (uint64_t)(*p - '0');
    if (value > most || (negative && value == 0)) return 0;
    *out = negative ? -(int64_t)(value - 1) - 1 : (int64_t)value;
    return 1;
}

static enum tcb_status read_number(struct tcb_json_reader *r,
                                   struct tcb_json_token *token)
{
    const char *start = r->next, *bad = NULL;
    const int negative = *start == '-';
    const char *digits = start + negative;
    const char *whole = past_digits(digits, r->end), *p;
    if (whole == digits)
        return expected(r, digits,
                        negative ? "expected a digit" : "expected a value");
    if (*digits == '0' && whole - digits > 1)
        return expected(r, digits + 1, "a number begins with a zero");
    p = past_fraction(whole, r->end, &bad);
    if (bad != NULL) return expected(r, bad, "expected a digit");
    token->type = TCB_JSON_NUMBER;
    token->text.data = start;
    token->text.len = (size_t)(p - start);
    token->is_integer =
        p == whole && to_integer(digits, p, negative, &token->integer);
    r->next = p;
    r->state = r->after;
    return TCB_OK;
}

/* values */

static enum tcb_status read_word(struct tcb_json_reader *r,
                                 struct tcb_json_token *token,
                                 enum tcb_json_type type, const char *word)
{
    const char *p = r->next;
    while (*word != '\0' && p < r->end && *p == *word)
        p++, word++;
    if (*word != '\0') return expected(r, p, "expected a value");
    token->type = type;
    r->next = p;
    r->state = r->after;
    return TCB_OK;
}

static enum tcb_status enter(struct tcb_json_reader *r,
                             struct tcb_json_token *token, int is_object)
{
    if (r->depth == r->max_depth)
        return refuse(r, TCB_EDEPTH, r->next, tcb_status_text(TCB_EDEPTH));
    r->is_object[r->depth++] = (unsigned char)is_object;
    token->type = is_object ? TCB_JSON_OBJECT : TCB_JSON_LIST;
    r->state = is_object ? FIRST_KEY : FIRST_ITEM;
    r->after = is_object ? AFTER_FIELD : AFTER_ITEM;
    r->next++;
    return TCB_OK;
}

static enum tcb_status leave(struct tcb_json_reader *r,
                             struct tcb_json_token *token,
                             enum tcb_json_type type)
{
    token->type = type;
    r->depth--;
    if (r->depth == 0)
        r->after = AFTER_ALL;
    else
        r->after = r->is_object[r->depth - 1] ? AFTER_FIELD : AFTER_ITEM;
    r->state = r->after;
    r->next++;
    return TCB_OK;
}

SELDOM static enum tcb_status read_other(struct tcb_json_reader *r,
                                         struct tcb_json_token *token)
{
    if (r->next == r->end) return expected(r, r->next, "");
    switch (*r->next) {
    case '{': return enter(r, token, 1);
    case '[': return enter(r, token, 0);
    case 't': return read_word(r, token, TCB_JSON_TRUE, "true");
    case 'f': return read_word(r, token, TCB_JSON_FALSE, "false");
    case 'n': return read_word(r, token, TCB_JSON_NULL, "null");
    default: return read_number(r, token);
    }
}

static enum tcb_status read_value(struct tcb_json_reader *r,
                                  struct tcb_json_token *token)
{
    if (r->next == r->end || *r->next != '"') return read_other(r, token);
    token->type = TCB_JSON_STRING;
    r->state = r->after;
    return read_text(r, token); /* which sets another state if it fails */
}

/* between values */

static enum tcb_status read_key(struct tcb_json_reader *r,
                                struct tcb_json_token *token)
{
    enum tcb_status status;
    if (r->next == r->end || *r->next != '"')
        return expected(r, r->next, "expected a key");
    token->type = TCB_JSON_KEY;
    status = read_text(r, token);
    if (status != TCB_OK) return status;
    r->next = past_space(r->next, r->end);
    if (r->next == r->end || *r->next != ':')
        return expected(r, r->next, "expected a colon");
    r->next = past_space(r->next + 1, r->end);
    r->state = VALUE;
    return TCB_OK;
}

/* Consumes a comma and what blanks follow it, if one is there. */
static int accept_comma(struct tcb_json_reader *r)
{
    if (r->next == r->end || *r->next != ',') return 0;
    r->next = past_space(r->next + 1, r->end);
    return 1;
}

static enum tcb_status read_field(struct tcb_json_reader *r,
                                  struct tcb_json_token *token)
{
    if (r->next < r->end && *r->next == '}')
        return leave(r, token, TCB_JSON_OBJECT_END);
    if (r->state == AFTER_FIELD && !accept_comma(r))
        return expected(r, r->next, "expected a comma or a closing brace");
    return read_key(r, token);
}

static enum tcb_status read_item(struct tcb_json_reader *r,
                                 struct tcb_json_token *token)
{
    if (r->next < r->end && *r->next == ']')
        return leave(r, token, TCB_JSON_LIST_END);
    if (r->state == AFTER_ITEM && !accept_comma(r))
        return expected(r, r->next, "expected a comma or a closing bracket");
    return read_value(r, token);
}

static enum tcb_status read_end(struct tcb_json_reader *r,
                                struct tcb_json_token *token)
{
    if (r->next < r->end)
        return expected(r, r->next, "more text follows the value");
    token->type = TCB_JSON_END;
    return TCB_OK;
}

SELDOM static enum tcb_status read_any(struct tcb_json_reader *r,
                                       struct tcb_json_token *token)
{
    r->lead = r->next;
    r->lead_state = r->state;
    r->next = past_space(r->next, r->end);
    switch (r->state) {
    case VALUE: return read_value(r, token);
    case FIRST_KEY:
    case AFTER_FIELD: return read_field(r, token);
    case FIRST_ITEM:
    case AFTER_ITEM: return read_item(r, token);
    case AFTER_ALL: return read_end(r, token);
    default: return r->status;
    }
}

/* A plain string that is no part of the text's last bytes. */
static inline int read_plain(struct tcb_json_reader *r,
                             struct tcb_json_token *token)
{
    const char *p = r->next;
    uint64_t special = 0;
    if (p >= r->words_end || *p != '"') return 0;
    for (p++; p < r->words_end; p += 8) {
        special = scan_special(scan_load(p));
        if (special != 0) break;
    }
    if (special == 0) return 0;
    p += scan_first(special);
    if (*p != '"') return 0;
    token->type = TCB_JSON_STRING;
    token->escaped = 0;
    r->state = r->after;
    (void)end_text(r, token, p);
    return 1;
}

enum tcb_status tcb_json_next(struct tcb_json_reader *r,
                              struct tcb_json_token *token)
{
    if (r->state == VALUE && read_plain(r, token)) return TCB_OK;
    return read_any(r, token);
}

struct tcb_json_key tcb_json_key(const struct tcb_json_reader *r)
{
    struct tcb_json_key key;
    key.source.data = r->lead;
    key.source.len = (size_t)(r->next - r->lead);
    key.state = r->lead_state;
    return key;
}

/* The state says whether a comma must be among the bytes. */
int tcb_json_accept_key(struct tcb_json_reader *r,
                        const struct tcb_json_key *key)
{
    const size_t len = key->source.len;
    if (r->state != key->state || len > (size_t)(r->end - r->next) ||
        !scan_equal(r->next, key->source.data, len))
        return 0;
    r->next += len;
    r->state = VALUE;
    return 1;
}

enum tcb_status tcb_json_skip(struct tcb_json_reader *r)
{
    const int depth = r->depth;
    struct tcb_json_token token;
    enum tcb_status status;
    do
        status = tcb_json_next(r, &token);
    while (status == TCB_OK && r->depth > depth);
    return status;
}

int tcb_json_is_number(struct tcb_slice text)
{
    struct tcb_json_reader r;
    struct tcb_json_token token;
    tcb_json_open(&r, text, 0);
    return tcb_json_next(&r, &token) == TCB_OK &&
           token.type == TCB_JSON_NUMBER && token.text.len == text.len;
}
