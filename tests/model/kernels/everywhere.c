/* Run one of the kernels on numbers that are the same on every machine, at the level that is given,
   and print what it makes of them. */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { N_THREADS = 3 };

/* Numbers from -1 to 1, by how many there are: whichever are asked for first, they are the same. */
static float *some(int n) {
    uint32_t state = (uint32_t)n;
    float *made = malloc(n * sizeof(float));
    for (int i = 0; i < n; i++) {
        state = state * 1664525u + 1013904223u;
        made[i] = (float)(state >> 8) / (1 << 23) - 1.0f;
    }
    return made;
}

static void print(const float *numbers, int n) {
    for (int i = 0; i < n; i++) printf("%.9g\n", numbers[i]);
}

#if defined(DECODING)
#include "decoding.c"

size_t takelane_packed_bytes(int n_in, int n_out, int bits);
void takelane_pack(const float *weight, int n_in, int n_out, int bits, uint8_t *packed, int n);

enum { DIM = 64, HEADS = 2, N_BLOCKS = 2, BATCH = 5, LENGTH = 3, HIDDEN = 4 * DIM };

static Linear linear(int n_in, int n_out, int bits) {
    uint8_t *packed = malloc(takelane_packed_bytes(n_in, n_out, bits));
    takelane_pack(some(n_in * n_out), n_in, n_out, bits, packed, N_THREADS);
    return (Linear){packed, some(n_out), n_in, n_out, bits};
}

static void run_with(int level, int bits) {
    Block blocks[N_BLOCKS];
    for (int i = 0; i < N_BLOCKS; i++)
        blocks[i] = (Block){some(DIM), some(DIM), some(DIM), some(DIM), linear(DIM, 3 * DIM, bits),
                            linear(DIM, DIM, bits), linear(DIM, HIDDEN, bits),
                            linear(HIDDEN, DIM, bits)};
    const Stack stack = {blocks, some(DIM), some(DIM), some(DIM), some(DIM), N_BLOCKS, DIM, HEADS,
                         HIDDEN, 1e-5f, level};
    const int n_kept = N_BLOCKS * 2 * BATCH * LENGTH * DIM;
    float *kept = some(n_kept);
    for (int at = 0; at < LENGTH; at++) {
        float *x = some(BATCH * DIM);
        takelane_step(&stack, x, kept, BATCH, at, LENGTH, N_THREADS);
        print(x, BATCH * DIM);
    }
    print(kept, n_kept);
}

static void run_all(int level) {
    run_with(level, 4);
    run_with(level, 8);
}

#elif defined(LAYER)
#include "layer.c"

enum { N_ROWS = 101, N_IN = 37, N_HIDDEN = 70, N_OUT = 66, LENGTH = 7, HEAD = 6 };

static Matrix matrix(int n_in, int n_out) {
    const int width = (n_out + PANEL - 1) / PANEL * PANEL, n = n_quads(n_in) * QUAD * width;
    const float *numbers = some(n);
    int8_t *weight = malloc(n);
    int32_t *offsets = calloc(width, sizeof(int32_t));
    for (int i = 0; i < n; i++) {
        const int output = i / (n_quads(n_in) * QUAD * PANEL) * PANEL + i / QUAD % PANEL;
        weight[i] = (int8_t)(127.0f * numbers[i]);
        offsets[output] -= MIDDLE * weight[i];
    }
    return (Matrix){weight, offsets, some(width), some(width), n_in, n_out};
}

static void run_all(int level) {
    float *made = some(N_ROWS * N_OUT);
    Layer layer = {.source = {some(N_ROWS * N_IN), some(N_IN), some(N_IN), N_IN, 1e-5f},
                   .content = matrix(N_IN, N_HIDDEN), .gate = matrix(N_IN, N_HIDDEN),
                   .target = {matrix(N_HIDDEN, N_OUT), some(N_ROWS * N_OUT), made, N_OUT, N_OUT},
                   .turn = some(LENGTH * HEAD), .length = LENGTH, .head = HEAD,
                   .n_turned = 8 * HEAD, .n_rows = N_ROWS, .level = level};
    for (layer.is_tanh = 0; layer.is_tanh < 2; layer.is_tanh++) {
        takelane_layer(&layer, N_THREADS);
        print(made, N_ROWS * N_OUT);
    }
}

#elif defined(ATTENTION)
#include "attention.c"

enum { BATCH = 2, HEADS = 3, DIM = 70, QUERIES = 13, KEYS = 69, WIDTH = HEADS * DIM };

static void run_all(int level) {
    float *made = some(BATCH * QUERIES * WIDTH);
    const Attention attention = {some(BATCH * QUERIES * WIDTH), some(BATCH * KEYS * WIDTH),
                                 some(BATCH * KEYS * WIDTH), made, QUERIES * WIDTH, KEYS * WIDTH,
                                 KEYS * WIDTH, WIDTH, WIDTH, WIDTH, BATCH, HEADS, DIM, QUERIES, KEYS,
                                 level};
    takelane_attend(&attention, N_THREADS);
    print(made, BATCH * QUERIES * WIDTH);
}

#elif defined(SNAKE)
#include "snake.c"

enum { LENGTH = 300, DIM = 21 };

static void run_all(int level) {
    float *made = some(LENGTH * DIM);
    takelane_bend(some(LENGTH * DIM), some(TAPS), some(DIM), some(DIM), made, LENGTH, DIM, level,
                  N_THREADS);
    print(made, LENGTH * DIM);
}
#endif

int main(int n_given, char **given) {
    if (n_given != 2) return 2;
    run_all(atoi(given[1]));
    return 0;
}
