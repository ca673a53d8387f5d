# Inner loops and how they are driven over strided operands.
#
# A loop takes (pointers, count, steps, data), as NumPy's do. NumPy's own compiled loops are found in its ufunc objects; the
# loops stamped from the table's scalar expressions have the same signature, and so have those of single_loops.h, which stand in
# for NumPy's loops of elementary functions, those of zero_loops.h, bit_loops.h and complex_sums.h, and those of activation_loops.h, which stand in for
# stamped ones.

cdef extern from "numpy/ufuncobject.h":
    ctypedef struct _Ufunc "PyUFuncObject":
        int nin
        int nout
        int ntypes
        void **functions
        void **data
        const char *types

cdef extern from "single_loops.h":
    void *find_single_loop(const char *ufunc)
cdef extern from "zero_loops.h":
    void *find_zero_loop(const char *ufunc, bint wide)
cdef extern from "complex_sums.h":
    void *find_complex_sum(const char *ufunc, bint wide)
cdef extern from "bit_loops.h":
    void *find_bit_loop(const char *function, bint wide)
cdef extern from "activation_loops.h":
    void *find_activation_loop(const char *row, bint wide)

cdef enum:
    RELEASE_GIL_FROM = 32768

# Ufuncs whose float64 loops are accurate_real.h's, which load with the first of them.
cdef tuple ACCURATE = (
    b"exp", b"exp2", b"tanh", b"cosh", b"log", b"log10", b"sin", b"cos", b"tan", b"arctanh", b"arctan2", b"power", b"hypot",
)

cdef struct Geometry:
    int nd
    int nop                        # operands, the output last
    cnp.npy_intp dims[64]
    cnp.npy_intp strides[6][64]    # bytes; 0 where an operand is broadcast
    char *data[6]


cdef int find_ufunc_loop(object ufunc, int nin, int in_type, int out_type, Loop *loop) except -1:
    """Find the loop of a ufunc whose operands are all `in_type` and whose result is `out_type` (NumPy type numbers)."""
    cdef _Ufunc *u = <_Ufunc *><PyObject *>ufunc
    cdef loopfunc own
    cdef int i, j
    cdef const char *types
    loop.found = -1
    if u.nout != 1 or u.nin != nin or u.functions == NULL:
        return 0
    for i in range(u.ntypes):
        types = u.types + i * (nin + 1)
        for j in range(nin):
            if types[j] != in_type:
                break
        else:
            if types[nin] == out_type and u.functions[i] != NULL:
                loop.function = <loopfunc>u.functions[i]
                loop.data = NULL if u.data == NULL else u.data[i]
                loop.found = 1
                if in_type == cnp.NPY_FLOAT or in_type == cnp.NPY_DOUBLE:
                    name = (<str>ufunc.__name__).encode()
                    own = <loopfunc>find_bit_loop(name, in_type == cnp.NPY_DOUBLE)
                    if own == NULL and out_type == in_type:
                        own = <loopfunc>find_single_loop(name) if in_type == cnp.NPY_FLOAT else NULL
                        if own == NULL and in_type == cnp.NPY_DOUBLE and name in ACCURATE:
                            from . import special_loops
                            own = <loopfunc><size_t>special_loops.address(name.decode(), True)
                        if own == NULL:
                            own = <loopfunc>find_zero_loop(name, in_type == cnp.NPY_DOUBLE)
                    if own != NULL:
                        loop.function, loop.data = own, NULL
                elif (in_type == cnp.NPY_CFLOAT or in_type == cnp.NPY_CDOUBLE) and out_type == in_type:
                    own = <loopfunc>find_complex_sum((<str>ufunc.__name__).encode(), in_type == cnp.NPY_CDOUBLE)
                    if ufunc is np.divide or ufunc is np.reciprocal:
                        from . import special_loops
                        own = <loopfunc><size_t>special_loops.address("complex_" + ufunc.__name__, in_type == cnp.NPY_CDOUBLE)
                    if own != NULL:
                        loop.function, loop.data = own, NULL
                return 0
    return 0


cdef int order_dims(Geometry *g, int nin, int *perm) noexcept:
    """The order of dimensions, fastest first, that the inputs' strides suggest; PyTorch's rule for results."""
    cdef int i, d0, d1, a, b, k, verdict, swap, nd = g.nd
    cdef cnp.npy_intp s0, s1
    cdef int identity = 1
    for i in range(nd):
        perm[i] = nd - 1 - i
    for i in range(1, nd):
        d1 = i
        d0 = i - 1
        while d0 >= 0:
            a, b = perm[d0], perm[d1]
            verdict = 0
            for k in range(nin):
                s0, s1 = g.strides[k][a], g.strides[k][b]
                if s0 == 0 or s1 == 0:
                    continue
                if s0 < s1:
                    verdict = -1
                    break
                if s0 > s1:
                    verdict = 1
                    break
                if g.dims[a] > g.dims[b]:
                    verdict = 1
                    break
            if verdict > 0:
                perm[d0], perm[d1] = b, a
                d1 = d0
            elif verdict < 0:
                break
            d0 -= 1
    for i in range(nd):
        if perm[i] != nd - 1 - i:
            identity = 0
    return identity


cdef cnp.ndarray allocate(Geometry *g, int nin, int typenum, bint plain):
    """A fresh result for the geometry; `plain`: in row-major order without asking the inputs."""
    cdef int perm[64]
    cdef cnp.npy_intp steps[64]
    cdef cnp.npy_intp step
    cdef int i
    cdef cnp.dtype descr
    if plain or g.nd < 2 or order_dims(g, nin, perm):
        return empty_array(g.nd, g.dims, DT_OF_TYPENUM[typenum])
    descr = cnp.PyArray_DescrFromType(typenum)
    step = descr.itemsize
    for i in range(g.nd):
        steps[perm[i]] = step
        step *= g.dims[perm[i]] if g.dims[perm[i]] > 0 else 1
    if step >= POOLED:
        return large_array(g.nd, g.dims, steps, DT_OF_TYPENUM[typenum])
    Py_INCREF(descr)
    return new_array(<PyTypeObject *>cnp.ndarray, <_Descr *><PyObject *>descr, g.nd, g.dims, steps, NULL, 0, NULL)


cdef inline void take_shape(Geometry *g, cnp.ndarray a) noexcept:
    cdef int d
    g.nd = cnp.PyArray_NDIM(a)
    for d in range(g.nd):      # a 0-d array has no block of sizes to copy from
        g.dims[d] = cnp.PyArray_DIM(a, d)


cdef int set_strides(Geometry *g, int k, cnp.ndarray a) noexcept:
    """Lay operand `k` over the geometry's dimensions."""
    cdef int d, nd = cnp.PyArray_NDIM(a), lead = g.nd - cnp.PyArray_NDIM(a)
    g.data[k] = <char *>cnp.PyArray_DATA(a)
    for d in range(lead):
        g.strides[k][d] = 0
    for d in range(nd):
        g.strides[k][lead + d] = 0 if cnp.PyArray_DIM(a, d) == 1 and g.dims[lead + d] != 1 else cnp.PyArray_STRIDE(a, d)
    return 0


cdef int broadcast_into(Geometry *g, cnp.ndarray a) except -1:
    """Widen the geometry's dimensions by those of `a`; RuntimeError in PyTorch's words where they do not fit."""
    cdef int d, nd = cnp.PyArray_NDIM(a), shift
    cdef cnp.npy_intp n, m
    if nd > g.nd:
        shift = nd - g.nd
        for d in range(g.nd - 1, -1, -1):
            g.dims[d + shift] = g.dims[d]
        for d in range(shift):
            g.dims[d] = 1
        g.nd = nd
    for d in range(g.nd - 1, g.nd - nd - 1, -1):
        n, m = g.dims[d], cnp.PyArray_DIM(a, d - (g.nd - nd))
        if n == m or m == 1:
            continue
        if n != 1:
            raise RuntimeError(f"The size of tensor a ({n}) must match the size of tensor b ({m}) at non-singleton dimension {d}")
        g.dims[d] = m
    return 0


cdef int simplify(Geometry *g) noexcept:
    """Reorder dimensions by the output's strides, slowest first, drop those of size 1 and merge those that lie end to end."""
    cdef int i, j, k, n, out = g.nop - 1
    cdef cnp.npy_intp swap
    # insertion sort by the output's stride, descending; stable
    for i in range(1, g.nd):
        j = i
        while j > 0 and g.strides[out][j - 1] < g.strides[out][j]:
            swap = g.dims[j]; g.dims[j] = g.dims[j - 1]; g.dims[j - 1] = swap
            for k in range(g.nop):
                swap = g.strides[k][j]; g.strides[k][j] = g.strides[k][j - 1]; g.strides[k][j - 1] = swap
            j -= 1
    n = 0
    for i in range(g.nd):
        if g.dims[i] == 1:
            continue
        if n > 0:
            for k in range(g.nop):
                if g.strides[k][n - 1] != g.strides[k][i] * g.dims[i]:
                    break
            else:
                g.dims[n - 1] *= g.dims[i]
                for k in range(g.nop):
                    g.strides[k][n - 1] = g.strides[k][i]
                continue
        g.dims[n] = g.dims[i]
        for k in range(g.nop):
            g.strides[k][n] = g.strides[k][i]
        n += 1
    if n == 0:
        g.dims[0] = 1
        for k in range(g.nop):
            g.strides[k][0] = 0
        n = 1
    g.nd = n
    return 0


cdef void drive(Geometry *g, loopfunc function, void *data) noexcept nogil:
    """Run a loop over all elements of a simplified geometry."""
    cdef int inner = g.nd - 1, d, k
    cdef cnp.npy_intp count[64]
    cdef cnp.npy_intp steps[6]
    cdef cnp.npy_intp n = g.dims[inner]
    cdef char *at[6]
    cdef char *given[6]
    for d in range(g.nd):
        if g.dims[d] == 0:
            return
        count[d] = 0
    for k in range(g.nop):
        steps[k] = g.strides[k][inner]
        at[k] = g.data[k]
    while True:
        for k in range(g.nop):
            given[k] = at[k]
        function(given, &n, steps, data)
        d = inner - 1
        while d >= 0:
            count[d] += 1
            for k in range(g.nop):
                at[k] += g.strides[k][d]
            if count[d] < g.dims[d]:
                break
            for k in range(g.nop):
                at[k] -= g.strides[k][d] * g.dims[d]
            count[d] = 0
            d -= 1
        if d < 0:
            return


# Over threads: a loop over contiguous or strided operands by stretches, a geometry by its slowest dimension.

cdef struct Stretch:
    loopfunc function
    void *data
    char *args[6]
    cnp.npy_intp steps[6]
    int count

cdef struct Share:
    Geometry *g
    loopfunc function
    void *data
    cnp.npy_intp item              # bytes of an element of each input, or 0


cdef void run_stretch(void *context, Py_ssize_t start, Py_ssize_t stop) noexcept nogil:
    cdef Stretch *all = <Stretch *>context
    cdef char *args[6]
    cdef cnp.npy_intp n = stop - start
    cdef int k
    for k in range(all.count):
        args[k] = all.args[k] + start * all.steps[k]
    all.function(args, &n, all.steps, all.data)


cdef void run_stretches(Loop *loop, int count, char **args, cnp.npy_intp *steps, cnp.npy_intp n) noexcept nogil:
    """Call a loop on `n` elements, on several threads where that pays."""
    cdef Stretch all
    cdef int k
    all.function, all.data, all.count = loop.function, loop.data, count
    for k in range(count):
        all.args[k], all.steps[k] = args[k], steps[k]
    fast.parallel_for(run_stretch, &all, n, n)


cdef inline void take_geometry(Geometry *to, Geometry *g) noexcept nogil:
    """A copy of what is used of `g`: all of it, four kilobytes, takes longer than many a loop."""
    cdef int d, k
    to.nd, to.nop = g.nd, g.nop
    for d in range(g.nd):
        to.dims[d] = g.dims[d]
    for k in range(g.nop):
        to.data[k] = g.data[k]
        for d in range(g.nd):
            to.strides[k][d] = g.strides[k][d]


# Short rows, several in one call of a loop: an operand that is the same in each row, or along each row, is laid out for so many of them.

cdef enum:
    TILE = 2048                    # elements of the rows of one call
    FILLED_UP_TO = 128             # elements of a row for which one number is laid out


cdef cnp.npy_intp rows_together(Geometry *g, cnp.npy_intp item) noexcept nogil:
    """How many rows of a matrix one call takes; 1 where rows are long, or no operand is repeated."""
    cdef int k, repeated = 0
    cdef cnp.npy_intp n = g.dims[g.nd - 1]
    if g.nd != 2 or 2 * n > TILE or n == 0 or g.dims[0] < 8 or copy_loop_for(item) == NULL:
        return 1
    for k in range(g.nop):
        if g.strides[k][0] == n * g.strides[k][1]:
            continue
        if k == g.nop - 1 or g.strides[k][0] != 0 and (g.strides[k][1] != 0 or n > FILLED_UP_TO):
            return 1
        repeated += 1
    return TILE // n if repeated else 1


cdef void drive_together(Geometry *g, loopfunc function, void *data, cnp.npy_intp item) noexcept nogil:
    """`drive`, by as many rows at a time as may be."""
    cdef cnp.npy_intp together = min(rows_together(g, item), g.dims[0]), n = g.dims[g.nd - 1], row = 0, i, rows, count
    cdef cnp.npy_intp steps[6]
    cdef cnp.npy_intp moved[2]
    cdef char *tiles[6]
    cdef char *args[6]
    cdef char *ends[2]
    cdef char *work = NULL if together < 2 else <char *>malloc((g.nop - 1) * together * n * item)
    cdef loopfunc copy = <loopfunc>copy_loop_for(item)
    cdef int k
    if work == NULL:
        drive(g, function, data)
        return
    moved[1] = item
    for k in range(g.nop):
        tiles[k], steps[k] = NULL, g.strides[k][1]
        if g.strides[k][0] != n * g.strides[k][1]:
            tiles[k], steps[k] = work + k * together * n * item, item
            moved[0] = g.strides[k][1]
            for i in range(together if g.strides[k][0] == 0 else 0):
                ends[0], ends[1] = g.data[k], tiles[k] + i * n * item
                copy(ends, &n, moved, NULL)
    moved[0] = 0
    while row < g.dims[0]:
        rows = min(together, g.dims[0] - row)
        for k in range(g.nop):
            args[k] = g.data[k] + row * g.strides[k][0] if tiles[k] == NULL else tiles[k]
            for i in range(rows if tiles[k] != NULL and g.strides[k][0] != 0 else 0):
                ends[0], ends[1] = g.data[k] + (row + i) * g.strides[k][0], tiles[k] + i * n * item
                copy(ends, &n, moved, NULL)
        count = rows * n
        function(args, &count, steps, data)
        row += rows
    free(work)


cdef void run_share(void *context, Py_ssize_t start, Py_ssize_t stop) noexcept nogil:
    cdef Share *all = <Share *>context
    cdef Geometry part
    cdef int k
    take_geometry(&part, all.g)
    part.dims[0] = stop - start
    for k in range(part.nop):
        part.data[k] += start * part.strides[k][0]
    drive_together(&part, all.function, all.data, all.item)


# A large matrix operand that lies across the others is read by blocks of rows, turned first: one by one its elements would come from as many cache lines.

cdef enum:
    TURNED_ROWS = 16


cdef int turned_operand(Geometry *g) noexcept nogil:
    """The first input of the output's item size, 4 or 8 bytes, whose columns are contiguous where the output's rows are; -1 for none."""
    cdef int k, out = g.nop - 1
    cdef cnp.npy_intp item = g.strides[out][1]
    if g.nd != 2 or item != 4 and item != 8 or g.dims[0] < 64 or g.dims[1] < 64:
        return -1
    for k in range(out):
        if g.strides[k][0] == item and g.strides[k][1] >= 64 * item and g.strides[k][1] % item == 0:
            return k
    return -1


cdef void run_turned(void *context, Py_ssize_t start, Py_ssize_t stop) noexcept nogil:
    """Rows TURNED_ROWS * start to TURNED_ROWS * stop."""
    cdef Share *all = <Share *>context
    cdef Geometry part
    cdef int k, turned = turned_operand(all.g)
    cdef Py_ssize_t row, last = min(stop * TURNED_ROWS, all.g.dims[0]), columns = all.g.dims[1], item = all.g.strides[all.g.nop - 1][1]
    cdef char *block = <char *>malloc(TURNED_ROWS * columns * item)
    take_geometry(&part, all.g)
    row = start * TURNED_ROWS
    while row < last:
        part.dims[0] = min(<cnp.npy_intp>TURNED_ROWS, last - row)
        for k in range(part.nop):
            part.data[k] = all.g.data[k] + row * all.g.strides[k][0]
        if block != NULL:
            fast.turn_rows(item == 4, part.data[turned], block, part.strides[turned][1] // item, columns, 0, part.dims[0])
            part.data[turned] = block
            part.strides[turned][0], part.strides[turned][1] = columns * item, item
        drive(&part, all.function, all.data)
        part.strides[turned][0], part.strides[turned][1] = all.g.strides[turned][0], all.g.strides[turned][1]
        row += TURNED_ROWS
    free(block)


cdef int run_geometry(Geometry *g, Loop *loop, void *data, bint uniform=True, cnp.npy_intp item=0) except -1:
    """Call a loop on all elements. `uniform`: all operands have items of one size, or the output smaller ones; `item`: that of the inputs, if it is known."""
    cdef cnp.npy_intp total = 1
    cdef int d
    cdef Share share
    simplify(g)
    for d in range(g.nd):
        total *= g.dims[d]
    if total >= RELEASE_GIL_FROM:
        share.g, share.function, share.data, share.item = g, loop.function, data if data != NULL else loop.data, item
        with nogil:
            if uniform and turned_operand(g) >= 0:
                fast.parallel_for(run_turned, &share, (g.dims[0] + TURNED_ROWS - 1) // TURNED_ROWS, total)
            else:
                fast.parallel_for(run_share, &share, g.dims[0], total)
    elif total:
        drive_together(g, loop.function, data if data != NULL else loop.data, item)
    return 0


cdef inline bint same_shape(cnp.ndarray a, cnp.ndarray b) noexcept:
    cdef int d, nd = cnp.PyArray_NDIM(a)
    if nd != cnp.PyArray_NDIM(b):
        return False
    for d in range(nd):
        if cnp.PyArray_DIM(a, d) != cnp.PyArray_DIM(b, d):
            return False
    return True
