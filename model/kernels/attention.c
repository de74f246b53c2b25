/* Let rows attend to all rows, both ways, head by head.

   Keys and values of a head are packed once, so that both products are the same: a few rows times a
   panel of 64 columns, whose sums stay in registers. Between them a few rows of scores lie in the
   nearest cache. */

#include "lanes.h"
#include "memory.h"
#include "threads.h"

#include <stdint.h>
#include <stdlib.h>

enum { PANEL = 64, ACROSS = PANEL / LANES, AT_ONCE = 6 };
enum { PARTS = 4 }; /* of a head's queries, where heads do not fill all threads */

typedef struct {
    const float *query, *key, *value; /* (batch, rows, heads, dim) */
    float *made;                      /* the same, without gaps */
    int64_t query_batch, key_batch, value_batch; /* from one of the batch to the next, */
    int64_t query_row, key_row, value_row;       /* and from a row to the next */
    int32_t batch, heads, dim, n_queries, n_keys, level;
} Attention;

/* What a thread has for itself. */
typedef struct {
    float *keys;   /* panels of keys, (dim, PANEL) each */
    float *values; /* panels of columns, (n_keys, PANEL) each */
    float *scores; /* (AT_ONCE, n_keys), in whole panels */
} Room;

INLINE int64_t whole_panels(int64_t n) { return (n + PANEL - 1) / PANEL * PANEL; }

/* Multiply rows, `stride` apart, by a panel of `n` inputs; unrolled so that sums are registers. */
INLINE void product(const float *panel, int64_t n, const float *rows, int64_t stride,
                    const int n_rows, float *made, int64_t made_stride) {
    Lanes sum[AT_ONCE][ACROSS];
#pragma GCC unroll 6
    for (int r = 0; r < n_rows; r++)
#pragma GCC unroll 4
        for (int w = 0; w < ACROSS; w++) sum[r][w] = (Lanes){0};
    for (int64_t k = 0; k < n; k++, panel += PANEL) {
        Lanes numbers[ACROSS];
#pragma GCC unroll 4
        for (int w = 0; w < ACROSS; w++) numbers[w] = load(panel + w * LANES, LANES);
#pragma GCC unroll 6
        for (int r = 0; r < n_rows; r++)
#pragma GCC unroll 4
            for (int w = 0; w < ACROSS; w++) sum[r][w] += rows[r * stride + k] * numbers[w];
    }
#pragma GCC unroll 6
    for (int r = 0; r < n_rows; r++)
#pragma GCC unroll 4
        for (int w = 0; w < ACROSS; w++) store(made + r * made_stride + w * LANES, sum[r][w], LANES);
}

INLINE void multiply(const float *panel, int64_t n, const float *rows, int64_t stride, int n_rows,
                     float *made, int64_t made_stride) {
    switch (n_rows) {
#define CASE(n_rows) \
    case n_rows: product(panel, n, rows, stride, n_rows, made, made_stride); break;
        CASE(6) CASE(5) CASE(4) CASE(3) CASE(2) CASE(1)
#undef CASE
    }
}

INLINE void pack(const Attention *attention, int item, int head, const Room *room) {
    const int dim = attention->dim, n_keys = attention->n_keys;
    const float *keys = attention->key + item * attention->key_batch + (int64_t)head * dim;
    const float *values = attention->value + item * attention->value_batch + (int64_t)head * dim;
    memset(room->keys, 0, whole_panels(n_keys) * dim * sizeof(float));
    for (int k = 0; k < n_keys; k++) {
        const float *key = keys + k * attention->key_row;
        float *panel = room->keys + (int64_t)(k / PANEL) * dim * PANEL + k % PANEL;
        for (int d = 0; d < dim; d++) panel[d * PANEL] = key[d];
    }
    for (int start = 0; start < dim; start += PANEL)
        for (int k = 0; k < n_keys; k++) {
            const float *value = values + k * attention->value_row + start;
            float *panel = room->values + ((int64_t)start * n_keys + (int64_t)k * PANEL);
            memset(panel, 0, PANEL * sizeof(float));
            memcpy(panel, value, least(dim - start, PANEL) * sizeof(float));
        }
}

/* Turn a row of scores into shares of what is given. */
INLINE float share(float *scores, int n_keys, float scale) {
    const int64_t n = whole_panels(n_keys);
    for (int64_t k = n_keys; k < n; k++) scores[k] = scores[0];
    Lanes most = load(scores, LANES);
    for (int64_t k = LANES; k < n; k += LANES) most = largest(load(scores + k, LANES), most);
    float top = most[0], total = 0.0f;
    for (int i = 1; i < LANES; i++) top = larger(top, most[i]);
    for (int64_t k = 0; k < n; k += LANES)
        store(scores + k, share_of((load(scores + k, LANES) - top) * scale), LANES);
    for (int k = 0; k < n_keys; k++) total += scores[k];
    return total;
}

/* Let up to AT_ONCE queries of a head attend to all keys. */
INLINE void attend(const Attention *attention, int item, int head, int first, int n_rows,
                   const Room *room) {
    const int dim = attention->dim, n_keys = attention->n_keys;
    const int64_t width = whole_panels(n_keys), apart = (int64_t)attention->heads * dim;
    const int64_t row = (int64_t)item * attention->n_queries + first;
    const float *queries = attention->query + item * attention->query_batch +
                           first * attention->query_row + (int64_t)head * dim;
    float *made = attention->made + row * apart + (int64_t)head * dim;
    float totals[AT_ONCE], found[AT_ONCE * PANEL];
    for (int64_t start = 0; start < width; start += PANEL)
        multiply(room->keys + start * dim, dim, queries, attention->query_row, n_rows,
                 room->scores + start, width);
    for (int r = 0; r < n_rows; r++)
        totals[r] = share(room->scores + r * width, n_keys, 1.0f / sqrtf((float)dim));
    for (int start = 0; start < dim; start += PANEL) {
        multiply(room->values + (int64_t)start * n_keys, n_keys, room->scores, width, n_rows, found,
                 PANEL);
        for (int r = 0; r < n_rows; r++)
            for (int d = 0; d < least(dim - start, PANEL); d++)
                made[r * apart + start + d] = found[r * PANEL + d] / totals[r];
    }
}

/* A part of the queries of one head. */
INLINE void attend_part(const Attention *attention, int unit, int n_parts, const Room *room) {
    const int head = unit / n_parts % attention->heads, item = unit / n_parts / attention->heads;
    const Span part = part_of(attention->n_queries, unit % n_parts, n_parts);
    pack(attention, item, head, room);
    for (int query = (int)part.first; query < part.end; query += AT_ONCE)
        attend(attention, item, head, query, least((int)part.end - query, AT_ONCE), room);
}

/* Furnish a room, and tell where it ends. */
static uintptr_t furnish(Room *room, const Attention *attention, uintptr_t free_from) {
    const size_t width = whole_panels(attention->n_keys), dim = attention->dim;
    room->keys = take(&free_from, width * dim * sizeof(float));
    room->values = take(&free_from, whole_panels(dim) * attention->n_keys * sizeof(float));
    room->scores = take(&free_from, AT_ONCE * width * sizeof(float));
    return free_from;
}

typedef struct {
    const Attention *attention;
    int n_parts, *next;    /* of every head's queries; what nobody has begun yet */
    uintptr_t rooms, room; /* where the threads' rooms start; bytes of one */
} Job;

INLINE void work(const Job *job, const Member *member) {
    const Attention *attention = job->attention;
    const int n_units = attention->batch * attention->heads * job->n_parts;
    Room room;
    furnish(&room, attention, job->rooms + member->number * job->room);
    for (int unit; (unit = __atomic_fetch_add(job->next, 1, __ATOMIC_RELAXED)) < n_units;)
        attend_part(attention, unit, job->n_parts, &room);
}

COMPILE_WORKS(work(given, member), work(given, member), work(given, member))

/* Nonzero: there is not enough memory. */
EXPORT int takelane_attend(const Attention *attention, int n_threads) {
    const int n_parts = attention->batch * attention->heads % n_threads ? PARTS : 1;
    int next = 0;
    Job job = {attention, n_parts, &next, 0, furnish(&(Room){0}, attention, 0)};
    void *memory = malloc(LINE + n_threads * job.room);
    if (memory == NULL) return 1;
    job.rooms = whole_lines((uintptr_t)memory);
    together(n_threads, works[level_at_most(attention->level)], &job);
    free(memory);
    return 0;
}
