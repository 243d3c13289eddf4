/*
 * limiter_open.c - a file of limiter records is found or made, and used only
 * if nobody has to do with it but those it is meant for.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "limiter_file.h"

#define LARGEST_GROUP (1 << 20)
#define ATTEMPTS 8 /* to open what others make and delete meanwhile */
#define OWN_MODE 0600
#define GROUP_MODE 0660
/* From making a file to its owner and mode, at the most. */
#define MAKING INT64_C(1000000000)
#define NOT_REGULAR "%s is no regular file: give another path"
#define NOT_OURS "%s is a file of something else: give another path"
#define SHARING "`limiter = { path =, group = }` shares one among users"

/* The text of an error that exists is a constant, so that threads may ask for
 * it at once. */
enum tcb_status tcb_file_errno(struct tcb_limiter_file *file, const char *what)
{
    return TCB_FILE_REFUSE(file, "%s can't be %s: %s", file->path, what,
                           strerror(errno));
}

int tcb_file_read_at(int fd, void *out, size_t size, off_t at)
{
    char *next = out;
    while (size > 0) {
        ssize_t n = pread(fd, next, size, at);
        if (n < 0 && errno == EINTR) continue;
        if (n == 0) errno = ENODATA; /* cut off by somebody without a lock */
        if (n <= 0) return 0;
        next += n;
        at += n;
        size -= (size_t)n;
    }
    return 1;
}

/* what the file may be */

static unsigned mode_of(const struct stat *st)
{
    return st->st_mode & 07777;
}

/* Made less than a moment ago: its owner and mode are still to come. */
static int is_being_made(const struct stat *st)
{
    int64_t age = tcb_wall_ns() - (int64_t)st->st_ctim.tv_sec * 1000000000 -
                  st->st_ctim.tv_nsec;
    return st->st_size == 0 && age > -MAKING && age < MAKING;
}

static enum tcb_status check_owner(struct tcb_limiter_file *file,
                                   const struct stat *st)
{
    if (st->st_uid != geteuid())
        return TCB_FILE_REFUSE(file,
                               "%s belongs to user %u, and this is user %u: "
                               "give another path; " SHARING,
                               file->path, (unsigned)st->st_uid,
                               (unsigned)geteuid());
    if ((mode_of(st) & 077) != 0)
        return TCB_FILE_REFUSE(file,
                               "%s is open to other users (mode %04o): `chmod "
                               "600` it or give another path; " SHARING,
                               file->path, mode_of(st));
    return TCB_OK;
}

/* Ours, but from a time when it was not shared: we could use it, and the
 * others of the group would stand before a closed door. */
static int is_closed_to_group(const struct tcb_limiter_file *file,
                              const struct stat *st)
{
    return st->st_uid == geteuid() && (mode_of(st) & 07) == 0 &&
           (st->st_gid != file->group ||
            (mode_of(st) & GROUP_MODE) != GROUP_MODE);
}

static enum tcb_status check_group(struct tcb_limiter_file *file,
                                   const struct stat *st)
{
    int is_ours =
        st->st_uid == geteuid() || st->st_uid == 0 || st->st_gid == file->group;
    if (is_closed_to_group(file, st))
        return TCB_FILE_REFUSE(
            file,
            "%s is closed to group %s (group %u, mode "
            "%04o): `chgrp %s` and `chmod 660` it, or remove "
            "it",
            file->path, file->group_name, (unsigned)st->st_gid, mode_of(st),
            file->group_name);
    if (is_ours && (mode_of(st) & 07) == 0) return TCB_OK;
    if (is_being_made(st)) return TCB_EBUSY;
    if (!is_ours)
        return TCB_FILE_REFUSE(file,
                               "%s belongs to user %u and group %u, not to "
                               "group %s: give another path or that group",
                               file->path, (unsigned)st->st_uid,
                               (unsigned)st->st_gid, file->group_name);
    return TCB_FILE_REFUSE(file,
                           "%s is open to every user (mode %04o): `chmod 660` "
                           "it or give another path",
                           file->path, mode_of(st));
}

static enum tcb_status check_header(struct tcb_limiter_file *file)
{
    struct tcb_limiter_header h;
    if (!tcb_file_read_at(file->fd, &h, sizeof h, 0))
        return tcb_file_errno(file, "read");
    if (memcmp(h.magic, TCB_LIMITER_MAGIC, TCB_LIMITER_MAGIC_SIZE) != 0)
        return TCB_FILE_REFUSE(file, NOT_OURS, file->path);
    if (h.format != TCB_LIMITER_FORMAT ||
        h.slot_size != sizeof(struct tcb_limiter_slot))
        return TCB_FILE_REFUSE(
            file,
            "%s was written by another version of tcbilling (format %u with %u "
            "bytes, here %u with %u): end the programs that use it and remove "
            "it, or give another path",
            file->path, (unsigned)h.format, (unsigned)h.slot_size,
            (unsigned)TCB_LIMITER_FORMAT,
            (unsigned)sizeof(struct tcb_limiter_slot));
    file->is_known = 1;
    return TCB_OK;
}

/* And counts the slots. An empty file is as good as any. */
enum tcb_status tcb_file_check_content(struct tcb_limiter_file *file,
                                       off_t size)
{
    const off_t each = (off_t)sizeof(struct tcb_limiter_slot);
    off_t slots = size - tcb_slot_offset(0);
    file->count = 0;
    if (size == 0) return TCB_OK;
    if (slots < 0) return TCB_FILE_REFUSE(file, NOT_OURS, file->path);
    if (!file->is_known) {
        enum tcb_status status = check_header(file);
        if (status != TCB_OK) return status;
    }
    if (slots % each != 0 || slots / each > TCB_LIMITER_SLOTS)
        return TCB_FILE_REFUSE(
            file,
            "%s has a wrong size (%lld bytes): end the programs that use it "
            "and remove it, or give another path",
            file->path, (long long)size);
    file->count = (int)(slots / each);
    return TCB_OK;
}

static enum tcb_status check_file(struct tcb_limiter_file *file,
                                  const struct stat *st)
{
    enum tcb_status status;
    if (!S_ISREG(st->st_mode))
        return TCB_FILE_REFUSE(file, NOT_REGULAR, file->path);
    if (st->st_nlink > 1)
        return TCB_FILE_REFUSE(
            file,
            "%s has a second name, a hard link: remove it or give another path",
            file->path);
    status = file->group_name != NULL ? check_group(file, st)
                                      : check_owner(file, st);
    if (status != TCB_OK) return status;
    return tcb_file_check_content(file, st->st_size);
}

/* opening */

static int is_same(const struct tcb_limiter_file *file, const struct stat *st)
{
    return st->st_dev == file->device && st->st_ino == file->inode;
}

int tcb_file_is_here(const struct tcb_limiter_file *file)
{
    struct stat st;
    return fstat(file->fd, &st) == 0 && is_same(file, &st);
}

/* Another file's number is not ours to close. */
void tcb_file_close_fd(struct tcb_limiter_file *file)
{
    struct stat st;
    if (file->fd >= 0 && (fstat(file->fd, &st) != 0 || is_same(file, &st)))
        (void)close(file->fd);
    file->fd = -1;
    file->is_taken = 0;
}

/* For this user alone. Nobody else can exchange what lies in it then. */
static enum tcb_status make_directory(struct tcb_limiter_file *file)
{
    const char *name = file->directory;
    struct stat st;
    if (name == NULL) return TCB_OK;
    if ((mkdir(name, 0700) != 0 && errno != EEXIST) || lstat(name, &st) != 0)
        return TCB_FILE_REFUSE(file, "%s can't be made: %s", name,
                               strerror(errno));
    if (!S_ISDIR(st.st_mode))
        return TCB_FILE_REFUSE(
            file, "%s is no directory: remove it or give another path", name);
    if (st.st_uid != geteuid())
        return TCB_FILE_REFUSE(file,
                               "%s belongs to user %u, and this is user %u: "
                               "remove it or give another path",
                               name, (unsigned)st.st_uid, (unsigned)geteuid());
    if ((st.st_mode & 077) != 0)
        return TCB_FILE_REFUSE(file,
                               "%s is open to other users (mode %04o): `chmod "
                               "700` it or give another path",
                               name, mode_of(&st));
    return TCB_OK;
}

static enum tcb_status refuse_to_open(struct tcb_limiter_file *file)
{
    const int error = errno;
    struct stat st;
    if (error == ELOOP)
        return TCB_FILE_REFUSE(
            file, "%s is a link: remove it or give another path", file->path);
    if (error == EISDIR || error == ENXIO)
        return TCB_FILE_REFUSE(file, NOT_REGULAR, file->path);
    if (error != EACCES || lstat(file->path, &st) != 0)
        return TCB_FILE_REFUSE(
            file,
            "%s can't be opened: %s: make its folder, open to "
            "those who share it, or give another path",
            file->path, strerror(error));
    if (file->group_name != NULL && is_being_made(&st)) return TCB_EBUSY;
    return TCB_FILE_REFUSE(file,
                           "%s belongs to user %u and is closed to this one "
                           "(user %u, mode %04o): give another path%s",
                           file->path, (unsigned)st.st_uid, (unsigned)geteuid(),
                           mode_of(&st),
                           file->group_name != NULL
                               ? ", or a group that both users are in and that "
                                 "its owner gives, too"
                               : "; " SHARING);
}

/* Out of the way of what is printed: a program may have closed its standard
 * output. */
static int above_standard(int fd)
{
    int other;
    if (fd > STDERR_FILENO) return fd;
    other = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    (void)close(fd);
    return other;
}

/* O_CREAT only where there is nothing: the kernel may refuse it for a
 * file of somebody else's in a folder that all may write to. */
static enum tcb_status open_path(struct tcb_limiter_file *file, int *is_new)
{
    const int flags = O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
    int i, fd = -1;
    *is_new = 0;
    for (i = 0; fd < 0 && i < ATTEMPTS; i++) {
        fd = open(file->path, flags);
        if (fd < 0 && errno == ENOENT) {
            fd = open(file->path, flags | O_CREAT | O_EXCL, OWN_MODE);
            *is_new = fd >= 0;
        }
        if (fd < 0 && errno != EEXIST && errno != EINTR) break;
    }
    if (fd >= 0) fd = above_standard(fd);
    if (fd < 0) return refuse_to_open(file);
    file->fd = fd;
    file->pid = getpid();
    file->is_known = 0;
    return TCB_OK;
}

static enum tcb_status look_at(struct tcb_limiter_file *file, struct stat *st)
{
    if (fstat(file->fd, st) != 0) return tcb_file_errno(file, "looked at");
    file->device = st->st_dev;
    file->inode = st->st_ino;
    return TCB_OK;
}

/* Gives an empty file of ours its group and mode, whoever made it and was
 * killed before it did, and whatever the umask. One with a second name may be
 * any that somebody has put there. */
static enum tcb_status finish_making(struct tcb_limiter_file *file,
                                     struct stat *st)
{
    int is_shared = file->group_name != NULL;
    if (!S_ISREG(st->st_mode) || st->st_nlink > 1 || st->st_size > 0 ||
        st->st_uid != geteuid())
        return TCB_OK;
    if (is_shared && st->st_gid != file->group &&
        fchown(file->fd, (uid_t)-1, file->group) != 0)
        return TCB_FILE_REFUSE(file,
                               "%s can't be given to group %s: %s: give a "
                               "group that user %u is in",
                               file->path, file->group_name, strerror(errno),
                               (unsigned)geteuid());
    if (fchmod(file->fd, is_shared ? GROUP_MODE : OWN_MODE) != 0)
        return tcb_file_errno(file, "shared");
    return look_at(file, st);
}

enum tcb_status tcb_file_reopen(struct tcb_limiter_file *file)
{
    struct stat st;
    int is_new = 0;
    enum tcb_status status = make_directory(file);
    if (status == TCB_OK) status = open_path(file, &is_new);
    if (status != TCB_OK) return status;
    status = look_at(file, &st);
    if (status == TCB_OK) status = finish_making(file, &st);
    if (status == TCB_OK) status = check_file(file, &st);
    if (status != TCB_OK && is_new) (void)unlink(file->path);
    if (status != TCB_OK) tcb_file_close_fd(file);
    return status;
}

/* groups */

enum tcb_status tcb_file_find_group(struct tcb_limiter_file *file)
{
    const char *name = file->group_name;
    struct group entry, *found = NULL;
    size_t size;
    int error = ERANGE;
    if (name[strspn(name, "0123456789")] == '\0') {
        unsigned long number = strtoul(name, NULL, 10);
        file->group = (gid_t)number;
        if (number < UINT32_MAX) return TCB_OK; /* that one means: no change */
        error = 0;
    }
    for (size = 4096; error == ERANGE && size <= LARGEST_GROUP; size *= 4) {
        char *names = malloc(size);
        if (names == NULL) return TCB_ENOMEM;
        error = getgrnam_r(name, &entry, names, size, &found);
        if (found != NULL) file->group = entry.gr_gid;
        free(names);
    }
    if (found != NULL) return TCB_OK;
    return TCB_FILE_REFUSE(file,
                           "%s is to be shared by group %s, which there is "
                           "not: give the name or the number of a group",
                           file->path, name);
}
