/*
 * fuzz_json.c - arbitrary bytes to the reader. What it accepts is written,
 * read and written again: both writings must be the same. Every number that
 * was read converts, and its double survives printing. tests/long/fuzz builds
 * and runs it.
 */
#include <string.h>

#include "json_copy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(int condition)
{
    if (!condition) abort();
}

static void check_number(struct tcb_slice number)
{
    char text[TCB_DOUBLE_TEXT];
    struct tcb_slice printed = { text, 0 };
    double value, back;
    if (tcb_double_parse(number, &value) != TCB_OK) return;
    printed.len = tcb_double_print(value, text);
    demand(printed.len > 0 && printed.len < sizeof text);
    demand(tcb_double_parse(printed, &back) == TCB_OK && back == value);
}

/* Every key is foreseen wherever it stands: that changes nothing. */
static void check_keys_and_numbers(struct tcb_slice text)
{
    struct tcb_json_reader r, before;
    struct tcb_json_token token;
    tcb_json_open(&r, text, 0);
    do {
        before = r;
        demand(tcb_json_next(&r, &token) == TCB_OK);
        if (token.type == TCB_JSON_NUMBER) check_number(token.text);
        if (token.type == TCB_JSON_KEY) {
            struct tcb_json_key key = tcb_json_key(&r);
            demand(tcb_json_accept_key(&before, &key));
            demand(before.next == r.next && before.state == r.state);
        }
    } while (token.type != TCB_JSON_END);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tcb_slice text = { (const char *)data, size };
    struct tcb_buffer once = TCB_BUFFER_INIT, twice = TCB_BUFFER_INIT;
    struct tcb_json_reader r;
    if (copy_json(&r, text, 0, &once) == TCB_OK) {
        struct tcb_slice written = { once.data, once.len };
        check_keys_and_numbers(text);
        demand(copy_json(&r, written, 0, &twice) == TCB_OK);
        demand(once.len == twice.len &&
               memcmp(once.data, twice.data, once.len) == 0);
    } else {
        demand(tcb_json_error_offset(&r) <= size);
        tcb_json_open(&r, text, 0);
        demand(size == 0 || tcb_json_skip(&r) == TCB_OK ||
               tcb_json_error_offset(&r) <= size);
    }
    tcb_buffer_free(&once);
    tcb_buffer_free(&twice);
    return 0;
}
