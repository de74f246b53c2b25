/* What the kernels share: which instructions a function may use, and whether they are there. */

#ifndef TAKELANE_KERNELS_H
#define TAKELANE_KERNELS_H

#if defined(__x86_64__) && defined(__GNUC__)
#define TAKELANE_X86
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma,f16c")))
static inline int has_avx512(void) {
    return __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}
#endif

#if defined(__GNUC__)
#define INLINE static inline __attribute__((always_inline)) /* takes its caller's instructions */
#define EXPORT __attribute__((visibility("default")))
#else
#define INLINE static inline
#define EXPORT __declspec(dllexport)
#endif

#endif
