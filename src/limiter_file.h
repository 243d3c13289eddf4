/*
 * limiter_file.h - a file of limiter records, as limiter_file.c and
 * limiter_open.c see it; private to them.
 */
#ifndef TCB_LIMITER_FILE_H
#define TCB_LIMITER_FILE_H

#include <stdio.h>
#include <sys/types.h>

#include "tcbilling.h"

#define TCB_LIMITER_SLOTS 1024
#define TCB_LIMITER_FORMAT 1
/* 16 bytes, the first that a person sees. */
#define TCB_LIMITER_MAGIC "tcbilling limits"
#define TCB_LIMITER_MAGIC_SIZE (sizeof TCB_LIMITER_MAGIC - 1)

#define TCB_FILE_LONGEST_PROBLEM 6000 /* with a path in it */

struct tcb_limiter_header {
    char magic[TCB_LIMITER_MAGIC_SIZE];
    uint32_t format;
    uint32_t slot_size;
    unsigned char reserved[40];
};

struct tcb_limiter_slot {
    unsigned char key[TCB_SHA256_SIZE];
    unsigned char account[TCB_SHA256_SIZE];
    struct tcb_limiter_record record;
};

_Static_assert(sizeof(struct tcb_limiter_header) == 64,
               "the header has no gaps");

struct tcb_limiter_file {
    char *path;
    char *directory;  /* or NULL */
    char *group_name; /* or NULL */
    gid_t group;
    int fd;       /* -1: not open */
    dev_t device; /* what was opened: a program that closes all descriptors */
    ino_t inode;  /* may have given the number to another file since */
    pid_t pid;    /* of the process that opened it */
    int is_known; /* its header is known to be right */
    int is_taken;
    int count; /* of its slots, while it is locked */
    int index; /* of the slot that is taken, up to `count` */
    struct tcb_limiter_slot slot;
    struct tcb_sha256 *sha;
    /* Where a key was seen last, 1 more than the slot's number. One digest
     * may push out another: then that is looked for again. */
    uint16_t seen[TCB_LIMITER_SLOTS];
    char problem[TCB_FILE_LONGEST_PROBLEM];
};

/* Says what is wrong: a format, and the name it begins with. TCB_EFILE. */
#define TCB_FILE_REFUSE(file, ...)                                             \
    ((void)snprintf((file)->problem, sizeof(file)->problem, __VA_ARGS__),      \
     TCB_EFILE)

static inline off_t tcb_slot_offset(int index)
{
    return (off_t)(sizeof(struct tcb_limiter_header) +
                   (size_t)index * sizeof(struct tcb_limiter_slot));
}

#pragma GCC visibility push(hidden)

/* Says what could not be done ("read") for errno's reason. TCB_EFILE. */
enum tcb_status tcb_file_errno(struct tcb_limiter_file *file, const char *what);
/* Looks up `group_name`, which is there. */
enum tcb_status tcb_file_find_group(struct tcb_limiter_file *file);
/* Opens the path, makes a file if there is none, and checks whose it is.
 * TCB_EBUSY when another user is making it at this moment. */
enum tcb_status tcb_file_reopen(struct tcb_limiter_file *file);
/* Does the descriptor still mean the file that was opened? */
int tcb_file_is_here(const struct tcb_limiter_file *file);
/* Drops the lock only if no other process has this descriptor. */
void tcb_file_close_fd(struct tcb_limiter_file *file);
/* Checks a file of `size` bytes and counts its slots. An empty one is as good
 * as any. */
enum tcb_status tcb_file_check_content(struct tcb_limiter_file *file,
                                       off_t size);
/* 1 when all was read, else errno is set. */
int tcb_file_read_at(int fd, void *out, size_t size, off_t at);

#pragma GCC visibility pop

#endif
