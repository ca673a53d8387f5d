"""Calls every public function and method with arguments of any kind. Run by test_fuzz.py in a process of its own.

``python tests/fuzz_calls.py SEED COUNT``: only Python exceptions may come out; the last call is on standard error if the process dies.
"""
import random
import sys
import warnings

import numpy as np
from fuzz_run import run

import pyautograd as torch
from pyautograd._core import core

LEFT_OUT = {
    "share_memory_", "set_default_dtype", "set_default_tensor_type", "set_default_device", "manual_seed", "seed", "set_rng_state", "from_file",
    "set_printoptions", "set_num_threads", "set_num_interop_threads", "set_anomaly_enabled", "compile", "save", "load", "show_config",
}  # fmt: skip


def values(rng):
    """One argument: tensors of all sorts, numbers, sequences, things of the wrong kind."""
    base = torch.arange(24.0).reshape(2, 3, 4)
    choices = [
        lambda: base.clone(), lambda: torch.ones(3), lambda: torch.ones(3, requires_grad=True) * 2, lambda: torch.zeros(0, 3), lambda: torch.tensor(2.5),
        lambda: torch.tensor([1, 2, 0]), lambda: torch.tensor([True, False, True]), lambda: torch.ones(2, 2, dtype=torch.complex64),
        lambda: torch.ones(3, dtype=torch.float16), lambda: torch.ones(3, dtype=torch.bfloat16), lambda: base.transpose(0, 2), lambda: torch.ones(1).expand(3),
        lambda: base[:, 1], lambda: torch.full((3,), float("nan")), lambda: torch.ones(2, 2), lambda: torch.eye(3, dtype=torch.float64),
        lambda: core.TensorBase.__new__(torch.Tensor), lambda: torch.ones(3, requires_grad=True), lambda: torch.zeros((1,) * 6),
        lambda: 0, lambda: 1, lambda: -1, lambda: 2, lambda: 7, lambda: 2**40, lambda: -(2**63), lambda: 2**70, lambda: 0.5, lambda: float("inf"), lambda: 1j,
        lambda: True, lambda: None, lambda: "a", lambda: "mean", lambda: (), lambda: (2, 3), lambda: [1, -1], lambda: (0,), lambda: [torch.ones(3)],
        lambda: (torch.ones(2, 2), torch.ones(2, 2)), lambda: torch.float64, lambda: torch.int64, lambda: slice(1, None), lambda: Ellipsis,
        lambda: np.ones(3)[::-1], lambda: np.float32(2), lambda: object(), lambda: {}, lambda: [[1, 2], [3]], lambda: torch.Generator(), lambda: b"x",
    ]  # fmt: skip
    return rng.choice(choices)()


def targets():
    """Every public callable, and every method of a tensor."""
    # A polynomial takes as many steps as its degree says, in PyTorch as well: 2**40 of them do not end.
    found = [
        (name, function) for name, function in sorted(core.functions.items()) if name.rpartition(".")[2] not in LEFT_OUT and "_polynomial_" not in name
    ]
    for name in sorted(dir(torch.Tensor)):
        method = getattr(torch.Tensor, name, None)
        if callable(method) and name not in LEFT_OUT and name not in ("__class__", "__init_subclass__", "__subclasshook__", "__del__"):
            found.append(("Tensor." + name, method))
    for name in ("tensor", "as_tensor", "asarray", "from_numpy", "Tensor", "FloatTensor", "LongTensor"):
        found.append((name, getattr(torch, name)))
    return found


def main(seed, count):
    rng = random.Random(seed)
    calls = targets()
    warnings.simplefilter("ignore")

    def call():
        name, function = rng.choice(calls)
        arguments = [values(rng) for _ in range(rng.choice((1, 1, 2, 2, 3, 4)))]
        if "." in name and name.startswith("Tensor.") and rng.random() < 0.9:
            arguments[0] = values(rng)
            while not isinstance(arguments[0], torch.Tensor):
                arguments[0] = values(rng)
        print(name, file=sys.stderr)
        answer = function(*arguments)
        if isinstance(answer, torch.Tensor) and answer.requires_grad and answer.numel() < 1000:
            answer.sum().backward()
        repr(answer) if isinstance(answer, torch.Tensor) and answer.numel() < 1000 else None

    run(call, count)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
