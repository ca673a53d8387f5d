"""Factories over tensors: options checked, dtypes inferred, results written to ``out`` or wrapped."""
import warnings

import numpy as np

from pyautograd import _types
from pyautograd._py import determinism

from ..core import exemplar, is_grad_enabled, wrap
from ..kernels import creation as kernels
from ..kernels.layouts import in_order, preserved_strides, with_strides

_REQUIRES = "Only Tensors of floating point and complex dtype can require gradients"
_SPARSE = (_types.sparse_coo, _types.sparse_csr, _types.sparse_csc)
_NO_PINNED = (
    "pin_memory=True requires a CUDA or other accelerator backend; no pinned memory allocator is available on this system."
)


def check_options(layout, device, pin_memory):
    """Refuse what this library has no memory for, with the errors of PyTorch's CPU build where it has one. Returns whether the device is meta."""
    meta = device is not None and device.type == "meta"
    if device is not None and device.type != "cpu" and not meta:
        refuse_device(device)
    if layout is not None and layout is not _types.strided:
        raise NotImplementedError(f"layout {layout!r} is not supported here: tensors are strided, or sparse in coordinate or compressed format")
    if pin_memory:
        raise RuntimeError(_NO_PINNED)
    return meta


def blank_like(made, dtype, requires_grad):
    """A tensor on the device meta with the shape and strides of an array."""
    from pyautograd._meta import blank

    return blank(made.shape, dtype, requires_grad, tuple([s // made.itemsize for s in made.strides]) if made.size else None)


def refuse_device(device):
    """Raise for a device that is not the CPU."""
    if device.type in ("cuda", "xpu"):
        raise AssertionError(f"Torch not compiled with {device.type.upper()} enabled")
    raise NotImplementedError(f"device '{device}' is not supported: this library computes on the CPU")


def check_size(size):
    """Refuse negative lengths and sizes beyond the address space."""
    for n in size:
        if n < 0:
            raise RuntimeError(f"Trying to create tensor with negative dimension {n}: {list(size)}")
    total = 1
    for n in size:
        total *= n
    if total >= 1152921504606846976:
        raise RuntimeError(f"Storage size calculation overflowed with sizes={list(size)}")


def allocate(make, size, dtype):
    """``make(size, dtype)`` with memory errors worded as PyTorch's."""
    try:
        return make(size, dtype.np)
    except ValueError:
        check_size(size)
        raise
    except MemoryError:
        total = dtype.itemsize
        for n in size:
            total *= n
        raise RuntimeError(
            f"[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate {total} bytes. "
            "Error code 12 (Cannot allocate memory)"
        ) from None


def finish(made, dtype, requires_grad):
    """A tensor over a fresh array, requiring gradients where asked to."""
    tensor = wrap(made, dtype)
    if requires_grad:
        if not (dtype.is_floating_point or dtype.is_complex):
            raise RuntimeError(_REQUIRES)
        tensor.requires_grad = True
    return tensor


def out_dtype(out, dtype):
    """The dtype to compute in for ``out=``: its own, which `dtype` may only repeat."""
    if dtype is not None and dtype is not out.dtype:
        raise RuntimeError(f"dtype {dtype.scalar_name} does not match dtype of out parameter ({out.dtype.scalar_name})")
    return out.dtype


def store(out, made, name, requires_grad):
    """Write a fresh array into ``out``, resized where its shape differs."""
    if out.requires_grad and name == "empty":
        raise RuntimeError("cannot resize variables that require grad")
    if out.requires_grad and is_grad_enabled():
        raise RuntimeError(
            f"aten::{name}(): functions with out=... arguments don't support automatic differentiation, but one of the arguments requires grad."
        )
    shape = tuple(out.shape)
    if shape != made.shape:
        from pyautograd._table.out_shapes import keeps_shape

        if keeps_shape(name, shape, made.shape):
            made = made.reshape(shape)
        else:
            out.resize_(made.shape)
    out.copy_(wrap(made, out.dtype))
    if bool(requires_grad) is not out.requires_grad:
        out.requires_grad = bool(requires_grad)
    return out


def constant(name, make, size, out, dtype, layout, device, pin_memory, requires_grad):
    """A tensor of `size` made by ``make(size, dtype)``."""
    if layout in _SPARSE and out is None:
        if name not in ("zeros", "empty"):
            raise RuntimeError("full(...) is not implemented for sparse layout")
        from pyautograd.sparse import empty_of

        return empty_of(layout, tuple(size), dtype or _types._default_dtype, requires_grad)
    if (layout is not None or device is not None or pin_memory) and check_options(layout, device, pin_memory):
        dtype = _types._default_dtype if dtype is None else dtype
        if size is None:
            return blank_like(make(size, dtype), dtype, requires_grad)
        from pyautograd._meta import blank

        check_size(size)
        return blank(tuple(size), dtype, requires_grad)
    if out is not None:
        return store(out, make(size, out_dtype(out, dtype)), name, requires_grad)
    if dtype is None:
        dtype = _types._default_dtype
    return finish(make(size, dtype), dtype, requires_grad)


def _zeros(size, dtype):
    return allocate(np.zeros, size, dtype)


def _ones(size, dtype):
    return allocate(np.ones, size, dtype) if dtype not in (_types.bfloat16, _types.complex32) else _full(size, 1, dtype)


def _empty(size, dtype):
    made = allocate(np.empty, size, dtype)
    if determinism.asked.filled:
        made.fill(kernels.fill_value(determinism.filler(dtype), dtype))
    return made


def _full(size, value, dtype):
    made = allocate(np.empty, size, dtype)
    made.fill(kernels.fill_value(value, dtype))
    return made


def zeros(size, out=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """A tensor of zeros. Raises RuntimeError for a negative size, or for `requires_grad` on an integer dtype."""
    for n in size:
        if n < 0:
            raise RuntimeError("zeros: Dimension size must be non-negative.")
    return constant("zeros", _zeros, size, out, dtype, layout, device, pin_memory, requires_grad)


def ones(size, out=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """A tensor of ones."""
    return constant("ones", _ones, size, out, dtype, layout, device, pin_memory, requires_grad)


def empty(size, memory_format=None, out=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """A tensor of any content. `memory_format` may ask for channels last."""
    make = _empty
    if memory_format is not None and memory_format is not _types.contiguous_format:
        order = physical_order(len(size), memory_format)
        if device is not None and device.type == "meta":
            return empty_permuted(size, order, dtype, layout, device, pin_memory, requires_grad)

        def make(size, dtype):
            return permuted(_empty, size, order, dtype)

    return constant("empty", make, size, out, dtype, layout, device, pin_memory, requires_grad)


def physical_order(ndim, memory_format):
    """The dimensions from the slowest to the fastest in a channels-last format."""
    if memory_format is _types.preserve_format:
        raise RuntimeError("unsupported memory format Preserve")
    rank = 4 if memory_format is _types.channels_last else 5
    if ndim != rank:
        raise RuntimeError(f"required rank {rank} tensor to use {memory_format.name} format")
    return (0, *range(2, rank), 1)


def permuted(make, size, order, dtype):
    """An array of `size` whose dimensions lie in memory in the given order, slowest first."""
    return in_order(make(size, dtype), order[::-1])


def full(size, fill_value, out=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """A tensor filled with one number; the dtype follows from it (int64, bool, the default dtype or its complex one)."""
    if dtype is None and out is None:
        dtype = dtype_of_number(fill_value)

    def make(size, dtype):
        return _full(size, fill_value, dtype)

    return constant("full", make, size, out, dtype, layout, device, pin_memory, requires_grad)


def dtype_of_number(value):
    """The dtype that a Python number stands for."""
    if isinstance(value, bool):
        return _types.bool_
    if isinstance(value, int):
        return _types.int64
    default = _types._default_dtype
    return default.to_complex() if isinstance(value, complex) else default


# like another tensor


def like(self, make, memory_format, dtype, layout, device, pin_memory, requires_grad):
    """A tensor of self's shape (and layout, unless `memory_format` says otherwise) made by ``make(size, dtype)``."""
    if layout in _SPARSE:
        return constant("zeros" if make in (_zeros, _empty) else "full", make, self.shape, None, dtype or self.dtype, layout, device, pin_memory, requires_grad)
    meta = (layout is not None or device is not None or pin_memory) and check_options(layout, device, pin_memory)
    if meta:
        make = _empty
    if dtype is None:
        dtype = self.dtype
    source = exemplar(self)
    size = source.shape
    keeps = memory_format is None or memory_format is _types.preserve_format
    if memory_format is _types.contiguous_format or (len(size) < 2 or source.flags.c_contiguous if keeps and source.size else len(size) < 2 and not keeps):
        made = make(size, dtype)
        return blank_like(made, dtype, requires_grad) if meta else finish(made, dtype, requires_grad)
    if keeps:
        made = make(size, dtype)
        made = with_strides(made, preserved_strides(source, made.itemsize))
    else:
        made = permuted(make, size, physical_order(len(size), memory_format), dtype)
    return blank_like(made, dtype, requires_grad) if meta else finish(made, dtype, requires_grad)


def zeros_like(self, memory_format=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    return like(self, _zeros, memory_format, dtype, layout, device, pin_memory, requires_grad)


def ones_like(self, memory_format=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    return like(self, _ones, memory_format, dtype, layout, device, pin_memory, requires_grad)


def empty_like(self, memory_format=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    return like(self, _empty, memory_format, dtype, layout, device, pin_memory, requires_grad)


def full_like(self, fill_value, memory_format=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    def make(size, dtype):
        return _full(size, fill_value, dtype)

    return like(self, make, memory_format, dtype, layout, device, pin_memory, requires_grad)


def new_zeros(self, size, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """Zeros in this tensor's dtype."""
    return constant("zeros", _zeros, size, None, dtype or self.dtype, layout, device, pin_memory, requires_grad)


def new_ones(self, size, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """Ones in this tensor's dtype."""
    return constant("ones", _ones, size, None, dtype or self.dtype, layout, device, pin_memory, requires_grad)


def new_empty(self, size, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """Any content in this tensor's dtype."""
    return constant("empty", _empty, size, None, dtype or self.dtype, layout, device, pin_memory, requires_grad)


def new_full(self, size, fill_value, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """One number everywhere, in this tensor's dtype."""
    return full(size, fill_value, None, dtype or self.dtype, layout, device, pin_memory, requires_grad)


def new_empty_strided(self, size, stride, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """Any content with the given strides, in this tensor's dtype."""
    return empty_strided(size, stride, dtype or self.dtype, layout, device, pin_memory, requires_grad)


def new_tensor(self, data, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """A copy of `data` in this tensor's dtype."""
    from pyautograd._creation import new_tensor as make

    meta = check_options(layout, device, pin_memory)
    made = make(data, dtype or self.dtype, bool(requires_grad))
    return blank_like(exemplar(made), made.dtype, bool(requires_grad)) if meta else made


def empty_strided(size, stride, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """Any content, with strides counted in elements. Raises RuntimeError where sizes and strides do not match."""
    meta = check_options(layout, device, pin_memory)
    if len(size) != len(stride):
        raise RuntimeError(f"dimensionality of sizes ({len(size)}) must match dimensionality of strides ({len(stride)})")
    check_size(size)
    if any(s < 0 for s in stride):
        raise RuntimeError(f"Storage size calculation overflowed with sizes={list(size)} and strides={list(stride)}")
    dtype = dtype or _types.get_default_dtype()
    length = 0 if 0 in size else 1 + sum((n - 1) * s for n, s in zip(size, stride))
    memory = _empty((length,), dtype)
    item = dtype.itemsize
    made = np.ndarray(size, dtype.np, memory if length else np.empty(1, dtype.np), 0, [s * item for s in stride])
    return blank_like(made, dtype, requires_grad) if meta else finish(made, dtype, requires_grad)


def empty_permuted(size, physical_layout, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """Any content, dense, with the dimensions in memory in the given order (slowest first)."""
    meta = check_options(layout, device, pin_memory)
    if len(size) != len(physical_layout):
        raise RuntimeError(
            "Number of dimensions in size does not match the length of the physical_layout; i.e. "
            f"len(size) = {len(size)} is not equal to len(physical_layout) = {len(physical_layout)}"
        )
    for at, d in enumerate(physical_layout):
        if not 0 <= d < len(size):
            raise RuntimeError(
                f"Dimension out of range (expected to be between 0 and {len(size) - 1}, but got {d} at index {at}).  NB: negative dims not "
                "currently supported; file an issue if you want it."
            )
        if d in physical_layout[:at]:
            raise RuntimeError("Duplicate dim not allowed")
    dtype = dtype or _types.get_default_dtype()
    made = permuted(_empty, size, physical_layout, dtype)
    return blank_like(made, dtype, requires_grad) if meta else finish(made, dtype, requires_grad)


# sequences


def refuse_complex_half(kernel, dtype):
    """Refuse complex32 in the name of PyTorch's kernel."""
    if dtype is _types.complex32:
        raise NotImplementedError(f"\"{kernel}\" not implemented for 'ComplexHalf'")


def eye(n, m, out=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """Ones on the main diagonal, zeros elsewhere: ``[n, m]``."""
    if n < 0:
        raise RuntimeError(f"n must be greater or equal to 0, got {n}")
    if m < 0:
        raise RuntimeError(f"m must be greater or equal to 0, got {m}")

    def make(size, dtype):
        if n and m:
            refuse_complex_half("eye", dtype)
        return kernels.eye(n, m, dtype)

    return constant("eye", make, (n, m), out, dtype, layout, device, pin_memory, requires_grad)


def eye_square(n, out=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    return eye(n, n, out, dtype, layout, device, pin_memory, requires_grad)


def arange(start, end, step=1, out=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """``start, start + step, ...`` below `end`: int64 where all three are integers, else the default dtype.

    Raises RuntimeError for a step of zero or of the wrong sign, and for ends that are not finite.
    """
    start, end, step = (real_number(v) for v in (start, end, step))
    if dtype is None and out is None:
        whole = not (isinstance(start, float) or isinstance(end, float) or isinstance(step, float))
        dtype = _types.int64 if whole else _types.get_default_dtype()

    def make(size, dtype):
        return kernels.arange(start, end, step, dtype)

    if out is not None and out.numel():
        made = make(None, out_dtype(out, dtype))
        if made.size != out.numel():
            from pyautograd._table.out_shapes import warn_resized

            warn_resized("arange", tuple(out.shape), made.shape)
    return constant("arange", make, None, out, dtype, layout, device, pin_memory, requires_grad)


def real_number(value):
    """A number without an imaginary part."""
    if isinstance(value, complex):
        if value.imag:
            raise RuntimeError("value cannot be converted to type double without overflow")
        return value.real
    return value


def arange_end(end, out=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    return arange(0, end, 1, out, dtype, layout, device, pin_memory, requires_grad)


def arange_start(start, end, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    return arange(start, end, 1, None, dtype, layout, device, pin_memory, requires_grad)


def range_(start, end, step=1, out=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """``start, start + step, ...`` up to and with `end`. Deprecated: use `arange`."""
    warnings.warn(
        "torch.range is deprecated and will be removed in a future release because its behavior is inconsistent with Python's range builtin. "
        "Instead, use torch.arange, which produces values in [start, end).",
        stacklevel=4,
    )

    def make(size, dtype):
        return kernels.closed_range(start, end, step, dtype)

    return constant("range", make, None, out, dtype, layout, device, pin_memory, requires_grad)


def linspace(start, end, steps, out=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """`steps` evenly spaced values from `start` to `end`, both included. Complex ends make complex values."""
    start, end = ends("linspace", start, end)

    def make(size, dtype):
        if steps > 1:
            refuse_complex_half("linspace_cpu", dtype)
        return kernels.linspace(start, end, steps, dtype)

    dtype = sequence_dtype("linspace", (start, end), out, dtype)
    return constant("linspace", make, None, out, dtype, layout, device, pin_memory, requires_grad)


def logspace(start, end, steps, base=10.0, out=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """``base`` to the power of `steps` evenly spaced exponents from `start` to `end`."""
    start, end = ends("logspace", start, end)

    def make(size, dtype):
        if steps > 1:
            refuse_complex_half("logspace_cpu", dtype)
        return kernels.logspace(start, end, steps, base, dtype)

    dtype = sequence_dtype("logspace", (start, end), out, dtype)
    return constant("logspace", make, None, out, dtype, layout, device, pin_memory, requires_grad)


def ends(name, start, end):
    """The numbers behind two ends given as numbers or 0-d tensors."""
    dims = [(end_name, v.dim()) for end_name, v in (("start", start), ("end", end)) if hasattr(v, "dim")]
    if any([d for _, d in dims]):
        given = " and ".join([f"{end_name} with {d} dimension(s)" for end_name, d in dims])
        raise RuntimeError(f"{name} only supports 0-dimensional start and end tensors, but got {given}.")
    return (v.item() if hasattr(v, "dim") else v for v in (start, end))


def sequence_dtype(name, numbers, out, dtype):
    """The dtype of a grid: complex when an end is, which `dtype` may not contradict."""
    if any(isinstance(v, complex) for v in numbers):
        inferred = _types.get_default_dtype().to_complex()
        if dtype is not None and not dtype.is_complex:
            real = "float" if inferred is _types.complex64 else "double"
            raise RuntimeError(f"torch.{name}(): inferred dtype c10::complex<{real}> can't be safely cast to passed dtype {dtype.scalar_name}")
        if dtype is None and out is None:
            return inferred
    return dtype


def scalar_tensor(s, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """A 0-d tensor of the default dtype (or `dtype`)."""
    return full((), s, None, dtype or _types.get_default_dtype(), layout, device, pin_memory, requires_grad)


def tril_indices(row, col, offset=0, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """Row and column numbers of the lower triangle of a `row` by `col` matrix: ``[2, n]``."""

    def make(size, dtype):
        return kernels.tril_indices(row, col, offset, dtype)

    return constant("tril_indices", make, None, None, dtype or _types.int64, layout, device, pin_memory, requires_grad)


def triu_indices(row, col, offset=0, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """Row and column numbers of the upper triangle of a `row` by `col` matrix: ``[2, n]``."""

    def make(size, dtype):
        return kernels.triu_indices(row, col, offset, dtype)

    return constant("triu_indices", make, None, None, dtype or _types.int64, layout, device, pin_memory, requires_grad)
