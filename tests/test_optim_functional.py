"""Optimizers as functions of lists, their flags and the messages of their hooks, held against PyTorch's (golden/optim_functional.json).

``python tests/test_optim_functional.py`` records the golden file again; it needs torch.
"""
import importlib
import warnings

import pytest
from recorded import Recorder, torch

recorder = Recorder("optim_functional")
case = recorder.case
BETAS = {"beta1": 0.9, "beta2": 0.99}
# name: lists of state (what they are filled with), options
FORMS = {
    "sgd": (("none",), {"weight_decay": 0.1, "momentum": 0.9, "lr": 0.1, "dampening": 0.1, "nesterov": False, "maximize": False}),
    "adam": (("zeros", "zeros", "zeros", "steps"), {**BETAS, "amsgrad": True, "lr": 0.1, "weight_decay": 0.1, "eps": 1e-8, "maximize": True}),
    "adamw": (("zeros", "zeros", "nothing", "steps"), {**BETAS, "amsgrad": False, "lr": 0.1, "weight_decay": 0.1, "eps": 1e-8, "maximize": False}),
    "adamax": (("zeros", "zeros", "steps"), {**BETAS, "eps": 1e-8, "lr": 0.1, "weight_decay": 0.1}),
    "nadam": (("zeros", "zeros", "ones", "steps"), {**BETAS, "lr": 0.1, "weight_decay": 0.1, "momentum_decay": 4e-3, "eps": 1e-8}),
    "radam": (("zeros", "zeros", "steps"), {**BETAS, "lr": 0.1, "weight_decay": 0.0, "eps": 1e-8}),
    "rmsprop": (("zeros", "zeros", "zeros", "steps"), {"lr": 0.1, "alpha": 0.9, "eps": 1e-8, "weight_decay": 0.1, "momentum": 0.5, "centered": True}),
    "rprop": (("zeros", "fill", "steps"), {"step_size_min": 1e-6, "step_size_max": 50, "etaminus": 0.5, "etaplus": 1.2}),
    "adagrad": (("zeros", "steps"), {"lr": 0.1, "weight_decay": 0.1, "lr_decay": 0.1, "eps": 1e-8, "maximize": False}),
    "adadelta": (("zeros", "zeros", "steps"), {"lr": 1.0, "rho": 0.9, "eps": 1e-6, "weight_decay": 0.1, "maximize": True}),
    "asgd": (("zeros", "ones", "rates", "steps"), {"lambd": 1e-4, "lr": 0.1, "t0": 1e6, "alpha": 0.75, "weight_decay": 0.1}),
}  # fmt: skip
FILL = {
    "none": lambda p: None, "zeros": torch.zeros_like, "fill": lambda p: torch.full_like(p, 0.01), "ones": lambda p: torch.tensor(1.0),
    "rates": lambda p: torch.tensor(0.1), "steps": lambda p: torch.tensor(0.0),
}  # fmt: skip


def form(name):
    return getattr(importlib.import_module(f"{torch.__name__}.optim.{name}"), name)


def arguments(name):
    params = [torch.tensor([1.0, 2.0]), torch.tensor([[3.0]])]
    return params, [[FILL[kind](p) for p in params] if kind != "nothing" else [] for kind in FORMS[name][0]]


for _name in FORMS:

    @case(f"{_name} on lists")
    def _(name=_name):
        params, states = arguments(name)
        for _ in range(3):
            form(name)(params, [p.cos() for p in params], *states, **FORMS[name][1])
        return params, states

    @case(f"{_name} with numbers for counters")
    def _(name=_name):
        if name == "asgd":
            return "PyTorch's does not look"
        params, states = arguments(name)
        return form(name)(params, params, *states[:-1], [1, 1], **FORMS[name][1])

    @case(f"{_name} is in optim._functional")
    def _(name=_name):
        return importlib.import_module(torch.__name__ + ".optim._functional").__dict__[name] is form(name)


CLASSES = ("SGD", "Adam", "AdamW", "Adamax", "NAdam", "RAdam", "RMSprop", "Rprop", "Adagrad", "Adadelta", "ASGD")
FLAGS = [{"foreach": True}, {"fused": True}, {"capturable": True}, {"differentiable": True}, {"differentiable": True, "foreach": True},
         {"differentiable": True, "fused": True}, {"foreach": True, "fused": True}, {"maximize": True}]  # fmt: skip
for _name in CLASSES:
    for _flags in FLAGS:

        @case(f"{_name} {_flags}")
        def _(name=_name, flags=_flags):
            weight = torch.nn.Parameter(torch.tensor([1.0, -2.0]))
            optimizer = getattr(torch.optim, name)([weight], **flags)
            for _ in range(2):
                optimizer.zero_grad()
                (weight * weight).sum().backward()
                optimizer.step()
            return weight

    @case(f"{_name}: a hook's answer, and the names of step")
    def _(name=_name):
        kind = getattr(torch.optim, name)
        optimizer = kind([torch.nn.Parameter(torch.ones(2))])
        optimizer.register_step_pre_hook(lambda *args: 3)
        try:
            optimizer.step()
        except RuntimeError as error:
            return kind.step.__qualname__, kind.step.__module__.partition(".")[2], str(error)


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


def test_derived_optimizers_keep_the_step_they_inherit():
    class Mine(torch.optim.SGD):
        def step(self, closure=None):
            with torch.no_grad():
                for group in self.param_groups:
                    for p in group["params"]:
                        p.sub_(1.0)

    class Derived(torch.optim.Adam):
        pass

    weight = torch.nn.Parameter(torch.ones(1))
    Mine([weight], lr=0.1).step()
    assert weight.item() == 0.0 and Derived([weight]).step.__func__ is Derived.step and Derived.step.__qualname__ == "Adam.step"


def test_sorting_by_device_and_dtype():
    from pyautograd.utils._foreach_utils import _group_tensors_by_device_and_dtype, _has_foreach_support

    a, b, c = torch.ones(1), torch.ones(1).half(), torch.zeros(1)
    found = _group_tensors_by_device_and_dtype([[a, b, c], [None, None, a], []], True)
    lists, places = found[torch.device("cpu"), torch.float32]
    assert places == [0, 2] and lists[0][1] is c and lists[1][0] is None and lists[2] == []
    assert _has_foreach_support([a], a.device)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    recorder.record()
