/* What the kernels share: which instructions a function may use, and whether they are there. */

#ifndef TAKELANE_KERNELS_H
#define TAKELANE_KERNELS_H

#include <stdint.h>

#ifndef __GNUC__
#error "gcc or clang is needed: vectors are written as theirs"
#endif

#define INLINE static inline __attribute__((always_inline)) /* takes its caller's instructions */
#define EXPORT __attribute__((visibility("default")))

/* What a processor has beyond what every one has; each level holds those before it. DOT adds up
   products of 8 bits: AVX-512 VNNI, or NEON. */
enum { PLAIN, WIDE, DOT };

#ifdef __x86_64__
#define TAKELANE_X86
#include <immintrin.h>
#define FOR_WIDE __attribute__((target("avx2,fma,f16c")))
#define FOR_DOT __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma,f16c")))
INLINE int best_level(void) {
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return PLAIN;
    return __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw") &&
                   __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
               ? DOT
               : WIDE;
}
#else
#define FOR_WIDE
#define FOR_DOT
#ifdef __ARM_FEATURE_DOTPROD /* every Mac with Apple's own processor: their compiler says so */
#define TAKELANE_NEON
#include <arm_neon.h>
INLINE int best_level(void) { return DOT; }
#else
INLINE int best_level(void) { return PLAIN; }
#endif
#endif

INLINE int level_at_most(int wanted) { return wanted < best_level() ? wanted : best_level(); }

/* `fmaxf` heeds numbers that are none, and so cannot be done to many at once. These give the second
   where one is none. */
INLINE float larger(float a, float b) { return a > b ? a : b; }
INLINE float smaller(float a, float b) { return a < b ? a : b; }

/* Sizes are compared by their bits, which grow with them: the compiler does many of those at once.
   What is none has the largest. */
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
