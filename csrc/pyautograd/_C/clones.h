/* CLONED before a function's definition: compiled for the baseline, AVX2 and AVX-512, chosen when the module is loaded.
   Needs a loader that resolves such functions (glibc); elsewhere the baseline alone. */
#ifndef PYAUTOGRAD_CLONES_H
#define PYAUTOGRAD_CLONES_H
#if defined(__x86_64__) && defined(__linux__)
#include <features.h>
#endif
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 9
#define CLONED __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CLONED
#endif

/* -fno-trapping-math lets compilers compute both sides of a choice, which vectorising needs; setup.py gives it. */
#if defined(__GNUC__) && !defined(__clang__)
#define INDEPENDENT _Pragma("GCC ivdep")
#elif defined(__clang__)
#define INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define INDEPENDENT __pragma(loop(ivdep))
#endif
#if defined(__GNUC__)
#define S_INLINE static inline __attribute__((always_inline))
#if defined(__clang__)
#define S_SHARED static __attribute__((noinline)) /* one copy for all its callers */
#else
#define S_SHARED static __attribute__((noinline, noclone))
#endif
#else
#define S_INLINE static __forceinline
#define S_SHARED static __declspec(noinline)
#endif
#endif
