"""Calling operators in the plain core: from parsed arguments to results with their history."""
import importlib

import numpy as np

from .. import _autograd_texts as texts
from .. import _types
from .._table.layouts import layout_rule
from .._table.out_dtypes import check_computed_in, check_count, check_out, history_of_out
from .._table.out_shapes import keeps_shape, lies_row_major, warn_resized
from .._table.refused_dtypes import RARE, real_gradient, refuse_complex_gradient
from .._table.refused_dtypes import refuse as refuse_rare
from .._types import bfloat16, complex32, float16
from . import dispatch, duals, history, inplace, lazy
from .elementwise import evaluate, plan
from .grad_mode import modes
from .memory import resize, storage_of
from .node import NotImplementedNode, edge_of
from .overlap import COMPARED, COMPUTED_IN, INTO_FIRST, UNCOMPARED, policy
from .table_node import CompiledFormula, node_type
from .tensor import TensorBase, fresh, new, note_change, view_of, wrap
from .util import (
    FIRST_ALONE,
    call_with_bfloat16,
    call_with_complex32,
    check_written_shape,
    computes_bfloat16,
    from_bfloat16,
    from_complex32,
    gives_bfloat16,
    half_stand_in,
    is_of_loop,
    refuse_memory,
    to_bfloat16,
    to_complex32,
)


class Spec:
    """A row made ready to call: its implementation resolved, its derivative compiled when first needed."""

    def __init__(self, row):
        self.row = row
        self.names = [p.name for p in row.params]
        self.kind = row.kind
        self.toggles = lazy.TOGGLES.get(row.impl, 0)
        self.shares = row.kind == "kernel" and row.impl.startswith("views.")  # a view's memory in a tensor that is no view
        self.reads_bytes = row.key in ("view.dtype", "view_as_real", "view_as_complex")
        self.overlap = policy(row.name, row.key, row.kind in ("ufunc", "scalar"))
        self.function = self.inplace_function = self.check = self.layout = None
        self.derivative = None
        self.arguments = ()
        self._formulas = None
        if row.grad is not None:
            from .._table.formula import Derivative

            self.derivative = Derivative(row)
            self.arguments = self.derivative.arguments
        self.positions = [self.names.index(a) for a in self.arguments]
        self.name, self.rule, self.argument_positions = row.name, row.forward_rule, tuple(self.positions)
        self.nondiff_outputs = {i for i, n in enumerate(row.outputs) if n in row.nondiff} if isinstance(row.outputs, list) else ()
        self.real_gradient = real_gradient(row.name)
        self.reads_first, self.reads_tensors = row.forward_reads_first, row.derivative_reads_tensors
        self._resolve()

    # What interceptors read; the same on both cores.
    key = property(lambda self: self.row.key)
    implementation = property(lambda self: self.row.kind)
    parameters = property(lambda self: tuple(self.names))
    types = property(lambda self: tuple([p.type for p in self.row.params]))
    result = property(lambda self: tuple(self.row.outputs) if isinstance(self.row.outputs, list) else self.row.outputs)
    multi_view = property(lambda self: bool(self.row.multi_view))

    def __repr__(self):
        return f"<operator {self.key}>"

    def _resolve(self):
        row = self.row
        package = {"kernel": "kernels", "view": "kernels", "composite": "composite"}.get(self.kind)
        if package:
            module, _, name = row.impl.rpartition(".")
            loaded = importlib.import_module(f"{__package__}.{package}.{module}")
            self.function = getattr(loaded, name)
            self.inplace_function = getattr(loaded, name + "_", None)
            rule = layout_rule(row.impl) if self.kind == "kernel" else None
            if rule is not None:
                from .kernels import layouts

                self.layout = getattr(layouts, rule)
        else:
            from .kernels import elementwise

            self.check = getattr(elementwise, "check_" + row.name, None)

    def kinds(self):
        """The names of what a node saves, with the kind of each."""
        return {name: saved.kind for name, saved in self.derivative.saved.items()}

    def formulas(self):
        """The derivative's expressions as functions."""
        if self._formulas is None:
            self._formulas = [CompiledFormula(f, self.row) for f in self.derivative.formulas]
        return self._formulas

    def wants_grad(self, values):
        """Whether this call records: gradients are on and some differentiable argument needs them."""
        if not modes.grad or self.derivative is None:
            return False
        found = False  # an inference tensor that needs them
        for at in self.positions:
            value = values[at]
            for v in value if isinstance(value, (tuple, list)) else (value,):
                if isinstance(v, TensorBase) and v.requires_grad:
                    if not v._inference:
                        return True
                    found = True
        return found and self.meets_normal(values)

    def meets_normal(self, values):
        """Whether some operand is no inference tensor: operators on inference tensors alone are not recorded. A number counts as a normal one."""
        for p, value in zip(self.row.params, values):
            for v in value if isinstance(value, (tuple, list)) else (value,):
                if isinstance(v, TensorBase):
                    if not v._inference:
                        return True
                elif p.type == "Tensor" and v is not None:
                    return True
        return False

    def make_node(self, values, suffix=""):
        """The node of this call, with its edges; `suffix`: "_" in place."""
        tensors = [values[at] for at in self.positions]
        if self.derivative.not_implemented:
            return NotImplementedNode(edges_of(tensors), f"derivative for aten::{self.row.name}{suffix} is not implemented")
        return node_type(self.row.node)(self, tensors)


def edges_of(values):
    """The edges of a node without derivative: one for each of `values` and of the items of lists among them."""
    edges = []
    for t in values:
        edges.extend([edge_of(x) if isinstance(x, TensorBase) else None for x in (t if isinstance(t, (tuple, list)) else (t,))])
    return edges


def differentiable(tensor):
    """Whether a result can carry gradients at all."""
    return tensor._dtype.is_floating_point or tensor._dtype.is_complex


def record(spec, node, values, results, outputs):
    """Attach `node` to the results and save what it needs."""
    nondiff = spec.row.nondiff
    for i, result in enumerate(results):
        if not differentiable(result) or (isinstance(outputs, list) and outputs[i] in nondiff):
            continue
        if spec.real_gradient and result._dtype.is_complex:
            refuse_complex_gradient(spec.real_gradient)
        result._output_nr = node.add_output(result)
        result._grad_fn = node
    if not spec.derivative.not_implemented:
        node.save(dict(zip(spec.names, values)))
        node.save_outputs(results)


def as_arrays(values):
    """Kernel arguments: arrays in place of tensors. Also whether any was bfloat16 (handed on as float32), and the dtype of the first that few kernels have."""
    arrays, half, rare = [], False, None
    for v in values:
        if isinstance(v, TensorBase):
            d = v._dtype
            half = half or d is bfloat16
            rare = rare or (d if d in RARE else None)
            v = from_bfloat16(v._array) if d is bfloat16 else from_complex32(v._array) if d is complex32 else v._array
        elif type(v) in (tuple, list) and v and any(isinstance(x, TensorBase) for x in v):
            v, inner, rare_inside = as_arrays(v)
            half, rare = half or inner, rare or rare_inside
        arrays.append(v)
    return arrays, half, rare


def from_array(array, half, rare=None):
    """A result tensor over a kernel's array."""
    array = np.asarray(array)
    if half and array.dtype == np.float32:
        return fresh(to_bfloat16(array), bfloat16)
    if rare is complex32 and array.dtype == np.complex64:
        return fresh(to_complex32(array), complex32)
    if rare is complex32 and array.dtype == np.float32:
        return fresh(array.astype(np.float16), float16)
    return wrap(array)


def call_kernel(function, impl, arrays, half, rare):
    """A kernel called on arrays, which stand for dtypes that NumPy does not have where `half` or `rare` say so."""
    try:
        if half:
            return call_with_bfloat16(function, impl, arrays)
        return call_with_complex32(function, arrays) if rare is complex32 else function(*arrays)
    except (ValueError, MemoryError) as error:
        refuse_memory(error)
        raise


def pack(row, results, form=""):
    """What the caller gets for a row's results: a tensor, a named tuple (called like the row and `form`), or a tuple of tensors."""
    if row.outputs == "Tensor":
        return results[0]
    if row.outputs == "Tensor[]":
        return tuple(results)
    from .._return_types import named_tuple

    return named_tuple(row.name + form, row.outputs)(results)


def run(spec, values, out=None):
    """Call an operator on parsed arguments."""
    if out is not None:
        return run_out(spec, values, out)
    kind, row = spec.kind, spec.row
    if kind == "composite":
        return dispatch.quietly(spec.function, *values)
    if modes.duals and duals.top_level(values) >= 0:
        return duals.forward().call(spec, values)
    if kind == "view":
        return run_view(spec, values)
    if lazy.seen and any_lazy(values):
        return run_settled(spec, values)
    wants = spec.wants_grad(values)
    node = spec.make_node(values) if wants else None
    results = compute(spec, values)
    if wants:
        record(spec, node, values, results, row.outputs)
    return pack(row, results)


def any_lazy(values):
    """Whether some tensor among `values`, or in a list among them, is a conjugate or negative view."""
    for value in values:
        for v in value if isinstance(value, (tuple, list)) else (value,):
            if isinstance(v, TensorBase) and v._lazy:
                return True
    return False


def settle(value):
    """`value`, or for a conjugate or negative view a plain copy without history; lists likewise."""
    if isinstance(value, (tuple, list)):
        return [settle(v) for v in value]
    if isinstance(value, TensorBase) and value._lazy:
        return new(lazy.settled(value._array, value._dtype, value._lazy), value._dtype)
    return value


def run_settled(spec, values):
    """Call an operator among whose arguments are lazy views: computed on copies, recorded on the views."""
    before = modes.grad
    modes.grad = False
    try:
        answer = run(spec, [settle(v) for v in values])
    finally:
        modes.grad = before
    return dispatch.finish(spec, values, answer)


def check_arguments(spec, values):
    """Let the operator's own check refuse dtypes and values."""
    arrays, half, rare = as_arrays(values)
    if half:
        arrays = [half_stand_in(v._array) if isinstance(v, TensorBase) and v._dtype is bfloat16 else a for v, a in zip(values, arrays)]
    call_kernel(spec.check, "", arrays, half, rare)


def compute(spec, values):
    """The results of a kernel or elementwise row as fresh tensors."""
    if spec.kind == "kernel":
        arrays, half, rare = as_arrays(values)
        if spec.row.name == "_to_copy":
            half, rare = values[1] is bfloat16, values[1] if values[1] is complex32 else None  # the dtype asked for, not that of the source
        elif len(values) > 1 and type(values[-1]) is _types.dtype:
            half = computes_bfloat16(spec.row.impl, values, arrays)
        elif half:
            half = gives_bfloat16(spec.row.impl, values)
        elif spec.row.impl == "creation.complex_" and values[0]._dtype is float16 and values[1]._dtype is float16:
            rare = complex32
        with np.errstate(all="ignore"):
            answer = call_kernel(spec.function, spec.row.impl, arrays, half, rare)
        if rare is not None:
            refuse_rare(spec.key, rare, values)
        if spec.layout is not None:
            answer = spec.layout(arrays, answer)
        if half == FIRST_ALONE:
            return [from_array(a, half and not at, rare) for at, a in enumerate(answer)]
        results = [from_array(a, half, rare) for a in answer] if isinstance(answer, (tuple, list)) else [from_array(answer, half, rare)]
        if spec.shares and not half and rare is None:
            for made in results:
                made._storage = storage_of(values[0])
        return results
    if spec.check:
        check_arguments(spec, values)
    common, result = plan(spec.row, values)
    made = evaluate(spec.row, values, common)
    if common in RARE:
        refuse_rare(spec.key, common, values)
    if result.is_complex and made.dtype.kind == "f":  # absolute
        result = result.to_real()
    return [fresh(to_bfloat16(made) if result is bfloat16 else made, result)]


def run_view(spec, values):
    """A view: memory shared with the first argument, which becomes its base."""
    source = values[0]
    row = spec.row
    if source._lazy:
        lazy.refuse_view(row.key, source._lazy)
    other = row.key == "view.dtype" and values[1] is not source._dtype
    answer = call_kernel(spec.function, "", (source._array, *values[1:], *((source._dtype,) if spec.reads_bytes else ())), False, None)
    if row.multi_view:
        results = [view_of(source, a, inplace.MULTI_OUTPUT) for a in answer]
    else:
        if other:  # the same memory and version, without history
            made = source.detach()
            made._array, made._storage, made._dtype = answer, storage_of(source), values[1]
        else:
            made = view_of(source, answer)
            if answer.dtype != source._array.dtype:
                made._dtype = source._dtype.to_complex() if answer.itemsize > source._array.itemsize else source._dtype.to_real()
        if spec.toggles and (source._dtype.is_complex or spec.toggles != lazy.CONJ):
            made._lazy ^= spec.toggles
            lazy.note_lazy()
        history.note_replay(source, made, spec, values)
        results = [made]
    if spec.wants_grad(values):
        node = spec.make_node(values)
        record(spec, node, values, results, row.outputs)
    return tuple(results) if row.multi_view else results[0]


def run_inplace(spec, values, interceptors=(), before=None):
    """``x.op_(...)``: compute, write back, and make the operator's node the history of `x`. `before`: a copy of `x`, if there is one."""
    x = values[0]
    if modes.scope:
        inplace.check_captured(spec, values)
    inplace.check_inplace(x)
    if spec.kind == "composite":
        for function in interceptors:
            if function(spec, values, True) is not NotImplemented:
                return x
        if spec.inplace_function is not None:
            return dispatch.quietly(spec.inplace_function, *values)
        return x.copy_(dispatch.quietly(spec.function, *values))
    if modes.duals and duals.top_level(values) >= 0:
        return duals.forward().call_in_place(spec, values)
    wants = spec.wants_grad(values)
    node = None
    if wants:
        if not x.requires_grad:
            inplace.check_view_write(x)
        if not differentiable(x):
            wants = False
    if wants:
        node = spec.make_node(values, "_")
        if not spec.derivative.not_implemented:
            # The arguments as they are before the change: a formula that uses `x` gets a copy, another argument that shares
            # its memory will be found modified.
            saved = spec.derivative.saved
            uses = any(saved[n].kind == "input" and saved[n].source == spec.names[0] for n in node.wanted())
            node.save(dict(zip(spec.names, [(x.clone() if before is None else before) if uses else x, *values[1:]])))
    if not any([function(spec, values, True) is not NotImplemented for function in interceptors]):
        if interceptors:
            raise dispatch.refuse(spec)
        write(spec, values)
    x._bump()
    if modes.anomaly:
        note_change(x, spec.row.name + "_")
    if wants:
        history.rebase_history(x, node)
        if not spec.derivative.not_implemented:
            node.save_outputs([x])
    return x


def write(spec, values):
    """Compute a row into the array of its first argument."""
    x = values[0]
    inplace.check_output(spec.overlap, spec.row.name, x._array)
    if not spec.overlap & UNCOMPARED:
        inplace.check_inputs(spec.overlap, values[1:], x._array)
    if lazy.seen and any_lazy(values):
        plain = [settle(v) for v in values]
        write(spec, plain)
        if plain[0] is not x:
            store(x, plain[0])
        return
    if spec.kind == "kernel":
        arrays, half, rare = as_arrays(values)
        with np.errstate(all="ignore"):
            if spec.inplace_function is not None and not half and rare is None:
                spec.inplace_function(*arrays)
                return
            try:
                gives = half and gives_bfloat16(spec.row.impl, values)
                made = from_array(call_kernel(spec.function, spec.row.impl, arrays, half, rare), gives, rare)
            except (NotImplementedError, RuntimeError) as error:
                if spec.row.impl.startswith("elementwise.") and is_of_loop(error):
                    check_written_shape(values, x)
                    require_castable(plan(spec.row, values)[1], x._dtype)
                raise
        if rare is not None:
            refuse_rare(spec.key, rare, values)
        if spec.row.impl.startswith("elementwise.") and not _types.can_cast(made._dtype, x._dtype):
            check_written_shape(values, x)
        require_castable(made._dtype, x._dtype)
        store(x, made)
        return
    refused = None
    if spec.check:
        try:
            check_arguments(spec, values)
        except (NotImplementedError, RuntimeError) as error:
            if not is_of_loop(error):
                raise
            refused = error
    common, result = plan(spec.row, values)
    if refused is not None or not _types.can_cast(result, x._dtype):
        check_written_shape(values, x)
    if refused is not None:
        require_castable(result, x._dtype)
        raise refused
    if common.is_complex and spec.row.impl == "absolute":
        raise RuntimeError(f"In-place {spec.row.name} is not supported for complex tensors.")
    require_castable(result, x._dtype)
    if result is x._dtype and result is not bfloat16 and spec.kind == "ufunc" and common not in RARE:
        evaluate(spec.row, values, common, x._array)
        return
    made = evaluate(spec.row, values, common)
    if common in RARE:
        refuse_rare(spec.key, common, values)
    if made.shape != x._array.shape:
        raise RuntimeError(f"output with shape {list(x.shape)} doesn't match the broadcast shape {list(made.shape)}")
    store(x, new(to_bfloat16(made) if result is bfloat16 else made, result))


def require_castable(result, into):
    """Raise where a result must not be stored in an existing tensor of another kind."""
    if not _types.can_cast(result, into):
        raise RuntimeError(f"result type {result.scalar_name} can't be cast to the desired output type {into.scalar_name}")


def store(x, made):
    """Copy the values of `made` into the array of `x`, converting."""
    if made._array.shape != x._array.shape:
        made_shape, shape = list(made.shape), list(x.shape)
        raise RuntimeError(f"output with shape {shape} doesn't match the broadcast shape {made_shape}")
    source = from_bfloat16(made._array) if made._dtype is bfloat16 and x._dtype is not bfloat16 else made._array
    if x._dtype is bfloat16 and made._dtype is not bfloat16:
        source = to_bfloat16(source.astype(np.float32))
    if x._dtype is not made._dtype and complex32 in (x._dtype, made._dtype):
        source = to_complex32(source) if x._dtype is complex32 else from_complex32(source)
    if x._array.dtype == np.float16 and source.dtype == np.float64:
        source = source.astype(np.float32)  # rounds twice, as PyTorch does
    if x._lazy:
        source = lazy.settled(source, x._dtype, x._lazy)
    with np.errstate(all="ignore"):
        x._array[...] = source.real if source.dtype.kind == "c" and x._array.dtype.kind != "c" else source


def run_row(spec, values):
    """Call an operator on parsed arguments, for the rules of forward mode."""
    return call(spec, values)


def run_row_(spec, values, before=None):
    """Call the in-place form of an operator on parsed arguments. `before`: a copy of the first as it was, if there is one."""
    return run_inplace(spec, values, dispatch.interceptors_for(values), before)


def call(spec, values, inplace=False):
    """Run an operator on bound values; interceptors are asked first."""
    if dispatch.unusual(values):
        return dispatch.run_offered(run, run_inplace, spec, list(values), inplace)
    return run_inplace(spec, values) if inplace else run(spec, values)


def call_unusual(spec, values, out, inplace):
    """`call` for arguments among which there is something unusual, and with ``out=``."""
    if out is None:
        return dispatch.run_offered(run, run_inplace, spec, values, inplace)
    outs = list(out) if isinstance(out, (tuple, list)) else [out]
    if not modes.interceptors and not dispatch.interceptors_for([*values, *outs]):
        return run_out(spec, values, out)
    for t in outs + [t for v in values for t in (v if isinstance(v, (tuple, list)) else (v,))]:
        if isinstance(t, TensorBase) and hasattr(type(t), "write_out"):
            type(t).write_out(spec, values, outs)
            return pack(spec.row, outs, "_out") if len(outs) > 1 else outs[0]
    past_of_outs(spec, values, outs)
    if dispatch.offer_outs(spec, values, outs):
        return pack(spec.row, outs, "_out") if len(outs) > 1 else outs[0]
    answer = dispatch.run_offered(run, run_inplace, spec, values, False)
    for target, made in zip(outs, answer if isinstance(answer, tuple) else (answer,)):
        require_castable(made._dtype, target._dtype)
        target.copy_(made)
    return pack(spec.row, outs, "_out") if isinstance(answer, tuple) else outs[0]


def past_of_outs(spec, values, outs):
    """What becomes of the history of ``out=`` tensors, as `history_of_out` says, where something that requires gradients is among the arguments."""
    if modes.grad and (spec.row.grad is not None or spec.row.kind == "composite"):
        written = any([isinstance(t, TensorBase) and t.requires_grad for t in outs])
        if written or any([isinstance(t, TensorBase) and t.requires_grad for v in values for t in (v if isinstance(v, (tuple, list)) else (v,))]):
            return history_of_out(spec.key, written, values[0])
    return None


def run_out(spec, values, out):
    """``out=``: the results written into given tensors, resized where their shape differs."""
    outs = list(out) if isinstance(out, (tuple, list)) else [out]
    if modes.duals:
        duals.forward().refuse_out(spec.row.name, values, outs)
    past = past_of_outs(spec, values, outs)
    for target in outs:
        if isinstance(target, TensorBase):
            if target._inference and not modes.inference:
                raise RuntimeError(texts.INFERENCE_UPDATE)
            if spec.overlap & COMPARED:
                if spec.overlap & INTO_FIRST:
                    inplace.check_inputs(0, values[:1], target._array)
                inplace.check_inputs(spec.overlap, values[1:] if spec.overlap & INTO_FIRST else values, target._array)
            if modes.before_write is not None and modes.saved_hooks:
                modes.before_write(target)
    if spec.overlap & COMPUTED_IN and values[-1] is None and isinstance(outs[0], TensorBase):
        check_computed_in(spec.row.name, values[0]._dtype, outs[0]._dtype)
        values = [*values[:-1], outs[0]._dtype]
    before = modes.grad
    modes.grad = past == "copy"
    try:
        answer = run(spec, values)
    finally:
        modes.grad = before
    results = list(answer) if isinstance(answer, tuple) else [answer]
    if spec.row.outputs == "Tensor[]":
        check_count(spec.name, len(results), len(outs))
    for target, made in zip(outs, results):
        if made._dtype is not target._dtype:
            check_out(spec.key, made._dtype, target._dtype, _types.can_cast(made._dtype, target._dtype))
    for target, made in zip(outs, results):
        if target._array.shape != made._array.shape:
            made = resize_output(spec.row.name, target, made)
        inplace.check_output(spec.overlap, spec.row.name, target._array)
        if past == "copy":
            target.copy_(made)
            continue
        store(target, made)
        target._bump()
        if modes.anomaly:
            note_change(target, spec.row.name + "(out=...)")
        if past is not None and differentiable(target):
            history.rebase_history(target, NotImplementedNode(edges_of(values), f"derivative for {past} is not implemented"))
    if spec.row.outputs == "Tensor[]" and spec.kind == "kernel":
        return None
    return pack(spec.row, outs, "_out") if isinstance(answer, tuple) else outs[0]


def resize_output(name, target, made):
    """Give an ``out=`` tensor the result's shape, and its strides if they are dense; returns what to write into it."""
    shape = made._array.shape
    if keeps_shape(name, target._array.shape, shape):
        return new(made._array.reshape(target._array.shape), made._dtype)
    if target._array.size:
        warn_resized(name, target._array.shape, shape)
    strides = None if lies_row_major(name, target._array.size > 0) or made._array.size and (made._array.flags.c_contiguous or not inplace.is_dense(made._array)) else made.stride()
    resize(target, shape, strides)
    return made
