/* gunzip.c - gzip (RFC 1952), unpacked as it comes; the only file with zlib. */
#include <stdlib.h>
#define ZLIB_CONST /* zlib only reads what it is given */
#include <zlib.h>

#include "tcbilling.h"

/* And neither zlib's own form nor a guess. */
#define GZIP_ONLY (16 + MAX_WBITS)
#define ROOM ((size_t)16 * 1024) /* unpacked at a time, at least */
#define MOST ((size_t)1 << 30)   /* zlib counts a piece in 32 bits */

struct tcb_gunzip {
    z_stream z;
    int is_whole;
};

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

enum tcb_status tcb_gunzip_new(struct tcb_gunzip **out)
{
    struct tcb_gunzip *g = calloc(1, sizeof *g);
    int code;
    if (g == NULL) return TCB_ENOMEM;
    code = inflateInit2(&g->z, GZIP_ONLY);
    if (code == Z_OK) {
        *out = g;
        return TCB_OK;
    }
    free(g);
    return code == Z_MEM_ERROR ? TCB_ENOMEM : TCB_EINVAL;
}

void tcb_gunzip_free(struct tcb_gunzip *g)
{
    if (g == NULL) return;
    (void)inflateEnd(&g->z);
    free(g);
}

int tcb_gunzip_is_whole(const struct tcb_gunzip *g)
{
    return g->is_whole;
}

static enum tcb_status from_zlib(struct tcb_gunzip *g, int code)
{
    switch (code) {
    case Z_STREAM_END: g->is_whole = 1; return TCB_OK;
    case Z_OK:
    case Z_BUF_ERROR: return TCB_OK; /* it needs more */
    case Z_MEM_ERROR: return TCB_ENOMEM;
    default: return TCB_ESYNTAX;
    }
}

/* Where it is full there is still room for one byte, to see whether it comes,
 * and nowhere to keep it. */
static enum tcb_status unpack(struct tcb_gunzip *g, size_t max,
                              struct tcb_buffer *out)
{
    unsigned char excess;
    size_t left = max - out->len, room;
    char *to = tcb_buffer_reserve(out, least(left, ROOM));
    enum tcb_status status;
    if (out->failed) return TCB_ENOMEM;
    room = least(least(left, out->cap - out->len), MOST);
    g->z.next_out = left > 0 ? (unsigned char *)to : &excess;
    g->z.avail_out = left > 0 ? (uInt)room : 1;
    status = from_zlib(g, inflate(&g->z, Z_NO_FLUSH));
    if (left > 0)
        out->len += room - g->z.avail_out;
    else if (g->z.avail_out == 0)
        return TCB_ERANGE;
    return status;
}

enum tcb_status tcb_gunzip_add(struct tcb_gunzip *g, struct tcb_slice in,
                               size_t max, struct tcb_buffer *out)
{
    enum tcb_status status = TCB_OK;
    while (in.len > 0 && status == TCB_OK) {
        size_t n = least(in.len, MOST);
        if (g->is_whole) return TCB_ESYNTAX;
        g->z.next_in = (z_const Bytef *)in.data;
        g->z.avail_in = (uInt)n;
        do
            status = unpack(g, max, out);
        while (status == TCB_OK && !g->is_whole &&
               (g->z.avail_in > 0 || g->z.avail_out == 0));
        in.data += n - g->z.avail_in;
        in.len -= n - g->z.avail_in;
    }
    return status;
}
