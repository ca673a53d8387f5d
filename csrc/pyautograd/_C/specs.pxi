# From a row of the table to a spec: what the calls of an operator look up, read once.

cdef enum:
    KIND_UFUNC, KIND_SCALAR, KIND_KERNEL, KIND_VIEW, KIND_COMPOSITE
cdef enum:
    PROMOTE_COMMON, PROMOTE_FLOAT, PROMOTE_BOOL, PROMOTE_INTEGER
cdef enum:
    PARAM_OTHER, PARAM_TENSOR, PARAM_NUMBER

cdef dict _KINDS = {"ufunc": KIND_UFUNC, "scalar": KIND_SCALAR, "kernel": KIND_KERNEL, "view": KIND_VIEW, "composite": KIND_COMPOSITE}
cdef dict _PROMOTIONS = {"common": PROMOTE_COMMON, "float": PROMOTE_FLOAT, "bool": PROMOTE_BOOL, "integer": PROMOTE_INTEGER}
# self + alpha * other with alpha = 1, by one of NumPy's loops.
cdef dict _ALPHA_ONE = {"self + alpha * other": ("add", False), "self + (0 - alpha) * other": ("subtract", False), "other + (0 - alpha) * self": ("subtract", True)}
cdef list SPECS = []              # by row number; None until used
cdef list TABLE = []              # the rows, as the generator wrote them


cdef class Spec:
    """A row made ready to call."""

    def __repr__(self):
        return f"<operator {self.key}>"

    # What interceptors read; the same on both cores.

    @property
    def implementation(self):
        return self.row[4]

    @property
    def parameters(self):
        return self.param_names

    @property
    def types(self):
        return self.param_types

    @property
    def result(self):
        return self.row[3]


cdef Spec spec_at(int index):
    cdef Spec spec
    while len(SPECS) <= index:
        SPECS.append(None)
    if SPECS[index] is not None:
        return <Spec>SPECS[index]
    spec = make_spec(index)
    SPECS[index] = spec
    return spec


cdef object overlap_policy(str name, str key, bint elementwise):
    from .._py.overlap import policy

    return policy(name, key, elementwise)


cdef object layout_rule(str impl):
    from .._table.layouts import layout_rule as found

    return found(impl)


cdef str real_gradient(str name):
    from .._table.refused_dtypes import real_gradient as found

    return found(name) or None


cdef Spec make_spec(int index):
    cdef Spec spec = Spec.__new__(Spec)
    cdef int i
    spec.quick_rule = -1
    row = TABLE[index]
    spec.name, overload, params, outputs, kind, spec.impl, variants, aliases, promotion, numbers, spec.node_name, nondiff = row[:12]
    spec.multi_view, _, derivative = row[12:15]
    spec.rule, spec.reads_first, spec.reads_tensors = row[16:19]
    spec.row, spec.index = row, index
    spec.key = spec.name + ("." + overload if overload else "")
    spec.kind, spec.promote = _KINDS[kind], _PROMOTIONS.get(promotion, PROMOTE_COMMON)
    spec.toggles = LAZY_TOGGLES.get(spec.impl, 0)
    spec.shares = spec.kind == KIND_KERNEL and spec.impl.startswith("views.")
    spec.reads_bytes = spec.key in ("view.dtype", "view_as_real", "view_as_complex")
    spec.overlap = overlap_policy(spec.name, spec.key, spec.kind <= KIND_SCALAR)
    spec.param_names = tuple([p[0] for p in params])
    spec.param_types = tuple([p[1] for p in params])
    spec.nparams = len(params)
    for i in range(spec.nparams):
        spec.param_code[i] = PARAM_TENSOR if spec.param_types[i] == "Tensor" else PARAM_NUMBER if spec.param_types[i] in ("Number", "float") else PARAM_OTHER
    spec.outputs = outputs if isinstance(outputs, tuple) else None
    spec.output_kind = 1 if spec.outputs is not None else 0 if outputs == "Tensor" else 2 if outputs == "Tensor[]" else 3
    if spec.outputs is not None:
        for i in range(len(spec.outputs)):
            if spec.outputs[i] in nondiff:
                spec.nondiff |= 1u << i
    spec.takes_grad = spec.kind == KIND_KERNEL and spec.nparams > 0 and spec.param_names[0] in ("grad", "grad_output", "grad_out", "gy")
    spec.half_way = half_way_of(spec.impl) if spec.kind == KIND_KERNEL else HALF_APART
    spec.exact = spec.kind == KIND_UFUNC and spec.impl in ("multiply", "divide")
    spec.rounded = spec.name in ("add", "sub", "rsub")
    spec.alpha_at = -1
    if spec.kind == KIND_SCALAR and spec.impl in _ALPHA_ONE:
        ufunc, spec.swapped = _ALPHA_ONE[spec.impl]
        spec.alpha_ufunc, spec.alpha_at = getattr(np, ufunc), spec.param_names.index("alpha")
    if derivative == "not_implemented":
        spec.derivative = 2
        spec.nargs = 0
        for i in range(spec.nparams):
            if spec.param_types[i] in ("Tensor", "Tensor[]") and spec.nargs < 8:
                spec.positions[spec.nargs] = i
                spec.nargs += 1
    elif derivative is not None:
        spec.derivative = 1
        arguments, saved = derivative
        spec.nargs = len(arguments)
        for i in range(spec.nargs):
            spec.positions[i] = arguments[i]
            if spec.param_types[arguments[i]] == "Tensor[]":
                spec.list_args = True
        spec.nsaved = len(saved)
        spec.saved_names = tuple([s[0] for s in saved])
        for i in range(spec.nsaved):
            spec.saved_kind[i], spec.saved_source[i], spec.saved_mask[i] = saved[i][1], saved[i][2], saved[i][3]
            if spec.saved_kind[i] == SAVED_OUTPUT:
                spec.saves_outputs = True
    spec.quick_derivative = quick_derivative_of(spec.key)
    spec.real_gradient = real_gradient(spec.name)
    spec.argument_positions = tuple([spec.positions[i] for i in range(spec.nargs)])
    spec.nondiff_outputs = () if spec.outputs is None else tuple([i for i in range(len(spec.outputs)) if spec.outputs[i] in nondiff])
    if spec.kind == KIND_UFUNC:
        spec.function = getattr(np, spec.impl)
    elif spec.kind != KIND_SCALAR:
        package = "composite" if spec.kind == KIND_COMPOSITE else "kernels"
        module_name, _, function_name = spec.impl.rpartition(".")
        loaded = import_part(package, module_name)
        spec.function = getattr(loaded, function_name)
        spec.inplace_function = getattr(loaded, function_name + "_", None)
        spec.fast = quick_way_of(kind + ":" + spec.impl)
        spec.fast_write = quick_write_of(kind + ":" + spec.impl)
        rule = layout_rule(spec.impl) if spec.kind == KIND_KERNEL else None
        spec.repeatable = spec.kind == KIND_KERNEL and module_name in REPEATABLE
        if rule is not None:
            spec.layout_rule = LAYOUT_RULES.get(rule, 0)
            spec.layout = getattr(import_part("kernels", "layouts"), rule)
    if spec.kind <= KIND_SCALAR:
        spec.check = getattr(import_part("kernels", "elementwise"), "check_" + spec.name, None)
        spec.by_dtype = spec.check in import_part("kernels", "elementwise_checks").BY_DTYPE
    return spec


cdef object import_part(str package, str module):
    import importlib

    return importlib.import_module(f".{package}.{module}", __package__)
