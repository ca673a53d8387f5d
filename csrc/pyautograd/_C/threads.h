/* A pool of threads for large operators: `parallel_for(function, context, n, grain)` calls `function(context, from, to)` on parts of 0 to n.

   There are more parts than threads. Each thread, the calling one as well, has a stretch of them, the same in every call of that size so that its memory may
   still be in the thread's cache, and then takes what others have not taken of theirs: the caller waits for no thread that has not woken up. Threads
   start when they are first needed, look for the next call for a while before they sleep, and are forgotten in the child of a fork, which starts its own.
   Parts have at least `grain` items, or a share of that while all threads of the call are awake. One call at a time is parallel; others, and those inside
   it, run on their own thread alone. Where there are no POSIX threads everything does. */
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
#include <sched.h>

enum {
    MAX_THREADS = 64,
    PARTS_EACH = 4,
    AWAKE_SHARE = 4,
    SPINS = 2000, YIELDS = 300, /* looks before a thread sleeps, the later ones giving way to others: 50 to 200 microseconds where nobody else wants the processor */
};
#if defined(__x86_64__) || defined(__i386__)
#define PAUSE() __builtin_ia32_pause()
#else
#define PAUSE() ((void)0)
#endif

/* What one thread writes and others look at has cache lines of its own. */
#define OWN_LINES __attribute__((aligned(128)))
typedef struct {
    OWN_LINES int next; /* part of its stretch that nobody has taken */
    int end;
    int asleep;
    pthread_cond_t start;
} pool_thread;
static struct {
    OWN_LINES unsigned state; /* counts beginnings and ends of calls: odd while one goes on */
    int threads, parts;       /* of the call, as what follows is */
    part_function function;
    void *context;
    ptrdiff_t n;
    OWN_LINES int inside; /* threads in the call but for the caller */
    int waiting;          /* whether the caller sleeps until they have left */
    OWN_LINES int busy;
    int running, registered; /* threads that there are; whether forks are looked after */
    pthread_mutex_t lock;    /* for falling asleep and waking up */
    pthread_cond_t done;
    pool_thread thread[MAX_THREADS];
} POOL = {.lock = PTHREAD_MUTEX_INITIALIZER, .done = PTHREAD_COND_INITIALIZER};

static void take_parts(int me) {
    const int parts = POOL.parts, threads = POOL.threads;
    const ptrdiff_t size = POOL.n / parts, extra = POOL.n % parts;
    for (int k = 0; k < threads; k++) {
        pool_thread *owner = &POOL.thread[(me + k) % threads];
        while (__atomic_load_n(&owner->next, __ATOMIC_RELAXED) < owner->end) {
            const ptrdiff_t part = __atomic_fetch_add(&owner->next, 1, __ATOMIC_RELAXED), from = part * size + (part < extra ? part : extra);
            if (part >= owner->end) break;
            POOL.function(POOL.context, from, from + size + (part < extra ? 1 : 0));
        }
    }
}

/* Wait a little; how often that has been so. */
static int wait_a_little(int times) {
    if (times < SPINS) PAUSE();
    else sched_yield();
    return times + 1;
}

static void *work(void *number) {
    const int me = (int)(ptrdiff_t)number;
    unsigned seen = 0;
    int waited = 0;
    for (;;) {
        const unsigned state = __atomic_load_n(&POOL.state, __ATOMIC_SEQ_CST);
        if (state != seen && state & 1) {
            __atomic_add_fetch(&POOL.inside, 1, __ATOMIC_SEQ_CST); /* before the state is looked at again: the caller changes it, and then waits for those inside */
            if (__atomic_load_n(&POOL.state, __ATOMIC_SEQ_CST) == state && me < POOL.threads) {
                take_parts(me);
                waited = 0;
            }
            seen = state;
            if (!__atomic_sub_fetch(&POOL.inside, 1, __ATOMIC_SEQ_CST) && __atomic_load_n(&POOL.waiting, __ATOMIC_SEQ_CST)) {
                pthread_mutex_lock(&POOL.lock);
                pthread_cond_signal(&POOL.done);
                pthread_mutex_unlock(&POOL.lock);
            }
        } else if (waited < SPINS + YIELDS) {
            waited = wait_a_little(waited);
        } else {
            pthread_mutex_lock(&POOL.lock);
            __atomic_store_n(&POOL.thread[me].asleep, 1, __ATOMIC_SEQ_CST); /* before the state is looked at: the caller changes it, and then looks who sleeps */
            if (__atomic_load_n(&POOL.state, __ATOMIC_SEQ_CST) == state) pthread_cond_wait(&POOL.thread[me].start, &POOL.lock);
            __atomic_store_n(&POOL.thread[me].asleep, 0, __ATOMIC_SEQ_CST);
            pthread_mutex_unlock(&POOL.lock);
            waited = 0;
        }
    }
    return NULL;
}

static void forget_threads(void) {
    pthread_mutex_init(&POOL.lock, NULL);
    pthread_cond_init(&POOL.done, NULL);
    POOL.running = POOL.busy = POOL.inside = POOL.waiting = 0;
    POOL.state = 0;
}

static void before_fork(void) { pthread_mutex_lock(&POOL.lock); }
static void after_fork(void) { pthread_mutex_unlock(&POOL.lock); }

/* Have so many threads run; how many there are, with the caller. */
static int start_threads(int threads) {
    if (!POOL.registered) {
        POOL.registered = 1;
        pthread_atfork(before_fork, after_fork, forget_threads);
    }
    while (POOL.running < threads - 1) {
        const int me = POOL.running + 1;
        pthread_t made;
        pthread_attr_t attributes;
        int failed;
        pthread_cond_init(&POOL.thread[me].start, NULL);
        POOL.thread[me].asleep = 0;
        pthread_attr_init(&attributes);
        pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
        failed = pthread_create(&made, &attributes, work, (void *)(ptrdiff_t)me);
        pthread_attr_destroy(&attributes);
        if (failed) return me;
        POOL.running++;
    }
    return threads;
}

static int all_awake(int threads) {
    if (POOL.running < threads - 1) return 0;
    for (int t = 1; t < threads; t++)
        if (__atomic_load_n(&POOL.thread[t].asleep, __ATOMIC_RELAXED)) return 0;
    return 1;
}

static void wake(int threads) {
    for (int t = 1; t < threads; t++)
        if (__atomic_load_n(&POOL.thread[t].asleep, __ATOMIC_SEQ_CST)) {
            pthread_mutex_lock(&POOL.lock);
            pthread_cond_signal(&POOL.thread[t].start);
            pthread_mutex_unlock(&POOL.lock);
        }
}

static void wait_for_others(void) {
    for (int waited = 0; __atomic_load_n(&POOL.inside, __ATOMIC_SEQ_CST);) {
        if (waited < SPINS) {
            waited = wait_a_little(waited);
            continue;
        }
        pthread_mutex_lock(&POOL.lock);
        __atomic_store_n(&POOL.waiting, 1, __ATOMIC_SEQ_CST);
        while (__atomic_load_n(&POOL.inside, __ATOMIC_SEQ_CST)) pthread_cond_wait(&POOL.done, &POOL.lock);
        __atomic_store_n(&POOL.waiting, 0, __ATOMIC_SEQ_CST);
        pthread_mutex_unlock(&POOL.lock);
    }
}

static void parallel_for(part_function function, void *context, ptrdiff_t n, ptrdiff_t grain) {
    int threads = wanted_threads < MAX_THREADS ? wanted_threads : MAX_THREADS;
    ptrdiff_t parts;
    if (grain < 1) grain = 1;
    if (threads > 1 && n < 2 * grain && all_awake(2)) grain = (grain + AWAKE_SHARE - 1) / AWAKE_SHARE;
    parts = n / grain;
    if (threads > parts) threads = (int)parts;
    if (threads < 2 || __atomic_exchange_n(&POOL.busy, 1, __ATOMIC_ACQUIRE)) {
        function(context, 0, n);
        return;
    }
    threads = start_threads(threads);
    if (parts > threads * PARTS_EACH) parts = threads * PARTS_EACH;
    POOL.function = function;
    POOL.context = context;
    POOL.n = n;
    POOL.threads = threads;
    POOL.parts = (int)parts;
    for (int t = 0; t < threads; t++) {
        POOL.thread[t].next = (int)(t * parts / threads);
        POOL.thread[t].end = (int)((t + 1) * parts / threads);
    }
    __atomic_add_fetch(&POOL.state, 1, __ATOMIC_SEQ_CST);
    wake(threads);
    take_parts(0);
    __atomic_add_fetch(&POOL.state, 1, __ATOMIC_SEQ_CST);
    wait_for_others();
    __atomic_store_n(&POOL.busy, 0, __ATOMIC_RELEASE);
}
#endif
#endif
