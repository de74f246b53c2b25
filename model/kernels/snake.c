/* Bend channels periodically without aliasing: up to twice the rate, snake, and down again.

   Step by step, a signal goes through memory for each of these; here a tile of it, 16 channels for
   some time, stays in the nearest cache until it is done. */

#include "lanes.h"
#include "threads.h"

#include <stdint.h>

enum { TAPS = 12, SAMPLES = 128 }; /* of the filter; of a tile */
enum { LEAD = TAPS / 4 };          /* samples before one that its upsampling sees, and after */
enum { RISEN = SAMPLES + 2 * LEAD, SEEN = RISEN + 2 * LEAD };

typedef struct {
    const float *x, *frequency, *gain; /* (length, dim), (dim), (dim) */
    float *made, up[TAPS], down[TAPS];
    int64_t length;
    int32_t dim;
} Signal;

typedef struct {
    int64_t first; /* sample */
    int32_t n_samples, channel;
} Tile;

/* The series is within 5e-9 of the sine up to a quarter turn. */
INLINE Lanes sine_squared(Lanes half_turns) {
    const Lanes x = half_turns - rounded(half_turns), square = x * x; /* a square has no sign */
    Lanes series = 0.0772201195f * square - 0.59804517f;
    series = series * square + 2.55003142f;
    series = series * square - 5.16770697f;
    series = series * square + 3.1415925f;
    return x * series * (x * series);
}

INLINE int64_t held(int64_t place, int64_t length) {
    return place < 0 ? 0 : place < length ? place : length - 1;
}

/* Give what a tile's upsampling sees; a signal keeps its first and last value beyond its ends. */
INLINE void look(const Signal *signal, const Tile *tile, int n, Lanes *seen) {
    for (int i = 0; i < SEEN; i++) {
        const int64_t place = held(tile->first - 2 * LEAD + i, signal->length);
        seen[i] = load(signal->x + place * signal->dim + tile->channel, n);
    }
}

/* Make two samples at twice the rate of each, and bend them. */
INLINE void rise(const Signal *signal, const Tile *tile, int n, const Lanes *seen, Lanes *fine) {
    const Lanes frequency = load(signal->frequency + tile->channel, n);
    const Lanes gain = load(signal->gain + tile->channel, n);
    for (int i = 0; i < RISEN; i++) {
        Lanes even = {0}, odd = {0};
        for (int k = 0; k < TAPS / 2; k++) {
            even += signal->up[2 * k] * seen[i + k];
            odd += signal->up[2 * k + 1] * seen[i + k + 1];
        }
        fine[2 * i] = even + gain * sine_squared(frequency * even);
        fine[2 * i + 1] = odd + gain * sine_squared(frequency * odd);
    }
}

/* At twice the rate, too, it keeps its first and last value. */
INLINE void hold_ends(const Signal *signal, const Tile *tile, Lanes *fine) {
    const int64_t start = 2 * (LEAD - tile->first), end = start + 2 * signal->length;
    for (int64_t i = start - 1; i >= 0; i--) fine[i] = fine[start];
    for (int64_t i = end; i < 2 * RISEN; i++) fine[i] = fine[end - 1];
}

INLINE void fall(const Signal *signal, const Tile *tile, int n, const Lanes *fine) {
    float *made = signal->made + tile->first * signal->dim + tile->channel;
    for (int i = 0; i < tile->n_samples; i++, made += signal->dim) {
        Lanes sum = {0};
        for (int k = 0; k < TAPS; k++) sum += signal->down[k] * fine[2 * i + 1 + k];
        store(made, sum, n);
    }
}

INLINE void bend(const Signal *signal, const Tile *tile, int n) {
    Lanes seen[SEEN], fine[2 * RISEN];
    look(signal, tile, n, seen);
    rise(signal, tile, n, seen, fine);
    hold_ends(signal, tile, fine);
    fall(signal, tile, n, fine);
}

INLINE void bend_channels(const Signal *signal, const Tile *tile) {
    if (signal->dim >= LANES) bend(signal, tile, LANES);
    else bend(signal, tile, signal->dim);
}

INLINE void work(const Signal *signal, const Member *member) {
    /* The last channels come with some before them, which come out the same twice. */
    const int32_t last = signal->dim > LANES ? signal->dim - LANES : 0;
    const Span tiles = own_part((signal->length + SAMPLES - 1) / SAMPLES, member);
    for (int64_t t = tiles.first; t < tiles.end; t++) {
        const int64_t first = t * SAMPLES, left = signal->length - first;
        const int32_t n_samples = left < SAMPLES ? (int32_t)left : SAMPLES;
        for (int32_t channel = 0; channel < signal->dim; channel += LANES)
            bend_channels(signal, &(Tile){first, n_samples, least(channel, last)});
    }
}

COMPILE_WORKS(work(given, member), work(given, member), work(given, member))

/* Add `gain * sin(pi * frequency * x)^2` to the channels of `x` (length, dim), at twice the rate. */
EXPORT void takelane_bend(const float *x, const float *taps, const float *frequency,
                          const float *gain, float *made, int64_t length, int32_t dim,
                          int32_t level, int32_t n_threads) {
    Signal signal = {x, frequency, gain, made, {0}, {0}, length, dim};
    for (int i = 0; i < TAPS; i++) signal.up[i] = 2.0f * taps[i], signal.down[i] = taps[i];
    together(n_threads, works[level_at_most(level)], &signal);
}
