/* Sixteen numbers at once; the compiler splits them where a register holds fewer. */

#ifndef TAKELANE_LANES_H
#define TAKELANE_LANES_H

#include "kernels.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { LANES = 16 };
typedef float Lanes __attribute__((vector_size(4 * LANES)));
typedef int32_t Bits __attribute__((vector_size(4 * LANES)));

INLINE Lanes load(const float *from, int n) {
    Lanes x = {0};
    memcpy(&x, from, n * sizeof(float));
    return x;
}

INLINE void store(float *to, Lanes x, int n) { memcpy(to, &x, n * sizeof(float)); }

INLINE Lanes rounded(Lanes x) {
    for (int i = 0; i < LANES; i++) x[i] = rintf(x[i]);
    return x;
}

/* The second where one is none, as `larger`. */
INLINE Lanes largest(Lanes x, Lanes y) {
    const Bits first = x > y;
    return (Lanes)(((Bits)x & first) | ((Bits)y & ~first));
}

/* The exponential function of what is not above zero. */
INLINE Lanes share_of(Lanes x) {
    const Lanes power = largest((Lanes){0} - 126.0f, x * 1.44269504f), whole = rounded(power);
    const Lanes rest = power - whole; /* the series is within 2e-9 of two to the power of it */
    Lanes series = 1.5403530e-4f * rest + 1.3333558e-3f;
    series = series * rest + 9.6181291e-3f;
    series = series * rest + 5.5504109e-2f;
    series = series * rest + 2.4022651e-1f;
    series = series * rest + 6.9314718e-1f;
    series = series * rest + 1.0f;
    const Bits exponent = __builtin_convertvector(whole, Bits) << 23;
    return (Lanes)((Bits)series + exponent);
}

#endif
