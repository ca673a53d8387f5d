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
#endif
