/* The exponential function and what is made of it, for loops that the compiler does many at once. */

#ifndef TAKELANE_EXPONENTIAL_H
#define TAKELANE_EXPONENTIAL_H

#include "kernels.h"

#include <math.h>
#include <stdint.h>

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
    const union { uint32_t bits; float value; } power = {(uint32_t)((int32_t)whole + 127) << 23};
    return series * power.value;
}

INLINE float sigmoid(float x) { return 1.0f / (1.0f + exponential(-x)); }

INLINE float hyperbolic_tangent(float x) { return 2.0f * sigmoid(2.0f * x) - 1.0f; }

#endif
