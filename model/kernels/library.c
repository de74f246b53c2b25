/* What Python asks of the library as a whole. */

#include "kernels.h"

#include <stddef.h>

EXPORT int takelane_level(void) { return best_level(); }

/* What the instructions of a processor's level are called. */
EXPORT const char *takelane_instructions(void) {
#ifdef TAKELANE_NEON
    static const char *const names[] = {"", "", "NEON"};
#else
    static const char *const names[] = {"no special instructions", "AVX2", "AVX-512"};
#endif
    return names[best_level()];
}

/* On Windows a Python module is looked for under this name; these kernels are called by ctypes. */
EXPORT void *PyInit__native(void) { return NULL; }
