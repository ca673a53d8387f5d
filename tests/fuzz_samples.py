"""Calls every differentiable operator with arguments that are right but for one or two. Run by test_fuzz.py in a process of its own.

``python tests/fuzz_samples.py SEED COUNT``: only Python exceptions may come out. Unlike the arguments of ``fuzz_calls.py``, most of these get past
the first checks and reach the kernels, their derivatives and their in-place and ``out=`` forms.
"""
import random
import sys
import warnings

import numpy as np
from fuzz_run import run
from operator_calls import ROWS, Call
from operator_samples import SAMPLES

import pyautograd as torch
from pyautograd._core import core

DTYPES = (torch.float64, torch.float16, torch.bfloat16, torch.complex64, torch.int64, torch.int8, torch.uint8, torch.bool)


def spoiled_tensor(rng, x):
    """A tensor like `x`, changed in shape, strides, dtype or values."""
    plain = x.detach()
    wide = plain if plain.is_floating_point() or plain.is_complex() else plain.double()
    return rng.choice([
        lambda: plain.to(rng.choice(DTYPES)), lambda: wide * float("nan"), lambda: wide * 1e300, lambda: plain[..., :0] if plain.ndim else plain[None][:0],
        lambda: plain[None], lambda: plain.reshape(-1), lambda: plain.sum(), lambda: plain.transpose(0, -1) if plain.ndim else plain,
        lambda: plain.new_zeros(()).expand(plain.shape), lambda: plain[..., ::2] if plain.ndim else plain, lambda: torch.cat([plain.reshape(-1)] * 2),
        lambda: plain.clone().requires_grad_(wide is plain), lambda: plain.contiguous().as_strided(plain.shape, (0,) * plain.ndim),
        lambda: plain.as_strided(plain.shape, (1,) * plain.ndim) if plain.numel() >= sum(plain.shape) else plain, lambda: -plain if plain.dtype != torch.bool else ~plain,
        lambda: torch.from_numpy(np.flip(plain.numpy()).copy()), lambda: plain.unsqueeze(-1).expand(*plain.shape, 3), lambda: plain * 0 + 1000,
        lambda: core.TensorBase.__new__(torch.Tensor), lambda: plain.requires_grad_(wide is plain)[:] if plain.ndim else plain, lambda: None,
    ])()  # fmt: skip


def spoiled(rng, value):
    """An argument like `value`, of another size, sign or kind."""
    if isinstance(value, torch.Tensor):
        return spoiled_tensor(rng, value)
    if isinstance(value, (list, tuple)) and value and rng.random() < 0.8:
        changed = list(value)
        at = rng.randrange(len(changed))
        if rng.random() < 0.2:
            del changed[at]
        elif rng.random() < 0.2:
            changed.insert(at, changed[at])
        else:
            changed[at] = spoiled(rng, changed[at])
        return type(value)(changed)
    return rng.choice((0, 1, -1, 3, -4, 2**31, -(2**63), 2**63 - 1, 10**6, 0.5, -0.0, float("nan"), float("inf"), 1j, True, None, "a", "mean", (), (0,), (-1, 2), [5]))


def arguments(rng, key):
    """The operator of a row and arguments for it, of which one or two are spoiled."""
    call = Call(ROWS[key], rng.choice(SAMPLES[key]))
    args = [call.fill(a, call.inputs) for a in call.args]
    kwargs = {name: call.fill(a, call.inputs) for name, a in call.kwargs.items()}
    for _ in range(rng.choice((0, 1, 1, 1, 2))):
        at = rng.randrange(len(args) + len(kwargs))
        if at < len(args):
            args[at] = spoiled(rng, args[at])
        else:
            name = list(kwargs)[at - len(args)]
            kwargs[name] = spoiled(rng, kwargs[name])
    return call, args, kwargs


def use(made):
    """Look at all of a result, and differentiate through it, twice where it can be."""
    for tensor in made if isinstance(made, (tuple, list)) else (made,):
        if not isinstance(tensor, torch.Tensor) or tensor.numel() > 10000:
            continue
        repr(tensor)
        if tensor.requires_grad:
            (tensor.abs() if tensor.is_complex() else tensor).sum().backward(create_graph=True)


def main(seed, count):
    rng = random.Random(seed)
    warnings.simplefilter("ignore")
    keys = sorted(SAMPLES)

    def call_one():
        key = rng.choice(keys)
        print(key, file=sys.stderr)
        call, args, kwargs = arguments(rng, key)
        form = call.form
        if rng.random() < 0.2:
            form = getattr(core.ops, ROWS[key].name + "_", form)
        elif rng.random() < 0.2 and "o" in ROWS[key].variants:
            kwargs["out"] = rng.choice((torch.empty(0), torch.empty(2, 3, dtype=torch.float64), args[0]))
        use(form(*args, **kwargs))

    run(call_one, count)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
