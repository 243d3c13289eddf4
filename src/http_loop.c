/*
 * http_loop.c - what a foreign event loop asks between two steps: which
 * descriptors to wait for, and how long.
 */
#include <limits.h>
#include <sys/epoll.h>

#include "http_transfer.h"
#include "resolve.h"

#define BLIND_MS 10 /* between steps, where a socket can't be told */

struct collector {
    struct tcb_http_fd *fds;
    size_t cap, count;
};

static void collect(struct collector *c, int fd, int reads, int writes)
{
    if (!reads && !writes) return;
    if (c->count < c->cap) {
        c->fds[c->count].fd = fd;
        c->fds[c->count].read = reads;
        c->fds[c->count].write = writes;
    }
    c->count++;
}

/* libcurl leaves out what an fd_set can't hold. */
static enum tcb_status collect_sockets(CURLM *multi, struct collector *c)
{
    fd_set reads, writes, broken;
    int fd, last = -1;
    FD_ZERO(&reads);
    FD_ZERO(&writes);
    FD_ZERO(&broken);
    if (curl_multi_fdset(multi, &reads, &writes, &broken, &last) != CURLM_OK)
        return TCB_EINVAL;
    for (fd = 0; fd <= last; fd++)
        collect(c, fd, FD_ISSET(fd, &reads) != 0, FD_ISSET(fd, &writes) != 0);
    return TCB_OK;
}

enum tcb_status tcb_http_fds(struct tcb_http *http, struct tcb_http_fd *fds,
                             size_t cap, size_t *count)
{
    struct collector c = { fds, cap, 0 };
    enum tcb_status status = TCB_EINVAL;
    if (tcb_http_is_own(http)) status = collect_sockets(http->multi, &c);
    if (status == TCB_OK && http->active.first != NULL)
        collect(&c, tcb_resolver_fd(http->resolver),
                tcb_resolver_fd(http->resolver) >= 0, 0);
    *count = c.count;
    return status;
}

/* Changes what an epoll waits for. A descriptor that was closed has left it by
 * itself, whoever has its number now. */
static enum tcb_status watch(int backend, const struct tcb_http_fd *f)
{
    struct epoll_event event = { 0 };
    event.data.fd = f->fd;
    if (f->read) event.events |= EPOLLIN;
    if (f->write) event.events |= EPOLLOUT;
    if (epoll_ctl(backend, EPOLL_CTL_MOD, f->fd, &event) == 0) return TCB_OK;
    if (epoll_ctl(backend, EPOLL_CTL_ADD, f->fd, &event) == 0) return TCB_OK;
    return TCB_EFILE;
}

static void unwatch_others(struct tcb_http *http, const fd_set *wanted)
{
    int fd;
    for (fd = 0; fd < FD_SETSIZE; fd++)
        if (FD_ISSET(fd, &http->watched) && !FD_ISSET(fd, wanted))
            (void)epoll_ctl(http->backend, EPOLL_CTL_DEL, fd, NULL);
    http->watched = *wanted;
}

static enum tcb_status open_backend(struct tcb_http *http)
{
    if (http->backend < 0) http->backend = epoll_create1(EPOLL_CLOEXEC);
    return http->backend < 0 ? TCB_EFILE : TCB_OK;
}

enum tcb_status tcb_http_backend_fd(struct tcb_http *http, int *fd)
{
    struct tcb_http_fd fds[FD_SETSIZE + 1];
    enum tcb_status status;
    size_t i, count;
    fd_set wanted;
    *fd = -1;
    FD_ZERO(&wanted);
    status = tcb_http_fds(http, fds, FD_SETSIZE + 1, &count);
    if (status == TCB_OK) status = open_backend(http);
    for (i = 0; status == TCB_OK && i < count; i++) {
        status = watch(http->backend, &fds[i]);
        if (fds[i].fd < FD_SETSIZE) FD_SET(fds[i].fd, &wanted);
    }
    if (status != TCB_OK) return status;
    unwatch_others(http, &wanted);
    if (count > 0) *fd = http->backend;
    return TCB_OK;
}

/* Who asks is going to wait that long, and is not away meanwhile; but may
 * have been before. */
int tcb_http_timeout_ms(struct tcb_http *http)
{
    long curls = -1;
    int wait;
    if (!tcb_http_is_own(http)) return -1;
    if (tcb_http_is_callers_turn(http)) return 0;
    if (http->active.first == NULL) return -1;
    tcb_http_return_absences(http);
    wait = tcb_http_judgement_ms(http, INT_MAX);
    (void)curl_multi_timeout(http->multi, &curls);
    if (curls >= 0 && curls < wait) wait = (int)curls;
    if (http->high_sockets > 0 && wait > BLIND_MS) wait = BLIND_MS;
    http->looked = tcb_monotonic_ns() + wait * MS;
    return wait;
}
