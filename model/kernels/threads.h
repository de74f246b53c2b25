/* Let some threads do the same work together, each its share of it. */

#ifndef TAKELANE_THREADS_H
#define TAKELANE_THREADS_H

#include "kernels.h"

#include <stddef.h>
#include <stdint.h>

/* One of the threads of a work. */
typedef struct {
    int number, n_threads;
    struct Meeting *meeting;
} Member;

typedef void Work(const void *given, const Member *member);

/* Work with up to so many threads, this one included. */
void together(int n_threads, Work *work, const void *given);

/* Wait until all of a work's threads do. */
void wait_for_all(const Member *member);

/* Compile a work for every level of instructions, out of inlined calls on `given` and `member`. */
#define COMPILE_WORKS(plain, wide, dot) \
    static void work_plainly(const void *given, const Member *member) { plain; } \
    FOR_WIDE static void work_wide(const void *given, const Member *member) { wide; } \
    FOR_DOT static void work_dot(const void *given, const Member *member) { dot; } \
    static Work *const works[] = {work_plainly, work_wide, work_dot};

typedef struct {
    int64_t first, end;
} Span;

/* One of the parts that `n` things are divided into. */
INLINE Span part_of(int64_t n, int number, int n_parts) {
    return (Span){n * number / n_parts, n * (number + 1) / n_parts};
}

INLINE Span own_part(int64_t n, const Member *member) {
    return part_of(n, member->number, member->n_threads);
}

#endif
