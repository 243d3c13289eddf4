/*
 * test_json.c - the reader: the grammar as tables of texts that are JSON and
 * texts that are not, with the place of the mistake; the writer; and doubles,
 * at random from a fixed seed.
 */
#include <math.h>

#include "check.h"
#include "json_copy.h"

/* what is JSON */

static const char *const accepted[] = {
    "null",
    "true",
    "false",
    "0",
    "-0",
    "7",
    "-7",
    "\"\"",
    "{}",
    "[]",
    " \t\r\n1 \t\r\n",
    "1.5",
    "-0.0",
    "0.00000000",
    "1e5",
    "1E5",
    "1e+5",
    "1e-5",
    "1.25e-07",
    "0e0",
    "0E+0",
    "1e400",
    "-1e-400",
    "123456789012345678901234567890",
    "[1]",
    "[1,2]",
    "[ 1 , 2 ]",
    "[[]]",
    "[{},[],{}]",
    "{\"a\":1}",
    "{ \"a\" : 1 , \"b\" : 2 }",
    "{\"\":0}",
    "{\"a\":{\"a\":{\"a\":null}}}",
    "{\"a\":1,\"a\":2}",
    "[null,true,false]",
    "\"plain\"",
    "\"a/b\"",
    "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
    "\"\\u0041\"",
    "\"\\u00e9\"",
    "\"\\u20AC\"",
    "\"\\ud83d\\ude00\"",
    "\"\\uDBFF\\uDFFF\"",
    "\"\\u0000\"",
    "\"\x7f\"",
    "\"\xc2\x80\"",
    "\"\xdf\xbf\"",
    "\"\xe0\xa0\x80\"",
    "\"\xed\x9f\xbf\"",
    "\"\xee\x80\x80\"",
    "\"\xef\xbf\xbf\"",
    "\"\xf0\x90\x80\x80\"",
    "\"\xf4\x8f\xbf\xbf\"",
    "\"\xe5\x8c\x97\xe4\xba\xac\xe4\xb8\x80\xe5\x8c\xba\"",
    "{\"\\u0061\":\"\\u0062\"}",
    "[\"]\",\"}\",\",\",\":\"]",
};

static void test_accepts(void)
{
    struct tcb_json_reader r;
    size_t i;
    for (i = 0; i < sizeof accepted / sizeof accepted[0]; i++) {
        enum tcb_status status = copy_json(&r, tcb_slice(accepted[i]), 0, NULL);
        if (status != TCB_OK) fprintf(stderr, "refused: %s\n", accepted[i]);
        CHECK(status == TCB_OK);
    }
}

/* what is not */

struct refusal {
    const char *text;
    size_t offset;
};

static const struct refusal refused[] = {
    { "", 0 },
    { "  ", 2 },
    { "nul", 3 },
    { "nulL", 3 },
    { "nulll", 4 },
    { "True", 0 },
    { "NaN", 0 },
    { "Infinity", 0 },
    { "-Infinity", 1 },
    { "undefined", 0 },
    { "<html>", 0 },
    { "\xef\xbb\xbf{}", 0 },
    { "1 2", 2 },
    { "{} {}", 3 },
    { "[]]", 2 },
    { "// no\n1", 0 },
    { "\v1", 0 },
    { "\xc2\xa0", 0 },
    { "01", 1 },
    { "-01", 2 },
    { "00", 1 },
    { "+1", 0 },
    { "-", 1 },
    { "--1", 1 },
    { ".5", 0 },
    { "5.", 2 },
    { "5.e1", 2 },
    { "1e", 2 },
    { "1e+", 3 },
    { "1ee1", 2 },
    { "0x10", 1 },
    { "1_000", 1 },
    { "1,5", 1 },
    { "[1,]", 3 },
    { "[,1]", 1 },
    { "[1 2]", 3 },
    { "[1:2]", 2 },
    { "[", 1 },
    { "[1", 2 },
    { "[1,", 3 },
    { "[}", 1 },
    { "[1}", 2 },
    { "]", 0 },
    { "}", 0 },
    { ",", 0 },
    { "{", 1 },
    { "{]", 1 },
    { "{\"a\":1]", 6 },
    { "{\"a\"", 4 },
    { "{\"a\":", 5 },
    { "{\"a\":1", 6 },
    { "{\"a\":1,", 7 },
    { "{\"a\":1,}", 7 },
    { "{,}", 1 },
    { "{\"a\" 1}", 5 },
    { "{\"a\",1}", 4 },
    { "{\"a\"::1}", 5 },
    { "{\"a\":}", 5 },
    { "{\"a\":1 \"b\":2}", 7 },
    { "{\"a\":1,,\"b\":2}", 7 },
    { "{a:1}", 1 },
    { "{'a':1}", 1 },
    { "{1:1}", 1 },
    { "{null:1}", 1 },
    { "{\"a\":1}x", 7 },
    { "\"", 1 },
    { "\"abc", 4 },
    { "\"abcdefghijklmnop", 17 },
    { "'a'", 0 },
    { "\"a\nb\"", 2 },
    { "\"a\tb\"", 2 },
    { "\"\x1f\"", 1 },
    { "\"abcdefgh\x01\"", 9 },
    { "\"\\x\"", 1 },
    { "\"\\'\"", 1 },
    { "\"\\\n\"", 1 },
    { "\"\\", 1 },
    { "\"\\\"", 3 },
    { "\"\\u\"", 1 },
    { "\"\\u12\"", 1 },
    { "\"\\u12g4\"", 1 },
    { "\"\\U0041\"", 1 },
    { "\"\\u 041\"", 1 },
    { "\"\\ud800\"", 1 },
    { "\"a\\udc00\"", 2 },
    { "\"\\ud800\\ud800\"", 1 },
    { "\"\\ud800x\"", 1 },
    { "\"\\ud800xudc00\"", 1 },
    { "\"\\ud800\\n\"", 1 },
    { "\"\\ud83d\\ude0\"", 1 },
    { "\"\\udc00\\ud800\"", 1 },
    { "{\"\\ud800\":1}", 2 },
};

/* Not UTF-8: 80 to C1 and F5 to FF begin nothing, and what begins a
 * character must be followed by the rest of it and nothing else. */
static const struct refusal not_utf8[] = {
    { "\"\x80\"", 1 },
    { "\"a\xbf\"", 2 },
    { "\"\xc0\x80\"", 1 },
    { "\"\xc1\xbf\"", 1 },
    { "\"\xc2\"", 1 },
    { "\"\xc2\xc2\x80\"", 1 },
    { "\"\xe0\x9f\xbf\"", 1 },
    { "\"\xe2\x82\"", 1 },
    { "\"\xe2\x28\xa1\"", 1 },
    { "\"\xe2\x82\x28\"", 1 },
    { "\"\xe2\x82\xe8\"", 1 },
    { "\"\xed\xa0\x80\"", 1 },
    { "\"\xed\xbf\xbf\"", 1 },
    { "\"\xf0\x8f\xbf\xbf\"", 1 },
    { "\"\xf0\x90\x80\"", 1 },
    { "\"\xf4\x90\x80\x80\"", 1 },
    { "\"\xf5\x80\x80\x80\"", 1 },
    { "\"\xf8\x88\x80\x80\x80\"", 1 },
    { "\"\xfe\"", 1 },
    { "\"12345678\xff\"", 9 },
    { "\"\xe5\x8c\x97\xe4\xba\"", 4 },
    { "\"\xe2\x82", 1 },
    { "{\"\xff\":1}", 2 },
};

static void refuses(const struct refusal *cases, size_t count,
                    enum tcb_status expected)
{
    struct tcb_json_reader r;
    struct tcb_json_token token;
    size_t i;
    for (i = 0; i < count; i++) {
        const struct tcb_slice text = tcb_slice(cases[i].text);
        enum tcb_status status = copy_json(&r, text, 0, NULL);
        size_t offset = tcb_json_error_offset(&r);
        if (status != expected || offset != cases[i].offset)
            fprintf(stderr, "%s: status %d at %zu\n", text.data, (int)status,
                    offset);
        CHECK(status == expected);
        CHECK(offset == cases[i].offset);
        CHECK(strlen(tcb_json_error_text(&r)) > 0);
        CHECK(tcb_json_next(&r, &token) == status); /* and ever after */
        CHECK(tcb_json_error_offset(&r) == offset);
    }
}

static void test_refuses(void)
{
    refuses(refused, sizeof refused / sizeof refused[0], TCB_ESYNTAX);
    refuses(not_utf8, sizeof not_utf8 / sizeof not_utf8[0], TCB_EUTF8);
}

/* A zero byte is a byte like any other: no text ends there. */
static void test_refuses_zero_bytes(void)
{
    struct tcb_json_reader r;
    const struct tcb_slice after = { "1\0", 2 }, inside = { "\"\0\"", 3 };
    CHECK(copy_json(&r, after, 0, NULL) == TCB_ESYNTAX);
    CHECK(tcb_json_error_offset(&r) == 1);
    CHECK(copy_json(&r, inside, 0, NULL) == TCB_ESYNTAX);
    CHECK(tcb_json_error_offset(&r) == 1);
}

static const char sample[] =
    "{\"Response\":{\"RequestId\":\"0a27bddd-8683-4187\",\"Set\":[{\"Name\":"
    "\"\xe5\x8c\x97\xe4\xba\xac \\u20ac \\ud83d\\ude00\",\"Cost\":-12.50e-1,"
    "\"Uin\":700000686592,\"Tags\":[],\"Ok\":true,\"No\":false,\"Nil\":null,"
    "\"X\":{}}],\"Total\":1}}";

static void refuses_truncated(const char *data, size_t len)
{
    const struct tcb_slice text = { data, len };
    struct tcb_json_reader r;
    CHECK(copy_json(&r, text, 0, NULL) != TCB_OK);
    CHECK(tcb_json_error_offset(&r) <= len);
}

/* Once with the rest behind it, which must not be read, and once in memory
 * of its own size, where a sanitizer sees that. */
static void test_refuses_every_truncation(void)
{
    size_t len;
    for (len = 0; len < sizeof sample - 1; len++) {
        char *memory = malloc(len + 1);
        CHECK(memory != NULL);
        if (memory == NULL) return;
        memcpy(memory + 1, sample, len);
        refuses_truncated(memory + 1, len);
        refuses_truncated(sample, len);
        free(memory);
    }
}

/* Where a string of `len` letters goes wrong with this byte at `at`. */
static size_t place_of(int byte, size_t at, size_t len)
{
    if (byte == '"') return at + 1; /* it ended, and letters follow */
    return byte == '\\' && at == len ? len + 2 : at;
}

static void try_byte(int byte, size_t at, size_t len)
{
    char text[48];
    const struct tcb_slice slice = { text, len + 2 };
    const int fine = byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
    struct tcb_json_reader r;
    memset(text, 'a', sizeof text);
    text[0] = text[len + 1] = '"';
    text[at] = (char)byte;
    CHECK((copy_json(&r, slice, 0, NULL) == TCB_OK) == fine);
    CHECK(fine || tcb_json_error_offset(&r) == place_of(byte, at, len));
}

/* Eight bytes are looked at together: each byte, at each place. */
static void test_finds_every_byte_in_every_place(void)
{
    size_t len, at;
    int byte;
    for (byte = 0; byte < 256; byte++)
        for (len = 1; len < 20; len++)
            for (at = 1; at <= len; at++)
                try_byte(byte, at, len);
}

/* depth */

static void nested(char *text, size_t depth)
{
    memset(text, '[', depth);
    memset(text + depth, ']', depth);
    text[2 * depth] = '\0';
}

static enum tcb_status depth_status(size_t depth, int max_depth)
{
    char text[2 * TCB_JSON_DEPTH + 8];
    struct tcb_json_reader r;
    enum tcb_status status;
    nested(text, depth);
    status = copy_json(&r, tcb_slice(text), max_depth, NULL);
    CHECK(status == TCB_OK || tcb_json_error_offset(&r) == depth - 1);
    return status;
}

static void test_limits_depth(void)
{
    CHECK(depth_status(64, 0) == TCB_OK);
    CHECK(depth_status(65, 0) == TCB_EDEPTH);
    CHECK(depth_status(64, 64) == TCB_OK);
    CHECK(depth_status(65, 1000) == TCB_EDEPTH);
    CHECK(depth_status(3, 3) == TCB_OK);
    CHECK(depth_status(4, 3) == TCB_EDEPTH);
    CHECK(depth_status(1, 1) == TCB_OK);
}

/* tokens */

static struct tcb_json_token only_token(const char *text)
{
    struct tcb_json_token token = { TCB_JSON_END, { NULL, 0 }, 0, 0, 0 };
    struct tcb_json_reader r;
    tcb_json_open(&r, tcb_slice(text), 0);
    CHECK(tcb_json_next(&r, &token) == TCB_OK);
    return token;
}

static void is_integer(const char *text, int64_t value)
{
    struct tcb_json_token token = only_token(text);
    CHECK(token.is_integer);
    CHECK(token.integer == value);
    CHECK(token.text.len == strlen(text));
}

static void test_integers_to_their_limits(void)
{
    is_integer("0", 0);
    is_integer("-1", -1);
    is_integer("700000686592", INT64_C(700000686592));
    is_integer("9007199254740993", INT64_C(9007199254740993));
    is_integer("9223372036854775807", INT64_MAX);
    is_integer("-9223372036854775807", -INT64_MAX);
    is_integer("-9223372036854775808", INT64_MIN);
    CHECK(!only_token("9223372036854775808").is_integer);
    CHECK(!only_token("-9223372036854775809").is_integer);
    CHECK(!only_token("9999999999999999999").is_integer);
    CHECK(!only_token("18446744073709551617").is_integer);
    CHECK(!only_token("123456789012345678901").is_integer);
    CHECK(!only_token("-0").is_integer);
    CHECK(!only_token("1.0").is_integer);
    CHECK(!only_token("1e2").is_integer);
}

static void unescapes(const char *text, const char *expected, size_t len)
{
    struct tcb_json_token token = only_token(text);
    char out[64];
    size_t n = tcb_json_unescape(token.text, out);
    CHECK(n <= token.text.len);
    CHECK(n == len && memcmp(out, expected, len) == 0);
}

static void test_unescapes(void)
{
    CHECK(!only_token("\"plain\"").escaped);
    CHECK(only_token("\"\\n\"").escaped);
    unescapes("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t", 8);
    unescapes("\"a\\u0000b\"", "a\0b", 3);
    unescapes("\"\\u007f\\u0080\"", "\x7f\xc2\x80", 3);
    unescapes("\"\\u07FF\\u0800\"", "\xdf\xbf\xe0\xa0\x80", 5);
    unescapes("\"\\uffff\\ud800\\udc00\"", "\xef\xbf\xbf\xf0\x90\x80\x80", 7);
    unescapes("\"x\\udbff\\udfffy\"", "x\xf4\x8f\xbf\xbfy", 6);
}

/* keys that are foreseen */

static struct tcb_json_key first_key(struct tcb_json_reader *r,
                                     const char *text)
{
    struct tcb_json_token token;
    tcb_json_open(r, tcb_slice(text), 0);
    CHECK(tcb_json_next(r, &token) == TCB_OK);
    CHECK(tcb_json_next(r, &token) == TCB_OK);
    CHECK(token.type == TCB_JSON_KEY);
    return tcb_json_key(r);
}

/* Is the key, taken from the start of one object, accepted at the start of
 * another? */
static int accepts_first(const char *from, const char *at)
{
    struct tcb_json_reader r;
    struct tcb_json_token token;
    struct tcb_json_key key = first_key(&r, from);
    const char *next;
    int yes;
    tcb_json_open(&r, tcb_slice(at), 0);
    CHECK(!tcb_json_accept_key(&r, &key)); /* no key may stand here */
    CHECK(tcb_json_next(&r, &token) == TCB_OK);
    next = r.next;
    yes = tcb_json_accept_key(&r, &key);
    CHECK(yes || r.next == next);
    CHECK(tcb_json_next(&r, &token) == TCB_OK);
    CHECK(!yes || token.type == TCB_JSON_NUMBER);
    return yes;
}

static void test_accepts_the_same_key_only(void)
{
    CHECK(accepts_first("{\"LongerKey\":1}", "{\"LongerKey\":22}"));
    CHECK(accepts_first("{\"a\":1}", "{\"a\":22}"));
    CHECK(accepts_first("{ \"a\" : 1}", "{ \"a\" : 22}"));
    CHECK(accepts_first("{\"\\u0061\":1}", "{\"\\u0061\":22}"));
    CHECK(!accepts_first("{\"a\":1}", "{\"b\":22}"));
    CHECK(!accepts_first("{\"a\":1}", "{\"ab\":22}"));
    CHECK(!accepts_first("{\"LongerKey\":1}", "{\"LongerKez\":2}"));
    CHECK(!accepts_first("{\"LongerKey\":1}", "{\"a\":2}"));
    CHECK(!accepts_first("{\"a\":1}", "{}"));
    CHECK(!accepts_first("{\"a\":1}", "[1]"));
}

/* A first key has no comma before it, a later one has. */
static void test_accepts_no_key_in_another_place(void)
{
    struct tcb_json_reader r;
    struct tcb_json_token token;
    struct tcb_json_key first = first_key(&r, "{\"a\":1,\"b\":2}"), later;
    CHECK(tcb_json_skip(&r) == TCB_OK);
    CHECK(tcb_json_next(&r, &token) == TCB_OK);
    later = tcb_json_key(&r);
    (void)first_key(&r, "{\"x\":1\"a\":2}");
    CHECK(tcb_json_skip(&r) == TCB_OK);
    CHECK(!tcb_json_accept_key(&r, &first));
    CHECK(tcb_json_next(&r, &token) == TCB_ESYNTAX);
    tcb_json_open(&r, tcb_slice("{,\"b\":2}"), 0);
    CHECK(tcb_json_next(&r, &token) == TCB_OK);
    CHECK(!tcb_json_accept_key(&r, &later));
    (void)first_key(&r, "{\"x\":1,\"b\":2}");
    CHECK(!tcb_json_accept_key(&r, &later)); /* a value stands here */
    CHECK(tcb_json_skip(&r) == TCB_OK);
    CHECK(tcb_json_accept_key(&r, &later));
    CHECK(tcb_json_next(&r, &token) == TCB_OK && token.integer == 2);
}

static void test_skips_one_value(void)
{
    struct tcb_json_reader r;
    struct tcb_json_token token;
    (void)first_key(&r, "{\"a\":[1,{\"b\":[]},\"]\"],\"c\":3}");
    CHECK(tcb_json_skip(&r) == TCB_OK);
    CHECK(tcb_json_next(&r, &token) == TCB_OK);
    CHECK(token.type == TCB_JSON_KEY && token.text.data[0] == 'c');
    CHECK(tcb_json_skip(&r) == TCB_OK);
    CHECK(tcb_json_next(&r, &token) == TCB_OK);
    CHECK(token.type == TCB_JSON_OBJECT_END);
    (void)first_key(&r, "{\"a\":[1,{\"b\":[}]}");
    CHECK(tcb_json_skip(&r) == TCB_ESYNTAX);
    CHECK(tcb_json_error_offset(&r) == 14);
}

/* the writer */

static int buffer_is(const struct tcb_buffer *b, const char *text)
{
    const int same = b->len == strlen(text) &&
                     (b->len == 0 || memcmp(b->data, text, b->len) == 0);
    if (!same)
        fprintf(stderr, "written: %.*s\n", (int)b->len,
                b->data != NULL ? b->data : "");
    return same;
}

static void test_writes_what_it_read(void)
{
    static const char compact[] =
        "{\"a\":[],\"b\":{},\"c\":[1,-2,\"x\",null,true,false],"
        "\"n\":[1.50,1e400,-0,9223372036854775808,-9223372036854775808],"
        "\"s\":\"\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001f/\x7f\xe2\x82\xac\","
        "\"\\n\":{\"k\":[[],[{}]]}}";
    struct tcb_json_reader r;
    struct tcb_buffer out = TCB_BUFFER_INIT;
    CHECK(copy_json(&r, tcb_slice(compact), 0, &out) == TCB_OK);
    CHECK(buffer_is(&out, compact));
    tcb_buffer_free(&out);
}

static enum tcb_status write_string(const char *data, size_t len,
                                    struct tcb_buffer *out)
{
    const struct tcb_slice text = { data, len };
    struct tcb_json_writer w;
    tcb_buffer_clear(out);
    tcb_json_start(&w, out);
    return tcb_json_add_string(&w, text);
}

static void test_escapes_no_more_than_it_must(void)
{
    struct tcb_buffer out = TCB_BUFFER_INIT;
    CHECK(write_string("a/b\x7f<>&'", 8, &out) == TCB_OK);
    CHECK(buffer_is(&out, "\"a/b\x7f<>&'\""));
    CHECK(write_string("\0\x01\x1f\"\\\b\f\n\r\t", 10, &out) == TCB_OK);
    CHECK(buffer_is(&out, "\"\\u0000\\u0001\\u001f\\\"\\\\\\b\\f\\n\\r\\t\""));
    CHECK(write_string("\xe5\x8c\x97\n\xe4\xba\xac", 7, &out) == TCB_OK);
    CHECK(buffer_is(&out, "\"\xe5\x8c\x97\\n\xe4\xba\xac\""));
    CHECK(write_string("", 0, &out) == TCB_OK);
    CHECK(buffer_is(&out, "\"\""));
    CHECK(write_string("abc\xff", 4, &out) == TCB_EUTF8);
    CHECK(write_string("\xed\xa0\x80", 3, &out) == TCB_EUTF8);
    tcb_buffer_free(&out);
}

static void test_writes_numbers_only_as_numbers(void)
{
    static const char *const bad[] = { "",   " 1", "1 ",    "1,2", "0x1", "NaN",
                                       "01", "1.", "\"1\"", "-",   "null" };
    struct tcb_buffer out = TCB_BUFFER_INIT;
    struct tcb_json_writer w;
    size_t i;
    tcb_json_start(&w, &out);
    for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CHECK(tcb_json_add_number(&w, tcb_slice(bad[i])) == TCB_ESYNTAX);
    CHECK(tcb_json_add_double(&w, (double)INFINITY) == TCB_EINVAL);
    CHECK(tcb_json_add_double(&w, (double)NAN) == TCB_EINVAL);
    CHECK(out.len == 0);
    tcb_json_begin_list(&w);
    CHECK(tcb_json_add_number(&w, tcb_slice("1.50")) == TCB_OK);
    CHECK(tcb_json_add_double(&w, 1.5) == TCB_OK);
    tcb_json_add_integer(&w, INT64_MIN);
    tcb_json_end_list(&w);
    CHECK(buffer_is(&out, "[1.50,1.5,-9223372036854775808]"));
    tcb_buffer_free(&out);
}

/* doubles */

static double parsed(const char *text)
{
    double value = -1;
    enum tcb_status status = tcb_double_parse(tcb_slice(text), &value);
    CHECK(status == (isinf(value) ? TCB_ERANGE : TCB_OK));
    return value;
}

static void prints(double value, const char *expected)
{
    char text[TCB_DOUBLE_TEXT];
    size_t len = tcb_double_print(value, text);
    if (strcmp(text, expected) != 0)
        fprintf(stderr, "printed %s, not %s\n", text, expected);
    CHECK(len == strlen(expected) && strcmp(text, expected) == 0);
}

static void test_prints_doubles(void)
{
    char text[TCB_DOUBLE_TEXT];
    prints(0.0, "0");
    prints(-0.0, "-0");
    prints(1.0, "1");
    prints(-12.5, "-12.5");
    prints(0.1, "0.1");
    prints(0.1 + 0.2, "0.30000000000000004");
    prints(700000686592.0, "700000686592");
    prints(9007199254740991.0, "9007199254740991");
    prints(9007199254740992.0, "9007199254740992");
    prints(123456789.12345678, "123456789.12345678");
    prints(1e20, "100000000000000000000");
    prints(1e21, "1e+21");
    prints(1.5e300, "1.5e+300");
    prints(1e-6, "0.000001");
    prints(1.25e-7, "1.25e-7");
    prints(5e-324, "5e-324");
    prints(2.2250738585072014e-308, "2.2250738585072014e-308");
    prints(1.7976931348623157e308, "1.7976931348623157e+308");
    prints(ldexp(1, -44), "5.684341886080802e-14");
    CHECK(tcb_double_print((double)INFINITY, text) == 0);
    CHECK(tcb_double_print((double)NAN, text) == 0);
}

static void test_parses_doubles(void)
{
    char text[2048];
    CHECK(parsed("1.5") == 1.5);
    CHECK(parsed("-12.50e-1") == -1.25);
    CHECK(signbit(parsed("-0")) && signbit(parsed("-0.0e5")));
    CHECK(parsed("1E+2") == 100);
    CHECK(isinf(parsed("1e400")) && isinf(parsed("-1e400")));
    CHECK(isinf(parsed("1e99999999999999999999")));
    CHECK(parsed("1e-99999999999999999999") == 0);
    CHECK(parsed("0e99999999999999999999") == 0);
    CHECK(parsed("1e-400") == 0);
    CHECK(parsed("9007199254740993") == 9007199254740992.0);
    CHECK(parsed("9007199254740993.00000001") == 9007199254740994.0);
    /* The tail after a thousand digits still decides. */
    (void)snprintf(text, sizeof text, "9007199254740993.%01000d1", 0);
    CHECK(parsed(text) == 9007199254740994.0);
    (void)snprintf(text, sizeof text, "0.%01000d25e1001", 0);
    CHECK(parsed(text) == 2.5);
    (void)snprintf(text, sizeof text, "25%01000de-1001", 0);
    CHECK(parsed(text) == 2.5);
}

static uint64_t random_bits(void)
{
    static uint64_t x = UINT64_C(88172645463325252);
    x ^= x << 13;
    x ^= x >> 7;
    return x ^= x << 17;
}

/* The digits of a printed double, without zeros at either end. */
static int significant(const char *text, char digits[32])
{
    int n = 0;
    for (; *text != '\0' && *text != 'e'; text++)
        if (*text >= '0' && *text <= '9' && (n > 0 || *text != '0'))
            digits[n++] = *text;
    while (n > 0 && digits[n - 1] == '0')
        n--;
    return n;
}

/* No decimal with one digit less reads back: neither the nearest one, nor
 * those next to it. */
static int is_shortest(double value, const char *printed)
{
    char digits[32], text[64];
    const int count = significant(printed, digits);
    int step;
    double scale;
    if (count <= 1) return 1;
    (void)snprintf(text, sizeof text, "%.*e", count - 2, value);
    if (strtod(text, NULL) == value) return 0;
    scale = pow(10, floor(log10(fabs(value))) - (count - 2));
    for (step = -1; step <= 1; step += 2) {
        (void)snprintf(text, sizeof text, "%.*e", count - 2,
                       value + step * scale);
        if (strtod(text, NULL) == value) return 0;
    }
    return 1;
}

static void round_trips(double value)
{
    char text[TCB_DOUBLE_TEXT];
    double back = 0;
    size_t len = tcb_double_print(value, text);
    struct tcb_slice slice = { text, len };
    struct tcb_json_reader r;
    CHECK(len > 0 && len < sizeof text);
    CHECK(strtod(text, NULL) == value);
    CHECK(tcb_double_parse(slice, &back) == TCB_OK && back == value);
    CHECK(signbit(back) == signbit(value));
    CHECK(copy_json(&r, slice, 0, NULL) == TCB_OK);
    if (!is_shortest(value, text)) fprintf(stderr, "not shortest: %s\n", text);
    CHECK(is_shortest(value, text));
}

static void test_doubles_round_trip(void)
{
    int i;
    for (i = 0; i < 20000; i++) {
        uint64_t bits = random_bits();
        double value;
        memcpy(&value, &bits, sizeof value);
        if (isfinite(value)) round_trips(value);
        round_trips((double)(int64_t)(bits >> 20) / 1e8);
        round_trips(ldexp(1, i % 2098 - 1074));
    }
}

int main(void)
{
    test_accepts();
    test_refuses();
    test_refuses_zero_bytes();
    test_refuses_every_truncation();
    test_finds_every_byte_in_every_place();
    test_limits_depth();
    test_integers_to_their_limits();
    test_unescapes();
    test_accepts_the_same_key_only();
    test_accepts_no_key_in_another_place();
    test_skips_one_value();
    test_writes_what_it_read();
    test_escapes_no_more_than_it_must();
    test_writes_numbers_only_as_numbers();
    test_prints_doubles();
    test_parses_doubles();
    test_doubles_round_trip();
    return check_done();
}
