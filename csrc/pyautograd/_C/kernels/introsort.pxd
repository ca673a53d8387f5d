# Types for pyautograd/_py/kernels/introsort.py when it is compiled as pyautograd._C.kernels.introsort.
cimport cython

ctypedef long long word

cdef Py_ssize_t _THRESHOLD

@cython.locals(depth=Py_ssize_t)
cdef Py_ssize_t _depth(Py_ssize_t n) noexcept
@cython.locals(key=word, place=word)
cdef void _insert(word[::1] keys, word[::1] order, Py_ssize_t at) noexcept
@cython.locals(i=Py_ssize_t, at=Py_ssize_t, key=word, place=word)
cdef void _insertion_sort(word[::1] keys, word[::1] order, Py_ssize_t first, Py_ssize_t last) noexcept
cdef void _swap(word[::1] keys, word[::1] order, Py_ssize_t a, Py_ssize_t b) noexcept
@cython.locals(a=Py_ssize_t, b=Py_ssize_t, c=Py_ssize_t, median=Py_ssize_t, left=Py_ssize_t, right=Py_ssize_t, pivot=word)
cdef Py_ssize_t _partition(word[::1] keys, word[::1] order, Py_ssize_t first, Py_ssize_t last) noexcept
@cython.locals(top=Py_ssize_t, child=Py_ssize_t, parent=Py_ssize_t)
cdef void _sift(word[::1] keys, word[::1] order, Py_ssize_t first, Py_ssize_t hole, Py_ssize_t size, word key, word place) noexcept
@cython.locals(size=Py_ssize_t, parent=Py_ssize_t, i=Py_ssize_t, key=word, place=word)
cdef void _heap_select(word[::1] keys, word[::1] order, Py_ssize_t first, Py_ssize_t middle, Py_ssize_t last) noexcept
@cython.locals(key=word, place=word)
cdef void _partial_sort(word[::1] keys, word[::1] order, Py_ssize_t first, Py_ssize_t middle, Py_ssize_t last) noexcept
@cython.locals(cut=Py_ssize_t)
cdef void _introsort(word[::1] keys, word[::1] order, Py_ssize_t first, Py_ssize_t last, Py_ssize_t depth) noexcept
@cython.locals(i=Py_ssize_t)
cdef void _sort(word[::1] keys, word[::1] order, Py_ssize_t first, Py_ssize_t last) noexcept
@cython.locals(first=Py_ssize_t, depth=Py_ssize_t, cut=Py_ssize_t)
cdef void _nth_element(word[::1] keys, word[::1] order, Py_ssize_t nth, Py_ssize_t last) noexcept
@cython.locals(left=Py_ssize_t, right=Py_ssize_t, i=Py_ssize_t, j=Py_ssize_t, pivot=word)
cdef void _quickselect(word[::1] keys, word[::1] order, Py_ssize_t k, Py_ssize_t size) noexcept
cdef void _arrange(word[::1] keys, word[::1] order, int how, Py_ssize_t k, Py_ssize_t size) noexcept
