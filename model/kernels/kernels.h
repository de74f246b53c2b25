/* What the kernels share: which instructions a function may use, and whether they are there. */

#ifndef TAKELANE_KERNELS_H
#define TAKELANE_KERNELS_H

#include <stdint.h>

#if defined(__GNUC__)
#define INLINE static inline __attribute__((always_inline)) /* takes its caller's instructions */
#define EXPORT __attribute__((visibility("default")))
#else
#define INLINE static inline
#define EXPORT __declspec(dllexport)
#endif

/* What a processor has beyond what every one has; each level holds those before it. */
enum { PLAIN, AVX2_LEVEL, AVX512_LEVEL };

#if defined(__x86_64__) && defined(__GNUC__)
#define TAKELANE_X86
#include <immintrin.h>
#define AVX2 __attribute__((target("avx2,fma,f16c")))
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma,f16c")))
INLINE int best_level(void) {
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return PLAIN;
    return __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw") &&
                   __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
               ? AVX512_LEVEL
               : AVX2_LEVEL;
}
#else
#define AVX2
#define AVX512
INLINE int best_level(void) { return PLAIN; }
#endif

INLINE int level_at_most(int wanted) { return wanted < best_level() ? wanted : best_level(); }

/* `fmaxf` heeds numbers that are none, and so cannot be done to many at once. */
INLINE float larger(float a, float b) { return a > b ? a : b; }
INLINE float smaller(float a, float b) { return a < b ? a : b; }

/* Sizes are compared by their bits, which grow with them: the compiler does many of those at once. */
INLINE float largest_size(const float *x, int n) {
    union { int32_t bits; float value; } most = {0};
    for (int i = 0; i < n; i++) {
        union { float value; int32_t bits; } size = {x[i]};
        size.bits &= INT32_MAX;
        most.bits = size.bits > most.bits ? size.bits : most.bits;
    }
    return most.value;
}

INLINE int least(int a, int b) { return a < b ? a : b; }

#endif
