# Sums of what is made of the elements first, block by block in the cache: of half precision as float32, of numbers with zero in place of NaN. Part of fast.pyx.

cdef enum:
    BLOCK = 1 << 12             # elements of short runs that are made at a time
    COLUMN_BLOCK = 1 << 17      # of columns, whose rows are read in short pieces
    BLOCK_MOST = 1 << 20        # elements of a run, or of a few columns, at most
    PART_ROWS = 256             # groups of 32 floats or 16 doubles of a part's sixteenth, which is summed up by itself in PyTorch's order

cdef struct Blocks:
    inner_loop load             # from what is there to float32, or NULL
    inner_loop clean            # from NaN to zero, or NULL
    const char *x
    void *out
    void *parts
    Py_ssize_t item, batch, rows, width, chunk, chunks
    int type4, failed


cdef void load_block(const Blocks *b, const char *x, void *to, Py_ssize_t n) noexcept nogil:
    cdef char *args[2]
    cdef cnp.npy_intp steps[2]
    cdef cnp.npy_intp count = n
    args[0], args[1] = <char *>x, <char *>to
    steps[0], steps[1] = b.item, 4 if b.type4 else 8
    if b.load != NULL:
        b.load(args, &count, steps, NULL)
        args[0], steps[0] = <char *>to, steps[1]
    if b.clean != NULL:
        b.clean(args, &count, steps, NULL)


cdef void block_runs_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Blocks *b = <Blocks *>context
    cdef Py_ssize_t together = min(max(<Py_ssize_t>1, BLOCK // b.rows), end - begin), n
    cdef void *work = malloc(together * b.rows * 8)
    if work == NULL:
        b.failed = 1
        return
    while begin < end:
        n = min(together, end - begin)
        load_block(b, b.x + begin * b.rows * b.item, work, n * b.rows)
        if b.type4:
            LOOPS_f4.sum_runs(<float *>work, <float *>b.out + begin, n, b.rows)
        else:
            LOOPS_f8.sum_runs(<double *>work, <double *>b.out + begin, n, b.rows)
        begin += n
    free(work)


cdef void add_part(real *sums, real *work, char *context, const char *x) noexcept nogil:
    """The sum of one part, whose sixteenths the last level but one adds up."""
    cdef const Blocks *b = <const Blocks *>context
    cdef real[32] found
    cdef Py_ssize_t group = 32 if real is float else 16, k, j
    for j in range(group):
        sums[j] = 0
    for k in range(16):
        load_block(b, x + k * PART_ROWS * group * b.item, work, PART_ROWS * group)
        if real is float:
            LOOPS_f4.sum_columns(work, found, 1, PART_ROWS, group, 0, group)
        else:
            LOOPS_f8.sum_columns(work, found, 1, PART_ROWS, group, 0, group)
        for j in range(group):
            sums[j] += found[j]


cdef void block_parts_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    """Parts of one long run."""
    cdef Blocks *b = <Blocks *>context
    cdef Py_ssize_t part
    cdef void *work = malloc(PART_ROWS * 32 * 8)
    if work == NULL:
        b.failed = 1
        return
    for part in range(begin, end):
        if b.type4:
            add_part[float](<float *>b.parts + part * 32, <float *>work, <char *>b, b.x + part * b.chunk * b.item)
        else:
            add_part[double](<double *>b.parts + part * 16, <double *>work, <char *>b, b.x + part * b.chunk * b.item)
    free(work)


cdef bint sum_long_blocks(Blocks *b) noexcept:
    """A run of several parts as `sum_long` has them."""
    cdef Py_ssize_t count = b.rows // b.chunk, done = count * b.chunk
    cdef void *rest = malloc((b.rows - done + 1) * 8)
    b.parts = malloc(count * 128)
    if rest != NULL and b.parts != NULL:
        with nogil:
            parallel_for(block_parts_part, b, count, b.rows)
        load_block(b, b.x + done * b.item, rest, b.rows - done)
        if b.type4:
            (<float *>b.out)[0] = LOOPS_f4.join_parts(<float *>rest - done, <float *>b.parts, b.rows)
        else:
            (<double *>b.out)[0] = LOOPS_f8.join_parts(<double *>rest - done, <double *>b.parts, b.rows)
    else:
        b.failed = 1
    free(rest)
    free(b.parts)
    return not b.failed


cdef void block_columns_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    """Stretches of columns, counted through the batch; the last of each has those left over too."""
    cdef Blocks *b = <Blocks *>context
    cdef Py_ssize_t k, first, n, i, step = 4 if b.type4 else 8
    cdef const char *x
    cdef char *out
    cdef void *work = malloc(b.rows * min(2 * b.chunk, b.width) * 8)
    if work == NULL:
        b.failed = 1
        return
    for k in range(begin, end):
        first = k % b.chunks * b.chunk
        n = b.chunk if k % b.chunks < b.chunks - 1 else b.width - first
        x, out = b.x + (k // b.chunks * b.rows * b.width + first) * b.item, <char *>b.out + (k // b.chunks * b.width + first) * step
        if n == b.width:
            load_block(b, x, work, b.rows * n)
        else:
            for i in range(b.rows):
                load_block(b, x + i * b.width * b.item, <char *>work + i * n * step, n)
        if b.type4:
            LOOPS_f4.sum_columns(<float *>work, <float *>out, 1, b.rows, n, 0, n)
        else:
            LOOPS_f8.sum_columns(<double *>work, <double *>out, 1, b.rows, n, 0, n)
    free(work)


cdef bint sum_blocks_memory(
    inner_loop load, inner_loop clean, bint type4, Py_ssize_t item, const void *x, void *out, Py_ssize_t batch, Py_ssize_t rows, Py_ssize_t width,
) noexcept:
    """`sum_memory` of what the loops make of items of so many bytes; False where there is too much of it, or no memory."""
    cdef Blocks b
    cdef Py_ssize_t elements = batch * rows * width
    b.load, b.clean, b.type4, b.item, b.x, b.out, b.failed = load, clean, type4, item, <const char *>x, out, 0
    b.batch, b.rows, b.width = batch, rows, width
    if width == 1:
        b.chunk = (LOOPS_f4.part_length if type4 else LOOPS_f8.part_length)(rows)
        if batch == 1 and rows >= b.chunk:      # which is larger for the longest runs
            return b.chunk == 16 * PART_ROWS * (32 if type4 else 16) and sum_long_blocks(&b)
        if rows > BLOCK_MOST:
            return False
        if elements <= QUICK:
            block_runs_part(&b, 0, batch)
        else:
            with nogil:
                parallel_for(block_runs_part, &b, batch, elements)
        return not b.failed
    b.chunk = max(<Py_ssize_t>32, COLUMN_BLOCK // rows // 32 * 32)
    b.chunks = max(<Py_ssize_t>1, width // b.chunk)
    if rows * min(2 * b.chunk, width) > BLOCK_MOST:
        return False
    if elements <= QUICK:
        block_columns_part(&b, 0, batch * b.chunks)
    else:
        with nogil:
            parallel_for(block_columns_part, &b, batch * b.chunks, elements)
    return not b.failed
