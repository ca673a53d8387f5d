"""What the programs of several test modules about views begin with."""

PRELUDE = """
import copy
import gc
import io
import pickle
import weakref

import numpy as np


def attempt(function):
    try:
        return function()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def names(x):
    node, found = x.grad_fn if hasattr(x, "grad_fn") else x, []
    while node is not None:
        found.append(node.name())
        node = node.next_functions[0][0] if node.next_functions else None
    return found


def ramp(*shape):
    return (torch.arange(1.0, 1 + int(np.prod(shape))).view(*shape) / 4).requires_grad_()


def gradient(x, y):
    y.sum().backward()
    return x.grad


def numbers(requires_grad=False):
    return torch.tensor([1 + 2j, 3 + 4j, -1.5 + 0.5j], requires_grad=requires_grad)


def flags(x):
    return x.is_conj(), x.is_neg(), x._is_view(), x.requires_grad, x.is_leaf, x._version


def changed_pieces(cut, change):
    x = ramp(4, 2)
    y = x * 1
    pieces = cut(y)
    return [attempt(lambda: change(pieces[0])), names(pieces[0]), names(y)], attempt(lambda: gradient(x, y * y))


def read(index, x=None):
    x = ramp(2, 3, 2) if x is None else x
    return attempt(lambda: (lambda v: (v, v._is_view(), v._base is x, names(v), v.stride()))(x[index]))


def written(index, value, shape=(2, 3)):
    x = torch.zeros(*shape)
    return attempt(lambda: x.__setitem__(index, value() if callable(value) else value)), x, x._version


def function(forward_, dirty=(), backward_=None, bwd=None):
    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, *a):
            return forward_(ctx, *a)

        @staticmethod
        def backward(ctx, *g):
            return bwd(*g) if bwd else g[0]

    return Fn.apply
"""
