/* What Python asks of the library as a whole. */

#include "kernels.h"

#include <stddef.h>

EXPORT int takelane_has_avx512(void) { return has_avx512(); }

/* On Windows a Python module is looked for under this name; these kernels are called by ctypes. */
EXPORT void *PyInit__native(void) { return NULL; }
