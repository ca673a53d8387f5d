"""PyTorch's operators on matrices behind its functions, such as ``torch._grouped_mm``: other libraries call some of them by these names.

Each is written over the operators that do the work here. Loaded when one of them is first asked for.
"""
import numpy as np

from . import _types
from ._autograd_texts import C_NAMES
from ._core import core

ops = core.ops
_GROUPED = ("float32", "bfloat16", "float16")


def _check(condition, text):
    if not condition:
        raise RuntimeError(text)


def _check_grouped(a, b, offs, bias, out_dtype):
    for name, x in (("mat_a", a), ("mat_b", b)):
        _check(x.ndim in (2, 3), f"{name} has to be 2 or 3d")
    for name, x in (("mat_a", a), ("mat_b", b)):
        _check(x.dtype.name in _GROUPED, f"Expected {name} to be Float32, BFloat16 or Float16 matrix, got {x.dtype.legacy_name}")
    if a.ndim == 3 or b.ndim == 3:
        _check(a.shape[-1] == b.shape[-2], "contraction dimension of mat_a and mat_b must match")
    for x in (a, b):
        rows, columns = x.stride()[-2:]
        along = rows if columns == 1 and rows >= max(1, x.shape[-1]) else columns
        _check(min(rows, columns) == 1 or 1 in x.shape[-2:], f"Invalid strides/sizes, got {list(x.stride())} for strides and {list(x.shape)} for sizes")
        _check(along * x.element_size() % 16 == 0, "strides should be multiple of 16 bytes")
    text = "Have to provide offsets if there is a 2d matrix, or no offset if both matrices are 3d"
    _check((offs is not None) == (a.ndim == 2 or b.ndim == 2), text)
    if offs is not None:
        _check(offs.ndim == 1, "offs has to be 1D")
        _check(offs.dtype.name == "int32", "Offsets have to be int32")
    _check(bias is None, "Bias not supported yet")
    _check(out_dtype is None or out_dtype is a.dtype, "Grouped gemm output dtype must match `mat_a` dtype")
    if a.ndim == 3 and b.ndim == 3:
        _check(a.shape[0] == b.shape[0], "batched dimension has to match")
    elif a.ndim != b.ndim:
        _check((a if a.ndim == 3 else b).shape[0] == offs.shape[0], "matrix batch sizes have to match")
    if a.dtype is not b.dtype:
        raise RuntimeError(f"expected m1 and m2 to have the same dtype, but got: {C_NAMES[a.dtype.name]} != {C_NAMES[b.dtype.name]}")


def _grouped_mm(input, mat2, offs=None, bias=None, out_dtype=None):
    """Products of the matrices of two groups.

    Parameters
    ----------
    input, mat2 : Tensor
        Of float32, bfloat16 or float16. With two of three dimensions, their batched product. Otherwise the dimension of a matrix of two dimensions
        that is cut into groups is: the rows of `input` beside a `mat2` of three dimensions (each group of rows with a matrix of its own), the columns of
        `mat2` beside an `input` of three, and the dimension that is summed over where both have two (the result has three).
    offs : Tensor, optional
        Where each group ends, ``int32[groups]``. What follows the last group is zero in the result; PyTorch leaves it unset.
    bias, out_dtype
        None, as in PyTorch; `out_dtype` may be that of `input`.

    Raises
    ------
    RuntimeError
        For shapes, dtypes, offsets and strides (multiples of 16 bytes) that PyTorch refuses.
    """
    _check_grouped(input, mat2, offs, bias, out_dtype)
    if offs is None:
        return ops.bmm(input, mat2)
    ends = offs.tolist()
    groups = [(max(0, start), max(0, start, end)) for start, end in zip([0, *ends], ends)]
    if input.ndim == 2 and mat2.ndim == 2:
        return ops.stack([ops.mm(input[:, start:end], mat2[start:end]) for start, end in groups])
    length = input.shape[0] if input.ndim == 2 else mat2.shape[1]
    groups = [(min(start, length), min(end, length)) for start, end in groups]
    if input.ndim == 2:
        made, dim, other = [ops.mm(input[start:end], mat2[k]) for k, (start, end) in enumerate(groups)], 0, mat2.shape[-1]
    else:
        made, dim, other = [ops.mm(input[k], mat2[:, start:end]) for k, (start, end) in enumerate(groups)], 1, input.shape[1]
    rest = length - sum([x.shape[dim] for x in made])
    if rest > 0:
        made.append(ops.zeros((rest, other) if dim == 0 else (other, rest), dtype=input.dtype))
    return ops.cat(made, dim)


def grouped_mm(mat_a, mat_b, *, offs=None, bias=None, out_dtype=None):
    """``torch.nn.functional.grouped_mm``: `_grouped_mm`."""
    return _grouped_mm(mat_a, mat_b, offs=offs, bias=bias, out_dtype=out_dtype)


def _int_mm(input, mat2):
    """The product of two matrices of int8, in int32. RuntimeError for other dtypes and shapes."""
    for name, x in (("self", input), ("mat2", mat2)):
        _check(x.ndim == 2, f"Expected {name} to be of dimension 2 but got {x.ndim}")
    _check(input.shape[1] == mat2.shape[0], f"self.size(1) needs to match mat2.size(0) but got {input.shape[1]} and {mat2.shape[0]}")
    for name, x in (("self", input), ("mat2", mat2)):
        _check(x.dtype.name == "int8", f"Expected {name} dtype to be of type int8 but got {C_NAMES.get(x.dtype.name, x.dtype.name)}")
    return ops.mm(input.to(_types.int32), mat2.to(_types.int32))


def _addmm_activation(input, mat1, mat2, *, beta=1, alpha=1, use_gelu=False):
    """``addmm`` followed by the rectifier, or by the GELU of tanh."""
    made = ops.addmm(input, mat1, mat2, beta=beta, alpha=alpha)
    return core.functions["nn.functional.gelu"](made, approximate="tanh") if use_gelu else ops.relu(made)


def _euclidean_dist(x1, x2):
    """The Euclidean distances of the rows of `x1` to those of `x2`, by their products."""
    return ops.cdist(x1, x2, 2.0, "use_mm_for_euclid_dist")


def _convert_indices_from_coo_to_csr(input, size, *, out_int32=False):
    """Where each row begins and ends, ``[size + 1]``, from the sorted rows of the elements of a matrix of `size` rows."""
    if input.ndim > 1:
        raise RuntimeError(f"Input is supposed to be a vector, but got {input.ndim} dimensional tensor.")
    if input.dtype.is_floating_point or input.dtype.is_complex or input.dtype.name == "bool":
        raise NotImplementedError(f"\"convert_indices_from_coo_to_csr_cpu\" not implemented for '{input.dtype.legacy_name}'")
    starts = np.searchsorted(core.array(input).reshape(-1), np.arange(size + 1))
    return core.wrap(starts.astype(np.int32 if out_int32 else np.int64))


def _convert_indices_from_csr_to_coo(crow_indices, col_indices, *, out_int32=False, transpose=False):
    """The row and the column of each element, ``[2, elements]``, of a matrix in compressed form; with `transpose` the column first."""
    counts = np.diff(core.array(crow_indices))
    columns = core.array(col_indices)
    rows = np.broadcast_to(np.arange(counts.shape[-1]), counts.shape).reshape(-1).repeat(counts.reshape(-1))
    parts = [*np.unravel_index(np.arange(columns.size), columns.shape)[:-1], rows, columns.reshape(-1)]
    if transpose:
        parts[-2:] = parts[:-3:-1]
    return core.wrap(np.stack(parts).astype(np.int32 if out_int32 else np.int64))


for _function in (_grouped_mm, grouped_mm, _int_mm, _addmm_activation, _euclidean_dist, _convert_indices_from_coo_to_csr, _convert_indices_from_csr_to_coo):
    globals()[_function.__name__] = core.overridable(_function, "torch." + ("nn.functional." if _function is grouped_mm else "") + _function.__name__)
del _function
