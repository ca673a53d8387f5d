"""What a function that is being transformed may not do: change a tensor that it has captured, or say what autograd is to do."""
from .. import _autograd_texts as texts
from .._core import core
from ._levels import state

_TEXT = (
    "During a grad (vjp, jvp, grad, etc) transform, the function provided attempted to call in-place operation (aten::{}) that would mutate a captured "
    "Tensor. This is not supported; please rewrite the function being transformed to explicitly accept the mutated Tensor(s) as inputs."
)
_METHOD = (
    "You are attempting to call Tensor.{}() {}inside of a function being transformed by a functorch transform. This is unsupported, please attempt to "
    "use the functorch transforms (e.g. grad, vjp, jacrev, jacfwd, hessian) or call {}() outside of a function being transformed instead."
)
_ALWAYS = {**dict.fromkeys(("add", "sub", "mul", "floor_divide"), "Tensor"), "bernoulli": "float", "scatter_reduce": "two", "set": "source_Tensor"}
# In-place operators of which PyTorch has several overloads.
_SEVERAL = {
    "bitwise_and", "bitwise_left_shift", "bitwise_or", "bitwise_right_shift", "bitwise_xor", "clamp", "clamp_max", "clamp_min", "copysign", "div", "eq",
    "fill", "float_power", "fmod", "ge", "gt", "index_fill", "le", "lerp", "lt", "masked_fill", "ne", "pow", "random", "remainder", "round", "scatter",
    "squeeze", "xlogy",
}  # fmt: skip
_RENAMED = {"Tensor_Tensor": "Tensor", "Tensor_Scalar": "Scalar", "inplace": "", "inplace_dim": "dim", "inplace_dims": "dims"}


def captured_text(name, key):
    """The refusal of the in-place form of an operator, which PyTorch names with its overload."""
    called = name.removeprefix("_").removesuffix("_impl")
    overload = _ALWAYS.get(called)
    if key == "bernoulli.Tensor":
        overload = "Tensor"
    elif overload is None:
        overload = key.partition(".")[2].rstrip("_") if called in _SEVERAL else ""
        overload = _RENAMED.get(overload, overload)
    return _TEXT.format(f"{called}_.{overload}" if overload else f"{called}_")


def refuse(name, key, values):
    """Raise for an in-place operator whose first argument is captured: made before the innermost derivative that is being taken."""
    target = values[0]
    if state.stack and state.stack[-1].kind == "vmap":
        from ._batched import ARITHMETIC, levels_of, refuse_missing_levels

        if name in ARITHMETIC:
            refuse_missing_levels(name, target, levels_of(values)[0])
    leaf, text = target, texts.LEAF
    if not _is_variable(leaf) and target._base is not None:
        leaf, text = target._base, texts.LEAF_VIEW
    if _is_variable(leaf):
        if core.is_grad_enabled():
            raise RuntimeError(text)
        if leaf.__dict__.get("_pt_variable"):
            return
    raise RuntimeError(captured_text(name, key))


def _is_variable(tensor):
    """Whether a transform made this tensor as what its function is differentiated by: a leaf, as far as the function can tell."""
    names = getattr(tensor, "__dict__", ())
    return "_pt_scope" in names or "_pt_variable" in names


def refuse_method(method):
    """Raise if a transform is going on in this thread, for a method that a function being transformed must not call."""
    if state.stack:
        raise RuntimeError(_METHOD.format(method, "(or perhaps using torch.autograd.functional.* APIs) " if method == "requires_grad_" else "", method))
