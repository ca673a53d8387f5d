"""Functions of the top-level namespace that take any number of tensors: ``torch.functional``.

The operators beneath take a list; these also accept the tensors one by one.
"""

from ._core import core
from ._return_types import lu_with_info
from ._types import Size
from ._warnings import warn_once

_functions = core.functions


def _gathered(tensors):
    """One list or tuple of tensors, or the tensors themselves, as one tuple."""
    return tuple(tensors[0]) if len(tensors) == 1 and isinstance(tensors[0], (list, tuple)) else tensors


def broadcast_tensors(*tensors):
    """Views of the tensors in their common shape. RuntimeError where there is none."""
    return _functions["broadcast_tensors"](_gathered(tensors))


def split(tensor, split_size_or_sections, dim=0):
    """Consecutive pieces along a dimension, as views: of one size (the last may be smaller), or of the sizes in a list."""
    return tensor.split(split_size_or_sections, dim)


def broadcast_shapes(*shapes):
    """The shape that tensors of the given shapes broadcast to (an int stands for a vector's). RuntimeError where there is none."""
    for shape in shapes:
        if shape is not None and not isinstance(shape, (int, tuple, list)):
            raise RuntimeError(f"Input shapes should be of type ints, a tuple of ints, or a list of ints, got {shape}")
    sizes = [() if s is None else (s,) if isinstance(s, int) else tuple(s) for s in shapes]
    made = [1] * max([len(s) for s in sizes], default=0)
    for at, size in enumerate(sizes):
        for i in range(-1, -1 - len(size), -1):
            n = size[i]
            if n < 0:
                raise ValueError("Attempting to broadcast a dimension with negative length!")
            if n == 1 or n == made[i]:
                continue
            if made[i] != 1:
                raise RuntimeError(
                    f"Attempting to broadcast a dimension of length {n} at {i}! Mismatching argument at index {at} had {shapes[at]}; but expected shape "
                    f"should be broadcastable to {made}"
                )
            made[i] = n
    return Size(made)


def meshgrid(*tensors, indexing=None):
    """Coordinate grids from vectors: tensor i holds coordinate i of every grid point.

    ``indexing="ij"`` gives shape ``(len(t0), len(t1), ...)``; ``"xy"`` exchanges the first two dimensions.
    """
    tensors = _gathered(tensors)
    return _functions["meshgrid"](tensors) if indexing is None else _functions["meshgrid"](tensors, indexing=indexing)


def cartesian_prod(*tensors):
    """All tuples of one element of each vector, as the rows of a matrix; a single vector as it is."""
    return _functions["cartesian_prod"](_gathered(tensors))


def block_diag(*tensors):
    """The matrices on the diagonal of one matrix of zeros; vectors count as rows, 0-d tensors as 1 x 1."""
    return _functions["block_diag"](_gathered(tensors))


def atleast_1d(*tensors):
    """Each tensor with at least one dimension; a tuple for several."""
    return _functions["atleast_1d"](tensors[0] if len(tensors) == 1 else tensors)


def atleast_2d(*tensors):
    """Each tensor with at least two dimensions, new ones in front; a tuple for several."""
    return _functions["atleast_2d"](tensors[0] if len(tensors) == 1 else tensors)


def atleast_3d(*tensors):
    """Each tensor with at least three dimensions; a tuple for several."""
    return _functions["atleast_3d"](tensors[0] if len(tensors) == 1 else tensors)


def chain_matmul(*matrices, out=None):
    """The product of the matrices in the cheapest order. Deprecated in favour of `linalg.multi_dot`."""
    made = _functions["chain_matmul"](_gathered(matrices))
    return made if out is None else out.copy_(made)


def einsum(*args):
    """Sums of products by Einstein's convention: ``einsum("ij,jk->ik", a, b)`` or ``einsum(a, [0, 1], b, [1, 2], [0, 2])``.

    Labels are letters (or numbers below 52); ``...`` (or ``Ellipsis``) stands for broadcast dimensions; a repeated label takes a
    diagonal; without an output the labels that occur once, in alphabetical order. RuntimeError where labels and shapes disagree.
    """
    if len(args) < 2:
        raise ValueError("einsum(): must specify the equation string and at least one operand, or at least one operand and its subscripts list")
    if isinstance(args[0], core.TensorBase):
        equation, operands = _sublists(args)
    else:
        equation, operands = args[0], args[1:]
    if len(operands) == 1 and isinstance(operands[0], (list, tuple)):
        return einsum(equation, *operands[0])
    if len(operands) > 2:
        from .backends import opt_einsum

        return _functions["einsum"](equation, operands, path=opt_einsum.path_of(equation, operands))
    return _functions["einsum"](equation, operands)


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def _label(n):
    if n is Ellipsis:
        return "..."
    if 0 <= n < 52:
        return _LETTERS[n]
    raise ValueError("einsum(): subscript in subscript list is not within the valid range [0, 52)")


def _sublists(args):
    """Operands and lists of label numbers by turns, perhaps an output list at the end, as an equation and operands."""
    pairs = len(args) // 2
    equation = ",".join("".join(map(_label, labels)) for labels in args[1 : 2 * pairs : 2])
    if len(args) % 2:
        equation += "->" + "".join(map(_label, args[-1]))
    return equation, args[: 2 * pairs : 2]


def lu(A, pivot=True, get_infos=False, out=None):
    """The packed LU factors and pivots of a matrix, with LAPACK's info codes if `get_infos`. Deprecated: see `linalg.lu_factor`."""
    warn_once(
        "torch.lu is deprecated in favor of torch.linalg.lu_factor / torch.linalg.lu_factor_ex and will be removed in a future PyTorch release.\n"
        "LU, pivots = torch.lu(A, compute_pivots)\nshould be replaced with\nLU, pivots = torch.linalg.lu_factor(A, compute_pivots)\nand\n"
        "LU, pivots, info = torch.lu(A, compute_pivots, get_infos=True)\nshould be replaced with\n"
        "LU, pivots, info = torch.linalg.lu_factor_ex(A, compute_pivots)",
        stacklevel=2,
    )
    made = tuple(_functions["linalg.lu_factor_ex"](A, pivot=pivot))
    made = lu_with_info(made) if get_infos else made[:2]
    if out is None:
        return made
    if len(out) != len(made):
        raise TypeError(f"expected tuple of {len(made)} elements but got {len(out)}")
    for given, result in zip(out, made):
        given.resize_as_(result).copy_(result)
    return out


for _function in (atleast_1d, atleast_2d, atleast_3d, block_diag, broadcast_tensors, cartesian_prod, chain_matmul, einsum, lu, meshgrid, split):
    globals()[_function.__name__] = core.overridable(_function)
del _function


def __getattr__(name):
    """The other functions that PyTorch keeps here are the operators of the top-level namespace."""
    if name not in _ELSEWHERE:
        raise AttributeError(f"module 'torch.functional' has no attribute '{name}'")
    import pyautograd

    return getattr(pyautograd, name)


_ELSEWHERE = ("cdist", "istft", "norm", "pca_lowrank", "stft", "svd_lowrank", "tensordot", "unique", "unique_consecutive", "unravel_index")
__all__ = [
    "atleast_1d", "atleast_2d", "atleast_3d", "block_diag", "broadcast_shapes", "broadcast_tensors", "cartesian_prod", "chain_matmul", "einsum", "lu",
    "meshgrid", "split", *_ELSEWHERE,
]  # fmt: skip
