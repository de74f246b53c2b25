/* What the kernels share: which instructions a function may use, and whether they are there. */

#ifndef TAKELANE_KERNELS_H
#define TAKELANE_KERNELS_H

#if defined(__GNUC__)
#define INLINE static inline __attribute__((always_inline)) /* takes its caller's instructions */
#define EXPORT __attribute__((visibility("default")))
#else
#define INLINE static inline
#define EXPORT __declspec(dllexport)
#endif

#if defined(__x86_64__) && defined(__GNUC__)
#define TAKELANE_X86
#include <immintrin.h>
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma,f16c")))
INLINE int has_avx512(void) {
    return __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}
#else
#define AVX512
INLINE int has_avx512(void) { return 0; }
#endif

/* `fmaxf` heeds numbers that are none, and so cannot be done to many at once. */
INLINE float larger(float a, float b) { return a > b ? a : b; }
INLINE float smaller(float a, float b) { return a < b ? a : b; }

#endif
