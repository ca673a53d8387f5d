"""``torch._subclasses.fake_utils``: fake tensors beside the real ones."""
from .._core import core
from ..utils._python_dispatch import TorchDispatchMode
from ..utils._pytree import tree_leaves, tree_map_only
from .fake_tensor import DataDependentOutputException, DynamicOutputShapeException, FakeTensorMode, MetadataMismatchError


class CrossRefFakeMode(TorchDispatchMode):
    """A mode that computes every operator on fake tensors as well, and compares what these say with what comes out.

    Parameters
    ----------
    ignore_op_fn : callable, optional
        Says of an operator whether it is left out.
    check_strides : bool
    """

    def __init__(self, ignore_op_fn=None, *, check_strides=True, check_aliasing=True, only_check_ops_with_meta=True):
        super().__init__()
        self.ignore_op_fn = ignore_op_fn or (lambda function: False)
        self.check_strides, self.check_aliasing, self.only_check_ops_with_meta = check_strides, check_aliasing, only_check_ops_with_meta

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        expected = None
        if not self.ignore_op_fn(func):
            with FakeTensorMode() as mode:
                given, named = tree_map_only(core.TensorBase, mode.from_tensor, (args, kwargs))
                try:
                    expected = func(*given, **named)
                except (DataDependentOutputException, DynamicOutputShapeException):
                    expected = None  # values say what comes out
        result = func(*args, **kwargs)
        if expected is not None:
            self._compare(func, tree_leaves(result), tree_leaves(expected))
        return result

    def _compare(self, func, real, fake):
        for number, (a, b) in enumerate(zip(real, fake, strict=True)):
            if isinstance(a, core.TensorBase) != isinstance(b, core.TensorBase):
                raise MetadataMismatchError(f"{func}: output {number} is {type(a)}, and {type(b)} of fake tensors")
            if not isinstance(a, core.TensorBase):
                continue
            for name in ("shape", "dtype", "device"):
                if getattr(a, name) != getattr(b, name):
                    raise MetadataMismatchError(f"{func}: output {number}: {name} mismatch: {getattr(a, name)} and {getattr(b, name)} of fake tensors")
            strided = a.layout == b.layout and str(a.layout) == "torch.strided"
            if self.check_strides and strided and a.numel() > 1 and any(s != t for s, t, n in zip(a.stride(), b.stride(), a.shape) if n > 1):
                raise MetadataMismatchError(f"{func}: output {number}: stride mismatch: {a.stride()} and {b.stride()} of fake tensors")
