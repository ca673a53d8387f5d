"""What both cores say when a view, an in-place change or a saved tensor is refused."""

_VIEW_ADVICE = {
    "multi_output": (
        " This view is the output of a function that returns multiple views. Such functions do not allow the output views to be modified inplace. "
        "You should replace the inplace operation by an out-of-place one."
    ),
    "custom_function": (
        " This view was created inside a custom Function (or because an input was returned as-is) and the autograd logic to handle view+inplace "
        "would override the custom backward associated with the custom Function, leading to incorrect gradients. This behavior is forbidden. You "
        "can fix this by cloning the output of the custom Function."
    ),
    "no_grad": (
        " Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view and the inplace "
        "either both inside the no_grad block (if you don't want the inplace to be tracked) or both outside (if you want the inplace to be tracked)."
    ),
    "inference": (
        " Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view and the inplace "
        "either both inside the inference_mode block (if you don't want the inplace to be tracked) or both outside (if you want the inplace to be "
        "tracked)."
    ),
}
LEAF = "a leaf Variable that requires grad is being used in an in-place operation."
LEAF_VIEW = "a view of a leaf Variable that requires grad is being used in an in-place operation."
INFERENCE_UPDATE = (
    "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to get a normal tensor before doing inplace "
    "update.See https://github.com/pytorch/rfcs/pull/17 for more details."
)
INFERENCE_SAVED = (
    "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference mode in computation tracked by autograd. To "
    "work around this, you can make a clone to get a normal tensor and use it in autograd, or use `torch.no_grad()` instead of "
    "`torch.inference_mode()`."
)
INFERENCE_VERSION = "Inference tensors do not track version counter."
INFERENCE_REQUIRES_GRAD = "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed."
INTERNAL_OVERLAP = (
    "unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor before "
    "performing the operation."
)
PARTIAL_OVERLAP = (
    "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory location. Please clone() the "
    "tensor before performing the operation."
)
GRAD_OF_NON_LEAF = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be populated during "
    "autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor, use .retain_grad() on the non-leaf Tensor. If "
    "you access the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead. See github.com/pytorch/pytorch/pull/30531 for more "
    "information."
)
DATA_IN_TRANSFORM = "mutating directly with `.data` inside functorch transform is not allowed."
DETACH_VIEW = (
    "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) for training, and gradient_as_bucket_view is "
    "set as True, gradients are views of DDP buckets, and hence detach_() cannot be called on these gradients. To fix this error, please refer to "
    "the Optimizer.zero_grad() function in torch/optim/optimizer.py as the solution."
)
FLAG_OF_NON_LEAF = "you can only change requires_grad flags of leaf variables."
FLAG_ADVICE = " If you want to use a computed variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach()."
FREED = (
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved intermediate "
    "values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the "
    "graph a second time or if you need to access saved tensors after calling backward."
)
DETACHED_SAVED = (
    "Trying to use a saved tensor that has been detached in-place, i.e. with .detach_().This is not supported, please use out-of-place `.detach()` "
    "instead"
)
PACK_MODIFIED = (
    "A saved tensor pack hook is modifying its input in place. Tensors provided as input to pack hook cannot be modified by in-place operations as "
    "this can lead to unexpected side-effects. Please open an issue if you need to perform in-place operations on the input to a pack hook."
)
HOOKS_AFTER_FREED = (
    "Calling register_hooks on a saved tensor after it has been freed. Saved intermediate values of the graph are freed when you call .backward() or "
    "autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if you need to access saved variables "
    "after calling backward."
)
HOOKS_ON_NONE = "Calling register_hooks on a saved tensor with value None is forbidden"
HOOKS_TWICE = (
    "Calling register_hooks on a saved tensor whose hooks have already been set. Hint: only one pair of hooks is allowed at a time."
)


def view_text(creation, maker, number, indirect):
    """Why a view must not be changed in place.

    Parameters
    ----------
    creation : {"multi_output", "custom_function", "no_grad", "inference"}
        How the view came to be.
    maker : str or None
        The name of its node.
    number : int
        Which output of the node it is.
    indirect : bool
        Its base, or another view of its base, was changed.
    """
    changed = "its base or another view of its base has been modified inplace" if indirect else "is being modified inplace"
    if creation in ("no_grad", "inference") or maker is None:
        made = "A view was created in" if maker is None else f"Output {number} of {short_name(maker)} is a view of a view which was created in"
        where = "inference mode and {} in normal mode." if creation == "inference" else "no_grad mode and {} with grad mode enabled."
        text = f"{made} {where.format(changed)}"
    else:
        text = f"Output {number} of {short_name(maker)} is a view and {changed}."
    return text + _VIEW_ADVICE[creation]


def modified_text(tensor, maker, number, version, expected, anomaly):
    """Why a saved tensor cannot be used: it was changed in place. `maker` is the name of the node that made it, or None."""
    from ._py.util import tensor_type_name

    kind = f"CPU{tensor.dtype.legacy_name}Type" if tensor.is_conj() or tensor.is_neg() else tensor_type_name(tensor.dtype.scalar_name)
    shape = ", ".join(map(str, tensor.shape))
    text = f"one of the variables needed for gradient computation has been modified by an inplace operation: [{kind} [{shape}]]"
    if maker is not None:
        text += f", which is output {number} of {short_name(maker)},"
    text += f" is at version {version}; expected version {expected} instead. Hint: "
    if anomaly:
        return text + (
            "the backtrace further above shows the operation that failed to compute its gradient. The variable in question was changed in there or "
            "anywhere later. Good luck!"
        )
    return text + (
        "enable anomaly detection to find the operation that failed to compute its gradient, with torch.autograd.set_detect_anomaly(True, "
        "check_nan=False)."
    )


def short_name(name):
    """``ExpBackward0`` -> ``Exp``, ``MaxBackward1`` -> ``Max1``: how messages name the operator that made a tensor."""
    head, found, tail = name.rpartition("Backward")
    if not found or tail and not tail.isdigit():
        return name
    return head if tail == "0" else head + tail


def grad_dtype_text(got, expected):
    """Why a gradient of another dtype must not be assigned."""
    return (
        f"attempting to assign a gradient with dtype '{C_NAMES[got.name]}' to a tensor with grad_dtype '{expected.scalar_name}'. The gradient must match "
        "the tensor's grad_dtype (defaults to the tensor's dtype). You can set the tensor's grad_dtype attribute with a specific dtype, or None to "
        "allow any dtype. Set grad_dtype with caution. Diverging the dtypes of a tensor and its gradient may break downstream systems that assume "
        "they match."
    )


def grad_dtype_conflict(wanted, held):
    """Why `grad_dtype` must not be changed while there is a gradient."""
    return (
        f"Cannot set grad_dtype to '{wanted.scalar_name}' because there is already a gradient with dtype '{C_NAMES[held.name]}'. Please clear the "
        "gradient (.grad = None) before changing grad_dtype, or ensure the new grad_dtype matches the existing gradient's dtype."
    )


def grad_shape_text(got, expected):
    """Why a gradient of another shape must not be assigned."""
    return (
        f"attempting to assign a gradient of size '{got}' to a tensor of size '{expected}'. Please ensure that the gradient and the tensor are the "
        "same size"
    )


def type_shown(value):
    """The type of a value as texts show it."""
    kind = type(value)
    if kind.__module__ in ("builtins", "__main__"):
        return kind.__name__
    return f"{'torch' if kind.__module__.startswith('pyautograd') else kind.__module__}.{kind.__name__}"


def one_bool(function, parameter, args, kwargs):
    """The one bool that a method takes; TypeError for anything else."""
    for name in kwargs:
        if name != parameter:
            raise TypeError(f"{function}() got an unexpected keyword argument '{name}'")
    if len(args) > 1:
        raise TypeError(f"{function}() takes from 0 to 1 positional arguments but {len(args)} were given")
    if args and kwargs:
        raise TypeError(f"{function}() got multiple values for argument '{parameter}'")
    value = args[0] if args else kwargs[parameter]
    if type(value) is not bool:
        place = " (position 1)" if args else ""
        shown = "Tensor" if hasattr(value, "grad_fn") else type_shown(value)
        raise TypeError(f"{function}(): argument '{parameter}'{place} must be bool, not {shown}")
    return value


def one_tensor(function, parameter, args, kwargs, tensor_class):
    """The one tensor that a function takes; TypeError for anything else."""
    if not args and parameter not in kwargs:
        raise TypeError(f'{function}() missing 1 required positional arguments: "{parameter}"')
    if len(args) > 1:
        raise TypeError(f"{function}() takes 1 positional argument but {len(args)} were given")
    for name in kwargs:
        if args or name != parameter:
            wrong = "got multiple values for argument" if name == parameter else "got an unexpected keyword argument"
            raise TypeError(f"{function}() {wrong} '{name}'")
    value = args[0] if args else kwargs[parameter]
    if not isinstance(value, tensor_class):
        raise TypeError(f"{function}(): argument '{parameter}'{' (position 1)' if args else ''} must be Tensor, not {type_shown(value)}")
    return value


# What C++ calls the element type, where a text shows that.
C_NAMES = {
    "float16": "c10::Half", "bfloat16": "c10::BFloat16", "float32": "float", "float64": "double", "complex32": "c10::complex<c10::Half>",
    "complex64": "c10::complex<float>", "complex128": "c10::complex<double>", "bool": "bool", "uint8": "unsigned char", "int8": "signed char",
    "int16": "short int", "int32": "int", "int64": "long int", "uint16": "short unsigned int", "uint32": "unsigned int",
    "uint64": "long unsigned int",
}  # fmt: skip
