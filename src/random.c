/* random.c - chance, for trace ids and for retries that must not march in
 * step. */
#include <unistd.h>

#include "tcbilling.h"

enum tcb_status tcb_random_bytes(void *out, size_t len)
{
    return getentropy(out, len) == 0 ? TCB_OK : TCB_EINVAL;
}
