/* Let threads of `threads.h` meet, and count when one of them was not waited for. */

#include "threads.h"

enum { ROUNDS = 500, MOST = 256 };

typedef struct {
    int *seen;           /* how often each took part */
    int *counts, *early; /* rounds that each has begun; waits that ended before all were there */
} Met;

static void meet(const void *given, const Member *member) {
    const Met *met = given;
    __atomic_fetch_add(&met->seen[member->number], 1, __ATOMIC_RELAXED);
    for (int round = 1; round <= ROUNDS; round++) {
        __atomic_store_n(&met->counts[member->number], round, __ATOMIC_RELAXED);
        wait_for_all(member);
        for (int i = 0; i < member->n_threads; i++)
            if (__atomic_load_n(&met->counts[i], __ATOMIC_RELAXED) != round)
                __atomic_fetch_add(met->early, 1, __ATOMIC_RELAXED);
        wait_for_all(member);
    }
}

/* Tell how many waits ended early; `seen` (MOST) becomes how often each thread took part. */
EXPORT int meet_often(int n_threads, int *seen) {
    int counts[MOST] = {0}, early = 0;
    together(n_threads, meet, &(Met){seen, counts, &early});
    return early;
}

EXPORT int64_t first_of(int64_t n, int number, int n_parts) {
    return part_of(n, number, n_parts).first;
}

EXPORT int64_t end_of(int64_t n, int number, int n_parts) { return part_of(n, number, n_parts).end; }
