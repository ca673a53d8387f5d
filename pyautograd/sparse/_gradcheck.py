"""Functions of sparse tensors as functions of their values, which is how their derivatives are checked."""
from ._constructors import coo_tensor
from ._coo import SparseTensor


def over_values(func, inputs):
    """A function of the values of sparse inputs, which gives its sparse results as dense ones; and what to call it with."""
    parts = [x.detach().coalesce() if isinstance(x, SparseTensor) else None for x in inputs]
    leaves = [x if p is None else p._values().clone().requires_grad_(x.requires_grad) for x, p in zip(inputs, parts)]

    def of_values(*values):
        made = [v if p is None else coo_tensor(p._where, v, tuple(p.shape), False, True) for v, p in zip(values, parts)]
        result = func(*made)
        if isinstance(result, (list, tuple)):
            return tuple([r.to_dense() if isinstance(r, SparseTensor) else r for r in result])
        return result.to_dense() if isinstance(result, SparseTensor) else result

    return of_values, tuple(leaves)
