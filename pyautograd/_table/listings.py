"""PyTorch's own overloads of operators that the rows write more shortly.

A row may accept a tensor or a number in one parameter where PyTorch has an overload for each. What fits is the same, but the error
texts list the overloads one by one; they are worded from these. ``| out`` marks those with ``out=``.
"""

_COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge", "not_equal", "less", "less_equal", "greater", "greater_equal")
_BITS = ("bitwise_and", "bitwise_or", "bitwise_xor", "bitwise_left_shift", "bitwise_right_shift")
_PAIR, _PAIR_OUT = "Tensor self, Tensor other", "Tensor self, Tensor other | out"
_NUMBER, _NUMBER_OUT = "Tensor self, Number other", "Tensor self, Number other | out"
_MODE = "Tensor self, {} other, *, str? rounding_mode{}"

FUNCTIONS = {
    "multiply": (_PAIR_OUT, _NUMBER),
    "true_divide": (_PAIR_OUT, _NUMBER),
    "floor_divide": (_PAIR_OUT, _NUMBER),
    "subtract": ("Tensor self, Tensor other, *, Number alpha=1 | out", "Tensor self, Number other, Number alpha=1"),
    "rsub": ("Tensor self, Tensor other, *, Number alpha=1", "Tensor self, Number other, Number alpha=1"),
    "div": (_PAIR_OUT, _MODE.format("Tensor", " | out"), _MODE.format("Number", "")),
    "divide": (_PAIR_OUT, _MODE.format("Tensor", " | out"), _NUMBER, _MODE.format("Number", "")),
    "where": (
        "Tensor condition",
        "Tensor condition, Tensor self, Tensor other | out",
        "Tensor condition, Number self, Tensor other",
        "Tensor condition, Tensor self, Number other",
        "Tensor condition, Number self, Number other",
    ),
    "xlogy_": (_PAIR, _NUMBER),
    "trapz": ("Tensor y, *, float dx=1, int dim=-1", "Tensor y, Tensor x, *, int dim=-1"),
    "histogram": (
        "Tensor self, Tensor bins, *, Tensor? weight=None, bool density=False, Tensor[]? out=None",
        "Tensor self, int bins=100, *, float[]? range=None, Tensor? weight=None, bool density=False, Tensor[]? out=None",
    ),
    "mm": ("Tensor self, Tensor mat2 | out", "Tensor self, Tensor mat2, dtype out_dtype | out"),
    "bmm": ("Tensor self, Tensor mat2 | out", "Tensor self, Tensor mat2, dtype out_dtype | out"),
}
_LAYERS = "Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, bool bidirectional"
for _name in ("lstm", "gru", "rnn_tanh", "rnn_relu"):
    _HIDDEN = ("Tensor[] hx, " if _name == "lstm" else "Tensor hx, ") + _LAYERS
    FUNCTIONS[_name] = (f"Tensor data, Tensor batch_sizes, {_HIDDEN}", f"Tensor input, {_HIDDEN}, bool batch_first")
for _name, _tolerance in (("linalg_pinv", "rcond"), ("linalg_matrix_rank", "tol")):
    FUNCTIONS[_name] = (
        *[f"Tensor input, *, {_kind}? atol=None, {_kind}? rtol=None, bool hermitian=False | out" for _kind in ("Tensor", "float")],
        *[f"Tensor input, {_kind} {_tolerance}, bool hermitian=False | out" for _kind in ("Tensor", "float")],
    )
_SPACING = ("", "Number spacing, ", "Number? spacing=None, ", "Number[] spacing, ", "Number[] spacing, ", "Tensor[] spacing, ", "Tensor[] spacing, ")
_OF_SPACING = zip(_SPACING, (True, True, False, False, True, False, True))
FUNCTIONS["gradient"] = tuple([f"Tensor self, *, {_first}{'int[] dim' if _many else 'int? dim=None'}, int edge_order=1" for _first, _many in _OF_SPACING])
METHODS = {
    "subtract": ("Tensor self, Tensor other, *, Number alpha=1", "Tensor self, Number other, Number alpha=1"),
    "div": (_PAIR, _MODE.format("Tensor", ""), _MODE.format("Number", "")),
    "divide": (_PAIR, _MODE.format("Tensor", ""), _NUMBER, _MODE.format("Number", "")),
    "histogram": (
        "Tensor self, Tensor bins, *, Tensor? weight=None, bool density=False",
        "Tensor self, int bins=100, *, float[]? range=None, Tensor? weight=None, bool density=False",
    ),
    "where": ("Tensor self, Tensor condition, Tensor other", "Tensor self, Tensor condition, Number other"),
}
for _name in (*_COMPARISONS, "fmod", "copysign"):
    FUNCTIONS[_name] = (_PAIR_OUT, _NUMBER_OUT)
for _name in (*_BITS, "remainder"):
    FUNCTIONS[_name] = (_PAIR_OUT, "Number self, Tensor other", _NUMBER_OUT)
for _name in ("xlogy", "special_xlogy", "special_xlog1py", "special_zeta"):
    FUNCTIONS[_name] = (_PAIR_OUT, "Number self, Tensor other | out", _NUMBER_OUT)
for _name in ("float_power", "pow"):
    _EXPONENTS = ("Tensor self, Tensor exponent | out", "Number self, Tensor exponent | out", "Tensor self, Number exponent | out")
    FUNCTIONS[_name] = _EXPONENTS
    METHODS[_name] = ("Tensor self, Tensor exponent", "Tensor self, Number exponent")
for _name, _left, _right in (("addmm", "mat1", "mat2"), ("baddbmm", "batch1", "batch2")):
    _OPERANDS, _SCALES = f"Tensor self, Tensor {_left}, Tensor {_right}", "*, Number beta=1, Number alpha=1 | out"
    FUNCTIONS[_name] = (f"{_OPERANDS}, {_SCALES}", f"{_OPERANDS}, dtype out_dtype, {_SCALES}")
for _name in (*_COMPARISONS, *_BITS, "fmod", "copysign", "remainder", "xlogy", "multiply", "true_divide", "floor_divide"):
    METHODS[_name] = (_PAIR, _NUMBER)
for _name in [name for name in METHODS if name not in ("where", "histogram")]:  # in-place methods
    METHODS[_name + "_"] = METHODS[_name]

# Names whose Tensor parameters take numbers in PyTorch's parser as well.
NUMBERS_AS_TENSORS = frozenset("add sub mul div multiply subtract divide true_divide floor_divide copy_".split())

# Functions of nn.functional, of the top level and methods of Tensor that PyTorch has in Python: ``__torch_function__`` is asked in another way there.
PYTHON_FUNCTIONAL = (
    "adaptive_avg_pool2d adaptive_avg_pool3d adaptive_max_pool1d adaptive_max_pool1d_with_indices adaptive_max_pool2d "
    "adaptive_max_pool2d_with_indices adaptive_max_pool3d adaptive_max_pool3d_with_indices affine_grid alpha_dropout batch_norm "
    "binary_cross_entropy binary_cross_entropy_with_logits celu cosine_embedding_loss cross_entropy ctc_loss dropout dropout1d dropout2d "
    "dropout3d elu embedding embedding_bag feature_alpha_dropout fold fractional_max_pool2d fractional_max_pool2d_with_indices "
    "fractional_max_pool3d fractional_max_pool3d_with_indices gaussian_nll_loss glu grid_sample group_norm grouped_mm gumbel_softmax hardsigmoid "
    "hardswish hardtanh hinge_embedding_loss huber_loss instance_norm interpolate kl_div l1_loss layer_norm leaky_relu linear_cross_entropy "
    "local_response_norm log_softmax lp_pool1d lp_pool2d lp_pool3d margin_ranking_loss max_pool1d max_pool1d_with_indices max_pool2d "
    "max_pool2d_with_indices max_pool3d max_pool3d_with_indices max_unpool1d max_unpool2d max_unpool3d mish mse_loss multi_head_attention_forward "
    "multi_margin_loss multilabel_margin_loss multilabel_soft_margin_loss nll_loss normalize pad poisson_nll_loss relu relu6 rms_norm rrelu "
    "scaled_grouped_mm scaled_mm selu sigmoid silu smooth_l1_loss soft_margin_loss softmax softmin softsign tanh tanhshrink threshold "
    "triplet_margin_loss triplet_margin_with_distance_loss unfold upsample upsample_bilinear upsample_nearest "
).split()

PYTHON_FUNCTIONS = (
    "atleast_1d atleast_2d atleast_3d block_diag broadcast_shapes broadcast_tensors cartesian_prod cdist chain_matmul einsum lu meshgrid norm "
    "split stft tensordot unique unique_consecutive unravel_index "
).split()

PYTHON_METHODS = (
    "backward dim_order eig index is_shared istft lstsq lu module_load norm register_hook register_post_accumulate_grad_hook reinforce resize "
    "resize_as share_memory_ solve split stft storage storage_type symeig to_sparse_coo unflatten unique unique_consecutive "
).split()


def in_python(name, module, method):
    """Whether PyTorch has the form called `name` in Python. `module` is that of its row."""
    if method:
        return name in PYTHON_METHODS
    return name in PYTHON_FUNCTIONAL if module == "nn.functional" else not module and name in PYTHON_FUNCTIONS
