/* status.c - what each status means, as a part of a sentence. */
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
