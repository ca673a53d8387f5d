"""Under the runner, modules, classes and functions have the names that PyTorch gives them, and are found by them."""
import pickle
import subprocess
import sys

import pytest

import pyautograd

PROGRAM = """
import copy, importlib, inspect, io, pickle, typing, warnings
import torch
from torch import nn

for kind in (
    torch.Tensor, torch.Size, torch.device, torch.dtype, torch.layout, torch.memory_format, torch.finfo, torch.Generator, torch.Stream, torch.SymInt, nn.Linear,
    nn.Parameter, nn.Transformer, nn.MultiheadAttention, torch.optim.Adam, torch.optim.lr_scheduler.StepLR, torch.distributions.Normal, torch.serialization.LoadEndianness,
    torch.utils.data.DataLoader, torch.autograd.Function, torch.nn.modules.module._IncompatibleKeys, torch.amp.GradScaler, torch.fx.Graph,
):
    print(kind)
for function in (nn.functional.softmax, nn.init.normal_, torch.utils.checkpoint.checkpoint, nn.Linear.forward, torch.func.grad, torch.save):
    print(function.__module__)
print([importlib.import_module(name).__name__ for name in ("torch", "torch.nn", "torch.nn.functional", "torch.optim.adam", "torch.nn.attention.bias")])
import torch.nn.attention.bias as bias
print(bias is torch.nn.attention.bias, bias.CausalBias, inspect.getmodule(nn.Linear) is torch.nn.modules.linear)
print(inspect.getsource(nn.Identity).split("(")[0], typing.get_type_hints(nn.Linear.forward) is not None)
for value in (nn.Linear, nn.Linear(2, 3), torch.Size([2]), torch.float16, torch.optim.SGD([torch.zeros(1)], lr=1.0), nn.init.normal_, torch.Generator):
    data = pickle.dumps(value)
    print(b"pyautograd" in data, type(pickle.loads(data)) is type(value), type(copy.deepcopy(value)) is type(value))
saved = io.BytesIO()
torch.save(nn.Linear(2, 3), saved)
saved.seek(0)
print(torch.load(saved, weights_only=False))
print(pickle.loads(OTHER))
try:
    nn.absent
except AttributeError as error:
    print(error)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    warnings.filterwarnings("ignore", module="torch[.]nn[.]functional")
    nn.functional.softmax(torch.ones(2))
    print(len(caught))
"""


def run(program, *runner):
    done = subprocess.run([sys.executable, *runner, "-c", program], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def program():
    return PROGRAM.replace("OTHER", repr(pickle.dumps(pyautograd.nn.Linear(1, 1))))


def test_classes_functions_and_modules_say_that_they_are_torch():
    lines = run(program(), "-m", "pyautograd")
    assert not [line for line in lines if "pyautograd" in line]
    assert lines[-2:] == ["module 'torch.nn' has no attribute 'absent'", "1"]  # the warning points to its caller
    assert lines[-3] == "Linear(in_features=1, out_features=1, bias=True)"  # a pickle of the other name
    assert lines[6] == "<class 'torch.finfo'>" and lines[10] == "<class 'torch.nn.modules.linear.Linear'>"


def test_the_names_are_those_of_pytorch():
    pytest.importorskip("torch")
    expected = run(program().replace(repr(pickle.dumps(pyautograd.nn.Linear(1, 1))), "pickle.dumps(nn.Linear(1, 1))"))
    assert run(program(), "-m", "pyautograd") == expected


def test_without_the_runner_names_lead_to_where_things_are():
    assert pyautograd.nn.Linear.__module__ == "pyautograd.nn.modules.linear" and b"pyautograd" in pickle.dumps(pyautograd.nn.Linear)


def test_with_pytorch_loaded_nothing_is_renamed():
    pytest.importorskip("torch")
    lines = run(
        "import torch, pyautograd, pickle; from pyautograd._runner import install; install(); install()\n"
        "print(pyautograd.nn.Linear, type(pickle.loads(pickle.dumps(pyautograd.nn.Linear(1, 1)))))"
    )
    assert lines == ["<class 'pyautograd.nn.modules.linear.Linear'> <class 'pyautograd.nn.modules.linear.Linear'>"]


def test_a_module_that_fails_to_load_leaves_no_name_behind():
    lines = run(
        "import sys, importlib, pyautograd._mapped_files as there\n"
        "source = there.__spec__.loader\n"
        "def failing(name): raise ValueError(name)\n"
        "type(source).get_code_before, type(source).get_code = type(source).get_code, lambda self, name: failing(name)\n"
        "names = ['torch._lobpcg', 'pyautograd._lobpcg']\n"
        "try: importlib.import_module('torch._lobpcg')\n"
        "except ValueError as error: print(error)\n"
        "type(source).get_code = type(source).get_code_before\n"
        "print([name in sys.modules for name in names])\n"
        "print(importlib.import_module('torch._lobpcg').__name__, [name in sys.modules for name in names])",
        "-m", "pyautograd",
    )  # fmt: skip
    assert lines == ["pyautograd._lobpcg", "[False, False]", "torch._lobpcg [True, True]"]


def test_modules_answer_for_what_their_counterparts_import():
    lines = run(
        "import torch\n"
        "from torch.functional import Tensor as a, has_torch_function\n"
        "from torch.nn.init import Tensor as b\n"
        "from torch.nn.modules.loss import Tensor as c\n"
        "from torch.optim.adam import Optimizer\n"
        "from torch.nn.functional import Tensor as d, relu\n"
        "from torch.nn.modules.container import Parameter\n"
        "from torch.distributions.normal import broadcast_all\n"
        "print({a, b, c, d} == {torch.Tensor}, Optimizer is torch.optim.Optimizer, Parameter is torch.nn.Parameter, broadcast_all.__module__)\n"
        "print(hasattr(torch, 'Optimizer'), hasattr(torch.nn, 'Optimizer'), hasattr(torch.functional, 'absent'), hasattr(torch.nn.init, '__path__'))\n"
        "try: torch.nn.init.absent\n"
        "except AttributeError as error: print(error)",
        "-m", "pyautograd",
    )  # fmt: skip
    assert lines == ["True True True torch.distributions.utils", "False False False False", "module 'torch.nn.init' has no attribute 'absent'"]
