"""Calls that do not fit functions which PyTorch has in Python: what CPython says of them, and what PyTorch takes by its truth.

CPython words what is wrong with the number and the names of arguments. For that, a function of the same signature is made, and called. Arguments
that such a function only asks ``if`` of may be anything, where an operator's parser wants a bool.
"""
import re

from .arg_errors import wrong_type

_BOOL = 1  # the binder's code

# Functions: the operator that such a function hands its arguments on to (= of the same name), and what becomes of arguments that the operator would not
# get by their own name and position: ``flag?`` is taken by its truth, ``argument.name`` is asked for an attribute first, ``reduction!`` is looked up,
# ``argument<0.0``, ``argument/`` and ``argument-`` are compared, divided by (``argument//`` itself) and negated first, ``argument>other`` and ``argument~other``
# compared with another argument; ``argument:2`` has another position (0: it is given by name), ``argument:2:name`` another name too, ``argument:2:name:operator`` goes to another operator,
# ``argument:2:name:operator+`` the others as well.
_BECOMES = {
    "adaptive_avg_pool2d adaptive_avg_pool3d max_unpool2d max_unpool3d": "= input.size",
    "adaptive_max_pool1d max_pool1d max_pool2d": "= return_indices?",
    "adaptive_max_pool1d_with_indices": "adaptive_max_pool1d return_indices?",
    "adaptive_max_pool2d adaptive_max_pool3d": "= input.size return_indices?",
    "adaptive_max_pool2d_with_indices": "adaptive_max_pool2d input.size return_indices?",
    "adaptive_max_pool3d_with_indices": "adaptive_max_pool3d input.size return_indices?",
    "affine_grid": "affine_grid_generator theta.is_floating_point",
    "alpha_dropout dropout feature_alpha_dropout": "= p<0.0 training:3:train inplace?",
    "batch_norm": "= eps<0.0 running_mean:4 running_var:5 weight:2 bias:3",
    "instance_norm": "= input.size running_mean:4 running_var:5 weight:2 bias:3",
    "binary_cross_entropy": "= input.size target.size weight.size size_average? reduce? reduction!",
    "binary_cross_entropy_with_logits": "= input.size target.size size_average? reduce? reduction! pos_weight:4",
    "hardtanh": "= min_val>max_val max_val~min_val inplace?",
    "celu elu hardsigmoid hardswish leaky_relu mish relu relu6 rrelu selu silu threshold": "= inplace?",
    "cosine_embedding_loss hinge_embedding_loss kl_div multilabel_margin_loss soft_margin_loss triplet_margin_loss": "= size_average? reduce? reduction!",
    "cross_entropy": "cross_entropy_loss size_average? reduce? reduction! label_smoothing:6",
    "ctc_loss": "= reduction!",
    "dropout2d dropout3d dropout1d": "feature_dropout p<0.0 input.dim training:3:train inplace?",
    "embedding": "= input:2:indices weight:1 max_norm:3:max_norm:embedding_renorm_ norm_type? scale_grad_by_freq:4 sparse:5",
    "embedding_bag": "= input.is_floating_point weight.dtype offsets.dim max_norm:3:max_norm:embedding_renorm_ norm_type? scale_grad_by_freq:4 "
    "sparse:6 per_sample_weights.size include_last_offset:8 padding_idx:9",
    "fractional_max_pool2d fractional_max_pool3d": "= input.dim output_ratio? return_indices? _random_samples:4:random_samples",
    "fractional_max_pool2d_with_indices": "fractional_max_pool2d input.dim output_ratio? return_indices? _random_samples:4:random_samples",
    "fractional_max_pool3d_with_indices": "fractional_max_pool3d input.dim _random_samples:4:random_samples",
    "gaussian_nll_loss": "= input.size full?",
    "glu interpolate upsample upsample_bilinear upsample_nearest": "= input.dim",
    "group_norm": "= input.dim num_groups/",
    "local_response_norm": "= input.dim size//",
    "lp_pool1d": "avg_pool1d input.pow kernel_size:2 stride:3 ceil_mode:0",
    "grid_sample": "grid_sampler",
    "gumbel_softmax": "empty_like logits:1:input hard? eps? dim:1:dim:softmax",
    "huber_loss": "= input.size target.size reduction! weight.size",
    "l1_loss mse_loss": "= input.size target.size size_average? reduce? reduction! weight.size",
    "linear_cross_entropy": "cross_entropy_loss input.dim linear_weight.dim target.shape linear_bias.shape weight:3 reduction! ignore_index:5 label_smoothing:6",
    "log_softmax": "= input.log_softmax dim:1 _stacklevel? dtype:0",
    "margin_ranking_loss": "= input1.dim input2.dim target.dim size_average? reduce? reduction!",
    "max_pool1d_with_indices max_pool2d_with_indices": "= return_indices?",
    "max_pool3d max_pool3d_with_indices": "= input.is_cuda return_indices?",
    "max_unpool1d": "= input.size indices.unsqueeze",
    "multi_head_attention_forward": "= query.dim key.dim value.dim add_zero_attn? training? need_weights? average_attn_weights?",
    "multi_margin_loss": "= weight.dim size_average? reduce? reduction!",
    "multilabel_soft_margin_loss": "log_sigmoid size_average? reduce?",
    "nll_loss": "nll_loss_nd size_average? reduce? reduction!",
    "normalize": "linalg_vector_norm input.norm",
    "poisson_nll_loss": "= size_average? eps:5 reduce?",
    "smooth_l1_loss": "= input.size target.size size_average? reduce? reduction! beta:4",
    "softmax": "= input.softmax dim:1 _stacklevel? dtype:0",
    "softmin": "softmax input- dim:1 _stacklevel? dtype:0",
    "softsign": "= input.abs",
    "tanhshrink": "= input.tanh",
    "triplet_margin_with_distance_loss": "= anchor.ndim positive.ndim negative.ndim swap? reduction!",
    "unfold": "im2col",
    "norm": "linalg_vector_norm input.layout",
    "tensordot": "= a.dim b.dim",
    "fold": "col2im",
    "unique": "_unique2 sorted:0 return_inverse:0 return_counts:0 dim:2:dim:unique_dim+",
    "unique_consecutive Tensor.unique_consecutive": "= return_inverse:0 return_counts:0 dim:0",
    "Tensor.unique": "_unique2 sorted:0 return_inverse:0 return_counts:0 dim:2:dim:unique_dim+",
    "Tensor.istft": "= n_fft:2 hop_length:3 win_length:4 window:5 center:6 normalized:7 onesided:8 length:9 return_complex:0",
    "Tensor.norm": "linalg_vector_norm dim:3 keepdim:4 dtype:0",
    "Tensor.unflatten": "= dim:1 sizes:2",
}
_of_function = {name: becomes.split() for names, becomes in _BECOMES.items() for name in names.split()}

# The signature, where it is not that of the row; a name before the parenthesis is what errors call the function.
_SIGNATURES = {
    "threshold": "_threshold(input, threshold, value, inplace=False)",
    "softmax": "(input, dim=None, _stacklevel=3, dtype=None)",
    "log_softmax": "(input, dim=None, _stacklevel=3, dtype=None)",
    "softmin": "(input, dim=None, _stacklevel=3, dtype=None)",
    "meshgrid": "(*tensors, indexing=None)",
    "chain_matmul": "(*matrices, out=None)",
    "split": "(tensor, split_size_or_sections, dim=0)",
    "norm": "(input, p='fro', dim=None, keepdim=False, out=None, dtype=None)",
    "unique": "(input, sorted=True, return_inverse=False, return_counts=False, dim=None)",
    "unique_consecutive": "(input, return_inverse=False, return_counts=False, dim=None)",
    "Tensor.norm": "(self, p='fro', dim=None, keepdim=False, dtype=None)",
    "Tensor.split": "(self, split_size, dim=0)",
}
for _name in ("atleast_1d", "atleast_2d", "atleast_3d", "block_diag", "broadcast_tensors", "cartesian_prod"):
    _SIGNATURES[_name] = "(*tensors)"

# Functions that one of two others stands for, by a flag: the flag, its position, and the two names.
_CHOSEN = {}
for _name in ("max_pool1d", "max_pool2d", "max_pool3d"):
    _CHOSEN[_name] = ("return_indices", 6, _name + "_with_indices", "_" + _name)
for _name in ("adaptive_max_pool1d", "adaptive_max_pool2d", "adaptive_max_pool3d"):
    _CHOSEN[_name] = ("return_indices", 2, _name + "_with_indices", "_" + _name)
for _name in ("fractional_max_pool2d", "fractional_max_pool3d"):
    _CHOSEN[_name] = ("return_indices", 4, _name + "_with_indices", "_" + _name)
for _name, _inverse, _counts, _start in (("unique", 2, 3, "_return_"), ("unique_consecutive", 2, 1, "_consecutive_return_")):  # 2 and 1: sic
    _CHOSEN[_name] = ("return_inverse", _inverse, f"{_name}/inverse", f"{_name}/plain")
    _CHOSEN[f"{_name}/inverse"] = ("return_counts", _counts, _start + "inverse_and_counts", _start + "inverse")
    _CHOSEN[f"{_name}/plain"] = ("return_counts", _counts, _start + "counts", _start + "output")


def called(name, args, kwargs):
    """The function that runs for these arguments, by its name."""
    while name in _CHOSEN:
        flag, at, chosen, other = _CHOSEN[name]
        value = kwargs[flag] if flag in kwargs else args[at] if at < len(args) else False
        name = chosen if value else other
    return name


_made = {}


def empty_function(binder):
    """A function with the signature of PyTorch's that returns what it was called with, by name."""
    key = ("Tensor." if binder.method else "") + binder.name
    made = _made.get(key)
    if made is None:
        name, _, rest = _SIGNATURES.get(key, "").partition("(")
        inside = rest[:-1] if rest else _parameters(binder.overloads[0])
        space = {}
        exec(f"def function({inside}):\n    return locals()", space)
        made = _made[key] = space["function"]
        made.__name__, made.__qualname__ = name or binder.name, name or key
    return made


def _parameters(overload):
    parts, star = [], False
    for at in range(overload.count):
        if overload.keyword_only[at] and not star:
            star = True
            parts.append("*")
        name = "self" if at < overload.first else overload.names[at]
        parts.append(name if overload.required[at] else f"{name}=None")
    return ", ".join(parts)


def misfit(binder, args, kwargs):
    """CPython's exception for arguments that are too many, too few or of other names; None where the call is well formed."""
    function = empty_function(binder)
    if not binder.method:
        name = called(binder.name, args, kwargs)
        if name != binder.name:
            function.__qualname__ = name
    try:
        function(*args, **kwargs)
    except TypeError as error:
        return error.with_traceback(None)
    return None


def _becomes(binder):
    """The operator a function hands on to, and the marks of its arguments: ``{name: (mark, rest)}``."""
    operator, *marks = _of_function.get(("Tensor." if binder.method else "") + binder.name, ["="])
    found = {}
    for text in marks:
        name, mark, rest = re.match(r"(\w+)([?.!:<>~/-])(.*)", text).groups()
        found[name] = mark, rest
    return binder.name if operator == "=" else operator, found


def retried(binder, args, kwargs):
    """The arguments again, with bools for flags that PyTorch takes by their truth; None where there are none.

    Raises
    ------
    Exception
        Whatever asking such an argument for its truth raises.
    """
    overload, marks = binder.overloads[0], _becomes(binder)[1]
    flags = [at for at in range(overload.count) if overload.codes[at] == _BOOL and marks.get(overload.names[at], "-")[0] == "?"]
    wrong = [at for at in flags if type(args[at] if at < len(args) else kwargs.get(overload.names[at], True)) is not bool]
    if not wrong or misfit(binder, args, kwargs) is not None:
        return None
    made, named = list(args), dict(kwargs)
    for at in wrong:
        if at < len(args):
            made[at] = bool(args[at])
        else:
            named[overload.names[at]] = bool(named[overload.names[at]])
    return tuple(made), named


def unfit(binder, args, kwargs, check):
    """The exception for the first argument of a wrong type, as the function or the operator behind it would raise it; None if it is not known here.

    ``check(value, code, size, position)`` says whether a value fits a parameter.
    """
    if binder.name == "split":
        return _unfit_split(binder, args, kwargs)
    if len(binder.overloads) != 1 or binder.method and "Tensor." + binder.name not in _of_function:
        return None
    overload, (operator, marks) = binder.overloads[0], _becomes(binder)
    wrong = []
    for at in range(overload.first, overload.count):
        name = overload.names[at]
        if at >= len(args) and name not in kwargs:
            continue
        value = args[at] if at < len(args) else kwargs[name]
        if value is not None and marks.get(name, ("", ""))[1].endswith("+"):
            operator = marks[name][1][:-1].rpartition(":")[2]
        if not (value is None and overload.none_ok[at] or check(value, overload.codes[at], overload.sizes[at], at)):
            wrong.append((at, name, value, *marks.get(name, ("", ""))))
    for _, _, value, mark, rest in wrong:
        if mark == "." and not hasattr(value, rest):
            kind = f"type object '{value.__name__}'" if isinstance(value, type) else f"'{type(value).__name__}' object"
            return AttributeError(f"{kind} has no attribute '{rest}'")
    for _, _, value, mark, rest in wrong:
        error = _used(value, mark, rest, overload, args, kwargs)
        if error is not None:
            return error
    for _, _, value, mark, _ in wrong:
        if mark == "!":
            return ValueError(f"{value} is not a valid value for reduction")
    if not wrong:
        return None
    at, name, value, mark, rest = wrong[0]
    place = dict(enumerate(rest.split(":"))) if mark == ":" else {}
    return wrong_type(place.get(2, operator).rstrip("+"), place.get(1, name), int(place.get(0, at + 1)), overload.codes[at], value)


def _used(value, mark, rest, overload, args, kwargs):
    """What CPython, or the value itself, raises where the function computes with it; None if nothing."""
    try:
        if mark == "<":
            bool(value < float(rest))
        elif mark == "/":
            bool((value // 2 if rest else 1 // value) == 1)
        elif mark == "-":
            negative = -value
            if not hasattr(negative, "softmax"):
                raise AttributeError(f"'{type(negative).__name__}' object has no attribute 'softmax'")
        elif mark in (">", "~"):
            at = overload.names.index(rest)
            other = args[at] if at < len(args) else kwargs.get(rest, overload.defaults[at])
            bool(value > other if mark == ">" else other > value)
    except (TypeError, AttributeError, RuntimeError, ArithmeticError) as error:
        return error.with_traceback(None)
    return None


def _unfit_split(binder, args, kwargs):
    """``split`` asks whether it was given an int, and takes anything else for a list of sizes."""
    given = empty_function(binder)(*args, **kwargs)
    sizes = given["split_size" if binder.method else "split_size_or_sections"]
    if isinstance(sizes, int) or isinstance(sizes, (tuple, list)) and not sizes:
        return None
    codes = [o.codes[1] for o in binder.overloads]
    return wrong_type("split_with_sizes", "split_sizes", 2, max(codes), sizes)
