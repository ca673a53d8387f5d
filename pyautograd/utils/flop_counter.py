"""``torch.utils.flop_counter``: how many floating point operations the products and convolutions of a program take."""
import functools
import math

from .. import _ops
from .._core import core
from ._python_dispatch import TorchDispatchMode

aten = _ops.aten
flop_registry = {}


def _shapes(value):
    if isinstance(value, core.TensorBase):
        return value.shape
    return type(value)([_shapes(v) for v in value]) if type(value) in (list, tuple) else value


def shape_wrapper(f):
    """`f`, called with the shapes of tensors in their places."""

    @functools.wraps(f)
    def called(*args, out_val=None, **kwargs):
        return f(*_shapes(args), out_shape=_shapes(out_val), **{name: _shapes(v) for name, v in kwargs.items()})

    return called


def register_flop_formula(targets, get_raw=False):
    """A decorator: the function counts the operations of calls of `targets` (``torch.ops.aten.mm``, or a list of such).

    It is called with the arguments, tensors given as shapes, and with ``out_shape``; with `get_raw` with tensors, and with ``out_val``.
    """

    def keep(formula):
        counted = formula if get_raw else shape_wrapper(formula)
        for target in targets if isinstance(targets, (list, tuple)) else [targets]:
            if not isinstance(target, _ops.OpOverloadPacket):
                raise ValueError(
                    f"register_flop_formula(targets): expected each target to be OpOverloadPacket (i.e. torch.ops.mylib.foo), got {target} which is of "
                    f"type {type(target)}"
                )
            if target in flop_registry:
                raise RuntimeError(f"duplicate registrations for {target}")
            flop_registry[target] = counted
        return formula

    return keep


@register_flop_formula(aten.mm)
def mm_flop(a_shape, b_shape, *args, out_shape=None, **kwargs):
    """A product of matrices: two operations for each multiply-add."""
    (m, k), (k2, n) = a_shape, b_shape
    if k != k2:
        raise AssertionError(f"matmul: inner dimensions must match (k == k2), got {k} and {k2}")
    return m * n * 2 * k


@register_flop_formula(aten.addmm)
def addmm_flop(self_shape, a_shape, b_shape, out_shape=None, **kwargs):
    """As `mm_flop`; what is added does not count."""
    return mm_flop(a_shape, b_shape)


@register_flop_formula(aten.bmm)
def bmm_flop(a_shape, b_shape, out_shape=None, **kwargs):
    """Products of batches of matrices."""
    return a_shape[0] * mm_flop(a_shape[1:], b_shape[1:])


@register_flop_formula(aten.baddbmm)
def baddbmm_flop(self_shape, a_shape, b_shape, out_shape=None, **kwargs):
    """As `bmm_flop`."""
    return bmm_flop(a_shape, b_shape)


class FlopCounterMode(TorchDispatchMode):
    """A context that counts the floating point operations of matrix products and convolutions, forward and backward.

    Parameters
    ----------
    mods : Module or list of Module, optional
        Accepted and not needed, as in PyTorch.
    depth : int
        Accepted: counts are not divided among modules here, all are of ``Global``.
    display : bool
        Print the table at the end.
    custom_mapping : dict, optional
        Formulas for more operators, or other ones: see `register_flop_formula`. One with the attribute ``_get_raw`` gets tensors.
    """

    def __init__(self, mods=None, depth=2, display=True, custom_mapping=None):
        super().__init__()
        self.depth, self.display = depth, display
        own = {op: f if getattr(f, "_get_raw", False) else shape_wrapper(f) for op, f in (custom_mapping or {}).items()}
        self.flop_registry = {**flop_registry, **own}
        self.flop_counts = {}

    def get_total_flops(self):
        """The number of operations."""
        return sum(self.flop_counts.values())

    def get_flop_counts(self):
        """The numbers by operator, under ``"Global"``."""
        return {"Global": dict(self.flop_counts)}

    def get_table(self, depth=None):
        """The numbers as a text."""
        total = self.get_total_flops()
        rows = [("Global", total)] + [(f" - {op}", count) for op, count in self.flop_counts.items()]
        width = max(len(name) for name, _ in rows)
        lines = [f"{name:<{width}}  {count:>16,}  {100 * count / total if total else 0:>8.2f}%" for name, count in rows]
        return "\n".join([f"{'Module':<{width}}  {'FLOP':>16}  {'% Total':>9}", *lines])

    def __enter__(self):
        self.flop_counts.clear()
        return super().__enter__()

    def __exit__(self, *exc):
        super().__exit__(*exc)
        if self.display:
            print(self.get_table(self.depth))

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        made = func(*args, **kwargs)
        formula, counted = self.flop_registry.get(func.overloadpacket), func.overloadpacket
        if formula is not None:
            count = formula(*args, **kwargs, out_val=made)
        else:
            count = _convolution_flop(counted._opname, args, made)
            counted = aten.convolution_backward if counted._opname in _PARTS else counted
        if count:
            self.flop_counts[counted] = self.flop_counts.get(counted, 0) + count
        return made


_PARTS = ("_conv", "_conv_input", "_conv_weight")  # what the derivatives of convolutions are made of


def _convolution_flop(name, args, made):
    """The operations of a convolution or of a part of its derivative; 0 for any other operator."""
    if name == "convolution":
        places, weight = args[0] if args[6] else made, args[1]
    elif name in _PARTS:
        places, weight = made if name == "_conv" else args[0], made if name == "_conv_weight" else args[1]
    else:
        return 0
    return 2 * places.shape[0] * math.prod(places.shape[2:]) * math.prod(weight.shape)


__all__ = ["FlopCounterMode", "register_flop_formula"]
