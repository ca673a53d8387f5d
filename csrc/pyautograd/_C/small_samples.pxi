# Gamma, Dirichlet, Poisson and binomial numbers from the default generator, losses of few sequences, margins and distances of few rows.

cdef extern from "rejection.h":
    ctypedef struct number_stream:
        uint32_t *state
        double pending
        int kept
    enum:
        REJECT_GAMMA, REJECT_POISSON, REJECT_BINOMIAL
    double rejected_number(number_stream *s, int what, double first, double second, int single) nogil


cdef void reject_numbers(number_stream *s, int what, const real *x, const real *y, real *out, cnp.npy_intp n, real least) noexcept nogil:
    cdef cnp.npy_intp i
    cdef real made
    for i in range(n):
        made = <real>rejected_number(s, what, x[i], y[i], real is float)
        out[i] = least if made < least else made


cdef cnp.ndarray rejected(PyObject **values, int tensors, int what, double least):
    """One number for each element of the first tensor, not below `least`; the second one's are parameters too. None for what is not for these loops."""
    cdef TensorBase x = <TensorBase><object>values[0]
    cdef TensorBase y = <TensorBase><object>values[tensors - 1]
    cdef number_stream stream
    cdef cnp.npy_intp i, n = cnp.PyArray_SIZE(x.a)
    cdef cnp.ndarray out
    if not own_stream(<object>values[tensors]) or not is_dense_float(x) or not has_plain_strides(x.a):
        return None
    if tensors == 2 and (y.dt != x.dt or not is_dense_float(y) or not has_plain_strides(y.a) or not same_shape(x.a, y.a)):
        return None
    if what == REJECT_POISSON:
        for i in range(n):
            if not ((<float *>cnp.PyArray_DATA(x.a))[i] >= 0 if x.dt == DT_F32 else (<double *>cnp.PyArray_DATA(x.a))[i] >= 0):
                return None
    kept = default_source.next_normal
    stream.kept, stream.pending = kept is not None, 0.0 if kept is None else kept
    out = empty_array(cnp.PyArray_NDIM(x.a), cnp.PyArray_DIMS(x.a), x.dt)
    source_lock.acquire()
    stream.state = <uint32_t *>cnp.PyArray_DATA(source_words)
    if x.dt == DT_F32:
        reject_numbers[float](&stream, what, <float *>cnp.PyArray_DATA(x.a), <float *>cnp.PyArray_DATA(y.a), <float *>cnp.PyArray_DATA(out), n, <float>least)
    else:
        reject_numbers[double](&stream, what, <double *>cnp.PyArray_DATA(x.a), <double *>cnp.PyArray_DATA(y.a), <double *>cnp.PyArray_DATA(out), n, least)
    source_lock.release()
    if what == REJECT_GAMMA:
        default_source.next_normal = stream.pending if stream.kept else None
    return out


cdef extern from "float.h":
    double SMALLEST_F4 "FLT_MIN"
    double SMALLEST_F8 "DBL_MIN"


cdef inline double smallest(PyObject **values) noexcept:
    return SMALLEST_F4 if (<TensorBase><object>values[0]).dt == DT_F32 else SMALLEST_F8


cdef object fast_gamma(Spec spec, PyObject **values):
    """values: self, generator."""
    cdef cnp.ndarray out = rejected(values, 1, REJECT_GAMMA, smallest(values))
    return None if out is None else finished(spec, values, out, (<TensorBase><object>values[0]).dt)


cdef object fast_poisson(Spec spec, PyObject **values):
    """values: self, generator."""
    cdef cnp.ndarray out = rejected(values, 1, REJECT_POISSON, -1)
    return None if out is None else finished(spec, values, out, (<TensorBase><object>values[0]).dt)


cdef object fast_binomial(Spec spec, PyObject **values):
    """values: count, prob, generator."""
    cdef cnp.ndarray out
    if mode_grad and any_requires(spec, values):
        return None
    out = rejected(values, 2, REJECT_BINOMIAL, -1)
    return None if out is None else finished(spec, values, out, (<TensorBase><object>values[0]).dt)


cdef void to_simplex(real *p, cnp.npy_intp rows, cnp.npy_intp n) noexcept nogil:
    """Rows divided by their sums, which are added up in double precision as NumPy does that."""
    cdef cnp.npy_intp b, i, k
    cdef double total
    cdef double parts[8]
    for b in range(rows):
        total, k = 0, 0
        if n >= 8:
            for i in range(8):
                parts[i] = p[i]
            k = 8
            while k + 8 <= n:
                for i in range(8):
                    parts[i] += p[k + i]
                k += 8
            total = ((parts[0] + parts[1]) + (parts[2] + parts[3])) + ((parts[4] + parts[5]) + (parts[6] + parts[7]))
        for i in range(k, n):
            total += p[i]
        for i in range(n):
            p[i] = <real>(p[i] / total)
        p += n


cdef object fast_dirichlet(Spec spec, PyObject **values):
    """values: self, generator."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int nd = cnp.PyArray_NDIM(t.a)
    cdef cnp.npy_intp n
    cdef cnp.ndarray out
    if nd == 0 or cnp.PyArray_DIM(t.a, nd - 1) > 128:      # sums of more are added up in halves
        return None
    out = rejected(values, 1, REJECT_GAMMA, smallest(values))
    if out is None:
        return None
    n = cnp.PyArray_DIM(t.a, nd - 1)
    if t.dt == DT_F32:
        to_simplex[float](<float *>cnp.PyArray_DATA(out), cnp.PyArray_SIZE(out) // n, n)
    else:
        to_simplex[double](<double *>cnp.PyArray_DATA(out), cnp.PyArray_SIZE(out) // n, n)
    return finished(spec, values, out, t.dt)


# Sequences

cdef extern from "sequence_loops.h" nogil:
    ctypedef struct sequence:
        const int64_t *labels
        Py_ssize_t frames, inputs, length, places, frame, classes
        int64_t blank
    float ctc_forward_f4(const sequence *q, const float *p, float *alpha)
    double ctc_forward_f8(const sequence *q, const double *p, double *alpha)
    void ctc_backward_f4(const sequence *q, const float *p, const float *alpha, float *beta, float loss, float grad, float *made)
    void ctc_backward_f8(const sequence *q, const double *p, const double *alpha, double *beta, double loss, double grad, double *made)
    float distance_f4(const float *x, const float *y, Py_ssize_t n, double p, int passes)
    double distance_f8(const double *x, const double *y, Py_ssize_t n, double p, int passes)
    float multi_margin_f4(const float *x, Py_ssize_t n, int64_t y, int p, float margin, float weight)
    double multi_margin_f8(const double *x, Py_ssize_t n, int64_t y, int p, double margin, double weight)
    float label_margin_f4(const float *x, Py_ssize_t n, const int64_t *labels, char *member, float *slope)
    double label_margin_f8(const double *x, Py_ssize_t n, const int64_t *labels, char *member, double *slope)


cdef bint read_sequences(sequence *q, TensorBase p, TensorBase targets, object inputs, object lengths, object blank) except -1:
    """What all sequences of a batch have in common; False for labels, lengths or a blank that are refused, and for what is not for these loops."""
    cdef Py_ssize_t longest = 0, total = 0
    if cnp.PyArray_NDIM(p.a) != 3 or not is_dense_float(p) or not is_index(targets):
        return False
    if not isinstance(inputs, tuple) or not isinstance(lengths, tuple) or len(inputs) != cnp.PyArray_DIM(p.a, 1) or len(lengths) != len(inputs):
        return False
    q.frames, q.classes = cnp.PyArray_DIM(p.a, 0), cnp.PyArray_DIM(p.a, 2)
    if not 0 <= blank < q.classes or not indices_inside(<int64_t *>cnp.PyArray_DATA(targets.a), cnp.PyArray_SIZE(targets.a), q.classes):
        return False
    q.frame, q.blank = cnp.PyArray_DIM(p.a, 1) * q.classes, blank
    for n in lengths:
        if not 0 <= n <= cnp.PyArray_SIZE(targets.a):
            return False
        longest, total = max(longest, <Py_ssize_t>n), total + <Py_ssize_t>n
    for n in inputs:
        if not 0 <= n <= q.frames:
            return False
    q.places = 2 * longest + 1
    if cnp.PyArray_NDIM(targets.a) == 1:
        return cnp.PyArray_SIZE(targets.a) == total
    return cnp.PyArray_NDIM(targets.a) == 2 and cnp.PyArray_DIM(targets.a, 0) == len(lengths) and cnp.PyArray_DIM(targets.a, 1) >= longest


cdef inline void go_to_sequence(sequence *q, TensorBase targets, Py_ssize_t b, object inputs, object lengths):
    """Go on to sequence number `b`."""
    if b == 0:
        q.labels = <int64_t *>cnp.PyArray_DATA(targets.a)
    else:
        q.labels += q.length if cnp.PyArray_NDIM(targets.a) == 1 else cnp.PyArray_DIM(targets.a, 1)
    q.inputs, q.length = (<tuple>inputs)[b], (<tuple>lengths)[b]


cdef object fast_ctc(Spec spec, PyObject **values):
    """values: log_probs, targets, input_lengths, target_lengths, blank, zero_infinity."""
    cdef TensorBase p = <TensorBase><object>values[0]
    cdef TensorBase targets = <TensorBase><object>values[1]
    cdef sequence q
    cdef cnp.npy_intp dims[3]
    cdef cnp.ndarray loss, alpha
    cdef Py_ssize_t b
    if not read_sequences(&q, p, targets, <object>values[2], <object>values[3], <object>values[4]):
        return None
    dims[0], dims[1], dims[2] = cnp.PyArray_DIM(p.a, 1), q.frames, q.places
    loss, alpha = empty_array(1, dims, p.dt), empty_array(3, dims, p.dt)
    for b in range(dims[0]):
        go_to_sequence(&q, targets, b, <object>values[2], <object>values[3])
        if p.dt == DT_F32:
            (<float *>cnp.PyArray_DATA(loss))[b] = ctc_forward_f4(
                &q, <float *>cnp.PyArray_DATA(p.a) + b * q.classes, <float *>cnp.PyArray_DATA(alpha) + b * q.frames * q.places
            )
        else:
            (<double *>cnp.PyArray_DATA(loss))[b] = ctc_forward_f8(
                &q, <double *>cnp.PyArray_DATA(p.a) + b * q.classes, <double *>cnp.PyArray_DATA(alpha) + b * q.frames * q.places
            )
    return packed(spec, recorded_all(spec, values, [new_tensor(loss, p.dt), new_tensor(alpha, p.dt)]))


cdef object fast_ctc_backward(Spec spec, PyObject **values):
    """values: grad, log_probs, targets, input_lengths, target_lengths, neg_log_likelihood, log_alpha, blank, zero_infinity."""
    cdef TensorBase grad = <TensorBase><object>values[0]
    cdef TensorBase p = <TensorBase><object>values[1]
    cdef TensorBase targets = <TensorBase><object>values[2]
    cdef TensorBase loss = <TensorBase><object>values[5]
    cdef TensorBase alpha = <TensorBase><object>values[6]
    cdef sequence q
    cdef cnp.ndarray out
    cdef Py_ssize_t b, batch
    cdef void *beta
    cdef double size
    if not read_sequences(&q, p, targets, <object>values[3], <object>values[4], <object>values[7]) or mode_grad and any_requires(spec, values):
        return None
    batch = cnp.PyArray_DIM(p.a, 1)
    if grad.dt != p.dt or loss.dt != p.dt or alpha.dt != p.dt or not is_dense_float(grad) or not is_dense_float(loss) or not is_dense_float(alpha):
        return None
    if cnp.PyArray_SIZE(grad.a) != batch or cnp.PyArray_SIZE(loss.a) != batch or cnp.PyArray_SIZE(alpha.a) != batch * q.frames * q.places:
        return None
    out = empty_array(3, cnp.PyArray_DIMS(p.a), p.dt)
    memset(cnp.PyArray_DATA(out), 0, cnp.PyArray_NBYTES(out))
    beta = malloc(2 * q.places * ITEMSIZE[p.dt])
    if beta == NULL:
        raise MemoryError
    for b in range(batch):
        go_to_sequence(&q, targets, b, <object>values[3], <object>values[4])
        size = (<float *>cnp.PyArray_DATA(loss.a))[b] if p.dt == DT_F32 else (<double *>cnp.PyArray_DATA(loss.a))[b]
        if size == INFINITE and <object>values[8]:
            continue
        if p.dt == DT_F32:
            ctc_backward_f4(
                &q, <float *>cnp.PyArray_DATA(p.a) + b * q.classes, <float *>cnp.PyArray_DATA(alpha.a) + b * q.frames * q.places, <float *>beta, <float>size,
                (<float *>cnp.PyArray_DATA(grad.a))[b], <float *>cnp.PyArray_DATA(out) + b * q.classes
            )
        else:
            ctc_backward_f8(
                &q, <double *>cnp.PyArray_DATA(p.a) + b * q.classes, <double *>cnp.PyArray_DATA(alpha.a) + b * q.frames * q.places, <double *>beta, size,
                (<double *>cnp.PyArray_DATA(grad.a))[b], <double *>cnp.PyArray_DATA(out) + b * q.classes
            )
    free(beta)
    return finished(spec, values, out, p.dt)


# Margins

cdef cnp.ndarray row_losses(TensorBase t, cnp.npy_intp *rows, cnp.npy_intp *n):
    """New memory for one number per row of a matrix, or one of a vector; None for other tensors."""
    cdef int nd = cnp.PyArray_NDIM(t.a)
    if nd != 1 and nd != 2 or not is_dense_float(t):
        return None
    rows[0], n[0] = cnp.PyArray_DIM(t.a, 0) if nd == 2 else 1, cnp.PyArray_DIM(t.a, nd - 1)
    return empty_array(nd - 1, rows, t.dt)


cdef object reduced_losses(Spec spec, PyObject **values, cnp.ndarray losses, int dt, long reduction):
    cdef cnp.ndarray out
    cdef cnp.npy_intp n = cnp.PyArray_SIZE(losses)
    if reduction == 0:
        return finished(spec, values, losses, dt)
    out = empty_array(0, NULL, dt)
    if dt == DT_F32:
        (<float *>cnp.PyArray_DATA(out))[0] = run_of[float](<float *>cnp.PyArray_DATA(losses), n) / <float>(n if reduction == 1 else 1)
    else:
        (<double *>cnp.PyArray_DATA(out))[0] = run_of[double](<double *>cnp.PyArray_DATA(losses), n) / <double>(n if reduction == 1 else 1)
    return finished(spec, values, out, dt)


cdef object fast_multi_margin(Spec spec, PyObject **values):
    """values: self, target, p, margin, weight, reduction."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef TensorBase target = <TensorBase><object>values[1]
    cdef cnp.npy_intp rows = 1, n = 1, i
    cdef int64_t *at = <int64_t *>cnp.PyArray_DATA(target.a)
    cdef double margin
    cdef int p
    cdef cnp.ndarray losses = row_losses(t, &rows, &n)
    if losses is None or <object>values[4] is not None or <object>values[2] not in (1, 2) or not real_number(<object>values[3], &margin):
        return None
    if target.dt != DT_I64 or target.lazy or not cnp.PyArray_IS_C_CONTIGUOUS(target.a) or cnp.PyArray_SIZE(target.a) != rows:
        return None
    if cnp.PyArray_NDIM(target.a) > cnp.PyArray_NDIM(losses):
        return None  # a vector with a target of one element gives a loss of one element
    p = <object>values[2]
    for i in range(rows):
        if not 0 <= at[i] < n:
            return None
        if t.dt == DT_F32:
            (<float *>cnp.PyArray_DATA(losses))[i] = multi_margin_f4(<float *>cnp.PyArray_DATA(t.a) + i * n, n, at[i], p, <float>margin, 1)
        else:
            (<double *>cnp.PyArray_DATA(losses))[i] = multi_margin_f8(<double *>cnp.PyArray_DATA(t.a) + i * n, n, at[i], p, margin, 1)
    return reduced_losses(spec, values, losses, t.dt, <object>values[5])


cdef bint labels_fit(TensorBase t, TensorBase target, cnp.npy_intp n) noexcept:
    """Whether each element has a label of int64, which is -1 or names a class."""
    cdef cnp.npy_intp i
    cdef int64_t *at = <int64_t *>cnp.PyArray_DATA(target.a)
    if target.dt != DT_I64 or target.lazy or not cnp.PyArray_IS_C_CONTIGUOUS(target.a) or not same_shape(t.a, target.a):
        return False
    for i in range(cnp.PyArray_SIZE(target.a)):
        if not -1 <= at[i] < n:
            return False
    return True


cdef object label_margins(Spec spec, PyObject **values, bint slope):
    """``multilabel_margin_loss``, or its derivative by the scores. values: self, target, and of the loss reduction."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef TensorBase target = <TensorBase><object>values[1]
    cdef cnp.npy_intp rows = 1, n = 1, i
    cdef int64_t *at = <int64_t *>cnp.PyArray_DATA(target.a)
    cdef char member[1024]
    cdef char *to = NULL
    cdef cnp.ndarray out, losses = row_losses(t, &rows, &n)
    if losses is None or not labels_fit(t, target, n) or n > 1024:
        return None
    out = empty_array(cnp.PyArray_NDIM(t.a), cnp.PyArray_DIMS(t.a), t.dt) if slope else losses
    for i in range(rows):
        if slope:
            to = <char *>cnp.PyArray_DATA(out) + i * n * ITEMSIZE[t.dt]
        if t.dt == DT_F32:
            (<float *>cnp.PyArray_DATA(losses))[i] = label_margin_f4(<float *>cnp.PyArray_DATA(t.a) + i * n, n, at + i * n, member, <float *>to)
        else:
            (<double *>cnp.PyArray_DATA(losses))[i] = label_margin_f8(<double *>cnp.PyArray_DATA(t.a) + i * n, n, at + i * n, member, <double *>to)
    return finished(spec, values, out, t.dt) if slope else reduced_losses(spec, values, losses, t.dt, <object>values[2])


cdef object fast_label_margin(Spec spec, PyObject **values):
    return label_margins(spec, values, False)


cdef object fast_label_slope(Spec spec, PyObject **values):
    return label_margins(spec, values, True)


# Distances between rows

cdef void put_distance(int dt, void *x, Py_ssize_t i, void *y, Py_ssize_t j, Py_ssize_t n, double p, bint passes, void *out, Py_ssize_t k) noexcept nogil:
    if dt == DT_F32:
        (<float *>out)[k] = distance_f4(<float *>x + i * n, <float *>y + j * n, n, p, passes)
    else:
        (<double *>out)[k] = distance_f8(<double *>x + i * n, <double *>y + j * n, n, p, passes)


cdef object fast_cdist(Spec spec, PyObject **values):
    """values: x1, x2, p, products."""
    cdef TensorBase x = <TensorBase><object>values[0]
    cdef TensorBase y = <TensorBase><object>values[1]
    cdef cnp.npy_intp dims[8]
    cdef cnp.npy_intp b, i, j, count = 1, rows, others, n
    cdef int d, nd = cnp.PyArray_NDIM(x.a)
    cdef double p
    cdef cnp.ndarray out
    if <object>values[3] or x.dt != y.dt or not 2 <= nd <= 8 or not is_dense_float(x) or not is_dense_float(y) or not real_number(<object>values[2], &p):
        return None
    if not same_batches(x, y) or cnp.PyArray_DIM(x.a, nd - 1) != cnp.PyArray_DIM(y.a, nd - 1):
        return None
    for d in range(nd - 2):
        dims[d] = cnp.PyArray_DIM(x.a, d)
        count *= dims[d]
    rows, others, n = cnp.PyArray_DIM(x.a, nd - 2), cnp.PyArray_DIM(y.a, nd - 2), cnp.PyArray_DIM(x.a, nd - 1)
    dims[nd - 2], dims[nd - 1] = rows, others
    if count * rows * others * n > 16 * SMALL_KERNEL:
        return None
    out = empty_array(nd, dims, x.dt)
    for b in range(count):
        for i in range(rows):
            for j in range(others):
                put_distance(
                    x.dt, cnp.PyArray_DATA(x.a), b * rows + i, cnp.PyArray_DATA(y.a), b * others + j, n, p, True, cnp.PyArray_DATA(out),
                    (b * rows + i) * others + j
                )
    return finished(spec, values, out, x.dt)


cdef object fast_pdist(Spec spec, PyObject **values):
    """values: self, p."""
    cdef TensorBase x = <TensorBase><object>values[0]
    cdef cnp.npy_intp i, j, k = 0, rows, n
    cdef double p
    cdef cnp.ndarray out
    if cnp.PyArray_NDIM(x.a) != 2 or not is_dense_float(x) or not real_number(<object>values[1], &p):
        return None
    rows, n = cnp.PyArray_DIM(x.a, 0), cnp.PyArray_DIM(x.a, 1)
    if rows * rows * n > 16 * SMALL_KERNEL:
        return None
    k = rows * (rows - 1) // 2
    out = empty_array(1, &k, x.dt)
    k = 0
    for i in range(rows):
        for j in range(i + 1, rows):
            put_distance(x.dt, cnp.PyArray_DATA(x.a), i, cnp.PyArray_DATA(x.a), j, n, p, False, cnp.PyArray_DATA(out), k)
            k += 1
    return finished(spec, values, out, x.dt)


quick_way("kernel:rejection.standard_gamma", fast_gamma)
quick_way("kernel:rejection.poisson", fast_poisson)
quick_way("kernel:rejection.binomial", fast_binomial)
quick_way("kernel:rejection.sample_dirichlet", fast_dirichlet)
quick_way("kernel:ctc.forward", fast_ctc)
quick_way("kernel:ctc.backward", fast_ctc_backward)
quick_way("kernel:losses.multi_margin_loss", fast_multi_margin)
quick_way("kernel:losses.multilabel_margin_loss", fast_label_margin)
quick_way("kernel:losses.multilabel_margin_slope", fast_label_slope)
quick_way("kernel:distance.cdist", fast_cdist)
quick_way("kernel:distance.pdist", fast_pdist)
