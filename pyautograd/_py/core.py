"""The plain core, assembled: operators made from the table and installed on the tensor.

This is the surface the facade and the shared modules use; ``pyautograd._C.core`` offers the same names.
"""
from types import SimpleNamespace

from .. import _types
from .._table import rows
from . import arithmetic, inplace, operators
from .binder import Binder, Overload, set_tensor_base
from .custom_node import CustomNode, fresh_alias, increment_version, is_same_storage, mark_view_creation, view_as_self
from .engine import current_graph_task_id, run_backward, will_engine_execute_node
from .grad_mode import (
    disable_saved_tensors_hooks, evaluating, is_anomaly_check_nan_enabled, is_anomaly_enabled, is_grad_enabled, is_inference_mode_enabled,
    pop_saved_tensors_hooks, push_saved_tensors_hooks, saved_tensors_hooks, saved_tensors_hooks_disabled, set_anomaly_mode, set_grad_enabled,
    set_inference_mode,
)  # fmt: skip
from .node import AccumulateGrad, ErrorNode, Node, NotImplementedNode, edge_of, forward_stack_of
from .tensor import TensorBase, array, new, set_tensor_type, wrap

name = "python"
ops = SimpleNamespace()
functions = {}


def set_default_dtype(d):
    """Set the dtype of results that nothing else determines."""
    _types.store_default_dtype(d)


def as_strided(tensor, size, stride, storage_offset=None):
    """A view of `tensor`'s storage; size, stride and offset in elements."""
    size, stride = tuple(size), tuple(stride)
    root = tensor._storage if tensor._storage is not None else tensor._array
    offset = tensor.storage_offset() if storage_offset is None else storage_offset
    check_strided(root, size, stride, offset, tensor._array.itemsize)
    made = inplace_view(tensor, inplace.as_strided_array(root, size, stride, offset, tensor._array.dtype))
    if is_grad_enabled() and tensor.requires_grad:
        node = inplace.AsStrided(tensor, made)
        made._output_nr = node.add_output(made)
        made._grad_fn = node
    return made


def inplace_view(tensor, ndarray):
    """A differentiable view of `tensor` over `ndarray`."""
    from .tensor import view_of

    return view_of(tensor, ndarray)


def check_strided(root, size, stride, offset, itemsize):
    """Raise PyTorch's errors for a size, stride and offset that do not lie within the storage `root`."""
    if len(size) != len(stride):
        raise RuntimeError("mismatch in length of strides and shape")
    if any(s < 0 for s in stride):
        raise RuntimeError(f"as_strided: Negative strides are not supported at the moment, got strides: {list(stride)}")
    if offset < 0:
        raise RuntimeError(f"Tensor: invalid storage offset {offset}")
    if 0 in size:
        return
    needed = (offset + 1 + sum((n - 1) * s for n, s in zip(size, stride))) * itemsize
    available = inplace.storage_length(root) * root.itemsize
    if needed > available:
        raise RuntimeError(
            f"setStorage: sizes {list(size)}, strides {list(stride)}, storage offset {offset}, and itemsize {itemsize} requiring a storage size "
            f"of {needed} are out of bounds for storage of size {available}"
        )


def alias_as(cls, tensor, requires_grad):
    """An instance of the Tensor subclass `cls` that shares the tensor's data, as a leaf."""
    made = new(tensor._array, tensor._dtype, cls)
    made._storage, made._counter = tensor._storage, tensor._counter
    if requires_grad and not operators.differentiable(made):
        raise RuntimeError("Only Tensors of floating point and complex dtype can require gradients")
    made._requires_grad = bool(requires_grad)
    return made


def run_inplace_by_name(spec, values):
    """An operator's in-place form on parsed values."""
    return operators.run_inplace(spec, values)


class Operator:
    """All overloads of one name: function, method and in-place method."""

    def __init__(self, name, table_rows):
        self.name = name
        self.rows = table_rows
        self._specs = {}

    def spec(self, row):
        """The row made ready; its modules load on the first call."""
        made = self._specs.get(row)
        if made is None:
            made = self._specs[row] = operators.Spec(row)
        return made

    def callable(self, table_rows, shown, method, in_place):
        """The Python function for one form of the operator; argument tables are built on the first call."""
        binder = []

        def prepare():
            overloads = []
            for i, row in enumerate(table_rows):
                out = 0 if method or in_place or "o" not in row.variants else len(row.outputs) if isinstance(row.outputs, list) else 1
                overloads.append(Overload(row.bound_params, i, out=out, numbers=row.numbers))
            binder.append(Binder(shown, overloads, method=method))

        def call(*args, **kwargs):
            if not binder:
                prepare()
            overload, values, out = binder[0].bind(args, kwargs or None)
            spec = self.spec(table_rows[overload.index])
            return operators.run_inplace(spec, values) if in_place else operators.run(spec, values, out)

        call.__name__ = call.__qualname__ = shown
        call.__doc__ = "\n".join(row.signature for row in table_rows)
        return call


def shown_name(public):
    """What error texts call it: ``linalg_norm`` for ``linalg.norm``, but ``gelu`` for ``nn.functional.gelu``."""
    return public.rpartition(".")[2] if public.startswith("nn.") else public.replace(".", "_")


def public_name(row):
    """Where the function form lives: ``add``, ``linalg.det``, ``nn.functional.gelu``."""
    if not row.module:
        return row.name
    prefix = row.module.replace(".", "_") + "_"
    return f"{row.module}.{row.name.removeprefix(prefix)}"


def assemble():
    """Make every operator of the table and put its forms where they belong."""
    by_name = {}
    for row in rows():
        by_name.setdefault(row.name, []).append(row)
    for operator_name, table_rows in by_name.items():
        operator = Operator(operator_name, table_rows)
        first = table_rows[0]
        shown = shown_name(public_name(first))
        names = (operator_name, *first.aliases)
        as_function = [r for r in table_rows if "f" in r.variants] or [r for r in table_rows if "m" not in r.variants]
        if as_function:
            function = operator.callable(as_function, shown, False, False)
            setattr(ops, operator_name, function)
            if "f" in first.variants:
                functions[public_name(first)] = function
                for alias in first.aliases:
                    functions[alias] = operator.callable(as_function, shown_name(alias), False, False)
                    setattr(ops, alias.replace(".", "_"), functions[alias])
        methods = [r for r in table_rows if "m" in r.variants]
        in_place = [r for r in table_rows if "i" in r.variants]
        for alias in names:
            if "." in alias:
                continue
            if methods:
                setattr(TensorBase, alias, operator.callable(methods, alias, True, False))
            if in_place:
                setattr(TensorBase, alias + "_", operator.callable(in_place, alias + "_", True, True))
        if methods and not as_function:
            setattr(ops, operator_name, getattr(TensorBase, operator_name))
        if in_place:
            written = getattr(TensorBase, operator_name + "_")
            setattr(ops, operator_name + "_", written)
            if "f" in first.variants and not first.module:
                functions[operator_name + "_"] = operator.callable(in_place, operator_name + "_", False, True)


set_tensor_base(TensorBase)
assemble()
ops.as_strided = as_strided
functions["as_strided"] = as_strided
arithmetic.install(TensorBase, ops)


def _getitem(self, index):
    from .composite.indexing import getitem

    return getitem(self, index)


def _setitem(self, index, value):
    from .composite.indexing import setitem

    setitem(self, index, value)


def _delitem(self, index):
    raise TypeError("Tensor does not support deleting items")


def _part(name):
    """``x.real`` and ``x.imag``: views, written through by assignment."""
    part = getattr(ops, name)
    return property(part, lambda self, value: part(self).copy_(value), None, part.__doc__)


TensorBase.real, TensorBase.imag = _part("real"), _part("imag")
TensorBase.__getitem__ = _getitem
TensorBase.__delitem__ = _delitem
TensorBase.__setitem__ = _setitem
