/* Threads that work together, and wait for each other.

   Where torch and the compiler have the same OpenMP, as on Linux with gcc, its threads are those that
   torch computes with. Others would take the processor from those while they wait for more to do;
   so elsewhere, as on a Mac, whose compiler has none, threads are begun for a work and end with it.

   OpenMP's own barrier keeps the processor while it waits. Here a thread that waits for long lets
   others have it: beside a DAW it may well be the one that is waited for who needs it. */

#include "threads.h"

#include <sched.h>

enum { PATIENCE = 4096 }; /* looks, some microseconds */

/* Where the threads of one work meet. */
struct Meeting {
    Work *work;
    const void *given;
    int n_threads; /* none before all have begun */
    int n_waiting, n_rounds;
};

static int look_until_not(const int *place, int value) {
    for (int n = 0;; n++) {
        const int seen = __atomic_load_n(place, __ATOMIC_ACQUIRE);
        if (seen != value) return seen;
        if (n > PATIENCE) sched_yield();
    }
}

void wait_for_all(const Member *member) {
    struct Meeting *meeting = member->meeting;
    const int round = __atomic_load_n(&meeting->n_rounds, __ATOMIC_RELAXED);
    if (__atomic_add_fetch(&meeting->n_waiting, 1, __ATOMIC_ACQ_REL) == member->n_threads) {
        __atomic_store_n(&meeting->n_waiting, 0, __ATOMIC_RELAXED);
        __atomic_store_n(&meeting->n_rounds, round + 1, __ATOMIC_RELEASE);
    } else {
        look_until_not(&meeting->n_rounds, round);
    }
}

#if defined(_OPENMP) && !defined(__clang__)
#include <omp.h>

void together(int n_threads, Work *work, const void *given) {
    struct Meeting meeting = {0};
#pragma omp parallel num_threads(n_threads)
    work(given, &(Member){omp_get_thread_num(), omp_get_num_threads(), &meeting});
}
#else
#include <pthread.h>

enum { MOST_THREADS = 64 };

static void *begin(void *given) {
    Member *own = given;
    own->n_threads = look_until_not(&own->meeting->n_threads, 0);
    own->meeting->work(own->meeting->given, own);
    return NULL;
}

void together(int n_threads, Work *work, const void *given) {
    struct Meeting meeting = {work, given, 0, 0, 0};
    Member members[MOST_THREADS];
    pthread_t threads[MOST_THREADS];
    int n = 1; /* this one is the first */
    for (; n < least(n_threads, MOST_THREADS); n++) {
        members[n] = (Member){n, 0, &meeting};
        if (pthread_create(&threads[n], NULL, begin, &members[n])) break; /* fewer will do */
    }
    __atomic_store_n(&meeting.n_threads, n, __ATOMIC_RELEASE);
    work(given, &(Member){0, n, &meeting});
    while (--n > 0) pthread_join(threads[n], NULL);
}
#endif
