/* A typed memoryview over memory that somebody else keeps alive: Cython takes a slice whose owner is None as borrowed. */
#ifndef PYAUTOGRAD_BORROW_H
#define PYAUTOGRAD_BORROW_H
#define borrow_view(p, n, step) \
    ((__Pyx_memviewslice){(struct __pyx_memoryview_obj *)Py_None, (char *)(p), {(n)}, {(step)}, {-1}})
#endif
