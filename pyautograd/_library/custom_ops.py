"""``torch.library.custom_op``: a Python function as an operator, with a schema, kernels, a derivative and a rule for batches."""
import contextlib
import inspect

from .._core import core
from ..utils._pytree import tree_leaves
from . import dispatch, operators
from .autograd import Derivative
from .infer_schema import infer_schema
from .schema import parse_schema

OPDEFS = {}


def custom_op(name, fn=None, /, *, mutates_args, device_types=None, schema=None, tags=None):
    """A function as an operator; decorator where `fn` is left out.

    Parameters
    ----------
    name : str
        ``namespace::name``; calls go through ``torch.ops.namespace.name`` as well.
    fn : callable
        Computes the results, which must not be, or share memory with, the arguments. It runs without recording.
    mutates_args : iterable of str, or "unknown"
        Tensors that it changes in place.
    device_types : str or sequence of str, optional
        What devices it is for; all where left out.
    schema : str, optional
        As in ``(Tensor x, float k=2.0) -> Tensor``; otherwise inferred from annotations.

    Returns
    -------
    CustomOpDef
    """

    def made_of(function):
        written = infer_schema(function, mutates_args=mutates_args) if schema is None else schema
        namespace, opname = name.split("::")
        made = CustomOpDef(namespace, opname, written, function, tags)
        if schema is not None:
            written_to = {a.name for a in made._opoverload._schema.arguments if a.alias_info is not None and a.alias_info.is_write}
            if written_to != set(mutates_args):
                raise ValueError(
                    f"Attempted to create a custom op with `mutates_args={mutates_args}` and `schema={schema}. The schema suggests that the op mutates "
                    f"{written_to}which is different from what was provided to us in `mutates_args`. Please make these consistent."
                )
        made.register_kernel(device_types)(function)
        return made

    return made_of if fn is None else made_of(fn)


class CustomOpDef:
    """What `custom_op` makes. Call it, or its `_opoverload`."""

    def __init__(self, namespace, name, schema, fn, tags=None):
        self._namespace, self._name, self._schema, self._init_fn = namespace, name, schema, fn
        self._tags = tags or ()
        self._backend_fns, self._disabled_kernel = {}, set()
        if self._qualname in OPDEFS:
            operators.remove(OPDEFS[self._qualname]._opoverload)
        parsed = parse_schema(f"{self._qualname}{schema}")
        if any("Tensor" in a.type for a in parsed.keyword_only):
            raise NotImplementedError(
                f"custom_op with kwarg-only Tensor args. Please make your tensors not kwarg-only. Got: {self._name}{self._schema}"
            )
        self._opoverload = operators.define(parsed)
        self._opoverload._functional = True
        self._opoverload.kernels["CPU"] = self._run
        OPDEFS[self._qualname] = self

    _qualname = property(lambda self: f"{self._namespace}::{self._name}")

    def __call__(self, *args, **kwargs):
        return self._opoverload(*args, **kwargs)

    def __repr__(self):
        return f"<CustomOpDef({self._qualname})>"

    def _run(self, *args, **kwargs):
        function = self._backend_fns.get("cpu") if "cpu" not in self._disabled_kernel else self._init_fn
        function = function or self._backend_fns.get(None)
        if function is None:
            raise NotImplementedError(f"Could not run '{self._qualname}' with arguments from the 'CPU' backend.")
        made = function(*args, **kwargs)
        self._check_results(made)
        seen = [x for x in tree_leaves((args, kwargs)) if isinstance(x, core.TensorBase)]
        for out in tree_leaves(made):
            if isinstance(out, core.TensorBase):
                if any(out is x or core.is_same_storage(out, x) for x in seen):
                    raise RuntimeError(
                        f"{self._name} (with implementation in {inspect.getmodule(function)}): The output of this custom operator (1) must not also be an "
                        "input to this custom operator and (2) may not alias any inputs to this custom operator or other returns. The most common way to "
                        "trigger this error is if we have y = custom_op(x) and y and x are the same Tensor. Please instead return a clone of the offending "
                        "output tensor(s) (e.g. return x.clone()) or refactor the custom operator to not return y."
                    )
                seen.append(out)
        return made

    def _check_results(self, made):
        returns = self._opoverload._schema.returns
        values = () if not returns else (made,) if len(returns) == 1 else made
        if not isinstance(values, (tuple, list)) or len(values) != len(returns):
            raise RuntimeError(f"Unable to cast {made!r} to the {len(returns)} results of {self._opoverload._schema}")
        for value, result in zip(values, returns):
            if result.type == "Tensor" and value is not None and not isinstance(value, core.TensorBase):
                raise RuntimeError(f"Unable to cast {value!r} to Tensor")

    @contextlib.contextmanager
    def set_kernel_enabled(self, device_type, enabled=True):
        """Use the kernel for a device (True), or the function that the operator was made of, in the ``with`` block."""
        before = set(self._disabled_kernel)
        (self._disabled_kernel.discard if enabled else self._disabled_kernel.add)(device_type)
        try:
            yield
        finally:
            self._disabled_kernel = before

    def register_kernel(self, device_types, fn=None, /):
        """Use `fn` on devices: of them there is the CPU here."""

        def register(function):
            for device_type in (device_types,) if device_types is None or isinstance(device_types, str) else device_types:
                self._backend_fns[device_type] = function
            return function

        return register if fn is None else register(fn)

    def register_fake(self, fn, /):
        """The function that gives empty results in the right shapes, for `opcheck`."""
        self._opoverload.fake = fn
        return fn

    def register_autograd(self, backward, /, *, setup_context=None):
        """The derivative: ``backward(ctx, *grads)``, and ``setup_context(ctx, inputs, output)``, which keeps what that needs.

        With keyword-only arguments it is ``setup_context(ctx, inputs, keyword_only_inputs, output)``. RuntimeError for an operator that changes
        its arguments.
        """
        schema = self._opoverload._schema
        if schema.is_mutable:
            raise RuntimeError(
                f"Cannot register autograd formula for non-functional operator {self} with schema {schema}. Please create a functional operator and "
                "register an autograd formula for that."
            )
        self._opoverload.autograd = Derivative(backward, setup_context)

    def register_vmap(self, func=None):
        """The rule for batches: ``func(info, in_dims, *args, **kwargs)`` gives ``(results, out_dims)``."""

        def register(function):
            self._opoverload.vmap = function
            return function

        return register if func is None else register(func)

    def register_torch_dispatch(self, torch_dispatch_class, fn=None, /):
        """What is called for a mode or class in the place of its ``__torch_dispatch__``: ``fn(mode or class, func, types, args, kwargs)``."""
        return dispatch.registered_rule(self._opoverload, torch_dispatch_class, fn)

    def register_autocast(self, device_type, cast_inputs):
        """Under autocast for `device_type`, use the floating-point arguments in the dtype `cast_inputs`."""
        return dispatch.registered_autocast(self._opoverload, device_type, cast_inputs)


CustomOpDef.__module__ = "torch._library.custom_ops"
