# Elements that change places: transposes, reading and adding at indices. Part of fast.pyx.

# Transposes

cdef void turn_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    if job.type4:
        LOOPS_f4.turn(<float *>job.x, <float *>job.out, job.rows, job.width, begin, end)
    else:
        LOOPS_f8.turn(<double *>job.x, <double *>job.out, job.rows, job.width, begin, end)


cdef void turn_memory(bint type4, void *x, void *out, Py_ssize_t rows, Py_ssize_t columns) noexcept:
    """The transpose (rows, columns) of a contiguous (columns, rows) matrix."""
    cdef Job job
    job.type4, job.x, job.out, job.rows, job.width = type4, x, out, rows, columns
    start(turn_part, &job, rows, rows * columns)


cdef void turn_rows(bint type4, const void *x, void *out, Py_ssize_t pitch, Py_ssize_t columns, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    """Rows `begin` to `end` of the transpose of a matrix whose rows are `pitch` elements apart; `out` is where row 0 would be."""
    if type4:
        LOOPS_f4.turn(<const float *>x, <float *>out, pitch, columns, begin, end)
    else:
        LOOPS_f8.turn(<const double *>x, <double *>out, pitch, columns, begin, end)


# Copies

cdef struct Copy:
    char *out
    const char *source
    Py_ssize_t size

cdef enum:
    COPY_UNIT = 4096


cdef void copy_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Copy *all = <Copy *>context
    cdef Py_ssize_t start = begin * COPY_UNIT
    memcpy(all.out + start, all.source + start, min(end * COPY_UNIT, all.size) - start)


cdef void copy_memory(void *out, const void *source, Py_ssize_t size) noexcept:
    """A copy of so many bytes by several threads."""
    cdef Copy all
    all.out, all.source, all.size = <char *>out, <const char *>source, size
    with nogil:
        parallel_for(copy_part, &all, (size + COPY_UNIT - 1) // COPY_UNIT, size >> 2)


def copy(cnp.ndarray x not None):
    """A copy of a contiguous array of any type without objects."""
    cdef cnp.ndarray out
    if not cnp.PyArray_IS_C_CONTIGUOUS(x) or cnp.PyArray_TYPE(x) == cnp.NPY_OBJECT or not cnp.PyArray_ISBEHAVED_RO(x):
        return None
    out = empty_like(x)
    copy_memory(cnp.PyArray_DATA(out), cnp.PyArray_DATA(x), cnp.PyArray_NBYTES(x))
    return out


cdef struct Join:
    char *out
    char **source
    Py_ssize_t *size
    Py_ssize_t count, row, total


cdef void join_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    """Some of the bytes of the result, whose rows have a piece of each array."""
    cdef Join *all = <Join *>context
    cdef Py_ssize_t at = begin * COPY_UNIT, last = min(end * COPY_UNIT, all.total), r = at // all.row, within = at % all.row, k = 0, n
    while at < last:
        if within >= all.size[k]:
            within -= all.size[k]
            k += 1
            if k == all.count:
                k = 0
                r += 1
            continue
        n = min(all.size[k] - within, last - at)
        memcpy(all.out + at, all.source[k] + r * all.size[k] + within, n)
        at += n
        within += n


cdef void join_memory(char *out, char **sources, Py_ssize_t *sizes, Py_ssize_t count, Py_ssize_t row, Py_ssize_t total) noexcept:
    """Rows of so many bytes from as many of each source; none of them and no row is empty."""
    cdef Join all
    all.out, all.source, all.size, all.count, all.row, all.total = out, sources, sizes, count, row, total
    with nogil:
        parallel_for(join_part, &all, (total + COPY_UNIT - 1) // COPY_UNIT, total >> 2)


# Reading and adding at indices

cdef void take_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    cdef const int64_t *index = <int64_t *>job.y
    cdef Py_ssize_t i, size = job.inner
    cdef char *x
    for i in range(begin, end):
        x = <char *>job.x + ((i // job.width) * job.rows + index[i % job.width]) * size
        memcpy(<char *>job.out + i * size, x, size)


def take_rows(cnp.ndarray x not None, int axis, cnp.ndarray index not None):
    """The slices of `x`, of any type without objects, at `index` (one-dimensional int64) of `axis`, where slices are long. None as well for one out of range."""
    cdef Job job
    cdef cnp.npy_intp dims[64]
    cdef cnp.ndarray out
    cdef int d
    cdef Py_ssize_t inner
    axis = front(x, axis)
    if cnp.PyArray_TYPE(index) != cnp.NPY_INT64 or not cnp.PyArray_IS_C_CONTIGUOUS(index) or cnp.PyArray_NDIM(index) != 1 or not cnp.PyArray_ISBEHAVED_RO(x):
        return None
    if not cnp.PyArray_IS_C_CONTIGUOUS(x) or cnp.PyArray_TYPE(x) == cnp.NPY_OBJECT or cnp.PyArray_SIZE(x) == 0 or cnp.PyArray_SIZE(index) == 0:
        return None
    split(x, axis, &job.batch, &job.rows, &inner)
    job.inner, job.width = inner * cnp.PyArray_ITEMSIZE(x), cnp.PyArray_SIZE(index)
    if job.inner < 256 or not inside(<int64_t *>cnp.PyArray_DATA(index), job.width, 0, job.rows):
        return None
    for d in range(cnp.PyArray_NDIM(x)):
        dims[d] = job.width if d == axis else cnp.PyArray_DIM(x, d)
    out = <cnp.ndarray>cnp.PyArray_EMPTY(cnp.PyArray_NDIM(x), dims, cnp.PyArray_TYPE(x), 0)
    job.x, job.y, job.out = cnp.PyArray_DATA(x), cnp.PyArray_DATA(index), cnp.PyArray_DATA(out)
    start(take_part, &job, job.batch * job.width, job.batch * job.width * (job.inner >> 2))
    return out


cdef extern from "gather_loops.h" nogil:
    int all_inside(const int64_t *index, Py_ssize_t n, Py_ssize_t least, Py_ssize_t size)
    Py_ssize_t gather_items(int item, const char *x, const int64_t *index, char *out, Py_ssize_t outer, Py_ssize_t size, Py_ssize_t n, Py_ssize_t inner)
    void scatter_items(int item, const char *x, const int64_t *index, char *out, Py_ssize_t outer, Py_ssize_t size, Py_ssize_t n, Py_ssize_t inner)


cdef void inside_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    if not all_inside(<int64_t *>job.x + begin, end - begin, job.inner, job.rows):
        job.failed = 1


cdef bint inside(const int64_t *index, Py_ssize_t n, Py_ssize_t least, Py_ssize_t size) noexcept:
    """Whether all of `n` indices are in [least, size)."""
    cdef Job job
    job.x, job.inner, job.rows, job.failed = <void *>index, least, size, 0
    start(inside_part, &job, n, n)
    return not job.failed


cdef void pick_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    cdef const int64_t *index = <int64_t *>job.y
    cdef Py_ssize_t i, at, run = job.inner, rows = job.rows
    if run == 4:
        for i in range(begin, end):
            at = index[i] + (rows if index[i] < 0 else 0)
            (<int *>job.out)[i] = (<int *>job.x)[at]
    elif run == 8:
        for i in range(begin, end):
            at = index[i] + (rows if index[i] < 0 else 0)
            (<int64_t *>job.out)[i] = (<int64_t *>job.x)[at]
    else:
        for i in range(begin, end):
            at = index[i] + (rows if index[i] < 0 else 0)
            memcpy(<char *>job.out + i * run, <char *>job.x + at * run, run)


cdef void pick_memory(const void *x, const int64_t *index, void *out, Py_ssize_t n, Py_ssize_t rows, Py_ssize_t run) noexcept:
    """Of so many rows of `run` bytes the `n` at `index`, which counts from the end where it is negative."""
    cdef Job job
    job.x, job.y, job.out, job.rows, job.inner = <void *>x, <void *>index, out, rows, run
    start(pick_part, &job, n, n * max(1, run >> 2))


def outside(cnp.ndarray index not None, Py_ssize_t size):
    """Whether any of `index`, contiguous int64, is not in [0, size)."""
    if cnp.PyArray_TYPE(index) != cnp.NPY_INT64 or not cnp.PyArray_IS_C_CONTIGUOUS(index) or not cnp.PyArray_ISBEHAVED_RO(index):
        return None
    return not inside(<int64_t *>cnp.PyArray_DATA(index), cnp.PyArray_SIZE(index), 0, size)


cdef void add_row(real *row, const real *value, Py_ssize_t n) noexcept nogil:
    """Add one row to another: long ones by NumPy's loop, which has vectors of all lengths."""
    cdef numpy_function *found = &ADD_f4 if real is float else &ADD_f8
    cdef char *args[3]
    cdef cnp.npy_intp steps[3]
    cdef cnp.npy_intp i, count = n
    if n < 16:
        for i in range(n):
            row[i] += value[i]
        return
    args[0], args[1], args[2] = <char *>row, <char *>value, <char *>row
    steps[0] = steps[1] = steps[2] = sizeof(real)
    (<inner_loop>found.function)(args, &count, steps, found.data)


cdef void add_rows_of(real *out, const int64_t *index, const real *values, Py_ssize_t outer, Py_ssize_t size, Py_ssize_t n, Py_ssize_t inner) noexcept nogil:
    cdef Py_ssize_t _b, i
    for _b in range(outer):
        if inner == 1:
            for i in range(n):
                out[index[i]] += values[i]
        else:
            for i in range(n):
                add_row(out + index[i] * inner, values + i * inner, inner)
        out += size * inner
        values += n * inner


cdef void add_some_rows(real *out, const int64_t *index, const real *values, Py_ssize_t n, Py_ssize_t inner, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Py_ssize_t i
    for i in range(n):
        if begin <= index[i] < end:
            add_row(out + index[i] * inner, values + i * inner, inner)


cdef void add_rows_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    """What goes to some of the rows: each has its numbers added in order."""
    cdef Job *job = <Job *>context
    if job.type4:
        add_some_rows[float](<float *>job.out, <int64_t *>job.y, <float *>job.x, job.rows, job.width, begin, end)
    else:
        add_some_rows[double](<double *>job.out, <int64_t *>job.y, <double *>job.x, job.rows, job.width, begin, end)


cdef extern from "half_additions.h" nogil:
    void half_add_rows(uint16_t *out, const int64_t *index, const uint16_t *values, Py_ssize_t outer, Py_ssize_t size, Py_ssize_t n, Py_ssize_t inner)
    void half_gather_add(uint16_t *out, const int64_t *index, const uint16_t *values, Py_ssize_t outer, Py_ssize_t size, Py_ssize_t n, Py_ssize_t inner)


cdef inline bint adds(cnp.ndarray a) noexcept:
    """Whether it is of a type that is added at indices: those that are ours, and float16."""
    return is_ours(a) or cnp.PyArray_TYPE(a) == cnp.NPY_FLOAT16 and cnp.PyArray_IS_C_CONTIGUOUS(a) and cnp.PyArray_ISBEHAVED_RO(a) and cnp.PyArray_SIZE(a) > 0


def add_rows(cnp.ndarray array not None, int axis, cnp.ndarray index not None, cnp.ndarray values not None):
    """Add the slices of `values` at `index` (one-dimensional int64) of `axis`, in order; True once it is done."""
    cdef Job job
    cdef Py_ssize_t outer, size, inner, n = cnp.PyArray_SIZE(index)
    axis = front(array, axis)
    if not adds(array) or not adds(values) or cnp.PyArray_TYPE(array) != cnp.PyArray_TYPE(values) or not cnp.PyArray_ISWRITEABLE(array):
        return None
    if cnp.PyArray_TYPE(index) != cnp.NPY_INT64 or not cnp.PyArray_IS_C_CONTIGUOUS(index) or cnp.PyArray_NDIM(index) != 1:
        return None
    split(array, axis, &outer, &size, &inner)
    if cnp.PyArray_SIZE(values) != outer * n * inner or not inside(<int64_t *>cnp.PyArray_DATA(index), n, 0, size):
        return None
    if cnp.PyArray_DATA(array) == cnp.PyArray_DATA(values):
        return None
    if cnp.PyArray_TYPE(array) == cnp.NPY_FLOAT16:
        with nogil:
            half_add_rows(
                <uint16_t *>cnp.PyArray_DATA(array), <int64_t *>cnp.PyArray_DATA(index), <uint16_t *>cnp.PyArray_DATA(values), outer, size, n, inner
            )
        return True
    if outer == 1 and inner >= 64 and cnp.PyArray_SIZE(values) >= 2 * GRAIN:
        job.type4, job.x, job.y, job.out = single(array), cnp.PyArray_DATA(values), cnp.PyArray_DATA(index), cnp.PyArray_DATA(array)
        job.rows, job.width = n, inner
        start(add_rows_part, &job, size, n * inner)
        return True
    with nogil:
        if cnp.PyArray_TYPE(array) == cnp.NPY_FLOAT32:
            add_rows_of[float](<float *>cnp.PyArray_DATA(array), <int64_t *>cnp.PyArray_DATA(index), <float *>cnp.PyArray_DATA(values), outer, size, n, inner)
        else:
            add_rows_of[double](<double *>cnp.PyArray_DATA(array), <int64_t *>cnp.PyArray_DATA(index), <double *>cnp.PyArray_DATA(values), outer, size, n, inner)
    return True


cdef void gather_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    """Of the dimensions before the axis, or where there are none along it."""
    cdef Job *job = <Job *>context
    cdef Py_ssize_t outer = end - begin, n = job.width, wrong
    cdef Py_ssize_t at_index = begin * n * job.inner, at_x = begin * job.rows * job.inner
    if job.batch == 1:
        outer, n, at_index, at_x = 1, end - begin, begin * job.inner, 0
    wrong = gather_items(
        job.what, <char *>job.x + at_x * job.what, <int64_t *>job.y + at_index, <char *>job.out + at_index * job.what, outer, job.rows, n, job.inner
    )
    if wrong:
        job.failed = 1


cdef void gather_add_of(const real *x, const int64_t *index, real *out, Job *job, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    """``out[b, index[b, i, j], j] += x[b, i, j]`` for some of the columns j, or where there is one for some of the b."""
    cdef Py_ssize_t b, i, j, inner = job.inner, first = 0, last = job.batch
    if inner == 1:
        first, last, begin, end = begin, end, 0, 1
    out += first * job.rows * inner
    index += first * job.width * inner
    x += first * job.width * inner
    for b in range(first, last):
        for i in range(job.width):
            for j in range(begin, end):
                if <uint64_t>index[j] < <uint64_t>job.rows:
                    out[index[j] * inner + j] += x[j]
            index += inner
            x += inner
        out += job.rows * inner


cdef void gather_add_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    if job.type4:
        gather_add_of[float](<float *>job.x, <int64_t *>job.y, <float *>job.out, job, begin, end)
    else:
        gather_add_of[double](<double *>job.x, <int64_t *>job.y, <double *>job.out, job, begin, end)


cdef bint gathers(cnp.ndarray x, int axis, cnp.ndarray index) noexcept:
    """Whether `index` has the shape of `x` but for `axis`."""
    cdef int d
    if cnp.PyArray_TYPE(index) != cnp.NPY_INT64 or not cnp.PyArray_IS_C_CONTIGUOUS(index) or cnp.PyArray_NDIM(index) != cnp.PyArray_NDIM(x):
        return False
    for d in range(cnp.PyArray_NDIM(x)):
        if d != axis and cnp.PyArray_DIM(x, d) != cnp.PyArray_DIM(index, d):
            return False
    return cnp.PyArray_SIZE(index) > 0


cdef inline bint moves(cnp.ndarray a) noexcept:
    """Contiguous memory of items of 1, 2, 4 or 8 bytes, which are only moved."""
    cdef int typenum = cnp.PyArray_TYPE(a), size = cnp.PyArray_ITEMSIZE(a)
    if size != 1 and size != 2 and size != 4 and size != 8 or typenum == cnp.NPY_OBJECT:
        return False
    return cnp.PyArray_IS_C_CONTIGUOUS(a) and cnp.PyArray_ISBEHAVED_RO(a) and cnp.PyArray_SIZE(a) > 0


def gather(cnp.ndarray x not None, int axis, cnp.ndarray index not None):
    """The elements of `x` that `index`, equal to it in shape but for `axis`, names along `axis`. None as well for an index out of range."""
    cdef Job job
    cdef Py_ssize_t outer, size, inner
    cdef cnp.ndarray out
    axis = front(x, axis)
    if not moves(x) or not gathers(x, axis, index):
        return None
    split(x, axis, &outer, &size, &inner)
    out = <cnp.ndarray>cnp.PyArray_EMPTY(cnp.PyArray_NDIM(index), cnp.PyArray_DIMS(index), cnp.PyArray_TYPE(x), 0)
    job.what, job.x, job.y, job.out, job.failed = cnp.PyArray_ITEMSIZE(x), cnp.PyArray_DATA(x), cnp.PyArray_DATA(index), cnp.PyArray_DATA(out), 0
    job.rows, job.width, job.inner, job.batch = size, cnp.PyArray_DIM(index, axis), inner, outer
    start(gather_part, &job, outer if outer > 1 else job.width, cnp.PyArray_SIZE(index))
    return None if job.failed else out


def scatter(cnp.ndarray out not None, int axis, cnp.ndarray index not None, cnp.ndarray values not None):
    """Write `values`, of the shape of `index`, where `index` names along `axis` of `out`; True once it is done. Indices are in range."""
    cdef Py_ssize_t outer, size, inner
    axis = front(out, axis)
    if not moves(out) or not moves(values) or cnp.PyArray_TYPE(out) != cnp.PyArray_TYPE(values) or not gathers(out, axis, index):
        return None
    if not cnp.PyArray_SAMESHAPE(index, values) or not cnp.PyArray_ISWRITEABLE(out):
        return None
    split(out, axis, &outer, &size, &inner)
    with nogil:
        scatter_items(
            cnp.PyArray_ITEMSIZE(out), cnp.PyArray_BYTES(values), <int64_t *>cnp.PyArray_DATA(index), cnp.PyArray_BYTES(out), outer, size,
            cnp.PyArray_DIM(index, axis), inner
        )
    return True


def gather_add(cnp.ndarray out not None, int axis, cnp.ndarray index not None, cnp.ndarray values not None):
    """Add `values`, of the shape of `index`, where `index` names along `axis` of `out`; True once it is done. Indices are in range."""
    cdef Job job
    axis = front(out, axis)
    if not adds(out) or not adds(values) or cnp.PyArray_TYPE(out) != cnp.PyArray_TYPE(values) or not gathers(out, axis, index):
        return None
    if not cnp.PyArray_SAMESHAPE(index, values) or not cnp.PyArray_ISWRITEABLE(out) or cnp.PyArray_DATA(out) == cnp.PyArray_DATA(values):
        return None
    split(out, axis, &job.batch, &job.rows, &job.inner)
    if cnp.PyArray_TYPE(out) == cnp.NPY_FLOAT16:
        job.width = cnp.PyArray_DIM(index, axis)
        with nogil:
            half_gather_add(
                <uint16_t *>cnp.PyArray_DATA(out), <int64_t *>cnp.PyArray_DATA(index), <uint16_t *>cnp.PyArray_DATA(values), job.batch, job.rows, job.width, job.inner
            )
        return True
    job.type4, job.x, job.y, job.out = single(out), cnp.PyArray_DATA(values), cnp.PyArray_DATA(index), cnp.PyArray_DATA(out)
    job.width = cnp.PyArray_DIM(index, axis)
    if job.inner == 1:
        start(gather_add_part, &job, job.batch, cnp.PyArray_SIZE(index))
    else:
        start(gather_add_part, &job, job.inner, cnp.PyArray_SIZE(index))
    return True
