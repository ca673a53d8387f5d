"""What ``__torch_function__`` is handed for functions that PyTorch has in Python, and their signatures.

Held against PyTorch (golden/override_arguments.json). ``python tests/test_override_arguments.py`` records the golden file again; it needs torch.
"""
import functools
import inspect

import pytest
from recorded import RECORDING, Recorder, torch

recorder = Recorder("override_arguments")
F = torch.nn.functional
FUNCTIONAL = (
    "adaptive_avg_pool2d adaptive_max_pool1d_with_indices alpha_dropout batch_norm binary_cross_entropy binary_cross_entropy_with_logits celu "
    "cosine_embedding_loss cross_entropy ctc_loss dropout dropout2d elu embedding fold gaussian_nll_loss glu grid_sample group_norm gumbel_softmax "
    "hardsigmoid hardswish hardtanh hinge_embedding_loss huber_loss instance_norm interpolate kl_div layer_norm leaky_relu local_response_norm "
    "log_softmax lp_pool2d margin_ranking_loss max_pool2d_with_indices max_unpool2d mish mse_loss multi_margin_loss multilabel_margin_loss "
    "multilabel_soft_margin_loss nll_loss normalize pad poisson_nll_loss relu relu6 rrelu selu silu smooth_l1_loss soft_margin_loss softmax softmin "
    "softsign tanhshrink triplet_margin_loss triplet_margin_with_distance_loss unfold"
).split()
TOP = "cdist norm split stft tensordot unravel_index svd_lowrank pca_lowrank".split()
TENSOR = "norm split stft istft unflatten module_load register_hook".split()
SYMBOLIC = "sym_float sym_max sym_min sym_not sym_ite sym_sqrt".split()
BUILT_IN = "kl_div cosine_embedding_loss hinge_embedding_loss margin_ranking_loss lobpcg quantized_max_pool1d int_repr batch_norm_stats".split()


class Like:
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return func.__name__, [type(a).__name__ for a in args], {k: type(v).__name__ if isinstance(v, Like) else v for k, v in sorted((kwargs or {}).items())}


class Sub(torch.Tensor):
    __torch_function__ = Like.__torch_function__


def required(function):
    """How many arguments a function of Python must have."""
    return sum(p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD for p in inspect.signature(function).parameters.values())


def parameters(function):
    """The parameters of a function and their defaults."""
    return [(p.name, "required" if p.default is p.empty else p.default) for p in inspect.signature(function).parameters.values()]


def add(name, function, count=None):
    recorder.case(name)(lambda: function(*[Like() for _ in range(count or required(function))]))


for _name in FUNCTIONAL:
    add(f"functional.{_name}", getattr(F, _name))
    recorder.case(f"signature of functional.{_name}")(functools.partial(parameters, getattr(F, _name)))
for _name in TOP:
    add(_name, getattr(torch, _name))
for _name in TENSOR:
    _others = {"norm": (), "unflatten": (0, (1, 2)), "module_load": (torch.ones(2),), "register_hook": (None,)}.get(_name, (2,))
    recorder.case(f"Tensor.{_name}")(functools.partial(getattr(torch.Tensor, _name), torch.ones(2).as_subclass(Sub), *_others))
for _name in SYMBOLIC:
    add(_name, getattr(torch, _name))
for _name in BUILT_IN:
    add(_name, getattr(torch, _name), count={"lobpcg": 1, "int_repr": 1}.get(_name, 3 if "cosine" in _name or "ranking" in _name else 2))
for _name in ("uniform_", "normal_", "constant_", "kaiming_uniform_"):
    add(f"init.{_name}", getattr(torch.nn.init, _name))


@recorder.case("given by name and by position")
def _():
    return [
        F.cross_entropy(Like(), Like(), None, None, 3), F.softmax(Like(), dim=1), F.relu(input=Like(), inplace=True), torch.split(Like(), 2, dim=1),
        torch.norm(Like(), dim=0), torch.meshgrid(Like(), Like(), indexing="ij"), torch.block_diag(Like(), 2), torch.einsum("i,i", Like(), Like()),
    ]  # fmt: skip


@recorder.case("Tensor.backward")
def _():
    return torch.ones(2).as_subclass(Sub).backward(retain_graph=True)


@recorder.case("sym_ite of other types")
def _():
    return torch.sym_ite(1, 2, 3)


@recorder.case("sym_ite of two types")
def _():
    return torch.sym_ite(True, 2, 3.0)


@recorder.case("functions of numbers")
def _():
    return torch.sym_sqrt(4), torch._sym_cos(0), torch.sym_sum([1, 2]), torch.sym_max(1, 2.0), torch.sym_ite(False, 1, 2)


@recorder.case("the names of functions in overrides")
def _():
    found = {torch.overrides.resolve_name(f) for f in torch.overrides.get_testing_overrides()}
    asked = ("Tensor.__add__", "Tensor.__getitem__", "Tensor.dim", "Tensor.item", "Tensor.size", "Tensor.requires_grad_", "Tensor.backward", "add", "split")
    return [name in found or name.replace("torch", "torch.functional") in found for name in ("torch." + n for n in asked)]


@pytest.mark.parametrize("name", recorder.cases)
def test_as_pytorch(name):
    assert recorder.outcome(name) == recorder.golden()[name]


def test_a_built_in_function_has_no_signature():
    if torch.backend == "compiled":
        with pytest.raises(ValueError, match="no signature found for builtin"):
            inspect.signature(torch.add)


def test_a_function_out_of_scope_is_one_object():
    assert torch.int_repr is torch.int_repr


if RECORDING:
    recorder.record()
