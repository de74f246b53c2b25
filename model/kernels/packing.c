/* Pack 32-bit matrices into 4 or 8 bits. */

#include "packed.h"
#include "threads.h"

#include <math.h>

/* Scales that are tried, as shares of what the largest number asks for: a group's many middling
   numbers gain more by a finer step than its largest loses. */
enum { N_TRIED = 8 };
static const float FINEST = 0.05f;

INLINE float rounded(float x, float per_step, float zero) {
    return smaller(larger(rintf(x * per_step), -zero), zero - 1.0f);
}

INLINE float error_of(const float *x, float step, float zero) {
    const float per_step = step > 0.0f ? 1.0f / step : 0.0f;
    float sum = 0.0f;
    for (int k = 0; k < GROUP; k++) {
        const float off = x[k] - rounded(x[k], per_step, zero) * step;
        sum += off * off;
    }
    return sum;
}

INLINE uint16_t best_scale(const float *x, int bits) {
    const float zero = (float)(1 << (bits - 1));
    const int n_tried = bits == 4 ? N_TRIED : 1;
    const float most = largest_size(x, GROUP);
    float least = INFINITY;
    uint16_t best = 0;
    for (int i = 0; i < n_tried; i++) {
        const uint16_t half = half_of(most / (zero - 1.0f) * (1.0f - FINEST * (float)i));
        const float error = error_of(x, float_of(half), zero);
        if (error < least) least = error, best = half;
    }
    return best;
}

INLINE void pack_group(const float *weight, int n_in, int bits, uint8_t *group) {
    const int zero = 1 << (bits - 1);
    memset(group, 0, group_bytes(bits));
    for (int o = 0; o < TILE; o++) {
        const float *x = weight + (size_t)o * n_in;
        const uint16_t scale = best_scale(x, bits);
        const float step = float_of(scale), per_step = step > 0.0f ? 1.0f / step : 0.0f;
        int numbers[GROUP];
        for (int k = 0; k < GROUP; k++) numbers[k] = (int)rounded(x[k], per_step, (float)zero) + zero;
        for (int k = 0; k < GROUP; k++)
            group[place_of(o, k, bits)] |= (uint8_t)(numbers[k] << (is_high_half(k, bits) ? 4 : 0));
        memcpy(group + (size_t)bits * BLOCK_BYTES + 2 * o, &scale, 2);
    }
}

INLINE void pack_tile(const float *weight, int n_in, int bits, uint8_t *tile) {
    for (int g = 0; g < n_in / GROUP; g++)
        pack_group(weight + g * GROUP, n_in, bits, tile + g * group_bytes(bits));
}

typedef struct {
    const float *weight; /* (n_out, n_in) */
    int32_t n_in, n_out, bits;
    uint8_t *packed;
} Packing;

INLINE void pack_tiles(const Packing *packing, const Member *member, int bits) {
    const size_t tile_bytes = packed_bytes(packing->n_in, TILE, bits);
    const Span tiles = own_part(packing->n_out / TILE, member);
    for (int64_t t = tiles.first; t < tiles.end; t++)
        pack_tile(packing->weight + t * TILE * packing->n_in, packing->n_in, bits,
                  packing->packed + t * tile_bytes);
}

/* A known number of bits lets the compiler work out where everything stands. */
INLINE void work(const Packing *packing, const Member *member) {
    if (packing->bits == 4) pack_tiles(packing, member, 4);
    else pack_tiles(packing, member, 8);
}

COMPILE_WORKS(work(given, member), work(given, member), work(given, member))

EXPORT size_t takelane_packed_bytes(int n_in, int n_out, int bits) {
    return packed_bytes(n_in, n_out, bits);
}

/* Pack `weight` (n_out, n_in), multiples of 16 and 32, into `packed_bytes` at `packed`. */
EXPORT void takelane_pack(const float *weight, int n_in, int n_out, int bits, uint8_t *packed,
                          int n_threads) {
    together(n_threads, works[best_level()], &(Packing){weight, n_in, n_out, bits, packed});
}
