/* check.h - the whole test framework of the C tests. */
#ifndef TCB_TESTS_CHECK_H
#define TCB_TESTS_CHECK_H

#include <stdio.h>
#include <string.h>

#define CHECK_LINES 4096
#define CHECK_REPORTS 100

/* By the line it stands on, whether a check was made: one that is made a
 * million times counts once. */
static unsigned char check_made[CHECK_LINES];
static int check_failed;

static inline void check_fail(int line, const char *file, const char *what)
{
    if (check_failed++ < CHECK_REPORTS)
        fprintf(stderr, "%s:%d: not so: %s\n", file, line, what);
}

/* One expectation; goes on after a failure, which names its place. */
#define CHECK(condition)                                                       \
    (check_made[__LINE__ % CHECK_LINES] = 1,                                   \
     (condition) ? (void)0 : check_fail(__LINE__, __FILE__, #condition))

/* Ends main: says how many passed, fails if one did not or none was made. */
static inline int check_done(void)
{
    int line, made = 0;
    for (line = 0; line < CHECK_LINES; line++)
        made += check_made[line];
    printf("%d passed, %d failed\n",
           made > check_failed ? made - check_failed : 0, check_failed);
    return check_failed > 0 || made == 0;
}

#endif
