/* Python's arenas, kept when they are empty: a large graph is made of small objects, and dies as a whole.

   Python gives an arena back to the system as soon as nothing is in it, so that a program which makes such a graph again and again would have the system
   clear the same memory each time, page by page, which takes as long as the operators. Up to `most_kept` bytes of them stay mapped; what exceeds KEPT_LEAST is lent.
   Who comes while another interpreter is inside goes the way there was before. */
#ifndef PYAUTOGRAD_ARENAS_H
#define PYAUTOGRAD_ARENAS_H
#include <Python.h>
#include "kept_memory.h"

#if defined(__linux__) && defined(__GNUC__) && !defined(Py_GIL_DISABLED) && !defined(Py_LIMITED_API)
enum { ARENAS_KEPT = 4096 };
static PyObjectArenaAllocator ARENAS_BEFORE;
static struct { void *memory[ARENAS_KEPT]; size_t size; int count, busy; } ARENAS;

static int enter_arenas(void) { return !__atomic_exchange_n(&ARENAS.busy, 1, __ATOMIC_ACQUIRE); }
static void leave_arenas(void) { __atomic_store_n(&ARENAS.busy, 0, __ATOMIC_RELEASE); }

static void *take_arena(void *context, size_t size) {
    void *found = NULL;
    (void)context;
    if (ARENAS.count && size == ARENAS.size && enter_arenas()) {
        if (ARENAS.count) found = ARENAS.memory[--ARENAS.count];
        leave_arenas();
    }
    return found ? found : ARENAS_BEFORE.alloc(ARENAS_BEFORE.ctx, size);
}

static void keep_arena(void *context, void *memory, size_t size) {
    (void)context;
    if (enter_arenas()) {
        if (!ARENAS.count) ARENAS.size = size;
        if (size == ARENAS.size && ARENAS.count < ARENAS_KEPT && (size_t)(ARENAS.count + 1) * size <= most_kept()) {
            ARENAS.memory[ARENAS.count++] = memory;
            if ((size_t)ARENAS.count * size > KEPT_LEAST) lend(memory, size);
            memory = NULL;
        }
        leave_arenas();
    }
    if (memory) ARENAS_BEFORE.free(ARENAS_BEFORE.ctx, memory, size);
}

static void keep_arenas(void) {
    PyObjectArenaAllocator kept = {NULL, take_arena, keep_arena};
    PyObject_GetArenaAllocator(&ARENAS_BEFORE);
    PyObject_SetArenaAllocator(&kept);
}
#else
static void keep_arenas(void) {}
#endif
#endif
