/* How much empty memory may stay with the process, and how it is lent to the system meanwhile. */
#ifndef PYAUTOGRAD_KEPT_MEMORY_H
#define PYAUTOGRAD_KEPT_MEMORY_H
#include <stddef.h>
#if defined(__linux__)
#include <sys/mman.h>
#include <unistd.h>
#endif

#define KEPT_LEAST ((size_t)1 << 28) /* bytes */

/* A sixteenth of the machine's memory where the system can take it back, KEPT_LEAST elsewhere and on small machines. */
static size_t most_kept(void) {
    static size_t most = 0;
    if (!most) {
        most = KEPT_LEAST;
#if defined(__linux__) && defined(MADV_FREE) && defined(_SC_PHYS_PAGES)
        {
            const long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
            const size_t share = pages > 0 && page > 0 ? (size_t)pages / 16 * (size_t)page : 0;
            if (share > most) most = share;
        }
#endif
    }
    return most;
}

/* The system may take these pages, whose content nobody needs, until they are written again. */
static void lend(void *memory, size_t size) {
#if defined(__linux__) && defined(MADV_FREE)
    const size_t page = (size_t)sysconf(_SC_PAGESIZE), from = ((size_t)memory + page - 1) / page * page, to = ((size_t)memory + size) / page * page;
    if (to > from) madvise((void *)from, to - from, MADV_FREE);
#else
    (void)memory;
    (void)size;
#endif
}
#endif
