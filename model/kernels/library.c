/* What Python asks of the library as a whole. */

#include "kernels.h"

#include <stddef.h>

/* 0: what every processor has; 1: AVX2; 2: AVX-512 with sums of 8-bit products. */
EXPORT int takelane_level(void) { return best_level(); }

/* On Windows a Python module is looked for under this name; these kernels are called by ctypes. */
EXPORT void *PyInit__native(void) { return NULL; }
