/* What the BLAS that NumPy carries says of itself: its number of threads, through whatever function it has for that, and which kernels it uses. */
#ifndef PYAUTOGRAD_BLAS_THREADS_H
#define PYAUTOGRAD_BLAS_THREADS_H
#include <stddef.h>
#include <string.h>

static void (*blas_limit)(int) = NULL;
static int (*blas_count)(void) = NULL;
static int blas_for_avx512 = 0;

#if defined(_WIN32) || defined(__EMSCRIPTEN__)
static void find_blas(const char *module) { (void)module; }
#else
#include <dlfcn.h>
/* Symbols are looked for in NumPy's extension module and in what it is linked with. */
static void find_blas(const char *module) {
    static const char *const names[] = {
        "scipy_openblas_set_num_threads64_", "scipy_openblas_set_num_threads", "openblas_set_num_threads64_", "openblas_set_num_threads",
        "MKL_Set_Num_Threads", "bli_thread_set_num_threads",
    };
    static const char *const counts[] = {
        "scipy_openblas_get_num_threads64_", "scipy_openblas_get_num_threads", "openblas_get_num_threads64_", "openblas_get_num_threads", NULL, NULL,
    };
    static const char *const cores[] = {
        "scipy_openblas_get_corename64_", "scipy_openblas_get_corename", "openblas_get_corename64_", "openblas_get_corename",
    };
    void *library = dlopen(module, RTLD_LAZY | RTLD_NOLOAD);
    char *(*core)(void) = NULL;
    if (library == NULL) return;
    for (size_t i = 0; blas_limit == NULL && i < sizeof(names) / sizeof(names[0]); i++) {
        *(void **)&blas_limit = dlsym(library, names[i]);
        if (blas_limit && counts[i]) *(void **)&blas_count = dlsym(library, counts[i]);
    }
    for (size_t i = 0; core == NULL && i < sizeof(cores) / sizeof(cores[0]); i++) *(void **)&core = dlsym(library, cores[i]);
    if (core) blas_for_avx512 = strcmp(core(), "SkylakeX") == 0 || strcmp(core(), "Cooperlake") == 0;
    dlclose(library);
}
#endif

/* Whether it is OpenBLAS with its kernels for AVX-512: they lay out an operand that lies across slowly, those for AVX2 do not. */
static int lays_out_slowly(void) { return blas_for_avx512; }

/* How many threads OpenBLAS uses; 0 for another BLAS. */
static int blas_threads(void) { return blas_limit && blas_count ? blas_count() : 0; }

/* Whether there was a function to call. */
static int limit_blas(int n) {
    if (blas_limit == NULL) return 0;
    blas_limit(n);
    return 1;
}
#endif
