"""Every module, held against PyTorch (golden/nn_modules.json): print, parameters after a seed, outputs, gradients, state afterwards.

Tensors are compared by their shape and three sums that tell elements and their order apart. ``python tests/test_nn_modules.py`` records the
golden file again; it needs torch.
"""
import json
import math
import os

import numpy as np
import pytest
from nn_samples import SAMPLES
from snippets import DIRECTORY

if __name__ == "__main__":
    import torch
    from torch import nn
else:
    import pyautograd as torch
    from pyautograd import nn

GOLDEN = os.path.join(DIRECTORY, "nn_modules.json")


class Inputs:
    """The functions that samples make their inputs with."""

    def __init__(self):
        self.random = np.random.RandomState(7)
        self.leaves = []

    def x(self, *shape):
        leaf = torch.tensor(self.random.randn(*shape).astype(np.float32), requires_grad=True)
        self.leaves.append(leaf)
        return leaf

    def i(self, *shape, high):
        return torch.tensor(self.random.randint(0, high, shape))

    def p(self, *shape):
        return torch.tensor(self.random.rand(*shape).astype(np.float32))


def digest(tensor):
    values = np.asarray(tensor.detach().double().reshape(-1).tolist())
    weights = np.cos(np.arange(values.size) * 1.7)
    return [list(tensor.shape), str(tensor.dtype), float(values.sum()), float((values * weights).sum()), float((values * values * weights).sum())]


def tensors_of(result):
    if isinstance(result, torch.Tensor):
        return [result]
    if isinstance(result, dict):
        result = result.values()
    return [] if result is None or isinstance(result, (int, float, str)) else [t for part in result for t in tensors_of(part)]


def measured(sample):
    source, _, arguments = sample.partition(" | ")
    inputs = Inputs()
    space = {"torch": torch, "nn": nn, "x": inputs.x, "i": inputs.i, "p": inputs.p, "call": lambda *args, **kwargs: (args, kwargs)}
    torch.manual_seed(0)
    module = eval(source, space)
    made = {"repr": repr(module), "keys": list(module.state_dict())}
    lazy = "Lazy" in source
    if not lazy:
        made["before"] = {name: digest(t) for name, t in module.state_dict().items()}
    args, kwargs = eval(f"call({arguments})", space)
    outputs = tensors_of(module(*args, **kwargs))
    made["outputs"] = [digest(t) for t in outputs]
    total = sum([(t * torch.cos(torch.arange(t.numel(), dtype=t.dtype).reshape(t.shape) * 1.3)).sum() for t in outputs if t.requires_grad])
    if isinstance(total, torch.Tensor):
        total.backward()
    made["gradients"] = [None if t.grad is None else digest(t.grad) for t in (*inputs.leaves, *module.parameters())]
    made["after"] = {name: digest(t) for name, t in module.state_dict().items()}
    made["repr after"] = repr(module)
    return made


def differences(got, wanted, where=""):
    if isinstance(wanted, dict):
        if list(got) != list(wanted):
            return [f"{where}: {list(got)} instead of {list(wanted)}"]
        return [line for key in wanted for line in differences(got[key], wanted[key], f"{where}/{key}")]
    if isinstance(wanted, list):
        if not isinstance(got, list) or len(got) != len(wanted):
            return [f"{where}: {got} instead of {wanted}"]
        return [line for at, (g, w) in enumerate(zip(got, wanted)) for line in differences(g, w, f"{where}/{at}")]
    if isinstance(wanted, float):
        same = math.isclose(got, wanted, rel_tol=2e-5, abs_tol=2e-5) or (math.isnan(got) and math.isnan(wanted))
    else:
        same = got == wanted
    return [] if same else [f"{where}: {got!r} instead of {wanted!r}"]


@pytest.fixture(scope="module")
def golden():
    with open(GOLDEN, encoding="utf-8") as file:
        return json.load(file)


@pytest.mark.parametrize("sample", SAMPLES)
def test_is_as_in_pytorch(sample, golden):
    assert "\n".join(differences(measured(sample), golden[sample])) == ""


if __name__ == "__main__":
    torch.set_num_threads(1)
    outcomes = {}
    for sample in SAMPLES:
        try:
            outcomes[sample] = measured(sample)
        except Exception as error:
            raise RuntimeError(sample) from error
    with open(GOLDEN, "w", encoding="utf-8") as file:
        json.dump(outcomes, file, indent=0)
        file.write("\n")
    print(f"{len(outcomes)} outcomes in {GOLDEN}")
