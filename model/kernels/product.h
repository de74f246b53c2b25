/* Multiply a few rows in 8 bits by a tile of 16 outputs of a packed matrix. */

#ifndef TAKELANE_PRODUCT_H
#define TAKELANE_PRODUCT_H

#include "packed.h"

#include <math.h>

enum { MOST_ROWS = 4, AHEAD = 16384 }; /* AHEAD: bytes that memory is asked for early */

/* A row in 8 bits, in the groups of the weights. */
typedef struct {
    int8_t *numbers;  /* n_in */
    float *scales;    /* n_in / GROUP */
    int32_t *offsets; /* what the weights' zero adds to each group */
} Narrow;

INLINE void narrow(const float *x, int n, int bits, Narrow made) {
    for (int g = 0; g < n / GROUP; g++) {
        const float most = larger(1e-30f, largest_size(x + g * GROUP, GROUP)), scale = 127.0f / most;
        int32_t sum = 0;
        for (int k = 0; k < GROUP; k++) {
            const int32_t whole = (int32_t)rintf(x[g * GROUP + k] * scale);
            made.numbers[g * GROUP + k] = (int8_t)whole;
            sum += whole;
        }
        made.scales[g] = most / 127.0f;
        made.offsets[g] = sum * (1 << (bits - 1));
    }
}

INLINE void tile_plainly(const uint8_t *group, int bits, int n_groups, const Narrow *rows,
                         int n_rows, float (*made)[TILE]) {
    memset(made, 0, (size_t)n_rows * sizeof *made);
    for (int g = 0; g < n_groups; g++, group += group_bytes(bits)) {
        const uint8_t *scales = group + (size_t)bits * BLOCK_BYTES;
        for (int r = 0; r < n_rows; r++) {
            const int8_t *x = rows[r].numbers + g * GROUP;
            for (int o = 0; o < TILE; o++) {
                int32_t sum = -rows[r].offsets[g];
                for (int k = 0; k < GROUP; k++) {
                    const uint8_t both = group[place_of(o, k, bits)];
                    sum += (bits == 8 ? both : is_high_half(k, bits) ? both >> 4 : both & 15) * x[k];
                }
                uint16_t half;
                memcpy(&half, scales + 2 * o, 2);
                made[r][o] += (float)sum * (float_of(half) * rows[r].scales[g]);
            }
        }
    }
}

/* Known numbers let the compiler keep the sums of all rows in registers. */
#define EVERY_CASE CASE(4, 1) CASE(4, 2) CASE(4, 3) CASE(4, 4) CASE(8, 1) CASE(8, 2) CASE(8, 3) CASE(8, 4)

#ifdef TAKELANE_X86

/* An output has two sums of a group's products, which fit into 16 bits: 16 * 15 * 127. */
FOR_WIDE INLINE void rows_avx2(const uint8_t *group, int n_groups, const Narrow *rows,
                                  const int n_rows, float (*made)[TILE]) {
    const __m256i low = _mm256_set1_epi8(15), ones = _mm256_set1_epi16(1);
    __m256 total[MOST_ROWS][2];
    for (int r = 0; r < n_rows; r++) total[r][0] = total[r][1] = _mm256_setzero_ps();
    for (int g = 0; g < n_groups; g++, group += group_bytes(4)) {
        for (int half = 0; half < 2; half++) { /* of the 16 outputs */
            const __m128i *stored = (const __m128i *)(group + 4 * BLOCK_BYTES) + half;
            const __m256 scales = _mm256_cvtph_ps(_mm_loadu_si128(stored));
            __m256i sum[MOST_ROWS];
            for (int r = 0; r < n_rows; r++) sum[r] = _mm256_setzero_si256();
            for (int b = 0; b < 4; b++) {
                const __m256i *block = (const __m256i *)(group + b * BLOCK_BYTES) + half;
                const __m256i numbers = _mm256_loadu_si256(block);
                const __m256i first = _mm256_and_si256(numbers, low);
                const __m256i second = _mm256_and_si256(_mm256_srli_epi16(numbers, 4), low);
                for (int r = 0; r < n_rows; r++) {
                    int32_t x[2];
                    memcpy(x, rows[r].numbers + g * GROUP + b * 8, sizeof x);
                    sum[r] = _mm256_add_epi16(
                        sum[r], _mm256_maddubs_epi16(first, _mm256_set1_epi32(x[0])));
                    sum[r] = _mm256_add_epi16(
                        sum[r], _mm256_maddubs_epi16(second, _mm256_set1_epi32(x[1])));
                }
            }
            for (int r = 0; r < n_rows; r++) {
                const __m256i whole = _mm256_sub_epi32(_mm256_madd_epi16(sum[r], ones),
                                                       _mm256_set1_epi32(rows[r].offsets[g]));
                const __m256 scale = _mm256_mul_ps(scales, _mm256_set1_ps(rows[r].scales[g]));
                total[r][half] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(whole), scale, total[r][half]);
            }
        }
    }
    for (int r = 0; r < n_rows; r++)
        for (int half = 0; half < 2; half++) _mm256_storeu_ps(made[r] + 8 * half, total[r][half]);
}

FOR_WIDE static void tile_wide(const uint8_t *group, int bits, int n_groups, const Narrow *rows,
                           int n_rows, float (*made)[TILE]) {
#define CASE(b, r) \
    if (b == 4 && bits == b && n_rows == r) { rows_avx2(group, n_groups, rows, r, made); return; }
    EVERY_CASE
#undef CASE
    tile_plainly(group, bits, n_groups, rows, n_rows, made);
}

FOR_DOT INLINE void rows_avx512(const uint8_t *group, const int bits, int n_groups,
                                    const Narrow *rows, const int n_rows, float (*made)[TILE]) {
    const __m512i low = _mm512_set1_epi8(15);
    __m512 total[MOST_ROWS];
    for (int r = 0; r < n_rows; r++) total[r] = _mm512_setzero_ps();
    for (int g = 0; g < n_groups; g++) {
        __m512i sum[MOST_ROWS];
        for (int r = 0; r < n_rows; r++) sum[r] = _mm512_set1_epi32(-rows[r].offsets[g]);
        for (int b = 0; b < bits; b++, group += BLOCK_BYTES) {
            const __m512i numbers = _mm512_loadu_si512(group);
            _mm_prefetch((const char *)group + AHEAD, _MM_HINT_T1);
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
        group += SCALE_BYTES;
        for (int r = 0; r < n_rows; r++) {
            const __m512 scale = _mm512_mul_ps(scales, _mm512_set1_ps(rows[r].scales[g]));
            total[r] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum[r]), scale, total[r]);
        }
    }
    for (int r = 0; r < n_rows; r++) _mm512_storeu_ps(made[r], total[r]);
}

FOR_DOT static void tile_dot(const uint8_t *group, int bits, int n_groups, const Narrow *rows,
                               int n_rows, float (*made)[TILE]) {
#define CASE(b, r) \
    if (bits == b && n_rows == r) { rows_avx512(group, b, n_groups, rows, r, made); return; }
    EVERY_CASE
#undef CASE
}

#elif defined(TAKELANE_NEON)

/* Four numbers of a row, beside each of four outputs. */
INLINE int8x16_t four_neon(const int8_t *x) {
    int32_t four;
    memcpy(&four, x, sizeof four);
    return vreinterpretq_s8_s32(vdupq_n_s32(four));
}

/* Products are those of numbers with a sign here, so that nothing has to be taken out of the sums. */
INLINE void rows_neon(const uint8_t *group, const int bits, int n_groups, const Narrow *rows,
                      const int n_rows, float (*made)[TILE]) {
    enum { WIDTH = 4, ACROSS = TILE / WIDTH };
    const uint8x16_t low = vdupq_n_u8(15), zero = vdupq_n_u8(1 << (bits - 1));
    float32x4_t total[MOST_ROWS][ACROSS];
    for (int r = 0; r < n_rows; r++)
        for (int w = 0; w < ACROSS; w++) total[r][w] = vdupq_n_f32(0.0f);
    for (int g = 0; g < n_groups; g++, group += SCALE_BYTES) {
        int32x4_t sum[MOST_ROWS][ACROSS];
        for (int r = 0; r < n_rows; r++)
            for (int w = 0; w < ACROSS; w++) sum[r][w] = vdupq_n_s32(0);
        for (int b = 0; b < bits; b++, group += BLOCK_BYTES)
            for (int w = 0; w < ACROSS; w++) {
                const uint8x16_t both = vld1q_u8(group + 16 * w);
                const uint8x16_t first = bits == 8 ? both : vandq_u8(both, low);
                const int8x16_t numbers = vreinterpretq_s8_u8(vsubq_u8(first, zero));
                const int8x16_t high = vreinterpretq_s8_u8(vsubq_u8(vshrq_n_u8(both, 4), zero));
                for (int r = 0; r < n_rows; r++) {
                    const int8_t *x = rows[r].numbers + g * GROUP + b * 32 / bits;
                    sum[r][w] = vdotq_s32(sum[r][w], numbers, four_neon(x));
                    if (bits == 4) sum[r][w] = vdotq_s32(sum[r][w], high, four_neon(x + 4));
                }
            }
        for (int w = 0; w < ACROSS; w++) {
            const uint16x4_t halves = vld1_u16((const uint16_t *)group + WIDTH * w);
            const float32x4_t scales = vcvt_f32_f16(vreinterpret_f16_u16(halves));
            for (int r = 0; r < n_rows; r++)
                total[r][w] = vfmaq_f32(total[r][w], vcvtq_f32_s32(sum[r][w]),
                                        vmulq_n_f32(scales, rows[r].scales[g]));
        }
    }
    for (int r = 0; r < n_rows; r++)
        for (int w = 0; w < ACROSS; w++) vst1q_f32(made[r] + WIDTH * w, total[r][w]);
}

static void tile_dot(const uint8_t *group, int bits, int n_groups, const Narrow *rows, int n_rows,
                     float (*made)[TILE]) {
#define CASE(b, r) \
    if (bits == b && n_rows == r) { rows_neon(group, b, n_groups, rows, r, made); return; }
    EVERY_CASE
#undef CASE
}
#define tile_wide tile_plainly
#else
#define tile_wide tile_plainly
#define tile_dot tile_plainly
#endif

typedef void Tile(const uint8_t *, int, int, const Narrow *, int, float (*)[TILE]);

#endif
