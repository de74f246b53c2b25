/* How matrices of 4 or 8 bits lie in memory: in the order that a product with few rows reads.

   Tiles of 16 outputs, each in groups of 32 inputs. A group is `bits` blocks of 64 bytes and then 16
   half-precision scales. In a block every output has 4 bytes: 4 inputs of 8 bits, or 8 of 4, of which
   the first four are the low halves. Numbers are not negative; half of their range stands for 0. */

#ifndef TAKELANE_PACKED_H
#define TAKELANE_PACKED_H

#include "kernels.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { TILE = 16, GROUP = 32, BLOCK_BYTES = 64, SCALE_BYTES = TILE * 2 };

INLINE size_t group_bytes(int bits) { return (size_t)bits * BLOCK_BYTES + SCALE_BYTES; }

INLINE size_t packed_bytes(int n_in, int n_out, int bits) {
    return (size_t)(n_out / TILE) * (n_in / GROUP) * group_bytes(bits);
}

/* Where input `k` of an output stands in a group. */
INLINE size_t place_of(int output, int k, int bits) {
    const int per_block = 32 / bits;
    return (size_t)(k / per_block * BLOCK_BYTES + output * 4 + k % 4);
}

INLINE int is_high_half(int k, int bits) { return bits == 4 && k % 8 >= 4; }

INLINE float float_of(uint16_t half) {
    const uint32_t exponent = half >> 10 & 31, rest = half & 1023;
    union { uint32_t bits; float value; } wide = {(exponent + 112) << 23 | rest << 13};
    const float value = exponent == 0 ? (float)rest * 0x1p-24f : wide.value;
    return half >> 15 ? -value : value;
}

/* Round a finite number that is not negative and not above 65504. */
INLINE uint16_t half_of(float value) {
    union { float value; uint32_t bits; } wide = {value};
    if (value < 0x1p-14f) return (uint16_t)(value * 0x1p24f + 0.5f);
    return (uint16_t)((wide.bits - (112u << 23) + (1u << 12)) >> 13);
}

#endif
