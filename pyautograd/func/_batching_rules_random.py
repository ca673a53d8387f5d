"""Random operators under `vmap`: refused, the same for all examples, or different for each, as its ``randomness`` says."""
from .._core import core
from ..random import default_generator
from ._batched import BatchedTensor, TensorBase, batched, full, levels_of, target_of
from ._batching_rules import call, wrapped
from ._levels import state

ops = core.ops
REFUSAL = (
    "vmap: called random operation while in randomness error mode. Please either use the 'same' or 'different' randomness flags on vmap or perform "
    "the randomness operation out of vmap"
)
_FIRST_REFUSAL = (
    "vmap: We do not yet support calling random operations inside of vmap. Please perform random operations outside of vmap as a workaround"
)
_SAME = "Vmap does not currently support same randomness with a batched tensor input. Please file an issue with functorch"
_UNBATCHED = (
    "vmap: Cannot ask for different inplace randomness on an unbatched tensor. This will appear like same randomness. If this is necessary for your "
    "usage, please file an issue with functorch."
)

FACTORIES = {
    "rand", "rand.generator", "randn", "randn.generator", "randint", "randint.generator", "randint.low", "randint.low_generator", "randperm",
    "randperm.generator", "normal.float_float",
}  # fmt: skip
LIKE = {
    *[f"{n}_like{s}" for n in ("rand", "randn") for s in ("", ".generator")],
    *[f"randint_like{s}" for s in ("", ".generator", ".low", ".low_generator", ".Tensor", ".Tensor_generator")],
}
IN_PLACE = {
    "uniform", "random", "random.from", "random.to", "exponential", "geometric", "cauchy", "log_normal", "bernoulli.float", "bernoulli.Tensor",
    "normal.in_place",
}  # fmt: skip
BY_VALUE = {
    "bernoulli", "normal.Tensor_Tensor", "normal.Tensor_float", "normal.float_Tensor", "multinomial", "poisson", "binomial", "_standard_gamma",
    "_sample_dirichlet",
}  # fmt: skip
BY_SHAPE = {"bernoulli.p"}
DROPOUT = {
    *("dropout", "alpha_dropout", "feature_dropout", "feature_alpha_dropout", "native_dropout"),
    *[f"nn_functional_{n}" for n in ("dropout", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout", "feature_alpha_dropout")],
    "nn_functional_gumbel_softmax", "rrelu", "nn_functional_rrelu",
}  # fmt: skip
ALL = FACTORIES | LIKE | IN_PLACE | BY_VALUE | BY_SHAPE | DROPOUT


def randomness():
    """What the vmaps that are going on say: that of the innermost; None outside."""
    for transform in reversed(state.stack):
        if transform.randomness is not None:
            return transform.randomness
    return None


def require_random():
    """Refuse a draw where any of the vmaps says ``error``."""
    for transform in reversed(state.stack):
        if transform.randomness in ("error", "one pass"):
            raise RuntimeError(REFUSAL if transform.randomness == "error" else _FIRST_REFUSAL)


def like(spec, values, inplace):
    """``rand_like`` and its like."""
    require_random()
    x = values[0]
    if isinstance(values[1], TensorBase):
        from ._batched import loop

        return loop(spec, values, inplace)
    if randomness() == "same":
        return call(spec, [_blank(x), *values[1:]])
    return batched(call(spec, [x._value, *values[1:]]), x._levels)


def _blank(x):
    """A tensor of the example's shape and dtype."""
    return ops.empty(tuple(x.shape), dtype=x.dtype)


def fill(spec, values, inplace):
    """``uniform_`` and its like."""
    require_random()
    x = values[0]
    levels, sizes = levels_of(values)
    target = target_of(spec, values, levels)
    rest = [full(v, levels, sizes) if isinstance(v, BatchedTensor) else v for v in values[1:]]
    if randomness() == "same":
        if any([isinstance(v, BatchedTensor) for v in values[1:]]):
            raise RuntimeError(_SAME)
        made = _blank(x)
        call(spec, [made, *rest], True)
        target.copy_(made)
    else:
        call(spec, [target, *rest], True)
    return x


def by_value(spec, values, inplace):
    """Draws whose parameters are the elements."""
    require_random()
    if randomness() == "same":
        raise RuntimeError(_SAME)
    from ._batched import loop

    levels, sizes = levels_of(values)
    tensors = [v for v in values if isinstance(v, TensorBase)]
    if spec.name == "multinomial" or any([t.ndim != tensors[0].ndim for t in tensors]):
        return loop(spec, values, inplace)
    return wrapped(call(spec, [full(v, levels, sizes) if isinstance(v, TensorBase) else v for v in values]), levels)


def by_shape(spec, values, inplace):
    require_random()
    x = values[0]
    if randomness() == "same":
        return call(spec, [_blank(x), *values[1:]])
    return wrapped(call(spec, [x._value, *values[1:]]), x._levels)


def _training(spec, values):
    for name in ("train", "training"):
        if name in spec.parameters:
            return bool(values[spec.parameters.index(name)]) or values[spec.parameters.index(name)] is None
    return True


def dropout(spec, values, inplace):
    """Noise of the batch's shape, or of one example's, times the tensor."""
    if not _training(spec, values) or values[1] == 0 and "p" in spec.parameters:
        return _without_noise(spec, values, inplace)
    require_random()
    x = values[0]
    levels, value = x._levels, x._value
    if randomness() == "different" and not _by_channels(spec):
        made = call(spec, [value, *values[1:]], inplace)
        return x if inplace else wrapped(made, levels)
    if randomness() == "same" and spec.name in ("dropout", "nn_functional_dropout", "nn_functional_dropout1d", "nn_functional_dropout2d", "nn_functional_dropout3d",
                                                "feature_dropout"):  # fmt: skip
        noise = call(spec, [ops.ones(tuple(x.shape), dtype=x.dtype), *_out_of_place(spec, values)[1:]])
        made = x * noise
        return x.copy_(made) if inplace or _asks_inplace(spec, values) else made
    if randomness() == "same":
        return _repeated(spec, values, inplace)
    from ._batched import loop

    return loop(spec, values, inplace)


def _repeated(spec, values, inplace):
    """The operator once per example, the generator set back before each."""
    generator = values[spec.parameters.index("generator")] if "generator" in spec.parameters else None
    generator = default_generator if generator is None else generator
    before = generator.state_array()
    x = values[0]
    levels, sizes = x._levels, tuple(x._value.shape[: len(x._levels)])
    examples = x._value.reshape((-1, *x.shape)) if 0 not in sizes else ()
    made = []
    for example in examples:
        generator.set_state_array(before)
        made.append(call(spec, [example, *_out_of_place(spec, values)[1:]]))
    if not made:
        return x
    made = batched(ops.stack(made).view((*sizes, *made[0].shape)), levels)
    return x.copy_(made) if inplace or _asks_inplace(spec, values) else made


def _by_channels(spec):
    return "feature" in spec.name or spec.name[-2:] in ("1d", "2d", "3d")


def _asks_inplace(spec, values):
    return "inplace" in spec.parameters and values[spec.parameters.index("inplace")]


def _out_of_place(spec, values):
    values = list(values)
    if "inplace" in spec.parameters:
        values[spec.parameters.index("inplace")] = False
    return values


def _without_noise(spec, values, inplace):
    x = values[0]
    made = call(spec, [x._value, *values[1:]], inplace)
    return x if inplace or made is x._value else wrapped(made, x._levels)


def unbatched(spec, values, inplace):
    """What the core offers every operator to while a vmap wants different numbers for each example: random operators without a batched argument."""
    if spec.key not in ALL or state.physical:
        return NotImplemented
    for v in values:
        if isinstance(v, BatchedTensor):
            return NotImplemented
    if randomness() != "different":
        return NotImplemented
    transform = next(t for t in reversed(state.stack) if t.kind == "vmap")
    size = transform.batch_size
    if inplace:
        raise RuntimeError(_UNBATCHED)
    if spec.key in DROPOUT and not _training(spec, values):
        return NotImplemented
    levels = (transform.level,)
    if spec.key in FACTORIES and "size" in spec.parameters:
        at = spec.parameters.index("size")
        values = list(values)
        values[at] = (size, *values[at])
        return batched(call(spec, values), levels)
    results = [call(spec, values) for _ in range(size)]
    if isinstance(results[0], TensorBase):
        return batched(ops.stack(results), levels)
    return [batched(ops.stack(list(rs)), levels) if isinstance(rs[0], TensorBase) else rs[0] for rs in zip(*results)]


def physical(rule):
    """The rule, whose own calls are on physical tensors and not looked at by `unbatched`."""

    def quiet(spec, values, inplace):
        before, state.physical = state.physical, True
        try:
            return rule(spec, values, inplace)
        finally:
            state.physical = before

    return quiet


RULES = {
    **dict.fromkeys(LIKE, physical(like)), **dict.fromkeys(IN_PLACE, physical(fill)), **dict.fromkeys(BY_VALUE, physical(by_value)),
    **dict.fromkeys(BY_SHAPE, physical(by_shape)), **dict.fromkeys(DROPOUT, physical(dropout)),
}  # fmt: skip


def creation_like(spec, values, inplace):
    """``zeros_like`` and its like: batched as the argument is."""
    x = values[0]
    return batched(call(spec, [x._value, *values[1:]]), x._levels)


def creation_new(spec, values, inplace):
    """``new_zeros`` and its like: the batch sizes before the size."""
    x, size = values[:2]
    return batched(call(spec, [x._value, (*x._value.shape[: len(x._levels)], *size), *values[2:]]), x._levels)


RULES.update(
    dict.fromkeys(("zeros_like", "ones_like", "empty_like", "full_like"), creation_like) | dict.fromkeys(("new_zeros", "new_ones", "new_empty", "new_full"), creation_new)
)
