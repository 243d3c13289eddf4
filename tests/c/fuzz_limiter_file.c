/*
 * fuzz_limiter_file.c - arbitrary bytes as the file of limits: it is taken and
 * given back, or refused with a sentence. tests/long/fuzz builds and runs it.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tcbilling.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(int condition)
{
    if (!condition) abort();
}

/* What it begins with is right more often than chance has it. */
static void write_file(const char *path, const uint8_t *data, size_t size)
{
    static const char magic[16] = "tcbilling limits";
    int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
    demand(fd >= 0);
    if (size > 0 && data[0] % 4 != 0)
        demand(write(fd, magic, sizeof magic) == sizeof magic);
    demand(write(fd, data, size) == (ssize_t)size);
    demand(close(fd) == 0);
}

static void use(struct tcb_limiter_file *file)
{
    struct tcb_slice key = { "key", 3 }, account = { "me", 2 };
    struct tcb_limiter_options options = tcb_limiter_defaults(20);
    struct tcb_limiter_record *record;
    struct tcb_limiter_step step;
    int64_t now = INT64_C(5000000000);
    enum tcb_status status =
        tcb_limiter_file_take(file, key, account, now, &record);
    if (status != TCB_OK) {
        demand(status == TCB_EFILE && *tcb_limiter_file_problem(file) != '\0');
        return;
    }
    memset(&step, 0, sizeof step);
    demand(tcb_limiter_step(record, &options, now, &step) == TCB_OK);
    demand(tcb_limiter_file_give(file, 1) == TCB_OK);
    status = tcb_limiter_file_back_off(file, account, &options, now);
    demand(status == TCB_OK || status == TCB_EFILE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    struct tcb_limiter_file_options options = { path, NULL, NULL };
    struct tcb_limiter_file *file = NULL;
    struct tcb_buffer problem = TCB_BUFFER_INIT;
    enum tcb_status status;
    (void)snprintf(path, sizeof path, "/dev/shm/tcbilling-fuzz-%ld",
                   (long)getpid());
    write_file(path, data, size);
    status = tcb_limiter_file_open(&options, &file, &problem);
    if (status == TCB_OK) {
        use(file);
    } else {
        demand(status == TCB_EFILE && problem.len > 0);
    }
    tcb_limiter_file_close(file);
    tcb_buffer_free(&problem);
    demand(unlink(path) == 0);
    return 0;
}
