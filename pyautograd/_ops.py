"""``torch.ops``: operators by the names PyTorch's dispatcher has for them, such as ``torch.ops.aten.mm.default``.

An overload is a callable over the operator of the same name here, and what the policies of selective checkpointing are called with. There is the
namespace ``aten`` with the operators of the table; other namespaces have the operators that users define (``torch.library``).
"""
import enum
import functools
import importlib
import os

from ._core import core
from ._library.out_overloads import out_overload
from ._py.overrides import UNANSWERED, ask_dispatched
from ._table import rows

# Overloads that go by another name there, or that one row unites. A row without an overload is "default" unless it stands here.
_NAMED = {
    "Tensor": (
        "add sub mul div rsub remainder fmod floor_divide lt le gt ge eq ne bitwise_and bitwise_or bitwise_xor bitwise_left_shift bitwise_right_shift "
        "true_divide subtract multiply divide less less_equal greater greater_equal not_equal xlogy copysign float_power clamp_min_tensor index slice "
        "unsafe_split slice_copy split_copy split"
    ).split(),
    "Scalar": ("norm",),
    "int": "transpose select unflatten movedim unbind transpose_copy select_copy unbind_copy hsplit vsplit dsplit".split(),
    "using_ints": ("flatten",), "intlist": ("moveaxis",), "memory_format": ("empty",), "two": ("scatter_reduce",), "sections": ("tensor_split",),
    "input": ("conv_transpose2d", "conv_transpose3d"), "self": (), "Tensor_Tensor": ("pow",), "bins_tensor": ("histogram",),
}  # fmt: skip
_DEFAULTS = {name: overload for overload, names in _NAMED.items() for name in names}
_SCALAR_AS_TENSOR = frozenset("add sub mul div rsub true_divide subtract multiply divide".split())  # a number there becomes a tensor first
_ALIASES = {"where.method": "self", "polygamma.method": "default"}
_UNDER_AUTOGRAD = {"softmax.int": ("_softmax", "default"), "log_softmax.int": ("_log_softmax", "default")}
_RENAMED = {
    "_constant_pad": "constant_pad_nd", "gelu_erf": "gelu", "gelu_tanh": "gelu", "gelu_tanh_backward": "gelu_backward", "_reshape_alias": "view",
    "_nonzero": "nonzero", "_squeeze_product": "squeeze",
}  # fmt: skip

# Operators that PyTorch has under this name and whose row is that of the function of ``nn.functional``, with the same arguments.
_OF_FUNCTIONAL = {
    **{name: name for name in (
        "gelu glu linear one_hot softplus softshrink avg_pool1d adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d bilinear pad relu6 "
        "scaled_dot_product_attention"
    ).split()}, "log_sigmoid": "logsigmoid",
}  # fmt: skip
# Methods of tensors that PyTorch's dispatcher knows too, and the table does not.
_OF_TENSOR = frozenset((
    "size", "stride", "dim", "numel", "storage_offset", "is_contiguous", "is_floating_point", "is_complex", "is_signed", "is_conj", "is_neg", "is_inference",
    "is_nonzero", "is_same_size", "is_set_to", "item", "detach", "detach_", "requires_grad_", "retain_grad", "resize_", "resize_as_", "set_", "data", "is_leaf",
    "output_nr", "_version", "element_size", "get_device", "is_pinned", "pin_memory", "cpu", "retains_grad", "is_distributed", "to_sparse", "to_sparse_csr",
    "to_sparse_csc", "to_sparse_bsr", "to_sparse_bsc", "to_dense", "coalesce", "is_coalesced", "_coalesced_", "sparse_dim", "dense_dim", "_nnz", "_indices",
    "_values", "indices", "values", "crow_indices", "col_indices", "ccol_indices", "row_indices", "sparse_mask", "sparse_resize_",
    "sparse_resize_and_clear_", "smm", "sspaddmm",
))  # fmt: skip
# Functions of the facade that it knows as well.
_OF_FACADE = frozenset((
    "kl_div poisson_nll_loss cosine_embedding_loss hinge_embedding_loss margin_ranking_loss triplet_margin_loss result_type can_cast promote_types "
    "_aminmax _shape_as_tensor _cast_Byte _cast_Char _cast_Double _cast_Float _cast_Half _cast_Int _cast_Long _cast_Short _stack _unique hspmm "
    "sparse_coo_tensor sparse_compressed_tensor sparse_csr_tensor sparse_csc_tensor sparse_bsr_tensor sparse_bsc_tensor"
).split())  # fmt: skip

_by_name = {}


def _table():
    if not _by_name:
        named = {}
        for row in rows():
            _by_name.setdefault(row.name, []).append(row)
            for alias in row.aliases:
                named.setdefault(alias.replace(".", "_"), []).append(row)
        for alias, found in named.items():
            if not alias.startswith("nn_"):
                _by_name.setdefault(alias, found)
        for name, functional in _OF_FUNCTIONAL.items():
            _by_name.setdefault(name, _by_name["nn_functional_" + functional])
    return _by_name


def function_of(packet):
    """What an operator calls; None for one that the table alone has, or that is a function here."""
    return None if isinstance(packet, _Packet) else _callable(packet._opname)


def _callable(name):
    """What the operator `name` of the namespace ``aten`` calls; None for one that the table alone has."""
    found = getattr(core.ops, name, None)
    if found is None and name in _OF_FUNCTIONAL:
        found = core.functions["nn.functional." + _OF_FUNCTIONAL[name]]
    if found is None and name in _OF_FACADE:
        found = getattr(importlib.import_module(__package__), name)
    if found is None and name in _OF_TENSOR:
        return functools.partial(_ask_tensor, name)
    if found is None:
        from ._tensor import Tensor

        found = getattr(Tensor, name, None)
    return found


def _ask_tensor(name, tensor, *args, **kwargs):
    """A method or an attribute of a tensor, of whatever class it is."""
    found = getattr(tensor, name)
    return found(*args, **kwargs) if callable(found) else found


def _overload_name(row, values=()):
    found = _ALIASES.get(row.key) or row.overload or _DEFAULTS.get(row.name, "default")
    if found.startswith("inplace") or found == "in_place":
        found = "default"
    found = found.rstrip("_")
    if found == "Tensor" and len(values) > 1 and row.numbers and row.name not in _SCALAR_AS_TENSOR and isinstance(values[1], (int, float, complex)):
        return "Scalar"
    if row.name == "pow" and values:
        kinds = ["Tensor" if isinstance(v, core.TensorBase) else "Scalar" for v in values[:2]]
        return {"Tensor Tensor": "Tensor_Tensor", "Tensor Scalar": "Tensor_Scalar", "Scalar Tensor": "Scalar"}[" ".join(kinds)]
    return found


class OpOverload:
    """One overload of an operator. `outs`: what the tensors are called that it writes into, if it is one of those."""

    __slots__ = ("_packet", "_overloadname", "_row", "_outs", "__weakref__", "__dict__")

    def __init__(self, packet, overload, row, outs=()):
        self._packet, self._overloadname, self._row, self._outs = packet, overload, row, outs
        self.__module__, self.__qualname__ = "torch._ops.aten", self.name()

    namespace = property(lambda self: "aten")
    overloadpacket = property(lambda self: self._packet)
    _opname = property(lambda self: self._packet._opname)
    __name__ = property(lambda self: f"{self._packet._opname}.{self._overloadname}")

    @property
    def _schema(self):
        from ._library.row_schemas import schema_of

        return schema_of(self)

    @property
    def tags(self):
        """What the operator is marked with."""
        from ._library.row_schemas import tags_of

        return tags_of(self)

    @property
    def is_view(self):
        """Whether the result shares memory with the first argument."""
        return any(r.alias_info is not None and not r.alias_info.is_write for r in self._schema.returns)

    def name(self):
        """``aten::mm``, ``aten::add.Tensor``."""
        return f"aten::{self._packet._opname}" + ("" if self._overloadname == "default" else "." + self._overloadname)

    def __call__(self, *args, **kwargs):
        answer = ask_dispatched(self, args, kwargs)
        if answer is not UNANSWERED:
            return answer
        if self._outs:
            from ._library.out_calls import call_into

            return call_into(self, args, kwargs)
        made = self._packet(*args, **kwargs)
        if isinstance(made, tuple) and self._row is not None:
            from ._library.row_schemas import returns_list

            return list(made) if returns_list(self) else tuple(made)  # the dispatcher knows no named tuples
        return made

    def __repr__(self):
        return f"<OpOverload(op='aten.{self._packet._opname}', overload='{self._overloadname}')>"

    def __str__(self):
        return f"aten.{self._packet._opname}.{self._overloadname}"

    def __hash__(self):
        return hash((self._packet._opname, self._overloadname))

    def __eq__(self, other):
        return self is other

    def __reduce__(self):
        return _find, (self._packet._opname, self._overloadname)


def _find(name, overload):
    return getattr(getattr(aten, name), overload)


def _call_row(row, args, kwargs):
    """An operator of the table that has no public name here, such as ``_softmax``."""
    given = [kwargs.get(p.name, p.default) for p in row.params[len(args) :]]
    return core.call(core.spec_of_key(row.key), [*args, *given])


class OpOverloadPacket:
    """All overloads of an operator, as attributes. Called, it chooses by its arguments."""

    def __init__(self, name, operators):
        self._opname, self._operators, self._made = name, operators, {}
        self.__module__ = "torch._ops.aten"

    __name__ = property(lambda self: self._opname)
    _qualified_op_name = property(lambda self: "aten::" + self._opname)

    def overloads(self):
        """The names of the overloads, those that write into given tensors last."""
        found = self._returning()
        return [*found, *dict.fromkeys([into[0] for into in map(self._out_name, found) if into is not None])]

    def _returning(self):
        """The names of the overloads that return new results."""
        found = dict.fromkeys(_overload_name(row) for row in self._operators) or {"default": None}
        if self._opname == "pow":
            found.update(dict.fromkeys(("Tensor_Scalar", "Scalar")))
        elif "Tensor" in found:
            found.setdefault("Scalar")
        return list(found)

    def _row_of(self, overload):
        return next((r for r in self._operators if _overload_name(r) == overload), self._operators[0] if self._operators else None)

    def _out_name(self, overload):
        """``(name, tensors)`` of the overload that writes what `overload` returns; None where there is none."""
        row = self._row_of(overload)
        return out_overload(self._opname, overload, len(row.outputs) if row is not None and isinstance(row.outputs, list) else 1)

    def out_overload(self, overload):
        """The overload that writes what `overload` returns into given tensors; None where there is none."""
        found = self._out_name(overload)
        return self.overload(found[0]) if found is not None else None

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        if name not in self.overloads():
            raise AttributeError(f"The underlying op of 'aten.{self._opname}' has no overload name '{name}'")
        return self.overload(name)

    def overload(self, name):
        """The overload called `name`; made on first use."""
        made = self._made.get(name)
        if made is None:
            returning = next((r for r in self._returning() if (self._out_name(r) or ("",))[0] == name), None)
            row, outs = (self._row_of(name), ()) if returning is None else (self._row_of(returning), self._out_name(returning)[1])
            made = self._made[name] = OpOverload(self, name, row, outs)
        return made

    def __call__(self, *args, **kwargs):
        answer = ask_dispatched(self, args, kwargs)
        if answer is not UNANSWERED:
            return answer
        function = _callable(self._opname)
        return _call_row(self._operators[0], args, kwargs) if function is None else function(*args, **kwargs)

    def __dir__(self):
        return sorted({*object.__dir__(self), *self.overloads()})

    def __iter__(self):
        return iter(self.overloads())

    def __repr__(self):
        return f"<OpOverloadPacket(op='aten.{self._opname}')>"

    def __str__(self):
        return f"aten.{self._opname}"


# Operators of PyTorch's that are no rows here: functions of the facade, and those that are left out, which programs name in tables of their own.
_FUNCTIONS = {
    "detach": lambda: core.TensorBase.detach, "detach_": lambda: core.TensorBase.detach_, "_local_scalar_dense": lambda: core.TensorBase.item,
    "scaled_dot_product_attention": lambda: core.functions["nn.functional.scaled_dot_product_attention"],
    "is_pinned": lambda: core.TensorBase.is_pinned, "lift_fresh": lambda: core.ops.alias,
    "sym_size": lambda: core.TensorBase.size, "sym_stride": lambda: core.TensorBase.stride, "sym_numel": lambda: core.TensorBase.numel,
    "sym_storage_offset": lambda: core.TensorBase.storage_offset,
    **{name: lambda name=name: getattr(_native(), name) for name in (
        "_softmax _log_softmax _softmax_backward_data _log_softmax_backward_data native_group_norm _convolution embedding_bag _embedding_bag "
        "_embedding_bag_forward_only _is_all_true _is_any_true _unsafe_index _unsafe_index_put"
    ).split()},
}  # fmt: skip


def _native():
    from . import _native as module

    return module


_LEFT_OUT = frozenset(
    "_pin_memory _grouped_mm _assert_async _assert_scalar _assert_tensor_metadata "
    "sym_constrain_range sym_constrain_range_for_size _sparse_mm_reduce_impl _sparse_addmm "
    "_scaled_dot_product_flash_attention _scaled_dot_product_flash_attention_backward _scaled_dot_product_cudnn_attention "
    "_scaled_dot_product_cudnn_attention_backward _scaled_dot_product_efficient_attention _scaled_dot_product_efficient_attention_backward "
    "_scaled_dot_product_fused_attention_overrideable _flash_attention_forward "
    "_efficient_attention_forward _scaled_mm _int_mm _weight_int8pack_mm".split()
)


class _Packet(OpOverloadPacket):
    """An operator that is no row: a function here, or left out and refused when it is called."""

    def __init__(self, name):
        super().__init__(name, ())

    def overloads(self):
        return list(self._made) or ["default"]

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self.overload(name)

    def __call__(self, *args, **kwargs):
        found = _FUNCTIONS.get(self._opname)
        if found is None:
            raise NotImplementedError(f"torch.ops.aten.{self._opname}: this operator is not supported by pyautograd")
        return found()(*args, **kwargs)


class _Adapted(_Packet):
    """An operator with the arguments of PyTorch's dispatcher, by a function of `_aten`."""

    def __init__(self, name):
        super().__init__(name)
        self._operators = _table().get(name, ())

    def __call__(self, *args, **kwargs):
        return _adapters()[self._opname](*args, **kwargs)


@functools.cache
def _adapters():
    from . import _aten, _aten_losses

    return {**_aten.FUNCTIONS, **_aten_losses.FUNCTIONS}


class _OpNamespace:
    """The operators of one namespace, as attributes."""

    def __init__(self, name):
        self.name = name

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        found = None
        if self.name == "aten" and name in _adapters():
            made = _Adapted(name)
            setattr(self, name, made)
            return made
        if self.name == "aten" and name not in _FUNCTIONS:
            found = _table().get(name)
            if found is None and name.endswith("_") and (hasattr(core.ops, name) or hasattr(core.TensorBase, name)):
                found = _table().get(name[:-1])
            if found is None and (name in _OF_TENSOR or name in _OF_FACADE):
                found = []
        elif self.name != "aten":
            from ._library.operators import find

            made = find(self.name, name)
            if made is not None:
                setattr(self, name, made)
                return made
        if found is not None:
            made = OpOverloadPacket(name, found)
        elif self.name == "aten" and (name in _FUNCTIONS or name in _LEFT_OUT):
            made = _Packet(name)
        else:
            raise AttributeError(f"'_OpNamespace' '{self.name}' object has no attribute '{name}'")
        setattr(self, name, made)
        return made

    def __dir__(self):
        return sorted({*object.__dir__(self), *(_table() if self.name == "aten" else ())})

    def __repr__(self):
        return f"<torch._ops._OpNamespace '{self.name}'>"


Tag = enum.Enum(
    "Tag",
    {
        name: number
        for number, name in enumerate(
            (
                "core", "cudagraph_unsafe", "data_dependent_output", "dynamic_output_shape", "flexible_layout", "generated", "inplace", "inplace_view",
                "maybe_aliasing_or_mutating", "needs_contiguous_strides", "needs_exact_strides", "needs_fixed_stride_order", "nondeterministic_bitwise",
                "nondeterministic_seeded", "out", "out_variant", "pointwise", "pt2_compliant_tag", "reduction", "view_copy",
            )
        )
    },
    module="torch",
)  # fmt: skip
Tag.__doc__ = "What operators are marked with. Nothing here depends on it."


class _NoLibrary(NotImplementedError, OSError):
    """A library cannot be loaded: not implemented, and an OSError for programs that go on without it."""


class _Ops:
    """``torch.ops``."""

    def __init__(self):
        self.aten = aten

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        made = _OpNamespace(name)
        setattr(self, name, made)
        return made

    def load_library(self, path):
        """Refused: libraries of operators are written for PyTorch's dispatcher.

        A package that goes on without its library may still register rules for the operators in it: they are dropped.
        """
        from ._library.operators import refused_namespaces

        refused_namespaces.add(os.path.basename(os.path.dirname(os.fspath(path))))
        raise _NoLibrary("torch.ops.load_library: operators from libraries are not supported")


class HigherOrderOperator:
    """PyTorch's operators on functions. There are none here."""


aten = _OpNamespace("aten")
ops = _Ops()


def overload_for(spec, values, inplace):
    """The overload that PyTorch's dispatcher would see for a call of an operator of the table."""
    row = _row_of(spec.key)
    if row.key in _UNDER_AUTOGRAD:
        name, overload = _UNDER_AUTOGRAD[row.key]
        return getattr(aten, name).overload(overload)
    name = _RENAMED.get(row.name, row.name).removeprefix("nn_functional_") + ("_" if inplace else "")
    packet = aten.__dict__.get(name)
    if packet is None and (name in _adapters() or name in _FUNCTIONS):
        packet = getattr(aten, name)
    elif packet is None:
        packet = OpOverloadPacket(name, [row])
        packet._operators = _table().get(name.rstrip("_")) or [row]
        setattr(aten, name, packet)
    return packet.overload(_overload_name(row, values))


_rows_by_key = {}


def _row_of(key):
    if not _rows_by_key:
        _rows_by_key.update({row.key: row for row in rows()})
    return _rows_by_key[key]


def arguments_of(spec, values):
    """Bound values as ``(args, kwargs)`` with the defaults at the end left out, as PyTorch's dispatcher hands them on."""
    args, kwargs = [], {}
    for p, value in zip(_row_of(spec.key).params, values):
        if p.keyword_only:
            if p.required or not (value is p.default or type(value) is type(p.default) and value == p.default):
                kwargs[p.name] = value
        else:
            args.append((value, not p.required and (value is p.default or type(value) is type(p.default) and value == p.default)))
    while args and args[-1][1]:
        args.pop()
    return tuple([a for a, _ in args]), kwargs


OpOverload.__module__ = OpOverloadPacket.__module__ = "torch._ops"
