"""NumPy's functions on tensors: ``np.sin(t)``, ``ndarray + t`` become our operators, gradients included.

PyTorch refuses ``ndarray + tensor`` and drops the graph in ``np.sin(tensor)``; routing both to operators is a superset.
"""
import numpy as np

from ._core import core
from ._py.python_functions import rows_named

# NumPy's name -> operator, where they differ.
_OPERATORS = {
    "subtract": "sub", "multiply": "mul", "divide": "div", "power": "pow", "negative": "neg", "absolute": "abs", "arctan2": "atan2",
    "equal": "eq", "not_equal": "ne", "less": "lt", "less_equal": "le", "greater": "gt", "greater_equal": "ge", "arcsin": "asin", "arccos": "acos",
    "arctan": "atan", "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh", "invert": "bitwise_not", "rint": "round", "conjugate": "conj",
    "left_shift": "bitwise_left_shift", "right_shift": "bitwise_right_shift", "fabs": "abs",
}  # fmt: skip


def _plain(x):
    """A tensor as its array, for functions we have no operator for; refuses one that needs gradients."""
    return x.numpy() if isinstance(x, core.TensorBase) else x


def _operand(x):
    if isinstance(x, np.generic):
        return x.item()
    if isinstance(x, np.ndarray):
        return core.wrap(x if all(s >= 0 for s in x.strides) else x.copy())
    return x


def _operands(name, inputs):
    """The operands of an operator: numbers are tensors where it takes no numbers."""
    from ._creation import tensor

    rows, operands = rows_named(name) or (), list(map(_operand, inputs))
    for position, x in enumerate(operands):
        if isinstance(x, (int, float, complex)):
            places = [(row, row.params[position]) for row in rows if position < len(row.params)]
            if not any(p.name in row.numbers or p.type == "Number" for row, p in places):
                operands[position] = tensor(x)
    return operands


def array_ufunc(ufunc, method, inputs, kwargs):
    """``Tensor.__array_ufunc__``."""
    out = kwargs.get("out")
    if method == "__call__" and out is not None and len(out) == 1 and isinstance(out[0], np.ndarray):
        # ndarray += tensor: the result belongs to NumPy
        return getattr(ufunc, method)(*map(_plain, inputs), **kwargs)
    name = _OPERATORS.get(ufunc.__name__, ufunc.__name__)
    operator = getattr(core.ops, name, None)
    if method == "__call__" and not kwargs and operator is not None and ufunc.nout == 1:
        return operator(*_operands(name, inputs))
    kwargs = {k: tuple(map(_plain, v)) if k == "out" else _plain(v) for k, v in kwargs.items()}
    answer = getattr(ufunc, method)(*map(_plain, inputs), **kwargs)
    if isinstance(answer, tuple):
        return tuple(core.wrap(a) for a in answer)
    return core.wrap(np.asarray(answer))
