/* A pool of threads for large operators: `parallel_for(function, context, n, grain)` calls `function(context, from, to)` on parts of 0 to n.

   Parts have at least `grain` items, and there are more of them than threads: each thread takes the next that nobody has taken, the calling one as well, so
   that it waits for no thread that has not woken up yet. Threads start when they are first needed, sleep where no call follows soon, and are forgotten in
   the child of a fork, which starts its own. One call at a time is parallel; others, and those inside it, run on their own thread alone. Where there are
   no POSIX threads everything does. */
#ifndef PYAUTOGRAD_THREADS_H
#define PYAUTOGRAD_THREADS_H
#include <stddef.h>

typedef void (*part_function)(void *context, ptrdiff_t from, ptrdiff_t to);
static int wanted_threads = 1;

#if defined(_WIN32) || defined(__EMSCRIPTEN__)
static void parallel_for(part_function function, void *context, ptrdiff_t n, ptrdiff_t grain) {
    (void)grain;
    function(context, 0, n);
}
#else
#include <pthread.h>

enum { MAX_WORKERS = 63, PARTS_EACH = 4, SPINS = 8000 }; /* about 100 microseconds */
#if defined(__x86_64__) || defined(__i386__)
#define PAUSE() __builtin_ia32_pause()
#else
#define PAUSE() ((void)0)
#endif
static struct {
    pthread_mutex_t lock;
    pthread_cond_t start, done;
    int running;              /* threads that there are */
    int busy;                 /* a call is going on */
    unsigned long round;      /* counts calls */
    int threads;              /* of the call: how many may take part, */
    int parts, taken, left;   /* how many parts there are, how many are taken, how many are not done */
    part_function function;
    void *context;
    ptrdiff_t n;
    int registered;
} POOL = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0, 0, 0, 0, 0, 0, NULL, NULL, 0, 0};

static void run_part(int part, int parts, part_function function, void *context, ptrdiff_t n) {
    const ptrdiff_t size = n / parts, extra = n % parts, from = part * size + (part < extra ? part : extra);
    function(context, from, from + size + (part < extra ? 1 : 0));
}

/* Run parts of the call until none is left to take; the lock is held before and after. */
static void take_parts(void) {
    part_function function = POOL.function;
    void *context = POOL.context;
    const ptrdiff_t n = POOL.n;
    const int parts = POOL.parts;
    while (POOL.taken < parts) {
        const int part = POOL.taken++;
        pthread_mutex_unlock(&POOL.lock);
        run_part(part, parts, function, context, n);
        pthread_mutex_lock(&POOL.lock);
        if (--POOL.left == 0) pthread_cond_signal(&POOL.done);
    }
}

static void *work(void *number) {
    const int me = (int)(ptrdiff_t)number;
    unsigned long seen = 0;
    pthread_mutex_lock(&POOL.lock);
    for (;;) {
        while (POOL.round == seen || me >= POOL.threads || POOL.taken >= POOL.parts) {
            seen = POOL.round;
            pthread_cond_wait(&POOL.start, &POOL.lock);
        }
        seen = POOL.round;
        take_parts();
        /* The next call often follows at once, and waking up takes longer than many calls do. */
        pthread_mutex_unlock(&POOL.lock);
        for (int i = 0; i < SPINS && __atomic_load_n(&POOL.round, __ATOMIC_ACQUIRE) == seen; i++) PAUSE();
        pthread_mutex_lock(&POOL.lock);
    }
    return NULL;
}

static void forget_threads(void) {
    pthread_mutex_init(&POOL.lock, NULL);
    pthread_cond_init(&POOL.start, NULL);
    pthread_cond_init(&POOL.done, NULL);
    POOL.running = POOL.busy = POOL.threads = POOL.parts = POOL.taken = POOL.left = 0;
    POOL.round = 0;
}

static void before_fork(void) { pthread_mutex_lock(&POOL.lock); }
static void after_fork(void) { pthread_mutex_unlock(&POOL.lock); }

static void parallel_for(part_function function, void *context, ptrdiff_t n, ptrdiff_t grain) {
    ptrdiff_t parts = n / (grain > 0 ? grain : 1), threads = parts;
    if (threads > wanted_threads) threads = wanted_threads;
    if (threads > MAX_WORKERS) threads = MAX_WORKERS;
    if (parts > threads * PARTS_EACH) parts = threads * PARTS_EACH;
    if (threads < 2) {
        function(context, 0, n);
        return;
    }
    pthread_mutex_lock(&POOL.lock);
    if (POOL.busy) {
        pthread_mutex_unlock(&POOL.lock);
        function(context, 0, n);
        return;
    }
    POOL.busy = 1;
    if (!POOL.registered) {
        POOL.registered = 1;
        pthread_atfork(before_fork, after_fork, forget_threads);
    }
    while (POOL.running < threads - 1) {
        pthread_t made;
        pthread_attr_t attributes;
        int failed;
        pthread_attr_init(&attributes);
        pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
        failed = pthread_create(&made, &attributes, work, (void *)(ptrdiff_t)(POOL.running + 1));
        pthread_attr_destroy(&attributes);
        if (failed) {
            threads = POOL.running + 1;
            break;
        }
        POOL.running++;
    }
    POOL.function = function;
    POOL.context = context;
    POOL.n = n;
    POOL.threads = (int)threads;
    POOL.parts = POOL.left = (int)parts;
    POOL.taken = 0;
    __atomic_add_fetch(&POOL.round, 1, __ATOMIC_RELEASE);
    pthread_cond_broadcast(&POOL.start);
    take_parts();
    while (POOL.left) pthread_cond_wait(&POOL.done, &POOL.lock);
    POOL.busy = POOL.threads = POOL.parts = POOL.taken = 0;
    pthread_mutex_unlock(&POOL.lock);
}
#endif
#endif
