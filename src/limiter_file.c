/*
 * limiter_file.c - the limiter's records in a file, for all processes that
 * share a limit.
 *
 *     header | slot | slot | ... up to TCB_LIMITER_SLOTS
 *
 * Who holds the lock reads one slot, steps its record and writes it back. A
 * process may be killed between any two calls: the kernel drops its lock, and
 * what it leaves is safe. The file is empty, or it has its header and whole
 * slots, as ftruncate makes it longer before a slot is written. A slot
 * without a key's digest is free. A record of which only a part was written
 * is one that limiter.c can read, as it can any other; the part that is
 * missing was never told to anybody.
 *
 * Mapped memory would save two system calls, and cost a signal to whoever
 * touches it when somebody has cut the file off.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "limiter_file.h"

#define ATTEMPTS 8 /* to lock what others delete meanwhile */

/* reading and writing */

static int write_at(int fd, const void *data, size_t size, off_t at)
{
    const char *next = data;
    while (size > 0) {
        ssize_t n = pwrite(fd, next, size, at);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return 0;
        next += n;
        at += n;
        size -= (size_t)n;
    }
    return 1;
}

static int lengthen(int fd, off_t size)
{
    int result;
    do
        result = ftruncate(fd, size);
    while (result != 0 && errno == EINTR);
    return result == 0;
}

static enum tcb_status read_slot(struct tcb_limiter_file *file, int index)
{
    if (tcb_file_read_at(file->fd, &file->slot, sizeof file->slot,
                         tcb_slot_offset(index)))
        return TCB_OK;
    return tcb_file_errno(file, "read");
}

/* locking */

static int is_own(const struct tcb_limiter_file *file)
{
    return file->pid == getpid();
}

static void unlock(struct tcb_limiter_file *file)
{
    file->is_taken = 0;
    while (flock(file->fd, LOCK_UN) != 0 && errno == EINTR)
        continue;
}

static enum tcb_status try_lock(struct tcb_limiter_file *file)
{
    int result;
    do
        result = flock(file->fd, LOCK_EX | LOCK_NB);
    while (result != 0 && errno == EINTR);
    if (result == 0) return TCB_OK;
    if (errno == EWOULDBLOCK) return TCB_EBUSY;
    return tcb_file_errno(file, "locked");
}

/* The file is locked and has a name. */
static enum tcb_status prepare(struct tcb_limiter_file *file,
                               const struct stat *st)
{
    struct tcb_limiter_header h;
    if (st->st_size > 0) return tcb_file_check_content(file, st->st_size);
    memset(&h, 0, sizeof h);
    memcpy(h.magic, TCB_LIMITER_MAGIC, TCB_LIMITER_MAGIC_SIZE);
    h.format = TCB_LIMITER_FORMAT;
    h.slot_size = sizeof(struct tcb_limiter_slot);
    if (!write_at(file->fd, &h, sizeof h, 0))
        return tcb_file_errno(file, "written");
    file->count = 0;
    file->is_known = 1;
    return TCB_OK;
}

/* Locks the file, unless it was deleted: then what has its name now. A
 * descriptor from before a fork is the parent's too, and so is its lock. */
static enum tcb_status lock_file(struct tcb_limiter_file *file)
{
    int i;
    for (i = 0; i < ATTEMPTS; i++) {
        enum tcb_status status = TCB_OK;
        struct stat st;
        if (file->fd >= 0 && !(is_own(file) && tcb_file_is_here(file)))
            tcb_file_close_fd(file);
        if (file->fd < 0) status = tcb_file_reopen(file);
        if (status != TCB_OK) return status;
        status = try_lock(file);
        if (status != TCB_OK && status != TCB_EBUSY) return status;
        if (fstat(file->fd, &st) != 0) return tcb_file_errno(file, "looked at");
        if (st.st_nlink > 0)
            return status == TCB_OK ? prepare(file, &st) : status;
        tcb_file_close_fd(file); /* deleted, whoever holds the lock */
    }
    return TCB_EBUSY;
}

/* slots */

static int is_free(const unsigned char digest[TCB_SHA256_SIZE])
{
    static const unsigned char none[TCB_SHA256_SIZE];
    return memcmp(digest, none, sizeof none) == 0;
}

static uint16_t *seen_at(struct tcb_limiter_file *file,
                         const unsigned char key[TCB_SHA256_SIZE])
{
    return &file->seen[(key[0] | key[1] << 8) % TCB_LIMITER_SLOTS];
}

/* The slot of the key, or `count`; *vacant is the first that is free. */
static enum tcb_status search(struct tcb_limiter_file *file,
                              const unsigned char key[TCB_SHA256_SIZE],
                              int *vacant)
{
    unsigned char digest[TCB_SHA256_SIZE];
    int i;
    *vacant = file->count;
    for (i = 0; i < file->count; i++) {
        if (!tcb_file_read_at(file->fd, digest, sizeof digest,
                              tcb_slot_offset(i)))
            return tcb_file_errno(file, "read");
        if (memcmp(digest, key, sizeof digest) == 0) break;
        if (*vacant == file->count && is_free(digest)) *vacant = i;
    }
    file->index = i;
    return TCB_OK;
}

/* All are taken: one whose record is as good as a new one. */
static enum tcb_status find_idle(struct tcb_limiter_file *file, int64_t now)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(TCB_LIMITER_CELLS);
    struct tcb_limiter_view view;
    int i;
    for (i = 0; i < file->count; i++) {
        enum tcb_status status = read_slot(file, i);
        if (status == TCB_OK)
            status = tcb_limiter_look(&file->slot.record, &o, now, &view);
        if (status != TCB_OK) return status;
        if (view.held == 0 && view.rate >= o.rate) {
            file->index = i;
            return TCB_OK;
        }
    }
    return TCB_FILE_REFUSE(file,
                           "%s has %d limits and all are in use: give another "
                           "path to a part of the programs",
                           file->path, TCB_LIMITER_SLOTS);
}

/* A slot for a key that has none. */
static enum tcb_status add_slot(struct tcb_limiter_file *file,
                                const unsigned char key[TCB_SHA256_SIZE],
                                int vacant, int64_t now)
{
    file->index = vacant;
    if (vacant == TCB_LIMITER_SLOTS) {
        enum tcb_status status = find_idle(file, now);
        if (status != TCB_OK) return status;
    }
    memset(&file->slot, 0, sizeof file->slot);
    memcpy(file->slot.key, key, TCB_SHA256_SIZE);
    return TCB_OK;
}

static enum tcb_status find_slot(struct tcb_limiter_file *file,
                                 const unsigned char key[TCB_SHA256_SIZE],
                                 int64_t now)
{
    uint16_t *seen = seen_at(file, key);
    enum tcb_status status;
    int vacant;
    file->index = *seen - 1;
    if (file->index >= 0 && file->index < file->count) {
        status = read_slot(file, file->index);
        if (status != TCB_OK) return status;
        if (memcmp(file->slot.key, key, TCB_SHA256_SIZE) == 0) return TCB_OK;
    }
    status = search(file, key, &vacant);
    if (status == TCB_OK)
        status = file->index < file->count ? read_slot(file, file->index)
                                           : add_slot(file, key, vacant, now);
    if (status == TCB_OK) *seen = (uint16_t)(file->index + 1);
    return status;
}

/* the public functions */

static int copy_text(const char *text, char **out)
{
    if (text == NULL) return 1;
    *out = strdup(text);
    return *out != NULL;
}

static enum tcb_status copy_options(struct tcb_limiter_file *file,
                                    const struct tcb_limiter_file_options *o)
{
    if (!copy_text(o->path, &file->path) ||
        !copy_text(o->directory, &file->directory) ||
        !copy_text(o->group, &file->group_name))
        return TCB_ENOMEM;
    if (file->path[0] != '/')
        return TCB_FILE_REFUSE(
            file, "%s does not begin with /: give the whole path", file->path);
    return file->group_name != NULL ? tcb_file_find_group(file) : TCB_OK;
}

static int are_valid(const struct tcb_limiter_file_options *o)
{
    if (o->path == NULL || o->path[0] == '\0') return 0;
    if (o->group != NULL && o->group[0] == '\0') return 0;
    return o->group == NULL || o->directory == NULL;
}

enum tcb_status
tcb_limiter_file_open(const struct tcb_limiter_file_options *options,
                      struct tcb_limiter_file **out, struct tcb_buffer *problem)
{
    struct tcb_limiter_file *file;
    enum tcb_status status;
    if (!are_valid(options)) return TCB_EINVAL;
    file = calloc(1, sizeof *file);
    if (file == NULL) return TCB_ENOMEM;
    file->fd = -1;
    status = copy_options(file, options);
    if (status == TCB_OK) status = tcb_sha256_new(&file->sha);
    if (status == TCB_OK) status = tcb_file_reopen(file);
    if (status == TCB_EBUSY) status = TCB_OK; /* so will be the first step */
    if (status == TCB_OK) {
        *out = file;
        return TCB_OK;
    }
    if (status == TCB_EFILE)
        tcb_buffer_text(problem, tcb_limiter_file_problem(file));
    tcb_limiter_file_close(file);
    return status;
}

void tcb_limiter_file_close(struct tcb_limiter_file *file)
{
    if (file == NULL) return;
    if (file->is_taken && is_own(file)) unlock(file);
    tcb_file_close_fd(file);
    tcb_sha256_free(file->sha);
    free(file->path);
    free(file->directory);
    free(file->group_name);
    free(file);
}

const char *tcb_limiter_file_problem(const struct tcb_limiter_file *file)
{
    return file->problem;
}

static enum tcb_status begin(struct tcb_limiter_file *file, int64_t now)
{
    enum tcb_status status;
    if (file->is_taken && is_own(file)) return TCB_EINVAL;
    if (now <= 0 || now >= INT64_MAX / 2) return TCB_EINVAL;
    status = lock_file(file);
    if (status == TCB_OK || status == TCB_EBUSY) return status;
    if (file->fd >= 0) unlock(file); /* it is not what it should be */
    return status;
}

enum tcb_status tcb_limiter_file_take(struct tcb_limiter_file *file,
                                      struct tcb_slice key,
                                      struct tcb_slice account, int64_t now,
                                      struct tcb_limiter_record **out)
{
    unsigned char key_digest[TCB_SHA256_SIZE], account_digest[TCB_SHA256_SIZE];
    enum tcb_status status = tcb_sha256_digest(file->sha, key, key_digest);
    if (status == TCB_OK)
        status = tcb_sha256_digest(file->sha, account, account_digest);
    if (status == TCB_OK) status = begin(file, now);
    if (status != TCB_OK) return status;
    status = find_slot(file, key_digest, now);
    if (status != TCB_OK) {
        unlock(file);
        return status;
    }
    memcpy(file->slot.account, account_digest, sizeof account_digest);
    file->is_taken = 1;
    *out = &file->slot.record;
    return TCB_OK;
}

static enum tcb_status write_slot(struct tcb_limiter_file *file)
{
    off_t end = tcb_slot_offset(file->index + 1);
    if ((file->index < file->count || lengthen(file->fd, end)) &&
        write_at(file->fd, &file->slot, sizeof file->slot,
                 tcb_slot_offset(file->index)))
        return TCB_OK;
    return tcb_file_errno(file, "written");
}

enum tcb_status tcb_limiter_file_give(struct tcb_limiter_file *file,
                                      int changed)
{
    enum tcb_status status = TCB_OK;
    if (!file->is_taken) return TCB_EINVAL;
    if (!is_own(file)) {
        tcb_file_close_fd(file);
        return TCB_EINVAL;
    }
    if (changed) status = write_slot(file);
    unlock(file);
    return status;
}

/* On one slot, unless it is another account's. One that is free stays so. */
static enum tcb_status back_off_slot(struct tcb_limiter_file *file, int index,
                                     const unsigned char *account,
                                     const struct tcb_limiter_options *options,
                                     int64_t now)
{
    struct tcb_limiter_slot *slot = &file->slot;
    struct tcb_limiter_step step;
    enum tcb_status status = read_slot(file, index);
    if (status != TCB_OK) return status;
    if (account != NULL && memcmp(slot->account, account, TCB_SHA256_SIZE) != 0)
        return TCB_OK;
    memset(&step, 0, sizeof step);
    step.event = TCB_LIMITER_REFUSED;
    status = tcb_limiter_step(&slot->record, options, now, &step);
    if (status != TCB_OK) return status;
    file->index = index;
    return write_slot(file);
}

enum tcb_status tcb_limiter_file_back_off(
    struct tcb_limiter_file *file, struct tcb_slice account,
    const struct tcb_limiter_options *options, int64_t now)
{
    unsigned char digest[TCB_SHA256_SIZE];
    enum tcb_status status = tcb_sha256_digest(file->sha, account, digest);
    int i;
    if (status == TCB_OK) status = begin(file, now);
    if (status != TCB_OK) return status;
    for (i = 0; status == TCB_OK && i < file->count; i++)
        status = back_off_slot(file, i, account.len > 0 ? digest : NULL,
                               options, now);
    unlock(file);
    return status;
}
