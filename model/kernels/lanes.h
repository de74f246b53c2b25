/* Sixteen numbers at once; the compiler splits them where a register holds fewer. */

#ifndef TAKELANE_LANES_H
#define TAKELANE_LANES_H

#include "kernels.h"

#include <math.h>
#include <string.h>

enum { LANES = 16 };
typedef float Lanes __attribute__((vector_size(4 * LANES)));

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

#endif
