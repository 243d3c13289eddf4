/*
 * sendable.c - what may be sent in a request, whoever sends it. libcurl would
 * take some other lines for commands.
 */
#include "tcbilling.h"
#include "text.h"

int tcb_is_header_line(struct tcb_slice line)
{
    struct tcb_slice name, value;
    if (!split(line, ':', &name, &value) || !is_token(name)) return 0;
    value = trim(value);
    return value.len > 0 && !has_control(value);
}

int tcb_is_method(struct tcb_slice method, struct tcb_slice body)
{
    if (equals(method, "GET")) return body.len == 0;
    return equals(method, "POST");
}
