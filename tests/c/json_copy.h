/* json_copy.h - what the reader reads, written by the writer: for the tests
 * and for the fuzzer. */
#ifndef TCB_TESTS_JSON_COPY_H
#define TCB_TESTS_JSON_COPY_H

#include <stdlib.h>

#include "tcbilling.h"

/* A string or a key, its escapes resolved in memory of exactly the promised
 * size, so that a sanitizer sees a byte too many. */
static inline enum tcb_status copy_text(struct tcb_json_writer *w,
                                        const struct tcb_json_token *token)
{
    enum tcb_status status;
    struct tcb_slice plain = token->text;
    char *memory = malloc(plain.len > 0 ? plain.len : 1);
    if (memory == NULL) return TCB_ENOMEM;
    if (token->escaped) {
        plain.len = tcb_json_unescape(token->text, memory);
        plain.data = memory;
    }
    status = token->type == TCB_JSON_KEY ? tcb_json_add_key(w, plain)
                                         : tcb_json_add_string(w, plain);
    free(memory);
    return status;
}

static inline enum tcb_status copy_token(struct tcb_json_writer *w,
                                         const struct tcb_json_token *token)
{
    switch (token->type) {
    case TCB_JSON_NULL: tcb_json_add_null(w); break;
    case TCB_JSON_FALSE: tcb_json_add_bool(w, 0); break;
    case TCB_JSON_TRUE: tcb_json_add_bool(w, 1); break;
    case TCB_JSON_OBJECT: tcb_json_begin_object(w); break;
    case TCB_JSON_OBJECT_END: tcb_json_end_object(w); break;
    case TCB_JSON_LIST: tcb_json_begin_list(w); break;
    case TCB_JSON_LIST_END: tcb_json_end_list(w); break;
    case TCB_JSON_NUMBER:
        if (!token->is_integer) return tcb_json_add_number(w, token->text);
        tcb_json_add_integer(w, token->integer);
        break;
    case TCB_JSON_STRING:
    case TCB_JSON_KEY: return copy_text(w, token);
    case TCB_JSON_END: break;
    }
    return TCB_OK;
}

/* Reads all of the text; writes it too unless `out` is NULL. */
static inline enum tcb_status copy_json(struct tcb_json_reader *r,
                                        struct tcb_slice text, int max_depth,
                                        struct tcb_buffer *out)
{
    struct tcb_json_writer w;
    struct tcb_json_token token = { TCB_JSON_NULL, { NULL, 0 }, 0, 0, 0 };
    enum tcb_status status = TCB_OK;
    tcb_json_start(&w, out);
    tcb_json_open(r, text, max_depth);
    while (status == TCB_OK && token.type != TCB_JSON_END) {
        status = tcb_json_next(r, &token);
        if (status == TCB_OK && out != NULL) status = copy_token(&w, &token);
    }
    return status;
}

#endif
