/* json_write.c - values appended to a buffer as JSON. */
#include <inttypes.h>
#include <stdio.h>

#include "json_scan.h"
#include "tcbilling.h"

void tcb_json_start(struct tcb_json_writer *w, struct tcb_buffer *out)
{
    w->out = out;
    w->needs_comma = 0;
}

/* Every value and key begins here, and only here. */
static void separate(struct tcb_json_writer *w)
{
    if (w->needs_comma) tcb_buffer_add(w->out, ",", 1);
    w->needs_comma = 1;
}

static void add_raw(struct tcb_json_writer *w, const char *text, size_t len)
{
    separate(w);
    tcb_buffer_add(w->out, text, len);
}

static void begin(struct tcb_json_writer *w, const char *bracket)
{
    add_raw(w, bracket, 1);
    w->needs_comma = 0;
}

static void end(struct tcb_json_writer *w, const char *bracket)
{
    tcb_buffer_add(w->out, bracket, 1);
    w->needs_comma = 1;
}

void tcb_json_begin_object(struct tcb_json_writer *w)
{
    begin(w, "{");
}

void tcb_json_end_object(struct tcb_json_writer *w)
{
    end(w, "}");
}

void tcb_json_begin_list(struct tcb_json_writer *w)
{
    begin(w, "[");
}

void tcb_json_end_list(struct tcb_json_writer *w)
{
    end(w, "]");
}

void tcb_json_add_null(struct tcb_json_writer *w)
{
    add_raw(w, "null", 4);
}

void tcb_json_add_bool(struct tcb_json_writer *w, int value)
{
    add_raw(w, value ? "true" : "false", value ? 4 : 5);
}

void tcb_json_add_integer(struct tcb_json_writer *w, int64_t value)
{
    char text[24];
    int n = snprintf(text, sizeof text, "%" PRId64, value);
    add_raw(w, text, (size_t)n);
}

enum tcb_status tcb_json_add_double(struct tcb_json_writer *w, double value)
{
    char text[TCB_DOUBLE_TEXT];
    size_t n = tcb_double_print(value, text);
    if (n == 0) return TCB_EINVAL;
    add_raw(w, text, n);
    return TCB_OK;
}

enum tcb_status tcb_json_add_number(struct tcb_json_writer *w,
                                    struct tcb_slice text)
{
    if (!tcb_json_is_number(text)) return TCB_ESYNTAX;
    add_raw(w, text.data, text.len);
    return TCB_OK;
}

static void add_escape(struct tcb_buffer *out, char c)
{
    static const char plain[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    const char *found = c != '\0' ? strchr(plain, c) : NULL;
    char text[8];
    if (found != NULL) {
        text[0] = '\\';
        text[1] = letters[found - plain];
        tcb_buffer_add(out, text, 2);
    } else {
        (void)snprintf(text, sizeof text, "\\u%04x", (unsigned char)c);
        tcb_buffer_add(out, text, 6);
    }
}

/* Text in quotes, copied in runs as long as nothing is to be escaped. */
static enum tcb_status add_text(struct tcb_buffer *out, struct tcb_slice text)
{
    const char *run = text.data, *p = run, *last = run + text.len;
    const char *words_end = run + (text.len > 7 ? text.len - 7 : 0);
    tcb_buffer_add(out, "\"", 1);
    while ((p = scan_plain(p, words_end, last)) < last) {
        if ((unsigned char)*p >= 0x80) {
            p = scan_utf8(p, last);
            if (p == NULL) return TCB_EUTF8;
            continue;
        }
        tcb_buffer_add(out, run, (size_t)(p - run));
        add_escape(out, *p++);
        run = p;
    }
    tcb_buffer_add(out, run, (size_t)(last - run));
    tcb_buffer_add(out, "\"", 1);
    return TCB_OK;
}

enum tcb_status tcb_json_add_string(struct tcb_json_writer *w,
                                    struct tcb_slice text)
{
    separate(w);
    return add_text(w->out, text);
}

enum tcb_status tcb_json_add_key(struct tcb_json_writer *w,
                                 struct tcb_slice key)
{
    enum tcb_status status = tcb_json_add_string(w, key);
    tcb_buffer_add(w->out, ":", 1);
    w->needs_comma = 0;
    return status;
}
