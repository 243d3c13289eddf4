/* http1_request.c - a request as it goes on the wire in HTTP/1.1. */
#include <stdio.h>

#include "tcbilling.h"
#include "text.h"

#define ACCEPT_ENCODING "\r\nAccept-Encoding: gzip"

/* They say where a message ends, or ask for an answer of another kind. */
static const char *const ours[] = { "content-length", "transfer-encoding",
                                    "connection",     "accept-encoding",
                                    "expect",         "te",
                                    "trailer",        "upgrade" };

/* checks */

/* A name or an address: nothing that would end it in a line or a URL. */
static int is_host(struct tcb_slice host)
{
    size_t i;
    for (i = 0; i < host.len; i++) {
        char c = lower(host.data[i]);
        if (!is_digit(c) && !(c >= 'a' && c <= 'z') &&
            (c == '\0' || strchr(".-_:[]", c) == NULL))
            return 0;
    }
    return host.len > 0;
}

/* Visible ASCII; a fragment is not sent. */
static int is_path(struct tcb_slice path)
{
    size_t i;
    for (i = 0; i < path.len; i++)
        if (path.data[i] <= ' ' || path.data[i] > '~' || path.data[i] == '#')
            return 0;
    return path.len > 0 && path.data[0] == '/';
}

static int is_ours(struct tcb_slice name)
{
    size_t i;
    for (i = 0; i < sizeof ours / sizeof *ours; i++)
        if (names(name, ours[i])) return 1;
    return 0;
}

static int same(struct tcb_slice a, struct tcb_slice b)
{
    return a.len == b.len && memcmp(a.data, b.data, a.len) == 0;
}

/* Which of the headers is a Host: its value, or nothing. */
static int is_host_line(struct tcb_slice line, struct tcb_slice *value)
{
    struct tcb_slice name;
    (void)split(line, ':', &name, value);
    *value = trim(*value);
    return names(name, "host");
}

static const char *headers_fault(const struct tcb_http1_request *r)
{
    struct tcb_slice name, value;
    size_t i, hosts = 0;
    for (i = 0; i < r->header_count; i++) {
        struct tcb_slice line = r->headers[i];
        if (!tcb_is_header_line(line))
            return "a header is \"Name: value\", neither empty, in one line";
        (void)split(line, ':', &name, &value);
        if (is_ours(name))
            return "a header says how the message is framed, which is not "
                   "up to the caller";
        if (is_host_line(line, &value) &&
            (++hosts > 1 || !same(value, r->host)))
            return "the Host header is not the host";
    }
    return NULL;
}

const char *tcb_http1_request_fault(const struct tcb_http1_request *r)
{
    if (!tcb_is_method(r->method, r->body))
        return "the method is POST, or GET without a body";
    if (!is_host(r->host))
        return "the host is a name or an address in ASCII, with its port or "
               "without";
    if (!is_path(r->path))
        return "the path begins with / and is visible ASCII without a #";
    return headers_fault(r);
}

/* writing */

static void add(struct tcb_buffer *out, struct tcb_slice s)
{
    tcb_buffer_add(out, s.data, s.len);
}

/* Where all of it is known to fit, nothing is moved as it grows. */
static size_t size_of(const struct tcb_http1_request *r)
{
    size_t i, size = 160 + r->path.len + r->host.len + r->body.len;
    for (i = 0; i < r->header_count; i++)
        size += 2 + r->headers[i].len;
    return size;
}

static void add_headers(const struct tcb_http1_request *r,
                        struct tcb_buffer *out)
{
    struct tcb_slice host;
    size_t i;
    for (i = 0; i < r->header_count; i++) {
        if (is_host_line(r->headers[i], &host)) continue; /* is there */
        tcb_buffer_text(out, "\r\n");
        add(out, r->headers[i]);
    }
}

enum tcb_status tcb_http1_write(const struct tcb_http1_request *r,
                                struct tcb_buffer *out)
{
    char length[48] = "";
    if (tcb_http1_request_fault(r) != NULL) return TCB_EINVAL;
    (void)tcb_buffer_reserve(out, size_of(r));
    add(out, r->method);
    tcb_buffer_text(out, " ");
    add(out, r->path);
    tcb_buffer_text(out, " HTTP/1.1\r\nHost: ");
    add(out, r->host);
    add_headers(r, out);
    tcb_buffer_text(out, ACCEPT_ENCODING);
    if (equals(r->method, "POST"))
        (void)snprintf(length, sizeof length, "\r\nContent-Length: %zu",
                       r->body.len);
    tcb_buffer_text(out, length);
    tcb_buffer_text(out, "\r\n\r\n");
    add(out, r->body);
    return tcb_buffer_status(out);
}
