/* status.c - what each status means, as a part of a sentence; and the names of
 * HTTP's outcomes. */
#include "tcbilling.h"

const char *tcb_status_text(enum tcb_status status)
{
    switch (status) {
    case TCB_OK: return "no error";
    case TCB_ENOMEM: return "out of memory";
    case TCB_EINVAL: return "invalid argument";
    case TCB_ECRYPTO: return "OpenSSL failed";
    case TCB_ESYNTAX: return "syntax error";
    case TCB_EUTF8: return "not valid UTF-8";
    case TCB_EDEPTH: return "nested too deeply";
    case TCB_ERANGE: return "out of range";
    case TCB_EDIVZERO: return "division by zero";
    case TCB_EBUSY: return "in use by another process at this moment";
    case TCB_EFILE: return "a file can't be used";
    }
    return "unknown status";
}

const char *tcb_http_outcome_name(enum tcb_http_outcome outcome)
{
    switch (outcome) {
    case TCB_HTTP_DONE: return "done";
    case TCB_HTTP_RESOLVE: return "resolve";
    case TCB_HTTP_CONNECT: return "connect";
    case TCB_HTTP_TLS: return "tls";
    case TCB_HTTP_CONNECT_TIMEOUT: return "connect_timeout";
    case TCB_HTTP_TIMEOUT: return "timeout";
    case TCB_HTTP_CLOSED: return "closed";
    case TCB_HTTP_TOO_LARGE: return "too_large";
    case TCB_HTTP_PROTOCOL: return "protocol";
    case TCB_HTTP_CANCELLED: return "cancelled";
    case TCB_HTTP_FAILED: break;
    }
    return "failed";
}
