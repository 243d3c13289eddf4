/*
 * resolve.c - getaddrinfo in threads of its own.
 *
 * What the threads and the loop share is one reference-counted resolver
 * under one lock: each thread holds a reference, so freeing a resolver never
 * waits for a name server. A forked child must not come here with a resolver
 * of its parent: a thread that is no more may hold the lock.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "resolve.h"
#include "tcbilling.h"

#define FRESH_NS INT64_C(60000000000)

enum progress { QUEUED, RUNNING, ENDED };

struct tcb_lookup {
    struct tcb_lookup *next;
    struct tcb_resolver *resolver;
    char *host;
    enum progress progress;
    struct tcb_buffer addresses; /* zero-terminated; empty: none */
    const char *failure;         /* a constant text, or NULL */
    int64_t until;               /* an answer is shared up to this time */
    int users;
};

struct tcb_resolver {
    pthread_mutex_t lock;
    struct tcb_lookup *lookups;
    int wake[2]; /* a pipe, or -1 */
    int threads;
    int owned; /* not freed yet */
};

static pthread_once_t pinned = PTHREAD_ONCE_INIT;

/* Lua closes its C modules with the state, but a thread may still be in
 * getaddrinfo and will return into this code: it has to stay. */
static void pin_module(void)
{
    Dl_info info;
    if (dladdr(&pinned, &info) != 0 && info.dli_fname != NULL)
        (void)dlopen(info.dli_fname, RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE);
}

struct tcb_resolver *tcb_resolver_new(void)
{
    struct tcb_resolver *r = calloc(1, sizeof *r);
    if (r == NULL) return NULL;
    if (pthread_mutex_init(&r->lock, NULL) != 0) {
        free(r);
        return NULL;
    }
    (void)pthread_once(&pinned, pin_module);
    r->wake[0] = r->wake[1] = -1;
    r->owned = 1;
    return r;
}

static void free_lookup(struct tcb_lookup *l)
{
    tcb_buffer_free(&l->addresses);
    free(l->host);
    free(l);
}

/* Frees what nobody waits for, works on, or could use again. */
static void prune(struct tcb_resolver *r, int64_t now)
{
    struct tcb_lookup **link = &r->lookups;
    while (*link != NULL) {
        struct tcb_lookup *l = *link;
        if (l->users == 0 && l->progress != RUNNING && l->until <= now) {
            *link = l->next;
            free_lookup(l);
        } else {
            link = &l->next;
        }
    }
}

static void close_pipe(struct tcb_resolver *r)
{
    if (r->wake[0] >= 0) (void)close(r->wake[0]);
    if (r->wake[1] >= 0) (void)close(r->wake[1]);
    r->wake[0] = r->wake[1] = -1;
}

/* Unlocks; the last one to leave frees. */
static void leave(struct tcb_resolver *r)
{
    int last = !r->owned && r->threads == 0;
    (void)pthread_mutex_unlock(&r->lock);
    if (!last) return;
    prune(r, INT64_MAX);
    (void)pthread_mutex_destroy(&r->lock);
    free(r);
}

void tcb_resolver_free(struct tcb_resolver *r)
{
    if (r == NULL) return;
    (void)pthread_mutex_lock(&r->lock);
    r->owned = 0;
    close_pipe(r);
    prune(r, INT64_MAX);
    leave(r);
}

static int open_pipe(struct tcb_resolver *r)
{
    int i;
    if (r->wake[0] >= 0) return 1;
    if (pipe(r->wake) != 0) {
        r->wake[0] = r->wake[1] = -1;
        return 0;
    }
    for (i = 0; i < 2; i++) {
        (void)fcntl(r->wake[i], F_SETFD, FD_CLOEXEC);
        (void)fcntl(r->wake[i], F_SETFL, O_NONBLOCK);
    }
    return 1;
}

int tcb_resolver_fd(const struct tcb_resolver *r)
{
    return r->wake[0];
}

int tcb_resolver_news(struct tcb_resolver *r)
{
    char bytes[64];
    int news = 0;
    if (r->wake[0] < 0) return 0;
    while (read(r->wake[0], bytes, sizeof bytes) > 0)
        news = 1;
    return news;
}

/* Appends one address, in brackets where curl's list wants them. Those with
 * a zone have no place there. */
static void add_address(struct tcb_buffer *out, const struct addrinfo *a)
{
    char text[NI_MAXHOST];
    if (getnameinfo(a->ai_addr, a->ai_addrlen, text, sizeof text, NULL, 0,
                    NI_NUMERICHOST) != 0 ||
        strchr(text, '%') != NULL)
        return;
    if (out->len > 0) tcb_buffer_add(out, ",", 1);
    if (a->ai_family == AF_INET6) tcb_buffer_add(out, "[", 1);
    tcb_buffer_text(out, text);
    if (a->ai_family == AF_INET6) tcb_buffer_add(out, "]", 1);
}

static const char *failure_text(int error, int system_error)
{
    switch (error) {
    case 0: return "the host has no usable address";
    case EAI_AGAIN: return "the name servers do not answer";
    case EAI_MEMORY: return "out of memory";
    case EAI_SYSTEM:
        if (system_error == EMFILE || system_error == ENFILE)
            return "too many open files";
        break;
#ifdef EAI_NODATA
    case EAI_NODATA:
#endif
    case EAI_NONAME: return "there is no such host";
    default: break;
    }
    return "the host's name could not be resolved";
}

/* The part that may hang. */
static const char *look_up(const char *host, struct tcb_buffer *out)
{
    struct addrinfo hints, *all = NULL, *a;
    int error;
    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    error = getaddrinfo(host, NULL, &hints, &all);
    if (error != 0) return failure_text(error, errno);
    for (a = all; a != NULL; a = a->ai_next)
        add_address(out, a);
    freeaddrinfo(all);
    if (out->len == 0 && !out->failed) return failure_text(0, 0);
    tcb_buffer_add(out, "", 1);
    return out->failed ? failure_text(EAI_MEMORY, 0) : NULL;
}

static struct tcb_lookup *next_queued(struct tcb_resolver *r)
{
    struct tcb_lookup *l = r->lookups;
    while (l != NULL && l->progress != QUEUED)
        l = l->next;
    return l;
}

/* Looks one name up; holds the lock before and after, not meanwhile. */
static void serve(struct tcb_resolver *r, struct tcb_lookup *l)
{
    struct tcb_buffer addresses = TCB_BUFFER_INIT;
    const char *failure;
    l->progress = RUNNING;
    (void)pthread_mutex_unlock(&r->lock);
    failure = look_up(l->host, &addresses);
    (void)pthread_mutex_lock(&r->lock);
    l->addresses = addresses;
    l->failure = failure;
    l->until = failure == NULL ? tcb_monotonic_ns() + FRESH_NS : 0;
    l->progress = ENDED;
    /* A full pipe has woken the loop already. */
    if (r->owned && write(r->wake[1], "", 1) < 0) return;
}

static void *work(void *arg)
{
    struct tcb_resolver *r = arg;
    struct tcb_lookup *l;
    (void)pthread_mutex_lock(&r->lock);
    while ((l = next_queued(r)) != NULL)
        serve(r, l);
    r->threads--;
    leave(r);
    return NULL;
}

/* Starts a detached thread that takes no signals: they are the caller's. */
static int start_thread(struct tcb_resolver *r)
{
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t all, before;
    int error;
    if (pthread_attr_init(&attributes) != 0) return 0;
    (void)pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    error = pthread_create(&thread, &attributes, work, r);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    (void)pthread_attr_destroy(&attributes);
    return error == 0;
}

/* One under way, or an answer that is still fresh; a failure is told to
 * those who waited for it and to nobody else. */
static struct tcb_lookup *find(struct tcb_resolver *r, const char *host,
                               int64_t now)
{
    struct tcb_lookup *l = r->lookups;
    while (l != NULL && ((l->progress == ENDED && l->until <= now) ||
                         strcmp(l->host, host) != 0))
        l = l->next;
    return l;
}

/* Appends, so that names are served in the order they were asked for. */
static struct tcb_lookup *add_lookup(struct tcb_resolver *r, const char *host)
{
    struct tcb_lookup **link = &r->lookups, *l = calloc(1, sizeof *l);
    if (l == NULL) return NULL;
    l->host = strdup(host);
    if (l->host == NULL) {
        free(l);
        return NULL;
    }
    l->resolver = r;
    while (*link != NULL)
        link = &(*link)->next;
    *link = l;
    return l;
}

static void fail(struct tcb_lookup *l, const char *text)
{
    l->progress = ENDED;
    l->failure = text;
}

/* Sees to it that somebody will serve the name, and tells. With no pipe, or
 * no thread at all, it would wait for ever. */
static void hire(struct tcb_resolver *r, struct tcb_lookup *l)
{
    if (!open_pipe(r)) {
        fail(l, "too many open files");
        return;
    }
    if (r->threads >= TCB_RESOLVE_THREADS) return;
    if (start_thread(r))
        r->threads++;
    else if (r->threads == 0)
        fail(l, "no thread could be started to resolve the name");
}

struct tcb_lookup *tcb_resolver_ask(struct tcb_resolver *r, const char *host,
                                    int64_t now)
{
    struct tcb_lookup *l;
    (void)pthread_mutex_lock(&r->lock);
    prune(r, now);
    l = find(r, host, now);
    if (l == NULL) {
        l = add_lookup(r, host);
        if (l != NULL) hire(r, l);
    }
    if (l != NULL) l->users++;
    (void)pthread_mutex_unlock(&r->lock);
    return l;
}

enum tcb_lookup_state tcb_lookup_state(struct tcb_lookup *l, const char **text)
{
    enum tcb_lookup_state state = TCB_LOOKUP_PENDING;
    struct tcb_resolver *r = l->resolver;
    *text = NULL;
    (void)pthread_mutex_lock(&r->lock);
    if (l->progress == ENDED) {
        state = l->failure ? TCB_LOOKUP_FAILED : TCB_LOOKUP_FOUND;
        *text = l->failure ? l->failure : l->addresses.data;
    }
    (void)pthread_mutex_unlock(&r->lock);
    return state;
}

void tcb_lookup_expire(struct tcb_lookup *l)
{
    (void)pthread_mutex_lock(&l->resolver->lock);
    if (l->progress == ENDED) l->until = 0;
    (void)pthread_mutex_unlock(&l->resolver->lock);
}

void tcb_lookup_drop(struct tcb_lookup *l)
{
    if (l == NULL) return;
    (void)pthread_mutex_lock(&l->resolver->lock);
    l->users--;
    if (l->users == 0 && l->progress == QUEUED) l->progress = ENDED;
    (void)pthread_mutex_unlock(&l->resolver->lock);
}
