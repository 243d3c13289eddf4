/*
 * http_callbacks.c - what libcurl calls while a transfer runs.
 *
 * Nothing in here may leave but by returning: curl's frames are below.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http_transfer.h"

#define MAX_HEADERS (64 * 1024)
#define MAX_AHEAD (4 * 1024 * 1024) /* reserved on a Content-Length's word */

/* Called before each time a request is written. The first time is ours, any
 * other is libcurl repeating it because a kept connection died. It is
 * also the last moment to see that it is too late to send it: the process may
 * have been stopped for long since the one before. */
static int allow_request(void *user, char *peer_ip, char *own_ip, int peer_port,
                         int own_port)
{
    struct tcb_transfer *t = user;
    (void)peer_ip, (void)own_ip, (void)peer_port, (void)own_port;
    if (t->result.sent) {
        t->repeated = 1;
        return CURL_PREREQFUNC_ABORT;
    }
    if (tcb_transfer_is_unsendable(t, tcb_monotonic_ns())) {
        t->unsendable = 1;
        return CURL_PREREQFUNC_ABORT;
    }
    tcb_transfer_hear(t, t->http->round);
    t->result.sent = 1;
    t->result.reused = t->opened == 0;
    t->result.connected = t->heard;
    return CURL_PREREQFUNC_OK;
}

/* Ends a repetition before it costs a handshake. Programs that we start do
 * not inherit the socket. */
static curl_socket_t open_socket(void *user, curlsocktype purpose,
                                 struct curl_sockaddr *address)
{
    struct tcb_transfer *t = user;
    int fd, type = address->socktype;
    (void)purpose;
    if (t->result.sent) {
        t->repeated = 1;
        return CURL_SOCKET_BAD;
    }
    t->opened++;
#ifdef SOCK_CLOEXEC
    type |= SOCK_CLOEXEC;
#endif
    fd = socket(address->family, type, address->protocol);
    if (fd >= FD_SETSIZE) t->http->high_sockets++;
    return fd;
}

/* Its connection may have outlived the transfer that opened it. */
static int close_socket(void *user, curl_socket_t fd)
{
    struct tcb_http *http = user;
    if (fd >= FD_SETSIZE) http->high_sockets--;
    return close(fd);
}

/* curl is about to resolve a name that was resolved here under another
 * spelling, or that a repetition asks for. It could hang. */
static int refuse_to_resolve(void *state, void *reserved, void *user)
{
    struct tcb_transfer *t = user;
    (void)state, (void)reserved;
    t->unresolved = 1;
    return 1;
}

/* libcurl reads a proxy's answer to CONNECT in a loop of its own, for as long
 * as more comes, and asks nobody but this callback. Nobody is ended here who
 * was sent: his answer may be there to be read, and `judge` comes after. */
static int note_progress(void *user, curl_off_t expected, curl_off_t read,
                         curl_off_t to_send, curl_off_t sent)
{
    struct tcb_transfer *t = user;
    (void)expected, (void)to_send;
    if (read > t->wire_body) {
        t->wire_body = read;
        tcb_transfer_hear(t, t->http->round);
    }
    if (t->result.sent && t->result.written == 0 && sent >= t->request_size)
        tcb_transfer_note_written(t);
    t->late = !t->result.sent && tcb_transfer_is_overdue(t, tcb_monotonic_ns());
    return t->late;
}

/* Takes a header's value, without the blanks around it, if the line has
 * that name. Says whether it has. */
static int read_header(const char *line, size_t len, const char *name,
                       struct tcb_slice *value)
{
    size_t n = strlen(name);
    if (len < n || strncasecmp(line, name, n) != 0) return 0;
    for (line += n, len -= n; len > 0 && isspace((unsigned char)*line);)
        line++, len--;
    while (len > 0 && isspace((unsigned char)line[len - 1]))
        len--;
    value->data = line;
    value->len = len;
    return 1;
}

/* Copies a header's value if the line has that name; too long is absent. */
static void take_value(const char *line, size_t len, const char *name,
                       char *out, size_t size)
{
    struct tcb_slice value;
    if (!read_header(line, len, name, &value) || value.len >= size) return;
    memcpy(out, value.data, value.len);
    out[value.len] = '\0';
}

static int names(struct tcb_slice s, const char *word)
{
    return s.len == strlen(word) && strncasecmp(s.data, word, s.len) == 0;
}

/* libcurl unpacks whatever the answer names, asked for or not, and however
 * often: ten kilobytes that are packed three times can become gigabytes, all
 * of them inside of one read, where no limit is looked at. So it is gzip, and
 * once. A 1xx before the answer counts: libcurl adds up what both name. */
static int is_plain_encoding(struct tcb_transfer *t, const char *line,
                             size_t len)
{
    struct tcb_slice v;
    if (read_header(line, len, "Transfer-Encoding:", &v))
        return names(v, "chunked") || names(v, "identity");
    if (!read_header(line, len, "Content-Encoding:", &v)) return 1;
    return ++t->encodings == 1 && (names(v, "gzip") || names(v, "identity"));
}

/* What is wrong with a header line, or NULL. */
static const char *find_fault(struct tcb_transfer *t, const char *line,
                              size_t len)
{
    if (t->header_bytes > MAX_HEADERS)
        return "the answer's headers are too large";
    if (!is_plain_encoding(t, line, len))
        return "the answer is packed otherwise than was asked for";
    return NULL;
}

/* Each first line begins an answer, and the last one is what counts: those
 * with 1xx before it only say that there will be one. */
static size_t take_header(char *line, size_t one, size_t len, void *user)
{
    struct tcb_transfer *t = user;
    (void)one;
    tcb_transfer_hear(t, t->http->round);
    t->header_bytes += len;
    t->bad_header = find_fault(t, line, len);
    if (t->bad_header != NULL) return 0;
    if (len > 5 && memcmp(line, "HTTP/", 5) == 0) {
        t->result.received = t->heard;
        t->has_headers = 0;
        t->date[0] = t->request_id[0] = '\0';
    }
    if (len <= 2) t->has_headers = 1; /* the empty line */
    take_value(line, len, "Date:", t->date, sizeof t->date);
    take_value(line, len, "X-TC-RequestId:", t->request_id,
               sizeof t->request_id);
    return len;
}

/* Room for all of a body whose length is known, unless it is a tall story. */
static void reserve_body(struct tcb_transfer *t)
{
    curl_off_t length = -1;
    (void)curl_easy_getinfo(t->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T,
                            &length);
    if (length > 0 && length <= MAX_AHEAD)
        (void)tcb_buffer_reserve(&t->body, (size_t)length);
}

static size_t take_body(char *data, size_t one, size_t len, void *user)
{
    struct tcb_transfer *t = user;
    (void)one;
    tcb_transfer_hear(t, t->http->round);
    if (len > t->max_body - t->body.len) {
        t->too_large = 1;
        return 0;
    }
    if (t->body.len == 0) reserve_body(t);
    tcb_buffer_add(&t->body, data, len);
    return t->body.failed ? 0 : len;
}

int tcb_callbacks_set(struct tcb_transfer *t)
{
    CURL *easy = t->easy;
    return SET(PRIVATE, t) && SET(ERRORBUFFER, t->error) &&
           SET(PREREQFUNCTION, allow_request) && SET(PREREQDATA, t) &&
           SET(OPENSOCKETFUNCTION, open_socket) && SET(OPENSOCKETDATA, t) &&
           SET(CLOSESOCKETFUNCTION, close_socket) &&
           SET(CLOSESOCKETDATA, t->http) &&
           SET(XFERINFOFUNCTION, note_progress) && SET(XFERINFODATA, t) &&
           SET(HEADERFUNCTION, take_header) && SET(HEADERDATA, t) &&
           SET(WRITEFUNCTION, take_body) && SET(WRITEDATA, t) &&
           SET(RESOLVER_START_DATA, t) &&
           SET(RESOLVER_START_FUNCTION,
               t->target.is_name ? refuse_to_resolve : NULL);
}
