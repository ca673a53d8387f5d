/* Memory of large arrays, kept when they die for those that come: the system gives new memory page by page, which takes longer than most operators.

   A NumPy memory handler: arrays that are made while it is set have their memory from here, and give it back here, whoever holds them last. POOL_BYTES
   are kept, and up to `most_kept` of what the most that was ever in use exceeds what is in use: so much the process has needed before. What exceeds
   KEPT_LEAST is lent to the system while it is kept. All calls are made with the GIL held, as NumPy's are. */
#ifndef PYAUTOGRAD_MEMORY_POOL_H
#define PYAUTOGRAD_MEMORY_POOL_H
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <numpy/arrayobject.h>
#include "kept_memory.h"

#define POOL_FROM ((size_t)1 << 16)     /* bytes from which memory is kept */
#define POOL_BYTES ((size_t)1 << 26)
enum { POOL_PLACES = 64, POOL_ALIGN = 64 };

/* In front of the memory that is handed out */
typedef struct { void *start; size_t capacity; } pool_block;
static struct { char *memory; size_t capacity; } POOL_KEPT[POOL_PLACES]; /* the oldest first */
static int pool_count = 0;
static size_t pool_bytes = 0;                   /* kept, */
static size_t pool_used = 0, pool_most_used = 0; /* in use of what would be kept */

static pool_block *pool_head(void *p) { return (pool_block *)((char *)p - POOL_ALIGN); }

static size_t pool_rounded(size_t size) {
    const size_t step = size < ((size_t)1 << 20) ? 4096 : 65536;
    return size < POOL_FROM ? size : (size + step - 1) / step * step;
}

static void *pool_make(size_t capacity, int zeroed) {
    char *start = (char *)(zeroed ? calloc(1, capacity + 2 * POOL_ALIGN) : malloc(capacity + 2 * POOL_ALIGN)), *memory;
    if (!start) return NULL;
    memory = (char *)(((uintptr_t)start + 2 * POOL_ALIGN - 1) & ~(uintptr_t)(POOL_ALIGN - 1));
    pool_head(memory)->start = start;
    pool_head(memory)->capacity = capacity;
#if defined(__linux__) && defined(MADV_HUGEPAGE)
    if (capacity >= (size_t)1 << 22) { /* as NumPy does */
        const uintptr_t from = ((uintptr_t)memory + 4095) & ~(uintptr_t)4095;
        madvise((void *)from, (uintptr_t)memory + capacity - from, MADV_HUGEPAGE);
    }
#endif
    return memory;
}

static void *pool_take(size_t capacity) {
    for (int i = pool_count - 1; i >= 0; i--)
        if (POOL_KEPT[i].capacity == capacity) {
            void *found = POOL_KEPT[i].memory;
            memmove(POOL_KEPT + i, POOL_KEPT + i + 1, sizeof(POOL_KEPT[0]) * (size_t)(--pool_count - i));
            pool_bytes -= capacity;
            return found;
        }
    return NULL;
}

static void pool_drop_oldest(void) {
    free(pool_head(POOL_KEPT[0].memory)->start);
    pool_bytes -= POOL_KEPT[0].capacity;
    memmove(POOL_KEPT, POOL_KEPT + 1, sizeof(POOL_KEPT[0]) * (size_t)--pool_count);
}

/* Let go of memory until so much is kept as may be. */
static void pool_trim(void) {
    const size_t spare = pool_most_used - pool_used, most = spare < POOL_BYTES ? POOL_BYTES : spare < most_kept() ? spare : most_kept();
    while (pool_count && pool_bytes > most) pool_drop_oldest();
}

static void *pool_use(void *p, size_t capacity) {
    if (!p || capacity < POOL_FROM) return p;
    pool_used += capacity;
    if (pool_used > pool_most_used) pool_most_used = pool_used;
    pool_trim();
    return p;
}

static void *pool_malloc(void *context, size_t size) {
    const size_t capacity = pool_rounded(size ? size : 1);
    void *found = capacity >= POOL_FROM ? pool_take(capacity) : NULL;
    (void)context;
    return pool_use(found ? found : pool_make(capacity, 0), capacity);
}

static void *pool_calloc(void *context, size_t count, size_t size) {
    const size_t capacity = pool_rounded(count && size ? count * size : 1);
    void *found;
    (void)context;
    if (size && count > SIZE_MAX / 2 / size) return NULL;
    found = capacity >= POOL_FROM ? pool_take(capacity) : NULL;
    return pool_use(found ? memset(found, 0, count * size) : pool_make(capacity, 1), capacity);
}

static void pool_free(void *context, void *p, size_t size) {
    (void)context;
    (void)size;
    if (!p) return;
    const size_t capacity = pool_head(p)->capacity;
    if (capacity < POOL_FROM) {
        free(pool_head(p)->start);
        return;
    }
    pool_used -= capacity;
    if (capacity > most_kept()) {
        free(pool_head(p)->start);
        return;
    }
    if (pool_count == POOL_PLACES) pool_drop_oldest();
    POOL_KEPT[pool_count].memory = (char *)p;
    POOL_KEPT[pool_count++].capacity = capacity;
    pool_bytes += capacity;
    if (pool_bytes > KEPT_LEAST) lend(p, capacity);
    pool_trim();
}

static void *pool_realloc(void *context, void *p, size_t size) {
    void *made;
    size_t held;
    if (!p) return pool_malloc(context, size);
    held = pool_head(p)->capacity;
    if (size <= held) return p;
    made = pool_malloc(context, size);
    if (!made) return NULL;
    memcpy(made, p, held);
    pool_free(context, p, held);
    return made;
}

#if NPY_FEATURE_VERSION >= NPY_1_22_API_VERSION && !defined(Py_GIL_DISABLED)
static PyDataMem_Handler POOL_HANDLER = {"pyautograd", 1, {NULL, pool_malloc, pool_calloc, pool_realloc, pool_free}};
static void *kept_realloc(void *p, size_t size) { return pool_realloc(NULL, p, size); }
static void kept_free(void *p) { pool_free(NULL, p, 0); }
static PyObject *make_pool(void) { return PyCapsule_New(&POOL_HANDLER, "mem_handler", NULL); }
static PyObject *set_memory_handler(PyObject *handler) { return PyDataMem_SetHandler(handler); }
#else
static void *kept_realloc(void *p, size_t size) { return realloc(p, size); }
static void kept_free(void *p) { free(p); }
static PyObject *make_pool(void) { Py_RETURN_NONE; }
static PyObject *set_memory_handler(PyObject *handler) { Py_INCREF(handler); return handler; }
#endif
#endif
