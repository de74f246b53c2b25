/* Run a few rows through a transformer (GPT-2, pre-norm) with 4- or 8-bit weights.

   A token reads every weight once, so its time is that of reading them. They lie in the order they
   are read in: tiles of 16 outputs, each in groups of 32 inputs, and a group is its whole numbers
   followed by 16 half-precision scales. Rows become 8 bits in the same groups, each with a scale of
   its own, so that rows beside each other do not change each other. All threads go through all
   layers together and wait for each other five times in each. */

#include "kernels.h"

#include <math.h>
#include <omp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { TILE = 16, GROUP = 32, MOST_ROWS = 4 };

typedef struct {
    const uint8_t *weight; /* tiles, groups, numbers and scales */
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
} Stack;

/* A row in 8 bits, for one thread: each makes its own, which is faster than waiting for another. */
typedef struct {
    int8_t *numbers;  /* n_in */
    float *scales;    /* n_in / GROUP */
    int32_t *offsets; /* what the weights' zero adds to each group */
} Narrow;

INLINE size_t group_bytes(int bits) { return GROUP * TILE * bits / 8 + TILE * 2; }

/* --- what every processor can ------------------------------------------------------------ */

static float half_to_float(uint16_t half) {
    uint32_t sign = (uint32_t)(half >> 15) << 31, exponent = half >> 10 & 31, rest = half & 1023;
    float value;
    if (exponent == 0) {
        value = (float)rest * 0x1p-24f;
        return sign ? -value : value;
    }
    uint32_t bits = sign | (exponent + 112) << 23 | rest << 13;
    memcpy(&value, &bits, sizeof value);
    return value;
}

INLINE void tile_plainly(const uint8_t *group, int bits, int n_groups, const Narrow *rows,
                         int n_rows, float (*made)[TILE]) {
    memset(made, 0, (size_t)n_rows * sizeof *made);
    for (int g = 0; g < n_groups; g++, group += group_bytes(bits)) {
        const uint8_t *scales = group + GROUP * TILE * bits / 8;
        for (int r = 0; r < n_rows; r++) {
            const int8_t *x = rows[r].numbers + g * GROUP;
            for (int o = 0; o < TILE; o++) {
                int32_t sum = -rows[r].offsets[g];
                for (int k = 0; k < GROUP; k++) {
                    int per_block = 32 / bits, block = k / per_block, within = k % per_block;
                    uint8_t byte = group[block * 64 + o * 4 + within % 4];
                    sum += (bits == 8 ? byte : within < 4 ? byte & 15 : byte >> 4) * x[k];
                }
                uint16_t half;
                memcpy(&half, scales + 2 * o, 2);
                made[r][o] += (float)sum * (half_to_float(half) * rows[r].scales[g]);
            }
        }
    }
}

/* --- AVX-512 with sums of 8-bit products -------------------------------------------------- */

#ifdef TAKELANE_X86
#include <immintrin.h>

AVX512 static inline void tile_rows(const uint8_t *group, const int bits, int n_groups,
                                    const Narrow *rows, const int n_rows, float (*made)[TILE]) {
    const __m512i low = _mm512_set1_epi8(15);
    __m512 total[MOST_ROWS];
    for (int r = 0; r < n_rows; r++) total[r] = _mm512_setzero_ps();
    for (int g = 0; g < n_groups; g++) {
        __m512i sum[MOST_ROWS];
        for (int r = 0; r < n_rows; r++) sum[r] = _mm512_set1_epi32(-rows[r].offsets[g]);
        for (int b = 0; b < bits; b++, group += 64) {
            const __m512i numbers = _mm512_loadu_si512(group);
            _mm_prefetch((const char *)group + 4096, _MM_HINT_T0);
            for (int r = 0; r < n_rows; r++) {
                const int8_t *x = rows[r].numbers + g * GROUP + b * 32 / bits;
                int32_t first;
                memcpy(&first, x, 4);
                if (bits == 8) {
                    sum[r] = _mm512_dpbusd_epi32(sum[r], numbers, _mm512_set1_epi32(first));
                } else {
                    int32_t second;
                    memcpy(&second, x + 4, 4);
                    const __m512i high = _mm512_and_si512(_mm512_srli_epi16(numbers, 4), low);
                    sum[r] = _mm512_dpbusd_epi32(sum[r], _mm512_and_si512(numbers, low),
                                                 _mm512_set1_epi32(first));
                    sum[r] = _mm512_dpbusd_epi32(sum[r], high, _mm512_set1_epi32(second));
                }
            }
        }
        const __m512 scales = _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)group));
        group += TILE * 2;
        for (int r = 0; r < n_rows; r++) {
            const __m512 scale = _mm512_mul_ps(scales, _mm512_set1_ps(rows[r].scales[g]));
            total[r] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum[r]), scale, total[r]);
        }
    }
    for (int r = 0; r < n_rows; r++) _mm512_storeu_ps(made[r], total[r]);
}

AVX512 static void tile_avx512(const uint8_t *group, int bits, int n_groups, const Narrow *rows,
                               int n_rows, float (*made)[TILE]) {
    /* Known numbers let the compiler keep the sums of all rows in registers. */
#define CASE(b, r) \
    if (bits == b && n_rows == r) { tile_rows(group, b, n_groups, rows, r, made); return; }
    CASE(4, 1) CASE(4, 2) CASE(4, 3) CASE(4, 4) CASE(8, 1) CASE(8, 2) CASE(8, 3) CASE(8, 4)
#undef CASE
}
#endif

typedef void Tile(const uint8_t *, int, int, const Narrow *, int, float (*)[TILE]);

/* --- the stack --------------------------------------------------------------------------- */

/* Within two units in the last place (Cephes' polynomial), and without a branch. */
INLINE float exponential(float x) {
    x = x < -87.0f ? -87.0f : x > 88.0f ? 88.0f : x;
    const float whole = rintf(x * 1.44269504f);
    const float rest = x - whole * 0.693359375f + whole * 2.12194440e-4f;
    float series = 1.9875691500e-4f;
    series = series * rest + 1.3981999507e-3f;
    series = series * rest + 8.3334519073e-3f;
    series = series * rest + 4.1665795894e-2f;
    series = series * rest + 1.6666665459e-1f;
    series = series * rest + 5.0000001201e-1f;
    series = series * rest * rest + rest + 1.0f;
    const union { int32_t bits; float value; } power = {((int32_t)whole + 127) * (1 << 23)};
    return series * power.value;
}

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

INLINE void narrow(const float *x, int n, int bits, Narrow made) {
    for (int g = 0; g < n / GROUP; g++) {
        float most = 1e-30f;
        int32_t sum = 0;
        for (int k = 0; k < GROUP; k++) most = fmaxf(most, fabsf(x[g * GROUP + k]));
        const float scale = 127.0f / most;
        for (int k = 0; k < GROUP; k++) {
            const int32_t whole = (int32_t)rintf(x[g * GROUP + k] * scale);
            made.numbers[g * GROUP + k] = (int8_t)whole;
            sum += whole;
        }
        made.scales[g] = most / 127.0f;
        made.offsets[g] = sum * (1 << (bits - 1));
    }
}

/* One token's work, shared by all threads. */
typedef struct {
    const Stack *stack;
    float *x, *wide, *mixed; /* (rows, dim), (rows, hidden or 3 dim), (rows, dim) */
    float *keys_values;      /* (layers, 2, rows, heads, length, dim / heads) */
    int32_t n_rows, at, length;
} Step;

/* What a thread has for itself. */
typedef struct {
    int number, n_threads;
    Narrow rows[MOST_ROWS];
    float *normed, *scores;
} Worker;

INLINE int share(int n, int number, int n_threads) {
    return (int)((int64_t)n * number / n_threads);
}

/* Multiply the rows that the worker has narrowed; `made` has `n_out` columns. */
INLINE void multiply(const Linear *linear, const Step *step, const Worker *worker, float *made,
                     int adds, int bends, Tile *tile) {
    const int n_tiles = linear->n_out / TILE, n_groups = linear->n_in / GROUP;
    const int end = share(n_tiles, worker->number + 1, worker->n_threads);
    float out[MOST_ROWS][TILE];
    for (int t = share(n_tiles, worker->number, worker->n_threads); t < end; t++) {
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
    float *keys = step->keys_values + ((size_t)(2 * layer * step->n_rows + row) * heads + head) * plane;
    float *values = keys + (size_t)step->n_rows * heads * plane;
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
        most = fmaxf(most, scores[t]);
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

INLINE void work(const Step *step, const Worker *worker, Tile *tile) {
    const Stack *stack = step->stack;
    for (int layer = 0; layer < stack->n_blocks; layer++) {
        const Block *block = stack->blocks + layer;
        normalise_rows(block->attend_weight, block->attend_bias, &block->query_key_value, step, worker);
        multiply(&block->query_key_value, step, worker, step->wide, 0, 0, tile);
#pragma omp barrier
        const int n_heads = step->n_rows * stack->n_heads;
        const int end = share(n_heads, worker->number + 1, worker->n_threads);
        for (int i = share(n_heads, worker->number, worker->n_threads); i < end; i++)
            attend(step, worker, layer, i / stack->n_heads, i % stack->n_heads);
#pragma omp barrier
        narrow_rows(step->mixed, &block->out, step, worker);
        multiply(&block->out, step, worker, step->x, 1, 0, tile);
#pragma omp barrier
        normalise_rows(block->feed_weight, block->feed_bias, &block->widen, step, worker);
        multiply(&block->widen, step, worker, step->wide, 0, 1, tile);
#pragma omp barrier
        narrow_rows(step->wide, &block->narrow, step, worker);
        multiply(&block->narrow, step, worker, step->x, 1, 0, tile);
#pragma omp barrier
    }
}

static size_t aligned(size_t n_bytes) { return (n_bytes + 63) & ~(size_t)63; }

/* Place what a worker needs in memory from `free` on; give where the next one's may start. */
static uint8_t *equip(Worker *worker, const Step *step, uint8_t *free) {
    const size_t n = step->stack->hidden, n_groups = n / GROUP;
    for (int r = 0; r < step->n_rows; r++) {
        worker->rows[r].numbers = (int8_t *)free, free += aligned(n);
        worker->rows[r].scales = (float *)free, free += aligned(n_groups * sizeof(float));
        worker->rows[r].offsets = (int32_t *)free, free += aligned(n_groups * sizeof(int32_t));
    }
    worker->normed = (float *)free, free += aligned(step->stack->dim * sizeof(float));
    worker->scores = (float *)free, free += aligned((step->at + 1) * sizeof(float));
    return free;
}

static size_t worker_bytes(const Step *step) {
    Worker worker;
    return (size_t)(equip(&worker, step, NULL) - (uint8_t *)NULL);
}

static void work_plainly(const Step *step, const Worker *worker) { work(step, worker, tile_plainly); }

#ifdef TAKELANE_X86
AVX512 static void work_avx512(const Step *step, const Worker *worker) {
    work(step, worker, tile_avx512);
}
#endif

/* Run rows `x` (n_rows <= 4, dim), each a sequence of its own at place `at`, through the stack in
   place; their keys and values join those before. Nonzero: there is not enough memory. */
EXPORT int takelane_step(const Stack *stack, float *x, float *keys_values, int n_rows, int at,
                         int length, int n_threads) {
    void (*best)(const Step *, const Worker *) = work_plainly;
#ifdef TAKELANE_X86
    if (has_avx512()) best = work_avx512;
#endif
    Step step = {stack, x, NULL, NULL, keys_values, n_rows, at, length};
    const size_t widest = stack->hidden > 3 * stack->dim ? stack->hidden : 3 * stack->dim;
    const size_t wide = aligned(n_rows * widest * sizeof(float));
    const size_t mixed = aligned((size_t)n_rows * stack->dim * sizeof(float)), own = worker_bytes(&step);
    uint8_t *memory = malloc(wide + mixed + n_threads * own + 64);
    if (memory == NULL) return 1;
    uint8_t *start = (uint8_t *)aligned((size_t)memory);
    step.wide = (float *)start, step.mixed = (float *)(start + wide);
#pragma omp parallel num_threads(n_threads)
    {
        Worker worker = {omp_get_thread_num(), omp_get_num_threads()};
        equip(&worker, &step, start + wide + mixed + worker.number * own);
        best(&step, &worker);
    }
    for (int r = 0; r < n_rows; r++) {
        float *row = x + (size_t)r * stack->dim;
        normalise(row, stack->stack_weight, stack->stack_bias, step.mixed, stack);
        normalise(step.mixed, stack->final_weight, stack->final_bias, row, stack);
    }
    free(memory);
    return 0;
}

EXPORT int takelane_decodes_fast(void) {
#ifdef TAKELANE_X86
    return has_avx512();
#else
    return 0;
#endif
}

/* A Python module is looked for under this name on Windows; these kernels are called by ctypes. */
EXPORT void *PyInit__native(void) { return NULL; }
