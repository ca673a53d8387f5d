"""`ExpandedWeight`: a parameter whose gradient is computed for each example of a batch, and kept beside it in ``grad_sample``.

A layer's function computes as with the parameter itself. Its derivative with respect to the parameters is that of one example, mapped over the batch
(`torch.func.vmap` of `torch.func.vjp`), so that there is one rule for all layers.
"""
import pyautograd as torch

from ....autograd import grad
from ....autograd.function import Function
from ....func import vjp, vmap
from ....utils._pytree import tree_flatten, tree_unflatten
from ... import functional as F

_RECURRENT = (torch.lstm, torch.gru, torch.rnn_tanh, torch.rnn_relu)


class ExpandedWeight(torch.Tensor):
    """A parameter in a call whose examples are to have gradients of their own.

    Parameters
    ----------
    orig_weight : Tensor
        Requires gradients. Its attribute ``grad_sample``, ``[batch_size, *shape]``, is what ``backward`` fills, and adds to.
    batch_size : int
        The number of examples; other numbers are refused.
    loss_reduction : {"sum", "mean"}
        How the loss joins the examples: with "mean", gradients are multiplied by their number.

    Raises
    ------
    RuntimeError
        For what is no tensor that requires gradients; by functions other than those of `handled_functions` and recurrent layers.
    """

    handled_functions = {}

    def __new__(cls, orig_weight, batch_size, loss_reduction):
        if not isinstance(orig_weight, torch.Tensor):
            raise RuntimeError(f"Can only make Expanded Weights of Tensors, got {type(orig_weight).__name__}")
        if not orig_weight.requires_grad:
            raise RuntimeError("Can only build ExpandedWeights objects of tensors that requires_grad")
        return torch.Tensor._make_subclass(cls, orig_weight, True)

    def __init__(self, orig_weight, batch_size, loss_reduction):
        self.batch_size, self.batch_first, self.allow_smaller_batches = batch_size, True, False
        self.orig_weight, self.loss_reduction = orig_weight, loss_reduction

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        if func in cls.handled_functions or func in _RECURRENT and isinstance(args[2], (list, tuple)):
            leaves, structure = tree_flatten((tuple(args), kwargs or {}))
            expanded = {i: leaf for i, leaf in enumerate(leaves) if isinstance(leaf, cls)}
            _check(func, leaves, structure)
            return PerSampleGrad.apply(func, structure, expanded, *[leaf.orig_weight if i in expanded else leaf for i, leaf in enumerate(leaves)])
        raise RuntimeError(f"Expanded Weights encountered but cannot handle function {func.__name__}")

    dtype, data, shape, device, is_cuda = (
        property(lambda self, name=name: getattr(self.orig_weight, name)) for name in ("dtype", "data", "shape", "device", "is_cuda")
    )

    def data_ptr(self):
        """The address of the parameter's memory."""
        return self.orig_weight.data_ptr()

    def get_device(self):
        """The number of the parameter's device."""
        return self.orig_weight.get_device()

    def set_allow_smaller_batches(self, is_allow_smaller_batches):
        """Whether an input may have fewer examples than `batch_size`."""
        self.allow_smaller_batches = is_allow_smaller_batches

    def set_batch_first(self, is_batch_first=True):
        """Whether the examples are the input's first dimension; the second otherwise."""
        self.batch_first = is_batch_first


def _check(func, leaves, structure):
    """Refuse what PyTorch refuses."""
    args, kwargs = tree_unflatten(leaves, structure)
    input = args[0]
    if isinstance(input, ExpandedWeight):
        raise RuntimeError(
            "Expanded Weights do not support inputs that are also ExpandedWeights. "
            f"Input must be a Tensor, got {type(input).__name__} in function {func.__name__}"
        )
    if not isinstance(input, torch.Tensor):
        raise RuntimeError(
            "Expanded Weights requires a Tensor as the first input to get the batch dimension, "
            f"got {type(input).__name__} in function {func.__name__}"
        )
    rank = len(input.shape)
    if rank == 0:
        raise RuntimeError(f"Expanded Weights requires a batch dimension but got an input of size 0 in function {func.__name__}")
    if func is F.linear and rank < 2:
        raise RuntimeError(f"Input does not have a batch dimension. Expanded Weights expected input of at least rank 2, got of rank {rank}")
    if func is F.embedding and rank == 1:
        raise RuntimeError(f"Expanded Weights needs an input with a batch size, got a 1D tensor, {input}")
    if func is F.layer_norm and len(args[1]) == rank:
        raise RuntimeError(
            "Expanded Weights: Layer norm should not normalize over batch dimension for per sample gradient"
            f"computations but got that normalized shape, {args[1]}, matched input shape."
        )
    expected = {F.conv1d: 3, F.conv2d: 4, F.conv3d: 5}.get(func, rank)
    if rank != expected:
        raise RuntimeError(
            f"Expanded Weights only support convolution with batched input, got {func} with anunbatched input of dim {rank}, expected input of dim {expected}"
        )
    if input.shape[0] == 0:
        raise RuntimeError(f"0 is not a valid batch size for Expanded Weights but got input tensor of {input} in function {func.__name__}")
    weights = [leaf for leaf in leaves if isinstance(leaf, ExpandedWeight)]
    dim = _batch_dim(func, args)
    for weight in weights:
        found = input.shape[dim if weight.batch_first else 1]
        if found != weight.batch_size and not (weight.allow_smaller_batches and found < weight.batch_size):
            raise RuntimeError(
                "Expected ExpandedWeights to have batch size matching input but got "
                f"input batch size of {found} with ExpandedWeight of batch size {weight.batch_size}"
            )
        if weight.loss_reduction != weights[0].loss_reduction:
            raise RuntimeError(
                "Expected ExpandedWeights to all have the same loss_reduction argument but got one"
                f"with {weights[0].loss_reduction} and one with {weight.loss_reduction}"
            )
    if func in _RECURRENT and args[5] and args[6]:
        raise RuntimeError(f"Expanded Weights encountered but cannot handle function {func.__name__}")  # what was dropped is not known backward


def _batch_dim(func, args):
    """The dimension of the input's examples."""
    return 0 if func not in _RECURRENT or args[8] else 1


def _batched_dims(func, leaves, structure):
    """For each leaf the dimension of its examples; None where all share it."""
    args, kwargs = tree_unflatten(list(range(len(leaves))), structure)
    first = args[0]
    dims = [None] * len(leaves)
    dims[first] = _batch_dim(func, tree_unflatten(leaves, structure)[0])
    if func in _RECURRENT:
        for position in args[1] if isinstance(args[1], (list, tuple)) else (args[1],):
            dims[position] = 1
    return dims


class PerSampleGrad(Function):
    """A layer's function over expanded weights; takes the function, the structure of its arguments, which of them are expanded, and these laid flat."""

    @staticmethod
    def forward(ctx, func, structure, expanded, *leaves):
        ctx.func, ctx.structure, ctx.expanded, ctx.leaves = func, structure, expanded, leaves
        args, kwargs = tree_unflatten(leaves, structure)
        made = func(*args, **kwargs)
        ctx.single = isinstance(made, torch.Tensor)
        return made

    @staticmethod
    def backward(ctx, *grads):
        func, structure, expanded, leaves = ctx.func, ctx.structure, ctx.expanded, ctx.leaves
        plain = _without_running_statistics(leaves, structure) if func is F.instance_norm else leaves
        plain = [leaf.detach() if isinstance(leaf, torch.Tensor) else leaf for leaf in plain]

        def call(positions, values):
            given = list(plain)
            for position, value in zip(positions, values):
                given[position] = value
            args, kwargs = tree_unflatten(given, structure)
            made = func(*args, **kwargs)
            return (made,) if ctx.single else tuple(made)

        inputs = [i for i, leaf in enumerate(leaves) if isinstance(leaf, torch.Tensor) and i not in expanded and leaf.requires_grad]
        results = [None] * len(leaves)
        if inputs:
            with torch.enable_grad():
                values = [plain[i].clone().requires_grad_() for i in inputs]
                made = call(inputs, values)
            for i, value in zip(inputs, grad(made, values, grads, allow_unused=True)):
                results[i] = value

        weights = list(expanded)
        dims = _batched_dims(func, leaves, structure)
        mapped = [i for i, dim in enumerate(dims) if dim is not None and isinstance(plain[i], torch.Tensor)]
        dims = tuple([dims[i] for i in mapped])
        over = tuple([dims[0] if k == 0 else 1 for k in range(len(grads))])  # of a recurrent layer, states follow

        def of_one(examples, outer):
            examples = [x.unsqueeze(dim) for x, dim in zip(examples, dims)]
            outer = tuple([g.unsqueeze(dim) for g, dim in zip(outer, over)])
            return vjp(lambda *values: call(mapped + weights, [*examples, *values]), *[plain[i] for i in weights])[1](outer)

        kept = vmap(of_one, in_dims=(list(dims), over))([plain[i] for i in mapped], grads)
        for position, value in zip(weights, kept):
            _keep(expanded[position], value)
        return None, None, None, *results


def _without_running_statistics(leaves, structure):
    """The arguments of ``instance_norm`` without the running statistics where it computes its own, so that it does not change them again."""
    args, kwargs = tree_unflatten(leaves, structure)
    names = ("input", "running_mean", "running_var", "weight", "bias", "use_input_stats")
    given = {**dict(zip(names, args)), **kwargs}
    if not given.get("use_input_stats", True):
        return leaves
    hidden = [x for x in (given.get("running_mean"), given.get("running_var")) if x is not None]
    return [None if any(leaf is x for x in hidden) else leaf for leaf in leaves]


def _keep(weight, value):
    """Add what one call gives to the gradients of the examples."""
    if weight.loss_reduction == "mean":
        value = value * weight.batch_size
    if weight.batch_size > value.shape[0]:
        value = torch.cat([value, value.new_zeros(weight.batch_size - value.shape[0], *value.shape[1:])])
    original = weight.orig_weight
    before = getattr(original, "grad_sample", None)
    original.grad_sample = value if before is None else before + value


for _function in (F.linear, F.conv1d, F.conv2d, F.conv3d, F.embedding, F.layer_norm, F.group_norm, F.instance_norm):
    ExpandedWeight.handled_functions[_function] = PerSampleGrad
del _function
