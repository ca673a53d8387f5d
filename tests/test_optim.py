"""Optimizers: courses of parameters and texts of errors, held against PyTorch's (golden/optim.json, golden/optim_courses.json).

``python tests/test_optim.py`` records the golden files again; it needs torch.
"""
import copy
import gc
import json
import os
import pickle

import numpy as np
import pytest
from recorded import DIRECTORY, Recorder

RECORDING = __name__ == "__main__"
if RECORDING:
    import torch
    from torch.optim.optimizer import Optimizer, register_optimizer_step_post_hook, register_optimizer_step_pre_hook, required
else:
    import pyautograd as torch
    from pyautograd.optim.optimizer import Optimizer, register_optimizer_step_post_hook, register_optimizer_step_pre_hook, required

recorder = Recorder("optim")
case = recorder.case
COURSES = os.path.join(DIRECTORY, "optim_courses.json")
OPTIONS = {
    "SGD": [{}, {"lr": 0.1, "momentum": 0.9}, {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01},
            {"momentum": 0.5, "dampening": 0.3, "maximize": True}],
    "Adam": [{}, {"lr": 0.1, "amsgrad": True, "weight_decay": 0.1}, {"maximize": True, "betas": (0.5, 0.6)},
             {"decoupled_weight_decay": True, "weight_decay": 0.1}],
    "AdamW": [{}, {"lr": 0.1, "amsgrad": True}, {"maximize": True}],
    "NAdam": [{}, {"weight_decay": 0.1}, {"weight_decay": 0.1, "decoupled_weight_decay": True, "maximize": True}],
    "RAdam": [{}, {"weight_decay": 0.1}, {"weight_decay": 0.1, "decoupled_weight_decay": True, "maximize": True}],
    "Adamax": [{}, {"weight_decay": 0.1, "maximize": True}],
    "Adagrad": [{}, {"lr_decay": 0.1, "weight_decay": 0.1, "initial_accumulator_value": 0.2, "maximize": True}],
    "Adadelta": [{}, {"weight_decay": 0.1, "maximize": True}],
    "RMSprop": [{}, {"momentum": 0.9}, {"centered": True, "weight_decay": 0.1}, {"centered": True, "momentum": 0.3, "maximize": True}],
    "Rprop": [{}, {"etas": (0.3, 1.5), "maximize": True}],
    "ASGD": [{}, {"weight_decay": 0.1, "t0": 3, "lambd": 0.1}],
    "Adafactor": [{}, {"weight_decay": 0.1, "maximize": True, "lr": 0.1}],
    "Muon": [{}, {"nesterov": False, "adjust_lr_fn": "match_rms_adamw"}],
    "LBFGS": [{"max_iter": 4}, {"line_search_fn": "strong_wolfe", "max_iter": 4}, {"lr": 0.5, "history_size": 3, "max_iter": 4}],
}  # fmt: skip
REAL_ONLY = ("Adafactor", "Muon")
RUNS = [
    (name, i, dtype) for name, options in OPTIONS.items() for i in range(len(options)) for dtype in ("float32", "float64", "complex128")
    if dtype != "complex128" or name not in REAL_ONLY
]  # fmt: skip


def numbers(shape, seed, dtype):
    """Numbers that do not depend on a library's generator."""
    n = int(np.prod(shape))
    values = np.sin(np.arange(n) * 1.7 + seed)
    return (values + 1j * np.cos(np.arange(n) * 2.3 + seed) if dtype.startswith("complex") else values).reshape(shape)


def run(name, options, dtype, steps=8, wrap=lambda p: p):
    """An optimizer at work on a smooth, mildly curved loss; the losses, the parameters and the optimizer."""
    shapes = [(3, 4), (2, 5)] if name == "Muon" else [(3, 4), (5,), (2, 3, 2)]
    params = [wrap(torch.tensor(numbers(shape, i, dtype), dtype=getattr(torch, dtype))).requires_grad_() for i, shape in enumerate(shapes)]
    targets = [torch.tensor(numbers(shape, i + 7, dtype), dtype=getattr(torch, dtype)) for i, shape in enumerate(shapes)]
    optimizer = getattr(torch.optim, name)(params, **options)

    def closure():
        optimizer.zero_grad()
        loss = sum(((p - x) * (p - x).conj()).real.sum() + 0.1 * (p * x).real.tanh().sum() for p, x in zip(params, targets))
        loss.backward()
        return loss

    losses = [float(optimizer.step(closure).detach()) for _ in range(steps)]
    return losses, params, optimizer


def flattened(params):
    joined = torch.cat([(torch.view_as_real(p.detach()) if p.is_complex() else p.detach()).reshape(-1) for p in params])
    return joined.double().tolist()


def course(name, i, dtype):
    losses, params, optimizer = run(name, OPTIONS[name][i], dtype)
    state = optimizer.state_dict()
    kinds = {
        key: {k: str(v.dtype).split(".")[-1] if isinstance(v, torch.Tensor) else type(v).__name__ for k, v in sorted(held.items())}
        for key, held in state["state"].items()
    }
    return {"losses": losses, "params": flattened(params), "groups": repr(state["param_groups"]), "state": repr(kinds), "repr": repr(optimizer)}


def recorded_courses():
    with open(COURSES, encoding="utf-8") as file:
        return json.load(file)


@pytest.mark.parametrize("name, i, dtype", RUNS)
def test_course(name, i, dtype):
    golden, here = recorded_courses()[f"{name} {i} {dtype}"], course(name, i, dtype)
    for text in ("groups", "state", "repr"):
        assert here[text] == golden[text]
    # Muon iterates in bfloat16, of which another order of sums changes the last of eight bits
    tolerance = 2e-2 if name == "Muon" else 2e-5 if dtype == "float32" else 1e-8
    np.testing.assert_allclose(here["losses"], golden["losses"], rtol=tolerance, atol=tolerance)
    np.testing.assert_allclose(here["params"], golden["params"], rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("name", [n for n in OPTIONS if n != "LBFGS"])
def test_memory_layout_does_not_matter(name):
    """Transposed parameters, which the compiled loop leaves to the operators, come out as contiguous ones."""
    for options in OPTIONS[name]:
        plain = run(name, options, "float64")
        other = run(name, options, "float64", wrap=lambda p: p.transpose(0, -1).contiguous().transpose(0, -1))
        np.testing.assert_allclose(flattened(other[1]), flattened(plain[1]), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", list(OPTIONS))
def test_a_loaded_state_goes_on(name):
    for options in OPTIONS[name]:
        whole = run(name, options, "float64", steps=6)
        _, params, first = run(name, options, "float64", steps=3)
        state = pickle.loads(pickle.dumps(first.state_dict()))
        second = getattr(torch.optim, name)(params, **options)
        second.load_state_dict(state)
        targets = [torch.tensor(numbers(tuple(p.shape), i + 7, "float64")) for i, p in enumerate(params)]
        for _ in range(3):

            def closure(params=params, second=second, targets=targets):
                second.zero_grad()
                loss = sum(((p - x) * (p - x)).sum() + 0.1 * (p * x).tanh().sum() for p, x in zip(params, targets))
                loss.backward()
                return loss

            second.step(closure)
        np.testing.assert_allclose(flattened(params), flattened(whole[1]), rtol=1e-6)  # ASGD rounds its step length anew


def parameters(count=2):
    return [torch.ones(2, requires_grad=True) for _ in range(count)]


def with_gradients(count=2):
    params = parameters(count)
    sum(p.sum() for p in params).backward()
    return params


REFUSED = {
    "SGD": [{"lr": -1}, {"momentum": -1}, {"weight_decay": -1}, {"nesterov": True}, {"fused": True, "foreach": True}, {"fused": True, "differentiable": True}],
    "Adam": [{"lr": -1}, {"eps": -1}, {"betas": (1.0, 0.9)}, {"betas": (0.9, 1.0)}, {"weight_decay": -1}, {"betas": (0, 0.9)}, {"fused": True, "foreach": True}],
    "AdamW": [{"eps": -1}], "RAdam": [{"eps": -1}], "Adamax": [{"eps": -1}], "NAdam": [{"momentum_decay": -1}],
    "Adagrad": [{"lr_decay": -1}, {"eps": -1}, {"initial_accumulator_value": -1}], "Adadelta": [{"rho": 2}, {"eps": -1}],
    "RMSprop": [{"alpha": -1}, {"momentum": -1}], "Rprop": [{"etas": (2, 3)}, {"lr": -1}], "ASGD": [{"lr": -1}, {"weight_decay": -1}],
    "LBFGS": [{"lr": -1}], "SparseAdam": [{"lr": 0}], "Adafactor": [{"lr": -1}, {"d": 0.5}, {"eps": (-1, 1)}, {"beta2_decay": 1}],
    "Muon": [{}, {"lr": -1}, {"adjust_lr_fn": "q"}],
}  # fmt: skip
for _name, _all in REFUSED.items():
    for _options in _all:
        case(f"{_name} {_options}")(lambda name=_name, options=_options: getattr(torch.optim, name)(parameters(), **options))
for _name in ("SGD", "Adam", "NAdam", "RAdam", "Adamax", "Adadelta", "RMSprop", "Rprop", "ASGD"):
    case(f"{_name}, learning rates")(lambda name=_name: getattr(torch.optim, name)(parameters(), lr=torch.ones(2)))

    @case(f"{_name}, a tensor as learning rate")
    def _(name=_name):
        params = with_gradients()
        optimizer = getattr(torch.optim, name)(params, lr=torch.tensor(0.125))
        optimizer.step()
        optimizer.step()
        return [p.detach().mul(1000).round() for p in params], optimizer

    if _name != "SGD":

        @case(f"{_name}, capturable")
        def _(name=_name):
            getattr(torch.optim, name)(with_gradients(), capturable=True).step()

        @case(f"{_name}, capturable, together")
        def _(name=_name):
            getattr(torch.optim, name)(with_gradients(), capturable=True, foreach=True).step()


SGD = torch.optim.SGD
case("no parameters")(lambda: SGD([]))
case("a tensor")(lambda: SGD(torch.ones(2)))
case("a set")(lambda: SGD([{"params": set(parameters())}]))
case("the same twice")(lambda: SGD(parameters(1) * 2))
case("a non-leaf")(lambda: SGD([parameters(1)[0] * 2]))
case("a number")(lambda: SGD([3]))
case("some names")(lambda: SGD([("a", torch.ones(1)), torch.ones(2)], lr=0.1))
case("a group that is no dict")(lambda: SGD(parameters()).add_param_group([1]))
case("too many to load")(lambda: SGD(parameters()).load_state_dict(SGD(parameters(3)).state_dict()))
case("too many groups to load")(lambda: SGD(parameters()).load_state_dict(SGD([{"params": parameters()}, {"params": parameters()}]).state_dict()))
case("dense gradients")(lambda: torch.optim.SparseAdam(with_gradients()).step())
case("LBFGS, groups")(lambda: torch.optim.LBFGS([{"params": parameters()}, {"params": parameters()}]))


@case("the same in two groups")
def _():
    params = parameters(1)
    SGD([{"params": params}, {"params": params}])


@case("names")
def _():
    optimizer = SGD([("a", torch.ones(1)), ("b", torch.ones(2))], lr=0.1)
    return optimizer.state_dict(), optimizer


@case("a group without names")
def _():
    SGD([("a", torch.ones(1))]).add_param_group({"params": [torch.ones(2)]})


@case("hooks")
def _():
    optimizer, log = torch.optim.Adam(parameters()), []
    optimizer.register_step_pre_hook(lambda *a: log.append("pre"))
    optimizer.register_step_post_hook(lambda *a: log.append("post"))
    first = register_optimizer_step_pre_hook(lambda *a: log.append("global pre"))
    last = register_optimizer_step_post_hook(lambda *a: log.append("global post"))
    optimizer.register_state_dict_pre_hook(lambda o: log.append("state"))
    optimizer.register_state_dict_post_hook(lambda o, state: log.append("state made"))
    optimizer.register_state_dict_pre_hook(lambda o: log.append("state, first"), prepend=True)
    optimizer.register_load_state_dict_pre_hook(lambda o, state: log.append("load"))
    optimizer.register_load_state_dict_post_hook(lambda o: log.append("loaded"))
    optimizer.step()
    optimizer.load_state_dict(optimizer.state_dict())
    first.remove()
    last.remove()
    optimizer.step()
    return log


@case("a closure")
def _():
    params = parameters()
    optimizer = torch.optim.Adam(params)

    def closure():
        optimizer.zero_grad()
        loss = sum((p**2).sum() for p in params)
        loss.backward()
        return loss

    return optimizer.step(closure), optimizer.step(closure)


class Mine(Optimizer):
    def __init__(self, params, lr=required):
        super().__init__(params, {"lr": lr})

    def step(self):
        return "stepped"


case("an optimizer of one's own")(lambda: Mine(parameters(), 0.1).step())
case("a required option")(lambda: Mine(parameters()))


@case("a deep copy")
def _():
    optimizer = torch.optim.Adam(with_gradients())
    optimizer.step()
    copied = copy.deepcopy(optimizer)
    copied.step()
    return copied, copied.state_dict()["state"][0]["step"], optimizer.state_dict()["state"][0]["step"]


@case("differentiable SGD")
def _():
    p, g = torch.ones(2, requires_grad=True), torch.tensor([1.0, 2.0], requires_grad=True)
    q = p.clone()
    q.retain_grad()
    q.grad = g * 2
    SGD([q], lr=0.1, differentiable=True, momentum=0.9).step()
    q.sum().backward()
    return p.grad, g.grad


@case("differentiable Adam")
def _():
    p, g = torch.ones(2, requires_grad=True), torch.tensor([1.0, 2.0], requires_grad=True)
    q = p.clone()
    q.retain_grad()
    q.grad = g * 2
    torch.optim.Adam([q], lr=0.1, differentiable=True, weight_decay=0.1).step()
    q.sum().backward()
    return p.grad, g.grad


@case("zero_grad")
def _():
    params = with_gradients()
    optimizer = SGD(params)
    optimizer.zero_grad(set_to_none=False)
    zeros = [p.grad for p in params]
    optimizer.zero_grad()
    return zeros, [p.grad for p in params]


@case("versions")
def _():
    params = with_gradients()
    optimizer = torch.optim.Adam(params)
    seen = []
    for _ in range(3):
        optimizer.step()
        seen.append([p._version > 0 and p.requires_grad and p.is_leaf for p in params])
    return seen


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


def test_a_step_is_seen_by_what_saved_the_parameter():
    p = torch.ones(2, requires_grad=True)
    optimizer = torch.optim.Adam([p])
    (p * p).sum().backward()
    optimizer.step()  # creates the state
    loss = (p * p).sum()
    optimizer.step()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        loss.backward()


def test_an_optimizer_is_freed():
    import weakref

    params = with_gradients()
    optimizer = torch.optim.Adam(params)
    optimizer.step()
    gone = weakref.ref(optimizer)
    del optimizer
    gc.collect()
    assert gone() is None


if RECORDING:
    recorder.record()
    with open(COURSES, "w", encoding="utf-8") as file:
        json.dump({f"{name} {i} {dtype}": course(name, i, dtype) for name, i, dtype in RUNS}, file, indent=0)
        file.write("\n")
