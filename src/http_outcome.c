/*
 * http_outcome.c - why a transfer ended, in words.
 *
 * libcurl's codes say where it was when something failed. What a caller asks
 * is whose fault it was and whether a byte may have left; so what our own
 * callbacks stopped comes first, then a proxy, then curl's code.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "http_transfer.h"

static const struct reason {
    CURLcode code;
    enum tcb_http_outcome outcome;
    const char *text;
} reasons[] = {
    { CURLE_COULDNT_RESOLVE_HOST, TCB_HTTP_RESOLVE, "the host has no address" },
    { CURLE_COULDNT_RESOLVE_PROXY, TCB_HTTP_RESOLVE,
      "the proxy has no address" },
    { CURLE_PROXY, TCB_HTTP_CONNECT, "the proxy refused" }, /* SOCKS */
    { CURLE_GOT_NOTHING, TCB_HTTP_CLOSED,
      "the server closed the connection without an answer" },
    { CURLE_PARTIAL_FILE, TCB_HTTP_CLOSED, "the answer was cut short" },
    { CURLE_SEND_ERROR, TCB_HTTP_CLOSED,
      "the connection broke while the request was sent" },
    { CURLE_RECV_ERROR, TCB_HTTP_CLOSED,
      "the connection broke before the answer was complete" },
    { CURLE_HTTP2_STREAM, TCB_HTTP_CLOSED,
      "the server gave up the HTTP/2 stream" },
    { CURLE_HTTP2, TCB_HTTP_PROTOCOL, "the answer is not valid HTTP/2" },
    { CURLE_UNSUPPORTED_PROTOCOL, TCB_HTTP_PROTOCOL, "the answer is not HTTP" },
    { CURLE_WEIRD_SERVER_REPLY, TCB_HTTP_PROTOCOL, "the answer is not HTTP" },
    { CURLE_BAD_CONTENT_ENCODING, TCB_HTTP_PROTOCOL,
      "the answer's compression is broken" },
    { CURLE_OUT_OF_MEMORY, TCB_HTTP_FAILED, "out of memory" },
};

/* X.509's verdicts as OpenSSL numbers them. */
static const char *certificate_text(long verdict, const char *error)
{
    switch (verdict) {
    case 9: return "the certificate is not valid yet";
    case 10: return "the certificate has expired";
    case 18: return "the certificate is self-signed";
    case 19:
    case 20:
    case 21:
        return "the certificate is of a CA that is not trusted; "
               "ca_file or ca_path says which are";
    case 23: return "the certificate was revoked";
    case 62: return "the certificate is not for this host";
    default: break;
    }
    return strstr(error, "match") != NULL
               ? "the certificate is not for this host"
               : "the certificate is not trusted";
}

void tcb_say(struct tcb_transfer *t, enum tcb_http_outcome outcome,
             const char *text, const char *detail)
{
    t->result.outcome = outcome;
    (void)snprintf(t->message, sizeof t->message,
                   detail[0] != '\0' ? "%s (%s)" : "%s", text, detail);
}

/* A handshake may also end because the network did. */
static void explain_handshake(struct tcb_transfer *t)
{
    const char *detail = strrchr(t->error, ':');
    if (strstr(t->error, "SSL_connect: ") != NULL ||
        strstr(t->error, "unexpected eof") != NULL) {
        tcb_say(t, TCB_HTTP_CLOSED,
                "the connection was closed during the TLS handshake", "");
        return;
    }
    detail = detail != NULL ? detail + 1 : "";
    tcb_say(t, TCB_HTTP_TLS, "the TLS handshake failed",
            detail + strspn(detail, " "));
}

/* curl's words end in the file's name. */
static void explain_ca_file(struct tcb_transfer *t)
{
    const char *name = strstr(t->error, ": ");
    tcb_say(t, TCB_HTTP_TLS, "the CA certificates cannot be read",
            name != NULL ? name + 2 : "");
}

const char *tcb_whereabouts(const struct tcb_transfer *t)
{
    return t->target.is_proxy ? "on the way to the proxy" : "";
}

static void explain_connect(struct tcb_transfer *t)
{
    const char *where = tcb_whereabouts(t);
    long error = 0;
    (void)curl_easy_getinfo(t->easy, CURLINFO_OS_ERRNO, &error);
    if (error == ECONNREFUSED)
        tcb_say(t, TCB_HTTP_CONNECT, "the connection was refused", where);
    else if (error == EHOSTUNREACH || error == ENETUNREACH)
        tcb_say(t, TCB_HTTP_CONNECT, "the host cannot be reached", where);
    else if (error == EMFILE || error == ENFILE)
        tcb_say(t, TCB_HTTP_CONNECT, "too many open files", "");
    else
        tcb_say(t, TCB_HTTP_CONNECT, "no connection could be made", where);
}

static void explain_by_code(struct tcb_transfer *t, CURLcode code)
{
    size_t i;
    for (i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].code == code) {
            tcb_say(t, reasons[i].outcome, reasons[i].text, "");
            return;
        }
    tcb_say(t, TCB_HTTP_FAILED, "libcurl failed", curl_easy_strerror(code));
}

/* A proxy that did not let us through. Says whether that was it. */
static int explain_proxy(struct tcb_transfer *t)
{
    char status[32];
    long code = 0;
    (void)curl_easy_getinfo(t->easy, CURLINFO_HTTP_CONNECTCODE, &code);
    if (t->result.sent || code < 300) return 0;
    (void)snprintf(status, sizeof status, "status %ld", code);
    tcb_say(t, TCB_HTTP_CONNECT, "the proxy refused", status);
    return 1;
}

/* A https proxy's comes before its answer to CONNECT, the server's after it.
 * libcurl keeps two verdicts. */
static void explain_certificate(struct tcb_transfer *t)
{
    long code = 0, verdict = 0;
    (void)curl_easy_getinfo(t->easy, CURLINFO_HTTP_CONNECTCODE, &code);
    if (t->target.is_tls_proxy && code == 0) {
        (void)curl_easy_getinfo(t->easy, CURLINFO_PROXY_SSL_VERIFYRESULT,
                                &verdict);
        tcb_say(t, TCB_HTTP_TLS, "the proxy is not trusted",
                certificate_text(verdict, t->error));
        return;
    }
    (void)curl_easy_getinfo(t->easy, CURLINFO_SSL_VERIFYRESULT, &verdict);
    tcb_say(t, TCB_HTTP_TLS, certificate_text(verdict, t->error), "");
}

void tcb_explain_timeout(struct tcb_transfer *t)
{
    char limit[32];
    int connecting = t->result.connected == 0;
    int64_t ns = t->timeout;
    if (connecting && t->connect_timeout < ns) ns = t->connect_timeout;
    (void)snprintf(limit, sizeof limit, "%lld ms", (long long)(ns / MS));
    if (t->unsendable)
        tcb_say(t, TCB_HTTP_CONNECT_TIMEOUT, "it could not be sent in time",
                "");
    else if (t->state == RESOLVING)
        tcb_say(t, TCB_HTTP_CONNECT_TIMEOUT,
                "the name of the host did not resolve in time", limit);
    else if (connecting)
        tcb_say(t, TCB_HTTP_CONNECT_TIMEOUT, "no connection in time", limit);
    else if (t->result.received == 0)
        tcb_say(t, TCB_HTTP_TIMEOUT, "no answer in time", limit);
    else
        tcb_say(t, TCB_HTTP_TIMEOUT, "the answer was not complete in time",
                limit);
}

/* What our own callbacks stopped. Says whether that was it. */
static int explain_ours(struct tcb_transfer *t, CURLcode code)
{
    char limit[32];
    (void)snprintf(limit, sizeof limit, "more than %zu bytes", t->max_body);
    if (t->repeated || (t->unresolved && t->result.sent))
        tcb_say(t, TCB_HTTP_CLOSED, "the kept connection was closed", "");
    else if (t->late || t->unsendable)
        tcb_explain_timeout(t);
    else if (t->too_large || code == CURLE_FILESIZE_EXCEEDED)
        tcb_say(t, TCB_HTTP_TOO_LARGE, "the answer is too large", limit);
    else if (t->bad_header != NULL)
        tcb_say(t, TCB_HTTP_PROTOCOL, t->bad_header, "");
    else if (t->body.failed)
        tcb_say(t, TCB_HTTP_FAILED, "out of memory", "");
    else if (t->unresolved)
        tcb_say(t, TCB_HTTP_RESOLVE, "the host's name is not spelled plainly",
                "");
    else
        return 0;
    return 1;
}

void tcb_explain(struct tcb_transfer *t, CURLcode code)
{
    if (explain_ours(t, code) || explain_proxy(t)) return;
    switch (code) {
    case CURLE_OK: /* as curl also calls headers without an end */
        if (!t->has_headers)
            tcb_say(t, TCB_HTTP_CLOSED, "the answer was cut short", "");
        break;
    case CURLE_OPERATION_TIMEDOUT: /* curl's own, if a step took long */
        tcb_explain_timeout(t);
        break;
    case CURLE_COULDNT_CONNECT: explain_connect(t); break;
    case CURLE_SSL_CONNECT_ERROR: explain_handshake(t); break;
    case CURLE_SSL_CACERT_BADFILE: explain_ca_file(t); break;
    case CURLE_PEER_FAILED_VERIFICATION: explain_certificate(t); break;
    default: explain_by_code(t, code); break;
    }
}
