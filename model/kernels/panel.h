/* Multiply many rows in 8 bits by a panel of 64 outputs.

   A matrix lies in panels. In a panel, four inputs of every output stand together: 256 bytes for each
   four. What many rows have in common is that the numbers of a panel are read for them from the
   nearest cache, so here it is the arithmetic that takes the time. */

#ifndef TAKELANE_PANEL_H
#define TAKELANE_PANEL_H

#include "kernels.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { PANEL = 64, QUAD = 4, AT_ONCE = 6, MIDDLE = 128 };

typedef struct {
    const int8_t *weight;   /* panels, the last one filled up with zeros; so are the lists below */
    const int32_t *offsets; /* what takes the rows' middle out of the sums */
    const float *scales, *bias;
    int32_t n_in, n_out;
} Matrix;

/* Rows in 8 bits, from -127 to 127 around the middle, each with a scale of its own. */
typedef struct {
    uint8_t *numbers; /* (n_rows, quads of inputs) */
    float *scales;
    int32_t n_rows;
} Rows;

typedef int32_t Sums[AT_ONCE][PANEL];

INLINE int n_quads(int n_in) { return (n_in + QUAD - 1) / QUAD; }

INLINE void narrow(const float *x, int n, const Rows *made, int row) {
    uint8_t *numbers = made->numbers + (size_t)row * n_quads(n) * QUAD;
    const float step = larger(1e-30f, largest_size(x, n)) / 127.0f, per_step = 1.0f / step;
    for (int i = 0; i < n; i++) numbers[i] = (uint8_t)((int32_t)rintf(x[i] * per_step) + MIDDLE);
    memset(numbers + n, MIDDLE, (size_t)(n_quads(n) * QUAD - n));
    made->scales[row] = step;
}

INLINE void sum_plainly(const int8_t *weight, const int32_t *offsets, int quads,
                        const uint8_t *rows, int n_rows, Sums made) {
    for (int r = 0; r < n_rows; r++) {
        memcpy(made[r], offsets, sizeof made[r]);
        for (int k = 0; k < QUAD * quads; k++) {
            const int8_t *column = weight + k / QUAD * PANEL * QUAD + k % QUAD;
            const int32_t x = rows[(size_t)r * QUAD * quads + k];
            for (int o = 0; o < PANEL; o++) made[r][o] += x * column[o * QUAD];
        }
    }
}

#ifdef TAKELANE_X86

/* Unrolled from the start, so that the compiler keeps the sums of all rows in registers. */
FOR_DOT INLINE void sum_rows_avx512(const int8_t *weight, const int32_t *offsets, int quads,
                            const uint8_t *rows, const int n_rows, Sums made) {
    enum { WIDTH = 16, ACROSS = PANEL / WIDTH };
    __m512i sum[AT_ONCE][ACROSS], numbers[ACROSS];
#pragma GCC unroll 6
    for (int r = 0; r < n_rows; r++)
#pragma GCC unroll 4
        for (int w = 0; w < ACROSS; w++) sum[r][w] = _mm512_loadu_si512(offsets + w * WIDTH);
    for (int k = 0; k < quads; k++, weight += PANEL * QUAD) {
#pragma GCC unroll 4
        for (int w = 0; w < ACROSS; w++) numbers[w] = _mm512_loadu_si512(weight + w * WIDTH * QUAD);
#pragma GCC unroll 6
        for (int r = 0; r < n_rows; r++) {
            int32_t quad;
            memcpy(&quad, rows + ((size_t)r * quads + k) * QUAD, QUAD);
            const __m512i x = _mm512_set1_epi32(quad);
#pragma GCC unroll 4
            for (int w = 0; w < ACROSS; w++) sum[r][w] = _mm512_dpbusd_epi32(sum[r][w], x, numbers[w]);
        }
    }
#pragma GCC unroll 6
    for (int r = 0; r < n_rows; r++)
#pragma GCC unroll 4
        for (int w = 0; w < ACROSS; w++) _mm512_storeu_si512(made[r] + w * WIDTH, sum[r][w]);
}

FOR_DOT static void sum_dot(const int8_t *weight, const int32_t *offsets, int quads,
                              const uint8_t *rows, int n_rows, Sums made) {
#define CASE(n) \
    if (n_rows == n) { sum_rows_avx512(weight, offsets, quads, rows, n, made); return; }
    CASE(6) CASE(5) CASE(4) CASE(3) CASE(2) CASE(1)
#undef CASE
}
#else
#define sum_dot sum_plainly
#endif

typedef void Sum(const int8_t *, const int32_t *, int, const uint8_t *, int, Sums);

/* Multiply some rows by the panel that starts at an output. */
INLINE void multiply(const Matrix *matrix, int start, const Rows *rows, int first, int n_rows,
                     float (*made)[PANEL], Sum *sum) {
    Sums sums;
    const int quads = n_quads(matrix->n_in);
    const float *scales = matrix->scales + start, *bias = matrix->bias + start;
    sum(matrix->weight + (size_t)start * quads * QUAD, matrix->offsets + start, quads,
        rows->numbers + (size_t)first * quads * QUAD, n_rows, sums);
    for (int r = 0; r < n_rows; r++)
        for (int o = 0; o < PANEL; o++)
            made[r][o] = (float)sums[r][o] * (rows->scales[first + r] * scales[o]) + bias[o];
}

#endif
