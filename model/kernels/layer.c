/* Take many rows through a layer with 8-bit weights.

   A few rows at a time stay in the cache for all that is done to them: they are normalised, become
   the product with one matrix times the gate that another makes, are multiplied by a third, added to
   what was there, and turned. Every step but the third can be left out. */

#include "exponential.h"
#include "memory.h"
#include "panel.h"
#include "threads.h"

#include <stdlib.h>

enum { ROWS = 96 }; /* of a block: it and a panel lie in the cache */

/* Rows to start with. */
typedef struct {
    const float *x, *weight, *bias; /* (n_rows, n_in); of the norm, if there is one (n_in) */
    int64_t stride;
    float epsilon;
} Source;

/* Where a product with a matrix goes: into `made`, added to `base` if there is one. */
typedef struct {
    Matrix matrix;
    const float *base;
    float *made;
    int64_t base_stride, stride;
} Target;

typedef struct {
    Source source;
    Matrix content, gate; /* of no outputs where nothing is gated */
    Target target;
    const float *turn; /* (length, head), if heads are turned: cosine and sine for pairs */
    int32_t length, head, n_turned; /* columns, from the first */
    int32_t is_tanh; /* the content's tangent meets the gate; else the gate itself is a factor */
    int32_t n_rows, level; /* of instructions, at most */
} Layer;

/* What a thread has for itself. */
typedef struct {
    float *row, *wide; /* (widest), (ROWS, hidden) */
    Rows rows;
} Room;

INLINE void normalise(const Source *source, const float *x, int n, float *made) {
    float square = 0.0f;
    for (int i = 0; i < n; i++) square += x[i] * x[i];
    const float scale = 1.0f / sqrtf(square / (float)n + source->epsilon);
    for (int i = 0; i < n; i++) made[i] = x[i] * scale * source->weight[i] + source->bias[i];
}

INLINE void narrow_source(const Source *source, int first, int n, Room *room) {
    for (int r = 0; r < room->rows.n_rows; r++) {
        const float *x = source->x + (first + r) * source->stride;
        if (source->weight != NULL) {
            normalise(source, x, n, room->row);
            x = room->row;
        }
        narrow(x, n, &room->rows, r);
    }
}

INLINE void meet(const Layer *layer, const float *content, const float *gate, float *made) {
    if (layer->is_tanh)
        for (int o = 0; o < PANEL; o++) made[o] = hyperbolic_tangent(content[o]) * sigmoid(gate[o]);
    else
        for (int o = 0; o < PANEL; o++) made[o] = content[o] * gate[o] * sigmoid(gate[o]);
}

/* Gate the rows, and narrow them again. */
INLINE void gate_rows(const Layer *layer, Room *room, Sum *sum) {
    const int hidden = layer->gate.n_out;
    float content[AT_ONCE][PANEL], gate[AT_ONCE][PANEL];
    for (int start = 0; start < hidden; start += PANEL)
        for (int first = 0; first < room->rows.n_rows; first += AT_ONCE) {
            const int n_rows = least(room->rows.n_rows - first, AT_ONCE);
            multiply(&layer->content, start, &room->rows, first, n_rows, content, sum);
            multiply(&layer->gate, start, &room->rows, first, n_rows, gate, sum);
            for (int r = 0; r < n_rows; r++) {
                meet(layer, content[r], gate[r], content[r]);
                memcpy(room->wide + (size_t)(first + r) * hidden + start, content[r],
                       least(hidden - start, PANEL) * sizeof(float));
            }
        }
    for (int r = 0; r < room->rows.n_rows; r++)
        narrow(room->wide + (size_t)r * hidden, hidden, &room->rows, r);
}

INLINE void reach(const Target *target, const Rows *rows, int before, Sum *sum) {
    float found[AT_ONCE][PANEL];
    for (int start = 0; start < target->matrix.n_out; start += PANEL) {
        const int n = least(target->matrix.n_out - start, PANEL);
        for (int first = 0; first < rows->n_rows; first += AT_ONCE) {
            const int n_rows = least(rows->n_rows - first, AT_ONCE);
            multiply(&target->matrix, start, rows, first, n_rows, found, sum);
            for (int r = 0; r < n_rows; r++) {
                const int64_t row = before + first + r;
                if (target->base != NULL) {
                    const float *base = target->base + row * target->base_stride + start;
                    for (int o = 0; o < n; o++) found[r][o] += base[o];
                }
                memcpy(target->made + row * target->stride + start, found[r], n * sizeof(float));
            }
        }
    }
}

/* Turn neighbouring pairs of the heads of a row as its place says. */
INLINE void turn(const Layer *layer, int row) {
    const float *turn = layer->turn + (size_t)(row % layer->length) * layer->head;
    float *x = layer->target.made + row * layer->target.stride;
    for (float *end = x + layer->n_turned; x < end; x += layer->head)
        for (int i = 0; i < layer->head; i += 2) {
            const float a = x[i], b = x[i + 1];
            x[i] = a * turn[i] - b * turn[i + 1];
            x[i + 1] = a * turn[i + 1] + b * turn[i];
        }
}

INLINE void run_rows(const Layer *layer, int first, Room *room, Sum *sum) {
    const int is_gated = layer->gate.n_out > 0;
    const int n_in = is_gated ? layer->gate.n_in : layer->target.matrix.n_in;
    narrow_source(&layer->source, first, n_in, room);
    if (is_gated) gate_rows(layer, room, sum);
    reach(&layer->target, &room->rows, first, sum);
    for (int r = 0; layer->turn != NULL && r < room->rows.n_rows; r++) turn(layer, first + r);
}

/* Furnish a room, and tell where it ends. */
static uintptr_t furnish(Room *room, const Layer *layer, uintptr_t free_from) {
    const int first = layer->gate.n_in, last = layer->target.matrix.n_in;
    const size_t widest = (size_t)n_quads(first > last ? first : last) * QUAD;
    room->row = take(&free_from, widest * sizeof(float));
    room->wide = take(&free_from, (size_t)ROWS * layer->gate.n_out * sizeof(float));
    room->rows.numbers = take(&free_from, ROWS * widest);
    room->rows.scales = take(&free_from, ROWS * sizeof(float));
    return free_from;
}

typedef struct {
    const Layer *layer;
    uintptr_t rooms, room; /* where the threads' rooms start; bytes of one */
} Job;

INLINE void work(const Job *job, const Member *member, Sum *sum) {
    const Span rows = own_part(job->layer->n_rows, member);
    Room room;
    furnish(&room, job->layer, job->rooms + member->number * job->room);
    for (int first = (int)rows.first; first < rows.end; first += ROWS) {
        room.rows.n_rows = least((int)rows.end - first, ROWS);
        run_rows(job->layer, first, &room, sum);
    }
}

COMPILE_WORKS(work(given, member, sum_plainly), work(given, member, sum_plainly),
              work(given, member, sum_dot))

/* Nonzero: there is not enough memory. */
EXPORT int takelane_layer(const Layer *layer, int n_threads) {
    Job job = {layer, 0, furnish(&(Room){0}, layer, 0)};
    void *memory = malloc(LINE + n_threads * job.room);
    if (memory == NULL) return 1;
    job.rooms = whole_lines((uintptr_t)memory);
    together(n_threads, works[level_at_most(layer->level)], &job);
    free(memory);
    return 0;
}
