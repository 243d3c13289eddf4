/*
 * test_limiter_file.c - limiter records in a file: shared, killed at, torn,
 * deleted, full, and refused where it is not what it should be.
 */
#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "tcbilling.h"

#define MS INT64_C(1000000)
#define S (1000 * MS)
#define HEADER 64
#define SLOT (2 * TCB_SHA256_SIZE + sizeof(struct tcb_limiter_record))
#define SLOTS 1024
#define LONGEST 60 /* seconds of any process here */
/* Users and groups that nobody has. */
#define USER 54321
#define STRANGER 54322
#define GROUP 54399
#define GROUP_TEXT "54399"

static const int64_t start = 1000 * S;

static uint64_t random_state = 1;

static uint32_t random_bits(void)
{
    random_state = random_state * UINT64_C(6364136223846793005) + 1;
    return (uint32_t)(random_state >> 32);
}

/* places */

static char folder[] = "/tmp/tcb-limiter-XXXXXX";
static char path[64], other[64];

static void remove_all(void)
{
    (void)unlink(path);
    (void)rmdir(path);
    (void)unlink(other);
    (void)rmdir(other);
}

static void make_folder(void)
{
    CHECK(mkdtemp(folder) != NULL);
    CHECK(chmod(folder, 01777) == 0); /* as /tmp is */
    (void)snprintf(path, sizeof path, "%s/limits", folder);
    (void)snprintf(other, sizeof other, "%s/other", folder);
}

static struct stat look(const char *name)
{
    struct stat st;
    memset(&st, 0, sizeof st);
    (void)lstat(name, &st);
    return st;
}

static int exists(const char *name)
{
    struct stat st;
    return lstat(name, &st) == 0;
}

static int mode_of(const char *name)
{
    return (int)(look(name).st_mode & 07777);
}

static void write_file(const char *name, const void *data, size_t size)
{
    FILE *f = fopen(name, "w");
    CHECK(f != NULL && fwrite(data, 1, size, f) == size);
    CHECK(f != NULL && fclose(f) == 0);
    CHECK(chmod(name, 0600) == 0);
}

static void overwrite(const char *name, long at, const void *data, size_t size)
{
    FILE *f = fopen(name, "r+");
    CHECK(f != NULL && fseek(f, at, SEEK_SET) == 0);
    CHECK(f != NULL && fwrite(data, 1, size, f) == size);
    CHECK(f != NULL && fclose(f) == 0);
}

/* files and their records */

static struct tcb_limiter_file *open_as(const char *group)
{
    struct tcb_limiter_file_options o = { path, group, NULL };
    struct tcb_limiter_file *file = NULL;
    struct tcb_buffer problem = TCB_BUFFER_INIT;
    if (tcb_limiter_file_open(&o, &file, &problem) != TCB_OK)
        fprintf(stderr, "%.*s\n", (int)problem.len, problem.data);
    CHECK(file != NULL);
    tcb_buffer_free(&problem);
    if (file == NULL) exit(check_done());
    return file;
}

static struct tcb_limiter_file *open_own(void)
{
    return open_as(NULL);
}

/* Is it refused, in a sentence with the name first and `part` in it? */
static int is_refused_by(const struct tcb_limiter_file_options *o,
                         const char *name, const char *part)
{
    struct tcb_limiter_file *file = NULL;
    struct tcb_buffer problem = TCB_BUFFER_INIT;
    enum tcb_status status = tcb_limiter_file_open(o, &file, &problem);
    int ok;
    tcb_buffer_add(&problem, "", 1);
    ok = status == TCB_EFILE && file == NULL &&
         strncmp(problem.data, name, strlen(name)) == 0 &&
         problem.data[strlen(name)] == ' ' &&
         strstr(problem.data, part) != NULL;
    if (!ok) fprintf(stderr, "status %d: %s\n", (int)status, problem.data);
    tcb_buffer_free(&problem);
    tcb_limiter_file_close(file);
    return ok;
}

static int is_refused(const char *group, const char *part)
{
    struct tcb_limiter_file_options o = { path, group, NULL };
    return is_refused_by(&o, path, part);
}

static enum tcb_status take(struct tcb_limiter_file *file, const char *key,
                            int64_t now, struct tcb_limiter_record **record)
{
    return tcb_limiter_file_take(file, tcb_slice(key), tcb_slice("account"),
                                 now, record);
}

/* One step, as soon as nobody else is at work; a holder that stays is one that
 * was forgotten. */
static enum tcb_status step(struct tcb_limiter_file *file, const char *key,
                            const struct tcb_limiter_options *o, int64_t now,
                            struct tcb_limiter_step *s)
{
    struct tcb_limiter_record *record;
    int64_t end = tcb_monotonic_ns() + 5 * S;
    enum tcb_status status;
    do
        status = take(file, key, now, &record);
    while (status == TCB_EBUSY && tcb_monotonic_ns() < end);
    if (status != TCB_OK) return status;
    CHECK(tcb_limiter_step(record, o, now, s) == TCB_OK);
    return tcb_limiter_file_give(file, 1);
}

static struct tcb_limiter_step event(enum tcb_limiter_event kind)
{
    struct tcb_limiter_step s;
    memset(&s, 0, sizeof s);
    s.event = kind;
    s.ticket = TCB_LIMITER_NO_TICKET; /* nobody comes back here */
    return s;
}

static struct tcb_limiter_step claim_at(struct tcb_limiter_file *file,
                                        const char *key, int rate, int64_t now)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(rate);
    struct tcb_limiter_step s = event(TCB_LIMITER_CLAIM);
    CHECK(step(file, key, &o, now, &s) == TCB_OK);
    return s;
}

static int may_start(struct tcb_limiter_file *file, const char *key, int rate,
                     int64_t now)
{
    return claim_at(file, key, rate, now).retry_at == 0;
}

static struct tcb_limiter_view view_of(struct tcb_limiter_file *file,
                                       const char *key, int64_t now)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(20);
    struct tcb_limiter_view view;
    struct tcb_limiter_record *record;
    memset(&view, 0, sizeof view);
    CHECK(take(file, key, now, &record) == TCB_OK);
    CHECK(tcb_limiter_look(record, &o, now, &view) == TCB_OK);
    CHECK(tcb_limiter_file_give(file, 0) == TCB_OK);
    return view;
}

/* processes */

/* fork, but what waits for ever does not do so here. */
static pid_t start_process(void)
{
    pid_t pid = fork();
    if (pid == 0) (void)alarm(LONGEST);
    return pid;
}

/* Runs f in a process of its own, as user and group, unless they are 0. What
 * is not so there counts here. */
static int goes_well(void (*f)(struct tcb_limiter_file *),
                     struct tcb_limiter_file *file, uid_t user, gid_t group)
{
    pid_t pid = start_process();
    int status = -1;
    if (pid == 0) {
        int before = check_failed;
        if (user != 0) {
            CHECK(setgroups(group != 0, &group) == 0);
            CHECK(setgid(user) == 0 && setuid(user) == 0);
        }
        f(file);
        _exit(check_failed > before);
    }
    CHECK(pid > 0 && waitpid(pid, &status, 0) == pid);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void *share(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CHECK(memory != MAP_FAILED);
    return memory;
}

/* taking and giving */

static void test_two_users_of_a_file_share_its_records(void)
{
    struct tcb_limiter_file *a = open_own(), *b = open_own();
    struct tcb_limiter_options o = tcb_limiter_defaults(2);
    struct tcb_limiter_step s = claim_at(a, "key", 2, start);
    CHECK(s.retry_at == 0);
    CHECK(may_start(b, "key", 2, start));
    CHECK(!may_start(a, "key", 2, start));
    CHECK(may_start(b, "another key", 2, start));
    s.event = TCB_LIMITER_CANCELLED;
    CHECK(step(b, "key", &o, start, &s) == TCB_OK);
    CHECK(may_start(a, "key", 2, start));
    CHECK(look(path).st_size == (off_t)(HEADER + 2 * SLOT));
    tcb_limiter_file_close(a);
    tcb_limiter_file_close(b);
    a = open_own();
    CHECK(!may_start(a, "key", 2, start));
    tcb_limiter_file_close(a);
    tcb_limiter_file_close(NULL);
    remove_all();
}

static void test_what_is_given_back_unchanged_is_not_written(void)
{
    struct tcb_limiter_file *file = open_own();
    CHECK(view_of(file, "key", start).held == 0);
    CHECK(look(path).st_size == HEADER);
    CHECK(may_start(file, "key", 1, start));
    CHECK(view_of(file, "key", start).held == 1);
    CHECK(view_of(file, "key", start + 60 * S).held == 0);
    tcb_limiter_file_close(file);
    remove_all();
}

static void test_one_at_a_time(void)
{
    struct tcb_limiter_file *a = open_own(), *b = open_own();
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    struct tcb_limiter_record *record;
    CHECK(tcb_limiter_file_give(a, 1) == TCB_EINVAL);
    CHECK(take(a, "key", 0, &record) == TCB_EINVAL);
    CHECK(take(a, "key", INT64_MAX, &record) == TCB_EINVAL);
    CHECK(take(a, "key", start, &record) == TCB_OK);
    CHECK(take(a, "key", start, &record) == TCB_EINVAL);
    CHECK(take(b, "key", start, &record) == TCB_EBUSY);
    CHECK(take(b, "another key", start, &record) == TCB_EBUSY);
    CHECK(tcb_limiter_file_back_off(b, tcb_slice(""), &o, start) == TCB_EBUSY);
    CHECK(tcb_limiter_file_back_off(a, tcb_slice(""), &o, start) == TCB_EINVAL);
    CHECK(tcb_limiter_file_give(a, 0) == TCB_OK);
    CHECK(tcb_limiter_file_give(a, 0) == TCB_EINVAL);
    CHECK(take(b, "key", start, &record) == TCB_OK);
    CHECK(take(a, "key", start, &record) == TCB_EBUSY);
    tcb_limiter_file_close(b);
    CHECK(take(a, "key", start, &record) == TCB_OK);
    tcb_limiter_file_close(a);
    remove_all();
}

static void test_no_key_is_readable(void)
{
    struct tcb_limiter_file *file = open_own();
    char bytes[HEADER + 2 * SLOT];
    size_t n, i;
    FILE *f;
    CHECK(may_start(file, "AKIDsecret", 1, start));
    f = fopen(path, "r");
    n = f != NULL ? fread(bytes, 1, sizeof bytes, f) : 0;
    CHECK(n == HEADER + SLOT && memcmp(bytes, "tcbilling limits", 16) == 0);
    for (i = 0; i + 10 <= n; i++)
        CHECK(memcmp(bytes + i, "AKIDsecret", 10) != 0 &&
              memcmp(bytes + i, "account", 7) != 0);
    if (f != NULL) (void)fclose(f);
    tcb_limiter_file_close(file);
    remove_all();
}

static double rate_of(struct tcb_limiter_file *file, const char *key,
                      int64_t now)
{
    return view_of(file, key, now).rate;
}

static void claim_for(struct tcb_limiter_file *file, const char *key,
                      const char *account)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(20);
    struct tcb_limiter_step s = event(TCB_LIMITER_CLAIM);
    struct tcb_limiter_record *record;
    CHECK(tcb_limiter_file_take(file, tcb_slice(key), tcb_slice(account), start,
                                &record) == TCB_OK);
    CHECK(tcb_limiter_step(record, &o, start, &s) == TCB_OK);
    CHECK(tcb_limiter_file_give(file, 1) == TCB_OK);
}

static void test_back_off(void)
{
    struct tcb_limiter_file *file = open_own();
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    CHECK(tcb_limiter_file_back_off(file, tcb_slice("a"), &o, start) == TCB_OK);
    claim_for(file, "a1", "a");
    claim_for(file, "b1", "b");
    claim_for(file, "a2", "a");
    CHECK(tcb_limiter_file_back_off(file, tcb_slice("a"), &o, start) == TCB_OK);
    CHECK(rate_of(file, "a1", start) == 15 && rate_of(file, "a2", start) == 15);
    CHECK(rate_of(file, "b1", start) == 20);
    CHECK(tcb_limiter_file_back_off(file, tcb_slice(""), &o, start + S) ==
          TCB_OK);
    CHECK(rate_of(file, "a1", start + S) < 12);
    CHECK(rate_of(file, "b1", start + S) == 15);
    CHECK(view_of(file, "a1", start + S).held == 1);
    CHECK(tcb_limiter_file_back_off(file, tcb_slice(""), &o, 0) == TCB_EINVAL);
    o.window = 0;
    CHECK(tcb_limiter_file_back_off(file, tcb_slice(""), &o, start) ==
          TCB_EINVAL);
    CHECK(may_start(file, "b1", 20, start)); /* it is unlocked all the same */
    tcb_limiter_file_close(file);
    remove_all();
}

/* what it is made as, and what is refused */

static void test_modes_whatever_the_umask(void)
{
    struct tcb_limiter_file_options o = { path, NULL, other };
    struct tcb_limiter_file *file;
    struct tcb_buffer problem = TCB_BUFFER_INIT;
    mode_t before = umask(0777);
    tcb_limiter_file_close(open_own());
    (void)umask(0);
    CHECK(mode_of(path) == 0600);
    remove_all();
    CHECK(tcb_limiter_file_open(&o, &file, &problem) == TCB_OK);
    CHECK(mode_of(other) == 0700);
    tcb_limiter_file_close(file);
    CHECK(tcb_limiter_file_open(&o, &file, &problem) == TCB_OK);
    tcb_limiter_file_close(file);
    (void)umask(before);
    tcb_buffer_free(&problem);
    remove_all();
    write_file(path, "", 0); /* by who was killed before the mode was right */
    CHECK(chmod(path, 0644) == 0);
    tcb_limiter_file_close(open_own());
    CHECK(mode_of(path) == 0600);
    remove_all();
}

static void test_other_things_are_refused(void)
{
    CHECK(symlink("/nowhere", path) == 0);
    CHECK(is_refused(NULL, "is a link: remove it or give another path"));
    remove_all();
    write_file(other, "", 0);
    CHECK(symlink(other, path) == 0);
    CHECK(is_refused(NULL, "is a link"));
    CHECK(unlink(path) == 0 && link(other, path) == 0);
    CHECK(is_refused(NULL, "has a second name"));
    CHECK(is_refused("1", "has a second name"));
    CHECK(mode_of(other) == 0600 && look(other).st_gid == getegid());
    remove_all();
    CHECK(mkdir(path, 0700) == 0);
    CHECK(is_refused(NULL, "is no regular file"));
    remove_all();
    CHECK(mkfifo(path, 0600) == 0);
    CHECK(is_refused(NULL, "is no regular file"));
    remove_all();
    write_file(path, "x", 1);
    CHECK(chmod(path, 0640) == 0);
    CHECK(is_refused(NULL, "is open to other users (mode 0640)"));
    CHECK(chmod(path, 0606) == 0);
    CHECK(is_refused("1", "is open to every user (mode 0606)"));
    remove_all();
}

static void test_other_paths_are_refused(void)
{
    struct tcb_limiter_file_options o = { "limits", NULL, NULL };
    struct tcb_limiter_file *file;
    struct tcb_buffer problem = TCB_BUFFER_INIT;
    char below[80];
    CHECK(is_refused_by(&o, "limits", "give the whole path"));
    (void)snprintf(below, sizeof below, "%s/there/limits", folder);
    o.path = below;
    CHECK(is_refused_by(&o, below, "can't be opened: No such file"));
    CHECK(
        is_refused("no such group", "group no such group, which there is not"));
    CHECK(is_refused("4294967295", "which there is not"));
    CHECK(!exists(path));
    o.path = "";
    CHECK(tcb_limiter_file_open(&o, &file, &problem) == TCB_EINVAL);
    o.path = NULL;
    CHECK(tcb_limiter_file_open(&o, &file, &problem) == TCB_EINVAL);
    o.path = path;
    o.group = "";
    CHECK(tcb_limiter_file_open(&o, &file, &problem) == TCB_EINVAL);
    o.group = "1";
    o.directory = folder;
    CHECK(tcb_limiter_file_open(&o, &file, &problem) == TCB_EINVAL);
    CHECK(problem.len == 0);
}

static void test_other_directories_are_refused(void)
{
    struct tcb_limiter_file_options o = { path, NULL, other };
    CHECK(symlink("/tmp", other) == 0);
    CHECK(is_refused_by(&o, other, "is no directory"));
    remove_all();
    write_file(other, "", 0);
    CHECK(is_refused_by(&o, other, "is no directory"));
    remove_all();
    CHECK(mkdir(other, 0700) == 0 && chmod(other, 0750) == 0);
    CHECK(is_refused_by(&o, other, "is open to other users (mode 0750)"));
    remove_all();
    o.directory = "/nowhere/at/all";
    CHECK(is_refused_by(&o, "/nowhere/at/all", "can't be made: No such file"));
    CHECK(!exists(path));
}

static void test_other_contents_are_refused(void)
{
    static const char text[] = "a diary, and much too dear to be overwritten "
                               "by whoever was given a wrong path";
    static const uint32_t nine = 9;
    write_file(path, text, 10);
    CHECK(is_refused(NULL, "is a file of something else"));
    write_file(path, text, sizeof text);
    CHECK(is_refused(NULL, "is a file of something else"));
    CHECK(look(path).st_size == sizeof text);
    remove_all();
    tcb_limiter_file_close(open_own());
    {
        struct tcb_limiter_file *file = open_own();
        CHECK(may_start(file, "key", 1, start));
        tcb_limiter_file_close(file);
    }
    CHECK(truncate(path, (off_t)(HEADER + SLOT + 1)) == 0);
    CHECK(is_refused(NULL, "has a wrong size"));
    CHECK(truncate(path, (off_t)(HEADER + (SLOTS + 1) * SLOT)) == 0);
    CHECK(is_refused(NULL, "has a wrong size"));
    CHECK(truncate(path, (off_t)(HEADER + SLOTS * SLOT)) == 0);
    tcb_limiter_file_close(open_own());
    overwrite(path, 16, &nine, sizeof nine);
    CHECK(
        is_refused(NULL, "written by another version of tcbilling (format 9"));
    overwrite(path, 16, "\1\0\0\0", 4);
    overwrite(path, 20, &nine, sizeof nine);
    CHECK(is_refused(NULL, "written by another version of tcbilling (format 1 "
                           "with 9 bytes"));
    remove_all();
}

/* deleted, replaced, cut off under use */

static void test_a_deleted_file_is_made_anew(void)
{
    struct tcb_limiter_file *a = open_own(), *b = open_own();
    struct tcb_limiter_record *record;
    CHECK(may_start(a, "key", 1, start));
    CHECK(unlink(path) == 0);
    CHECK(may_start(b, "key", 1, start));
    CHECK(!may_start(a, "key", 1, start));
    CHECK(take(a, "key", start, &record) == TCB_OK);
    CHECK(unlink(path) == 0); /* while one is at work in it */
    CHECK(may_start(b, "key", 1, start));
    CHECK(tcb_limiter_file_give(a, 1) == TCB_OK);
    CHECK(!may_start(a, "key", 1, start));
    tcb_limiter_file_close(a);
    tcb_limiter_file_close(b);
    remove_all();
}

static void test_a_replaced_file_is_opened_if_it_may_be(void)
{
    struct tcb_limiter_file *file = open_own();
    struct tcb_limiter_record *record;
    CHECK(may_start(file, "key", 1, start));
    write_file(other, "a diary", 7);
    CHECK(rename(other, path) == 0);
    CHECK(take(file, "key", start, &record) == TCB_EFILE);
    CHECK(strstr(tcb_limiter_file_problem(file), "something else") != NULL);
    CHECK(take(file, "key", start, &record) == TCB_EFILE);
    CHECK(unlink(path) == 0);
    CHECK(may_start(file, "key", 1, start));
    CHECK(unlink(path) == 0 && symlink("/nowhere", path) == 0);
    CHECK(take(file, "key", start, &record) == TCB_EFILE);
    CHECK(strstr(tcb_limiter_file_problem(file), "is a link") != NULL);
    CHECK(unlink(path) == 0);
    CHECK(may_start(file, "key", 1, start));
    tcb_limiter_file_close(file);
    remove_all();
}

static void test_a_file_cut_off_heals_or_is_refused(void)
{
    struct tcb_limiter_file *a = open_own(), *b = open_own();
    struct tcb_limiter_record *record;
    CHECK(may_start(a, "key", 1, start));
    CHECK(may_start(a, "second key", 1, start));
    CHECK(truncate(path, (off_t)(HEADER + SLOT)) == 0);
    CHECK(!may_start(a, "key", 1, start));
    CHECK(may_start(a, "second key", 1, start));
    CHECK(truncate(path, 0) == 0);
    CHECK(may_start(a, "second key", 1, start));
    CHECK(!may_start(b, "second key", 1, start));
    CHECK(truncate(path, HEADER + 5) == 0);
    CHECK(take(a, "key", start, &record) == TCB_EFILE);
    CHECK(strstr(tcb_limiter_file_problem(a), "has a wrong size (69 bytes)") !=
          NULL);
    CHECK(take(b, "key", start, &record) == TCB_EFILE); /* and not busy */
    CHECK(unlink(path) == 0);
    CHECK(may_start(a, "key", 1, start));
    tcb_limiter_file_close(a);
    tcb_limiter_file_close(b);
    remove_all();
}

/* Another version's program may begin a file that this one has opened. */
static void test_a_file_is_checked_when_it_is_first_read(void)
{
    static const uint32_t nine = 9;
    struct tcb_limiter_file *a = open_own(), *b = open_own();
    struct tcb_limiter_record *record;
    CHECK(may_start(b, "key", 1, start));
    overwrite(path, 16, &nine, sizeof nine);
    CHECK(take(a, "key", start, &record) == TCB_EFILE);
    CHECK(strstr(tcb_limiter_file_problem(a), "another version") != NULL);
    tcb_limiter_file_close(a);
    tcb_limiter_file_close(b);
    remove_all();
}

static void test_garbage_heals(void)
{
    struct tcb_limiter_file *file = open_own();
    char name[16];
    int i, round;
    for (i = 0; i < 4; i++) {
        (void)snprintf(name, sizeof name, "key %d", i);
        CHECK(may_start(file, name, 1, start));
    }
    for (round = 0; round < 300; round++) {
        uint32_t bytes[SLOT / 4];
        size_t size = 4 + random_bits() % (SLOT - 4), j;
        long at = HEADER + random_bits() % (3 * SLOT);
        for (j = 0; j < SLOT / 4; j++)
            bytes[j] = random_bits() % 3 > 0 ? random_bits() : 0;
        overwrite(path, at, bytes, size);
        for (i = 0; i < 4; i++) {
            struct tcb_limiter_step s;
            (void)snprintf(name, sizeof name, "key %d", i);
            s = claim_at(file, name, 1, start);
            CHECK(s.retry_at == 0 || s.retry_at <= start + 60 * S);
        }
    }
    CHECK((look(path).st_size - HEADER) % (off_t)SLOT == 0);
    CHECK(look(path).st_size <= (off_t)(HEADER + SLOTS * SLOT));
    tcb_limiter_file_close(file);
    remove_all();
}

/* Who is killed between ftruncate and the first write leaves one. */
static void test_a_slot_of_nobody_is_used(void)
{
    struct tcb_limiter_file *file = open_own();
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    CHECK(may_start(file, "key", 1, start));
    CHECK(truncate(path, (off_t)(HEADER + 3 * SLOT)) == 0);
    CHECK(tcb_limiter_file_back_off(file, tcb_slice(""), &o, start) == TCB_OK);
    CHECK(may_start(file, "second key", 1, start));
    CHECK(may_start(file, "third key", 1, start));
    CHECK(look(path).st_size == (off_t)(HEADER + 3 * SLOT));
    CHECK(rate_of(file, "second key", start) == 20);
    CHECK(may_start(file, "fourth key", 1, start));
    CHECK(look(path).st_size == (off_t)(HEADER + 4 * SLOT));
    tcb_limiter_file_close(file);
    remove_all();
}

/* many keys */

static const char *key_number(int i)
{
    static char name[32];
    (void)snprintf(name, sizeof name, "key number %d", i);
    return name;
}

static void fill(struct tcb_limiter_file *file)
{
    int i;
    for (i = 0; i < SLOTS; i++)
        CHECK(may_start(file, key_number(i), 1, start));
    for (i = 0; i < SLOTS; i += 7)
        CHECK(!may_start(file, key_number(i), 1, start));
}

static void test_the_1025th_key_takes_an_idle_ones_place(void)
{
    const off_t full = (off_t)(HEADER + SLOTS * SLOT);
    const int64_t later = start + 10 * S;
    struct tcb_limiter_file *a = open_own(), *b = open_own();
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    struct tcb_limiter_record *record;
    fill(a);
    CHECK(look(path).st_size == full);
    CHECK(take(b, "one more", start, &record) == TCB_EFILE);
    CHECK(strstr(tcb_limiter_file_problem(b), "has 1024 limits and all are") !=
          NULL);
    CHECK(tcb_limiter_file_back_off(b, tcb_slice(""), &o, later) == TCB_OK);
    CHECK(take(b, "one more", later + 29 * S, &record) == TCB_EFILE);
    CHECK(take(a, key_number(3), later, &record) == TCB_OK); /* unlocked */
    CHECK(tcb_limiter_file_give(a, 0) == TCB_OK);
    CHECK(may_start(b, "one more", 1, later + 31 * S));
    CHECK(!may_start(b, "one more", 1, later + 31 * S));
    /* `a` remembers another key there, and so does `b` once that is back. */
    CHECK(may_start(a, key_number(0), 1, later + 31 * S));
    CHECK(!may_start(a, "one more", 1, later + 31 * S));
    CHECK(!may_start(b, key_number(0), 1, later + 31 * S));
    CHECK(look(path).st_size == full);
    tcb_limiter_file_close(a);
    tcb_limiter_file_close(b);
    remove_all();
}

/* A file that is not in memory may be full of holds of another uptime. */
static void test_a_full_file_from_before_a_reboot(void)
{
    struct tcb_limiter_file *file = open_own();
    fill(file);
    CHECK(may_start(file, "one more", 1, start / 2));
    CHECK(!may_start(file, "one more", 1, start / 2));
    tcb_limiter_file_close(file);
    remove_all();
}

/* forks and kills */

static void use_what_the_parent_has_taken(struct tcb_limiter_file *file)
{
    struct tcb_limiter_record *record;
    CHECK(tcb_limiter_file_give(file, 1) == TCB_EINVAL);
    CHECK(take(file, "key", start, &record) == TCB_EBUSY);
}

static void close_what_the_parent_has_taken(struct tcb_limiter_file *file)
{
    tcb_limiter_file_close(file);
}

static void claim_in_vain(struct tcb_limiter_file *file)
{
    CHECK(!may_start(file, "key", 1, start));
    CHECK(may_start(file, "child's key", 1, start));
    tcb_limiter_file_close(file);
}

static void test_a_forked_child_has_a_lock_of_its_own(void)
{
    struct tcb_limiter_file *a = open_own(), *b = open_own();
    struct tcb_limiter_record *record;
    CHECK(take(a, "key", start, &record) == TCB_OK);
    CHECK(goes_well(use_what_the_parent_has_taken, a, 0, 0));
    CHECK(take(b, "key", start, &record) == TCB_EBUSY);
    CHECK(goes_well(close_what_the_parent_has_taken, a, 0, 0));
    CHECK(take(b, "key", start, &record) == TCB_EBUSY);
    CHECK(tcb_limiter_file_give(a, 0) == TCB_OK);
    CHECK(may_start(a, "key", 1, start));
    CHECK(goes_well(claim_in_vain, a, 0, 0));
    CHECK(!may_start(a, "child's key", 1, start));
    tcb_limiter_file_close(a);
    tcb_limiter_file_close(b);
    remove_all();
}

static void die_with_it(struct tcb_limiter_file *file)
{
    struct tcb_limiter_record *record;
    CHECK(take(file, "key", start, &record) == TCB_OK);
    (void)raise(SIGKILL);
}

static void test_a_killed_holder_holds_nothing(void)
{
    struct tcb_limiter_file *file = open_own();
    CHECK(!goes_well(die_with_it, file, 0, 0));
    CHECK(may_start(file, "key", 1, start));
    tcb_limiter_file_close(file);
    remove_all();
}

/* A child that claims until it is killed; it has all the cells of a round,
 * and each other claim is under a key that nobody has yet. */
static _Noreturn void claim_until_killed(struct tcb_limiter_file *file,
                                         int64_t now, atomic_int *granted)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(TCB_LIMITER_CELLS);
    int i;
    o.window = 3600 * S;
    for (i = 0;; i++) {
        struct tcb_limiter_step s = event(TCB_LIMITER_CLAIM);
        char key[64];
        if (step(file, "key", &o, now, &s) == TCB_OK && s.retry_at == 0)
            atomic_fetch_add(granted, 1);
        (void)snprintf(key, sizeof key, "key %d of %lld", i, (long long)now);
        if (i < 8) (void)may_start(file, key, 1, now);
    }
}

static int kill_one(struct tcb_limiter_file *file, int64_t now,
                    atomic_int *granted)
{
    struct timespec pause = { 0, (long)(random_bits() % 3000000) };
    pid_t pid = start_process();
    int status = 0;
    if (pid == 0) claim_until_killed(file, now, granted);
    (void)nanosleep(&pause, NULL);
    CHECK(pid > 0 && kill(pid, SIGKILL) == 0);
    CHECK(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status));
    return atomic_exchange(granted, 0);
}

static int claim_the_rest(struct tcb_limiter_file *file, int64_t now)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(TCB_LIMITER_CELLS);
    struct tcb_limiter_record *record;
    int n;
    o.window = 3600 * S;
    for (n = 0; n <= TCB_LIMITER_CELLS; n++) {
        struct tcb_limiter_step s = event(TCB_LIMITER_CLAIM);
        enum tcb_status status = take(file, "key", now, &record);
        CHECK(status == TCB_OK); /* never busy */
        if (status != TCB_OK) break;
        CHECK(tcb_limiter_step(record, &o, now, &s) == TCB_OK);
        CHECK(tcb_limiter_file_give(file, 1) == TCB_OK);
        if (s.retry_at != 0) break;
    }
    return n;
}

/* What a killed child was granted and could not tell is lost until its lease
 * ends; nothing is granted twice. */
static void test_kills_at_any_moment(void)
{
    struct tcb_limiter_file *file = open_own();
    atomic_int *granted = share(sizeof *granted);
    int64_t now = start;
    int i, lost = 0, partly = 0;
    for (i = 0; i < 400; i++) {
        int told = kill_one(file, now, granted);
        int rest = claim_the_rest(file, now);
        off_t size = look(path).st_size;
        CHECK(told + rest <= TCB_LIMITER_CELLS);
        CHECK(told + rest >= TCB_LIMITER_CELLS - 1);
        CHECK((size - HEADER) % (off_t)SLOT == 0);
        lost += TCB_LIMITER_CELLS - told - rest;
        partly += told > 0 && rest > 0;
        now += 7300 * S;
    }
    printf("400 kills, %d of them amid the claims; %d claims lost\n", partly,
           lost);
    CHECK(partly > 20);
    CHECK(munmap(granted, sizeof *granted) == 0);
    tcb_limiter_file_close(file);
    remove_all();
}

/* A kill between making the file and its header leaves it empty. */
static void test_an_empty_file_is_begun(void)
{
    struct tcb_limiter_file *file;
    write_file(path, "", 0);
    file = open_own();
    CHECK(may_start(file, "key", 1, start));
    CHECK(look(path).st_size == (off_t)(HEADER + SLOT));
    tcb_limiter_file_close(file);
    remove_all();
}

/* four processes */

#define PROCESSES 4
#define ATTEMPTS 20000
#define RATE 100
/* All of it is shorter than the longest hold: a process that stood still with
 * a time it had read before would take later ones for garbage. */
#define LOOK (MS / 5)

struct board {
    atomic_llong clock; /* of them all: each look lets some time pass */
    atomic_int granted, busy;
    int64_t at[PROCESSES * ATTEMPTS];
};

static struct board *board;

static void start_often(struct tcb_limiter_file *file)
{
    struct tcb_limiter_options o = tcb_limiter_defaults(RATE);
    struct tcb_limiter_record *record;
    int64_t end = tcb_monotonic_ns() + 20 * S; /* a lock may be forgotten */
    int i;
    for (i = 0; i < ATTEMPTS && tcb_monotonic_ns() < end; i++) {
        struct tcb_limiter_step s = event(TCB_LIMITER_CLAIM);
        int64_t now = start + atomic_fetch_add(&board->clock, LOOK);
        enum tcb_status status;
        while ((status = take(file, "key", now, &record)) == TCB_EBUSY &&
               tcb_monotonic_ns() < end) {
            atomic_fetch_add(&board->busy, 1);
            (void)sched_yield();
        }
        CHECK(status == TCB_OK);
        if (status != TCB_OK) return;
        CHECK(tcb_limiter_step(record, &o, now, &s) == TCB_OK);
        CHECK(tcb_limiter_file_give(file, 1) == TCB_OK);
        if (s.retry_at != 0) continue;
        board->at[atomic_fetch_add(&board->granted, 1)] = now;
        s.event = TCB_LIMITER_WRITTEN;
        CHECK(step(file, "key", &o, now, &s) == TCB_OK);
        s.event = TCB_LIMITER_RECEIVED;
        CHECK(step(file, "key", &o, now, &s) == TCB_OK);
    }
}

static int by_time(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static void test_four_processes_never_exceed_the_rate(void)
{
    struct tcb_limiter_file *file = open_own();
    pid_t pids[PROCESSES];
    int i, n, before = check_failed;
    board = share(sizeof *board);
    for (i = 0; i < PROCESSES; i++) {
        pids[i] = start_process();
        if (pids[i] == 0) {
            start_often(file);
            _exit(check_failed > before);
        }
    }
    for (i = 0; i < PROCESSES; i++) {
        int status = 1;
        CHECK(waitpid(pids[i], &status, 0) == pids[i] && status == 0);
    }
    n = board->granted;
    qsort(board->at, (size_t)n, sizeof board->at[0], by_time);
    for (i = 0; i + RATE < n; i++)
        CHECK(board->at[i + RATE] - board->at[i] >= S);
    printf("%d starts in %lld s, %d times busy\n", n,
           (long long)board->clock / S, (int)board->busy);
    CHECK(n > board->clock / S * RATE / 2);
    CHECK(munmap(board, sizeof *board) == 0);
    tcb_limiter_file_close(file);
    remove_all();
}

static void *claim_and_count(void *context)
{
    struct tcb_limiter_file *file = open_own();
    int *granted = context, i;
    for (i = 0; i < 500; i++)
        *granted += may_start(file, "key", 100, start);
    tcb_limiter_file_close(file);
    return NULL;
}

static void test_threads_with_files_of_their_own(void)
{
    pthread_t threads[2];
    int granted[2] = { 0, 0 }, i;
    for (i = 0; i < 2; i++)
        CHECK(pthread_create(&threads[i], NULL, claim_and_count, &granted[i]) ==
              0);
    for (i = 0; i < 2; i++)
        CHECK(pthread_join(threads[i], NULL) == 0);
    CHECK(granted[0] + granted[1] == 100);
    remove_all();
}

/* the process around it */

/* As who becomes a daemon does; then its own log has that number. */
static void close_all_descriptors(struct tcb_limiter_file *file)
{
    struct tcb_limiter_record *record;
    struct stat st;
    int fd, log;
    for (fd = 0; fd < 100; fd++)
        (void)close(fd);
    CHECK(may_start(file, "key", 2, start));
    for (fd = 0; fd < 100; fd++)
        (void)close(fd);
    do
        log = open(other, O_RDWR | O_CREAT, 0600);
    while (log >= 0 && log < 50);
    CHECK(may_start(file, "key", 2, start));
    CHECK(take(file, "key", start, &record) == TCB_OK);
    CHECK(tcb_limiter_file_give(file, 0) == TCB_OK);
    tcb_limiter_file_close(file);
    for (fd = 0; fd <= log; fd++)
        CHECK(fstat(fd, &st) == 0 && st.st_size == 0);
}

static void open_without_standard_input(struct tcb_limiter_file *file)
{
    (void)file;
    CHECK(close(STDIN_FILENO) == 0);
    file = open_own();
    CHECK(fcntl(STDIN_FILENO, F_GETFD) == -1);
    CHECK(may_start(file, "key", 1, start));
}

static void write_beyond_the_limit(struct tcb_limiter_file *file)
{
    struct rlimit limit = { HEADER, RLIM_INFINITY };
    struct tcb_limiter_options o = tcb_limiter_defaults(1);
    struct tcb_limiter_step s = event(TCB_LIMITER_CLAIM);
    CHECK(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    CHECK(step(file, "key", &o, start, &s) == TCB_EFILE);
    CHECK(strstr(tcb_limiter_file_problem(file), "can't be written: File too "
                                                 "large") != NULL);
    CHECK(look(path).st_size == HEADER);
    limit.rlim_cur = RLIM_INFINITY;
    CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    CHECK(may_start(file, "key", 1, start));
}

static void test_the_process_around_it(void)
{
    struct tcb_limiter_file *file;
    CHECK(goes_well(open_without_standard_input, NULL, 0, 0));
    remove_all();
    file = open_own();
    CHECK(goes_well(close_all_descriptors, file, 0, 0));
    remove_all();
    CHECK(goes_well(write_beyond_the_limit, file, 0, 0));
    tcb_limiter_file_close(file);
    remove_all();
}

/* two users */

static void open_what_is_roots(struct tcb_limiter_file *file)
{
    (void)file;
    CHECK(is_refused(NULL, "belongs to user 0"));
    CHECK(is_refused(NULL, "`limiter = { path =, group = }` shares one among"));
}

static void make_own(struct tcb_limiter_file *file)
{
    file = open_own();
    CHECK(may_start(file, "key", 1, start));
    tcb_limiter_file_close(file);
}

static void test_a_file_is_one_users(void)
{
    make_own(NULL);
    CHECK(goes_well(open_what_is_roots, NULL, USER, 0));
    remove_all();
    CHECK(goes_well(make_own, NULL, USER, 0));
    CHECK(look(path).st_uid == USER && mode_of(path) == 0600);
    CHECK(is_refused(NULL, "belongs to user 54321, and this is user 0"));
    CHECK(is_refused(GROUP_TEXT, "belongs to user 54321 and group 54321, not"));
    remove_all();
}

static void make_shared(struct tcb_limiter_file *file)
{
    mode_t before = umask(0777);
    file = open_as(GROUP_TEXT);
    (void)umask(before);
    CHECK(look(path).st_gid == GROUP && mode_of(path) == 0660);
    CHECK(may_start(file, "key", 1, start));
    tcb_limiter_file_close(file);
}

static void test_own_file_is_not_shared_by_halves(void)
{
    struct tcb_limiter_file *file = open_own();
    char group[24];
    CHECK(may_start(file, "key", 1, start));
    tcb_limiter_file_close(file);
    (void)snprintf(group, sizeof group, "%u", (unsigned)getegid());
    CHECK(is_refused(group, "is closed to group"));
    CHECK(mode_of(path) == 0600);
    CHECK(chmod(path, 0660) == 0 && chown(path, (uid_t)-1, getegid()) == 0);
    file = open_as(group);
    CHECK(!may_start(file, "key", 1, start));
    tcb_limiter_file_close(file);
    remove_all();
}

static void use_shared(struct tcb_limiter_file *file)
{
    file = open_as(GROUP_TEXT);
    CHECK(!may_start(file, "key", 1, start));
    CHECK(may_start(file, "second key", 1, start));
    tcb_limiter_file_close(file);
}

static void open_as_a_stranger(struct tcb_limiter_file *file)
{
    (void)file;
    CHECK(is_refused(GROUP_TEXT, "is closed to this one (user 54322, mode "
                                 "0660)"));
}

static void make_for_a_group_of_others(struct tcb_limiter_file *file)
{
    (void)file;
    CHECK(is_refused(GROUP_TEXT, "can't be given to group 54399: Operation not "
                                 "permitted"));
    CHECK(!exists(path));
}

static void test_a_group_shares_a_file_whoever_made_it(void)
{
    make_shared(NULL);
    CHECK(goes_well(use_shared, NULL, USER, GROUP));
    CHECK(goes_well(open_as_a_stranger, NULL, STRANGER, 0));
    remove_all();
    CHECK(goes_well(make_shared, NULL, USER, GROUP));
    CHECK(look(path).st_uid == USER);
    use_shared(NULL);
    remove_all();
    CHECK(goes_well(make_shared, NULL, USER, GROUP));
    CHECK(goes_well(use_shared, NULL, STRANGER, GROUP));
    remove_all();
    CHECK(goes_well(make_for_a_group_of_others, NULL, STRANGER, 0));
    remove_all();
}

/* The other one has made the file, and not yet given it its group. */
static void wait_for_the_group(struct tcb_limiter_file *file)
{
    struct tcb_limiter_record *record;
    file = open_as(GROUP_TEXT);
    CHECK(take(file, "key", start, &record) == TCB_EBUSY);
    while (take(file, "key", start, &record) == TCB_EBUSY)
        continue;
    CHECK(take(file, "key", start, &record) == TCB_EFILE);
    CHECK(strstr(tcb_limiter_file_problem(file), "another path") != NULL);
    tcb_limiter_file_close(file);
}

static void test_a_file_that_is_being_made(void)
{
    write_file(path, "", 0);
    CHECK(goes_well(wait_for_the_group, NULL, USER, GROUP));
    make_shared(NULL); /* who owns it finishes it */
    CHECK(goes_well(use_shared, NULL, USER, GROUP));
    remove_all();
    write_file(path, "", 0);
    CHECK(chown(path, USER, USER) == 0);
    wait_for_the_group(NULL);
    remove_all();
}

static void open_in_roots_directory(struct tcb_limiter_file *file)
{
    struct tcb_limiter_file_options o = { path, NULL, other };
    (void)file;
    CHECK(
        is_refused_by(&o, other, "belongs to user 0, and this is user 54321"));
}

static void test_two_users(void)
{
    if (geteuid() != 0) {
        printf("two users: skipped, since only root can be both\n");
        return;
    }
    test_a_file_is_one_users();
    test_a_group_shares_a_file_whoever_made_it();
    test_a_file_that_is_being_made();
    CHECK(mkdir(other, 0700) == 0);
    CHECK(goes_well(open_in_roots_directory, NULL, USER, 0));
    remove_all();
}

static void test_records(void)
{
    test_two_users_of_a_file_share_its_records();
    test_what_is_given_back_unchanged_is_not_written();
    test_one_at_a_time();
    test_no_key_is_readable();
    test_back_off();
    test_a_slot_of_nobody_is_used();
    test_garbage_heals();
    test_the_1025th_key_takes_an_idle_ones_place();
    test_a_full_file_from_before_a_reboot();
}

static void test_files(void)
{
    test_modes_whatever_the_umask();
    test_other_things_are_refused();
    test_other_paths_are_refused();
    test_other_directories_are_refused();
    test_other_contents_are_refused();
    test_a_deleted_file_is_made_anew();
    test_a_replaced_file_is_opened_if_it_may_be();
    test_a_file_cut_off_heals_or_is_refused();
    test_a_file_is_checked_when_it_is_first_read();
    test_an_empty_file_is_begun();
    test_the_process_around_it();
}

int main(void)
{
    (void)alarm(LONGEST);
    make_folder();
    test_records();
    test_files();
    test_a_forked_child_has_a_lock_of_its_own();
    test_a_killed_holder_holds_nothing();
    test_kills_at_any_moment();
    test_own_file_is_not_shared_by_halves();
    test_four_processes_never_exceed_the_rate();
    test_threads_with_files_of_their_own();
    test_two_users();
    CHECK(rmdir(folder) == 0);
    return check_done();
}
