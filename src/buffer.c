/* buffer.c - slices, and bytes that grow. */
#include <stdlib.h>
#include <string.h>

#include "tcbilling.h"

struct tcb_slice tcb_slice(const char *text)
{
    struct tcb_slice s = { text, strlen(text) };
    return s;
}

void tcb_buffer_free(struct tcb_buffer *b)
{
    struct tcb_buffer empty = TCB_BUFFER_INIT;
    if (b == NULL) return;
    free(b->data);
    *b = empty;
}

void tcb_buffer_clear(struct tcb_buffer *b)
{
    b->len = 0;
    b->failed = 0;
}

/* Doubling keeps a row of appends linear. */
static size_t grown(size_t cap, size_t need)
{
    size_t size = cap > 0 ? cap : 256;
    while (size < need)
        size = size > SIZE_MAX / 2 ? need : size * 2;
    return size;
}

char *tcb_buffer_reserve(struct tcb_buffer *b, size_t n)
{
    if (b->failed) return NULL;
    if (n > b->cap - b->len) {
        size_t size = n > SIZE_MAX - b->len ? 0 : grown(b->cap, b->len + n);
        char *data = size > 0 ? realloc(b->data, size) : NULL;
        if (data == NULL) {
            b->failed = 1;
            return NULL;
        }
        b->data = data;
        b->cap = size;
    }
    return b->data + b->len;
}

void tcb_buffer_add(struct tcb_buffer *b, const char *data, size_t n)
{
    char *room = tcb_buffer_reserve(b, n);
    if (room == NULL || n == 0) return;
    memcpy(room, data, n);
    b->len += n;
}

void tcb_buffer_text(struct tcb_buffer *b, const char *text)
{
    tcb_buffer_add(b, text, strlen(text));
}

void tcb_buffer_fit(struct tcb_buffer *b)
{
    char *data;
    if (b->len == 0 || b->len == b->cap) return;
    data = realloc(b->data, b->len);
    if (data == NULL) return;
    b->data = data;
    b->cap = b->len;
}

enum tcb_status tcb_buffer_status(const struct tcb_buffer *b)
{
    return b->failed ? TCB_ENOMEM : TCB_OK;
}
