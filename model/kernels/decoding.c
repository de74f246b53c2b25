/* Run a few rows through a transformer (GPT-2, pre-norm) with packed weights.

   A token reads every weight once, so its time is that of reading them. Rows become 8 bits in the
   groups of the weights, each with a scale of its own, so that rows beside each other do not change
   each other. All threads go through all layers together, and wait for each other five times in
   each. */

#include "exponential.h"
#include "memory.h"
#include "product.h"
#include "threads.h"

#include <stdlib.h>

typedef struct {
    const uint8_t *weight; /* packed */
    const float *bias;
    int32_t n_in, n_out, bits;
} Linear;

typedef struct {
    const float *attend_weight, *attend_bias, *feed_weight, *feed_bias;
    Linear query_key_value, out, widen, narrow;
} Block;

typedef struct {
    const Block *blocks;
    const float *stack_weight, *stack_bias, *final_weight, *final_bias;
    int32_t n_blocks, dim, n_heads, hidden;
    float epsilon;
    int32_t level; /* of instructions, at most */
} Stack;

/* The tangent form of GPT-2, as a sigmoid. */
INLINE float gelu(float x) {
    return x / (1.0f + exponential(-1.59576912f * (x + 0.044715f * x * x * x)));
}

INLINE void normalise(const float *x, const float *weight, const float *bias, float *made,
                      const Stack *stack) {
    const int dim = stack->dim;
    float mean = 0.0f, square = 0.0f;
    for (int i = 0; i < dim; i++) mean += x[i];
    mean /= (float)dim;
    for (int i = 0; i < dim; i++) square += (x[i] - mean) * (x[i] - mean);
    const float scale = 1.0f / sqrtf(square / (float)dim + stack->epsilon);
    for (int i = 0; i < dim; i++) made[i] = (x[i] - mean) * scale * weight[i] + bias[i];
}

/* One token's work, shared by all threads. */
typedef struct {
    const Stack *stack;
    float *x, *keys_values; /* (rows, dim), (layers, 2, batch, heads, length, dim / heads) */
    int32_t batch, first, n_rows, at, length; /* rows `first` and on of the batch */
    float *wide, *mixed;   /* (rows, hidden or 3 dim), (rows, dim) */
    uintptr_t rooms, room; /* where the threads' own memory starts; bytes of one */
} Step;

/* What a thread has for itself; the rows too: narrowing them again is faster than waiting. */
typedef struct {
    const Member *member;
    Narrow rows[MOST_ROWS];
    float *normed, *scores;
} Worker;

/* Multiply the rows that the worker has narrowed; `made` has `n_out` columns. */
INLINE void multiply(const Linear *linear, const Step *step, const Worker *worker, float *made,
                     int adds, int bends, Tile *tile) {
    const int n_tiles = linear->n_out / TILE, n_groups = linear->n_in / GROUP;
    const Span tiles = own_part(n_tiles, worker->member);
    float out[MOST_ROWS][TILE];
    for (int t = (int)tiles.first; t < tiles.end; t++) {
        const uint8_t *weight = linear->weight + (size_t)t * n_groups * group_bytes(linear->bits);
        tile(weight, linear->bits, n_groups, worker->rows, step->n_rows, out);
        for (int r = 0; r < step->n_rows; r++) {
            float *to = made + (size_t)r * linear->n_out + t * TILE;
            for (int o = 0; o < TILE; o++) out[r][o] += linear->bias[t * TILE + o];
            if (bends)
                for (int o = 0; o < TILE; o++) out[r][o] = gelu(out[r][o]);
            if (adds)
                for (int o = 0; o < TILE; o++) out[r][o] += to[o];
            memcpy(to, out[r], sizeof out[r]);
        }
    }
}

/* Attend with one head of one row to all rows so far, its own included. */
INLINE void attend(const Step *step, const Worker *worker, int layer, int row, int head) {
    const int dim = step->stack->dim, heads = step->stack->n_heads, size = dim / heads;
    const size_t plane = (size_t)step->length * size;
    const size_t sequence = (size_t)2 * layer * step->batch + step->first + row;
    float *keys = step->keys_values + (sequence * heads + head) * plane;
    float *values = keys + (size_t)step->batch * heads * plane;
    const float *query = step->wide + (size_t)row * 3 * dim + (size_t)head * size;
    float *scores = worker->scores, *made = step->mixed + (size_t)row * dim + (size_t)head * size;
    const float scale = 1.0f / sqrtf((float)size);
    float most = -INFINITY, sum = 0.0f;
    memcpy(keys + (size_t)step->at * size, query + dim, sizeof(float) * size);
    memcpy(values + (size_t)step->at * size, query + 2 * dim, sizeof(float) * size);
    for (int t = 0; t <= step->at; t++) {
        float score = 0.0f;
        for (int i = 0; i < size; i++) score += query[i] * keys[(size_t)t * size + i];
        scores[t] = score * scale;
        most = larger(most, scores[t]);
    }
    for (int t = 0; t <= step->at; t++) {
        scores[t] = exponential(scores[t] - most);
        sum += scores[t];
    }
    memset(made, 0, sizeof(float) * size);
    for (int t = 0; t <= step->at; t++)
        for (int i = 0; i < size; i++) made[i] += scores[t] * values[(size_t)t * size + i];
    for (int i = 0; i < size; i++) made[i] /= sum;
}

INLINE void narrow_rows(const float *x, const Linear *linear, const Step *step, const Worker *worker) {
    for (int r = 0; r < step->n_rows; r++)
        narrow(x + (size_t)r * linear->n_in, linear->n_in, linear->bits, worker->rows[r]);
}

INLINE void normalise_rows(const float *weight, const float *bias, const Linear *linear,
                           const Step *step, const Worker *worker) {
    for (int r = 0; r < step->n_rows; r++) {
        normalise(step->x + (size_t)r * linear->n_in, weight, bias, worker->normed, step->stack);
        narrow(worker->normed, linear->n_in, linear->bits, worker->rows[r]);
    }
}

INLINE void attend_heads(const Step *step, const Worker *worker, int layer) {
    const int n_heads = step->stack->n_heads;
    const Span heads = own_part(step->n_rows * n_heads, worker->member);
    for (int i = (int)heads.first; i < heads.end; i++)
        attend(step, worker, layer, i / n_heads, i % n_heads);
}

INLINE void run_block(const Step *step, const Worker *worker, int layer, Tile *tile) {
    const Block *block = step->stack->blocks + layer;
    normalise_rows(block->attend_weight, block->attend_bias, &block->query_key_value, step, worker);
    multiply(&block->query_key_value, step, worker, step->wide, 0, 0, tile);
    wait_for_all(worker->member);
    attend_heads(step, worker, layer);
    wait_for_all(worker->member);
    narrow_rows(step->mixed, &block->out, step, worker);
    multiply(&block->out, step, worker, step->x, 1, 0, tile);
    wait_for_all(worker->member);
    normalise_rows(block->feed_weight, block->feed_bias, &block->widen, step, worker);
    multiply(&block->widen, step, worker, step->wide, 0, 1, tile);
    wait_for_all(worker->member);
    narrow_rows(step->wide, &block->narrow, step, worker);
    multiply(&block->narrow, step, worker, step->x, 1, 0, tile);
    wait_for_all(worker->member);
}

/* Give a worker its memory, and tell where that ends. */
static uintptr_t equip(Worker *worker, const Step *step, uintptr_t free_from) {
    const size_t n = step->stack->hidden, groups = n / GROUP;
    for (int r = 0; r < step->n_rows; r++) {
        worker->rows[r].numbers = take(&free_from, n);
        worker->rows[r].scales = take(&free_from, groups * sizeof(float));
        worker->rows[r].offsets = take(&free_from, groups * sizeof(int32_t));
    }
    worker->normed = take(&free_from, step->stack->dim * sizeof(float));
    worker->scores = take(&free_from, (step->at + 1) * sizeof(float));
    return free_from;
}

INLINE void work(const Step *step, const Member *member, Tile *tile) {
    Worker worker = {.member = member};
    equip(&worker, step, step->rooms + member->number * step->room);
    for (int layer = 0; layer < step->stack->n_blocks; layer++) run_block(step, &worker, layer, tile);
}

COMPILE_WORKS(work(given, member, tile_plainly), work(given, member, tile_wide),
              work(given, member, tile_dot))

/* Run up to MOST_ROWS rows through the blocks and both norms, in place. */
static int run(Step step, int n_threads) {
    const Stack *stack = step.stack;
    const size_t widest = stack->hidden > 3 * stack->dim ? stack->hidden : 3 * stack->dim;
    const size_t wide = step.n_rows * widest * sizeof(float);
    const size_t mixed = (size_t)step.n_rows * stack->dim * sizeof(float);
    step.room = equip(&(Worker){0}, &step, 0);
    void *memory = malloc(LINE + whole_lines(wide) + whole_lines(mixed) + n_threads * step.room);
    if (memory == NULL) return 1;
    step.rooms = whole_lines((uintptr_t)memory);
    step.wide = take(&step.rooms, wide), step.mixed = take(&step.rooms, mixed);
    together(n_threads, works[level_at_most(stack->level)], &step);
    for (int r = 0; r < step.n_rows; r++) {
        float *row = step.x + (size_t)r * stack->dim;
        normalise(row, stack->stack_weight, stack->stack_bias, step.mixed, stack);
        normalise(step.mixed, stack->final_weight, stack->final_bias, row, stack);
    }
    free(memory);
    return 0;
}

/* Run rows `x` (batch, dim), each at place `at` of its sequence, in place; their keys and values
   join those before, in `keys_values` (layers, 2, batch, heads, length, dim / heads). Nonzero: there
   is not enough memory. */
EXPORT int takelane_step(const Stack *stack, float *x, float *keys_values, int batch, int at,
                         int length, int n_threads) {
    int failed = 0;
    for (int first = 0; first < batch && !failed; first += MOST_ROWS) {
        const Step step = {.stack = stack, .x = x + (size_t)first * stack->dim,
                           .keys_values = keys_values, .batch = batch, .first = first,
                           .n_rows = least(batch - first, MOST_ROWS), .at = at, .length = length};
        failed = run(step, n_threads);
    }
    return failed;
}
