/*
 * http1_line.c - the lines of an answer, strictly (RFC 9112).
 *
 * What two readers may understand differently is refused rather than mended:
 * a client that finds another end of an answer than the server meant takes the
 * rest of it for the next one's. So there is no folded line, no blank before a
 * colon, no second opinion on the length.
 */
#include "http1_line.h"
#include "text.h"

#define PACKED "the answer is packed otherwise than was asked for"

int tcb_http1_is_begin(struct tcb_slice line)
{
    static const char begin[] = "HTTP/";
    size_t n = line.len < sizeof begin - 1 ? line.len : sizeof begin - 1;
    return n == 0 || memcmp(line.data, begin, n) == 0;
}

static int is_content(struct tcb_slice s)
{
    size_t i;
    for (i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.data[i];
        if ((c < ' ' && c != '\t') || c == 0x7f) return 0;
    }
    return 1;
}

/* "HTTP/1.1 200 OK"; also without the blank and the words at its end. */
const char *tcb_http1_first_line(struct tcb_http1_head *head,
                                 struct tcb_slice line)
{
    const char *p = line.data;
    memset(head, 0, sizeof *head);
    if (!tcb_http1_is_begin(line)) return TCB_HTTP1_NOT_HTTP;
    if (line.len < 12 || memcmp(p, "HTTP/1.", 7) != 0 ||
        (p[7] != '0' && p[7] != '1') || p[8] != ' ' || p[9] < '1' ||
        p[9] > '5' || !is_digit(p[10]) || !is_digit(p[11]) ||
        (line.len > 12 && p[12] != ' ') || !is_content(line))
        return TCB_HTTP1_INVALID("its first line");
    head->minor = p[7] - '0';
    head->status = (p[9] - '0') * 100 + (p[10] - '0') * 10 + (p[11] - '0');
    return head->status == 101 ? TCB_HTTP1_INVALID("another protocol follows")
                               : NULL;
}

/* Digits and nothing else; what does not fit is no length. */
static int read_length(struct tcb_slice value, uint64_t *length)
{
    size_t i;
    *length = 0;
    for (i = 0; i < value.len; i++) {
        unsigned digit = (unsigned char)value.data[i] - (unsigned)'0';
        if (digit > 9 || *length > (UINT64_MAX - digit) / 10) return 0;
        *length = *length * 10 + digit;
    }
    return value.len > 0;
}

static const char *take_length(struct tcb_http1_head *head,
                               struct tcb_slice value)
{
    uint64_t length;
    if (!read_length(value, &length) ||
        (head->has_length && head->length != length))
        return TCB_HTTP1_INVALID("its Content-Length");
    head->has_length = 1;
    head->length = length;
    return NULL;
}

/* Chunks are all that an answer may come in; HTTP/1.0 knows none. */
static const char *take_transfer_encoding(struct tcb_http1_head *head,
                                          struct tcb_slice value)
{
    if (!names(value, "chunked")) return PACKED;
    if (head->is_chunked || head->minor == 0)
        return TCB_HTTP1_INVALID("its Transfer-Encoding");
    head->is_chunked = 1;
    return NULL;
}

static const char *take_encoding(struct tcb_http1_head *head,
                                 struct tcb_slice value)
{
    head->is_packed = names(value, "gzip");
    if (++head->encodings > 1) return PACKED;
    return head->is_packed || names(value, "identity") ? NULL : PACKED;
}

static void take_connection(struct tcb_http1_head *head, struct tcb_slice value)
{
    struct tcb_slice option;
    int more;
    do {
        more = split(value, ',', &option, &value);
        option = trim(option);
        if (names(option, "close")) head->closes = 1;
        if (names(option, "keep-alive")) head->keeps = 1;
    } while (more);
}

/* Too long is absent. */
static void copy_value(struct tcb_slice value, char *out, size_t size)
{
    if (value.len >= size) return;
    *put(out, value) = '\0';
}

static int read_line(struct tcb_slice line, struct tcb_slice *name,
                     struct tcb_slice *value)
{
    if (!split(line, ':', name, value) || !is_token(*name)) return 0;
    *value = trim(*value);
    return is_content(*value);
}

const char *tcb_http1_header_line(struct tcb_http1_head *head,
                                  struct tcb_slice line)
{
    struct tcb_slice name, value;
    if (!read_line(line, &name, &value)) return TCB_HTTP1_INVALID("a header");
    if (names(name, "content-length")) return take_length(head, value);
    if (names(name, "transfer-encoding"))
        return take_transfer_encoding(head, value);
    if (names(name, "content-encoding")) return take_encoding(head, value);
    if (names(name, "connection")) take_connection(head, value);
    if (names(name, "date")) copy_value(value, head->date, sizeof head->date);
    if (names(name, "x-tc-requestid"))
        copy_value(value, head->request_id, sizeof head->request_id);
    return NULL;
}

const char *tcb_http1_trailer_line(struct tcb_slice line)
{
    struct tcb_slice name, value;
    return read_line(line, &name, &value) ? NULL
                                          : TCB_HTTP1_INVALID("its trailer");
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* Reads the size; returns how many digits it has, 0 if it has none or too
 * many. */
static size_t read_size(struct tcb_slice line, uint64_t *size)
{
    size_t n = 0;
    *size = 0;
    while (n < line.len && hex_digit(line.data[n]) >= 0) {
        if (n == TCB_HTTP1_SIZE_DIGITS) return 0;
        *size = *size << 4 | (uint64_t)hex_digit(line.data[n++]);
    }
    return n;
}

/* "1f4", or "1f4;what nobody asked for". */
const char *tcb_http1_chunk_line(struct tcb_slice line, uint64_t *size,
                                 size_t *excess)
{
    size_t n = read_size(line, size);
    struct tcb_slice rest = { line.data + n, line.len - n };
    if (n == 0 || (rest.len > 0 && rest.data[0] != ';'))
        return TCB_HTTP1_INVALID("a chunk's size");
    *excess = rest.len;
    return is_content(rest) ? NULL : TCB_HTTP1_INVALID("a chunk's extension");
}

const char *tcb_http1_head_end(const struct tcb_http1_head *head)
{
    if (head->is_chunked && head->has_length)
        return TCB_HTTP1_INVALID("Content-Length and Transfer-Encoding");
    if (tcb_http1_is_interim(head) && (head->is_chunked || head->has_length))
        return TCB_HTTP1_INVALID("a 1xx with a body");
    return NULL;
}

int tcb_http1_is_interim(const struct tcb_http1_head *head)
{
    return head->status < 200;
}

int tcb_http1_is_bodiless(const struct tcb_http1_head *head)
{
    return head->status == 204 || head->status == 304;
}

/* A body that is announced where there is none may come all the same. */
int tcb_http1_may_keep(const struct tcb_http1_head *head)
{
    int body = head->is_chunked || (head->has_length && head->length > 0);
    if (tcb_http1_is_bodiless(head) && body) return 0;
    return !head->closes && (head->minor > 0 || head->keeps);
}
