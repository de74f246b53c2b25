/* Share out memory that was asked for at once, in whole lines of the cache. */

#ifndef TAKELANE_MEMORY_H
#define TAKELANE_MEMORY_H

#include "kernels.h"

#include <stddef.h>
#include <stdint.h>

enum { LINE = 64 };

INLINE uintptr_t whole_lines(uintptr_t n_bytes) { return (n_bytes + LINE - 1) / LINE * LINE; }

/* Take so many bytes from where memory is free. Taking from 0 on tells how much is needed. */
INLINE void *take(uintptr_t *free_from, size_t n_bytes) {
    void *taken = (void *)*free_from;
    *free_from += whole_lines(n_bytes);
    return taken;
}

#endif
