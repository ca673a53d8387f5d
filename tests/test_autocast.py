"""Automatic mixed precision on the CPU, held against PyTorch's (golden/autocast.json).

``python tests/test_autocast.py`` records the golden file again; it needs torch.
"""
import math
import threading
import warnings

import pytest
from autocast_samples import OPERATORS
from recorded import Recorder

if __name__ == "__main__":
    import torch
    from torch.utils.checkpoint import checkpoint
else:
    import pyautograd as torch
    from pyautograd.utils.checkpoint import checkpoint

recorder = Recorder("autocast")
case = recorder.case
nn = torch.nn


def x(*shape):
    return torch.arange(1.0, 1 + math.prod(shape)).reshape(shape) / 7


for _lower in ("bfloat16", "float16"):
    for _given in ("float32", "bfloat16", "float16", "float64"):

        @case(f"operators, {_lower} autocast, {_given} tensors")
        def _(lower=_lower, given=_given):
            def c(tensor):
                return tensor.to(getattr(torch, given)) if tensor.is_floating_point() else tensor

            names = {"torch": torch, "F": nn.functional, "x": x, "c": c, "t": lambda *shape: c(x(*shape))}
            found = []
            for expression in OPERATORS:
                try:
                    with warnings.catch_warnings(), torch.autocast("cpu", dtype=getattr(torch, lower)):
                        warnings.simplefilter("ignore")
                        found.append(f"{expression} -> {eval(expression, names).dtype}")
                except (RuntimeError, ValueError) as error:
                    # what an operator says to a dtype that it does not know is another test's matter
                    found.append(f"{expression} -> {type(error).__name__}")
            return found


def dtypes(make, *inputs, lower="bfloat16", backward=True):
    """The dtypes that a module gives under autocast, and those of its gradients after a backward outside."""
    module = make()
    with torch.autocast("cpu", dtype=getattr(torch, lower)):
        given = module(*inputs)
    flat = [g for outer in (given if isinstance(given, tuple) else (given,)) for g in (outer if isinstance(outer, tuple) else (outer,))]
    if backward:
        flat[0].float().pow(2).mean().backward()
    return [g.dtype for g in flat], [p.grad.dtype for p in module.parameters() if p.grad is not None]


MODULES = {
    "perceptron": lambda: dtypes(lambda: nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.LayerNorm(8), nn.Linear(8, 2)), torch.ones(3, 4)),
    "perceptron in half precision": lambda: dtypes(lambda: nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 2)), torch.ones(3, 4), lower="float16"),
    "convolutions": lambda: dtypes(lambda: nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.MaxPool2d(2)), torch.ones(2, 1, 6, 6)),
    "LSTM": lambda: dtypes(lambda: nn.LSTM(3, 4, 2, bidirectional=True), torch.ones(2, 1, 3)), "RNN": lambda: dtypes(lambda: nn.RNN(3, 4), torch.ones(2, 1, 3)),
    "GRU": lambda: dtypes(lambda: nn.GRU(3, 4), torch.ones(2, 1, 3), lower="float16"), "LSTMCell": lambda: dtypes(lambda: nn.LSTMCell(3, 4), torch.ones(1, 3)),
    "GRUCell": lambda: dtypes(lambda: nn.GRUCell(3, 4), torch.ones(1, 3)), "attention": lambda: dtypes(lambda: nn.MultiheadAttention(4, 2), *[torch.ones(2, 1, 4)] * 3),
    "transformer": lambda: dtypes(lambda: nn.TransformerEncoderLayer(4, 2, 8, batch_first=True), torch.ones(2, 3, 4)),
    "embedding": lambda: dtypes(lambda: nn.Sequential(nn.Embedding(4, 3), nn.Linear(3, 2)), torch.tensor([[1, 2]])),
}  # fmt: skip
for _name, _make in MODULES.items():
    case(_name)(_make)


def product():
    return (torch.ones(2, 2) @ torch.ones(2, 2)).dtype


@case("nested")
def _():
    found = []
    with torch.autocast("cpu"):
        found.append(product())
        with torch.autocast("cpu", enabled=False):
            found.append((product(), torch.is_autocast_enabled("cpu")))
        with torch.autocast("cpu", dtype=torch.float16):
            found.append((product(), torch.get_autocast_dtype("cpu")))
        found.append((product(), torch.is_autocast_enabled("cpu")))
    return found, product(), torch.is_autocast_enabled("cpu"), torch.get_autocast_dtype("cpu")


@case("decorator")
def _():
    @torch.autocast("cpu")
    def function():
        """Says so."""
        return product()

    return function(), function(), function.__name__, function.__doc__, product()


@case("an instance entered twice, and left by an exception")
def _():
    cast, found = torch.autocast("cpu"), []
    for _ in range(2):
        try:
            with cast:
                found.append(product())
                raise ValueError
        except ValueError:
            found.append(product())
    return found


@case("other threads")
def _():
    found = []
    with torch.autocast("cpu"):
        thread = threading.Thread(target=lambda: found.append((torch.is_autocast_enabled("cpu"), product())))
        thread.start()
        thread.join()
    return found


@case("the cache of weights")
def _():
    weight, found = torch.ones(2, 2, requires_grad=True), []
    for enabled in (True, False):
        with torch.autocast("cpu", cache_enabled=enabled):
            casts = [(torch.ones(2, 2) @ weight).grad_fn.next_functions[1][0] for _ in range(2)]
            found.append((casts[0] is casts[1], casts[0].name(), torch.is_autocast_cache_enabled()))
    return found


@case("backward and double backward inside")
def _():
    weight = torch.ones(2, 2, requires_grad=True)
    with torch.autocast("cpu"):
        (grad,) = torch.autograd.grad((torch.ones(2, 2) @ weight).pow(2).sum(), weight, create_graph=True)
        grad.sum().backward()
    return grad, weight.grad


def custom(cast_inputs):
    seen = []

    class Product(torch.autograd.Function):
        @staticmethod
        @torch.amp.custom_fwd(device_type="cpu", cast_inputs=cast_inputs)
        def forward(ctx, a, b):
            ctx.save_for_backward(a, b)
            seen.append((a.dtype, b.dtype, torch.is_autocast_enabled("cpu")))
            return a @ b

        @staticmethod
        @torch.amp.custom_bwd(device_type="cpu")
        def backward(ctx, grad):
            a, b = ctx.saved_tensors
            seen.append((grad.dtype, torch.is_autocast_enabled("cpu"), torch.get_autocast_dtype("cpu")))
            return grad @ b.t(), a.t() @ grad

    return Product, seen


for _cast in (None, "float32", "bfloat16"):
    for _on in (True, False):

        @case(f"custom function, cast_inputs {_cast}, autocast {_on}")
        def _(cast=_cast, on=_on):
            function, seen = custom(cast and getattr(torch, cast))
            a = torch.ones(2, 2, requires_grad=True)
            with torch.autocast("cpu", dtype=torch.float16, enabled=on):
                y = function.apply(a, torch.ones(2, 2))
            y.float().sum().backward()
            return seen, y.dtype, a.grad.dtype


for _reentrant in (True, False):

    @case(f"checkpoint, use_reentrant {_reentrant}")
    def _(reentrant=_reentrant):
        seen, weight = [], torch.ones(2, 2, requires_grad=True)

        def function(a):
            seen.append((torch.is_autocast_enabled("cpu"), (a @ weight).dtype))
            return a @ weight

        with torch.autocast("cpu"):
            y = checkpoint(function, torch.ones(2, 2, requires_grad=True), use_reentrant=reentrant)
        y.float().sum().backward()
        return seen, weight.grad


def set_and_ask():
    torch.set_autocast_enabled("cpu", True)
    torch.set_autocast_dtype("cpu", torch.float16)
    found = torch.is_autocast_enabled("cpu"), torch.is_autocast_enabled(), product(), torch.autocast_increment_nesting(), torch.autocast_decrement_nesting()
    torch.set_autocast_enabled("cpu", False)
    torch.set_autocast_dtype("cpu", torch.bfloat16)
    return found, torch.is_autocast_enabled("cpu")


SETTINGS = {
    "dtypes": lambda: [torch.get_autocast_dtype(d) for d in ("cpu", "cuda", "mps", "xpu")], "set and ask": set_and_ask,
    "available": lambda: [torch.amp.is_autocast_available(d) for d in ("cpu", "cuda", "meta", "mps")], "unknown device": lambda: torch.autocast("foo"),
    "unsupported device": lambda: torch.autocast("meta"), "enabled on it": lambda: torch.is_autocast_enabled("meta"), "no string": lambda: torch.autocast(None),
    "number": lambda: torch.is_autocast_enabled(3), "not a bool": lambda: torch.set_autocast_enabled("cpu", 3), "not a dtype": lambda: torch.set_autocast_dtype("cpu", 3),
    "unsupported dtype": lambda: torch.autocast("cpu", dtype=torch.float32)._enabled, "cuda": lambda: torch.autocast("cuda")._enabled,
    "not callable": lambda: torch.autocast("cpu")(3), "deprecated names": lambda: (torch.get_autocast_cpu_dtype(), torch.get_autocast_gpu_dtype(), torch.is_autocast_cpu_enabled()),
    "cpu.amp": lambda: torch.cpu.amp.autocast()._enabled, "cuda.amp": lambda: torch.cuda.amp.autocast()._enabled,
    "custom_fwd, device": lambda: torch.amp.custom_fwd(lambda ctx: ctx, device_type=3), "custom_bwd, device": lambda: torch.amp.custom_bwd(device_type=None),
    "cuda.amp.custom_fwd": lambda: torch.cuda.amp.custom_fwd(product).__name__, "cuda.amp.custom_bwd": lambda: torch.cuda.amp.custom_bwd(product).__name__,
    "cpu": lambda: (torch.cpu.is_available(), torch.cpu.current_device(), torch.cpu.device_count(), torch.cpu.synchronize(), torch.cpu.is_initialized()),
}  # fmt: skip
for _name, _make in SETTINGS.items():
    case(_name)(_make)


def mixed(function):
    """The dtypes of a function of tensors of two precisions."""
    pairs = [("float32", "bfloat16"), ("bfloat16", "float32"), ("float16", "bfloat16"), ("bfloat16", "float64")]
    return [function(torch.ones(2, dtype=getattr(torch, a)), torch.full((2,), 2.0, dtype=getattr(torch, b))).dtype for a, b in pairs]


MIXED = {
    "where": lambda a, b: torch.where(a > 0, a, b), "cat": lambda a, b: torch.cat([a, b]), "stack": lambda a, b: torch.stack([a, b]), "clamp": torch.clamp,
    "power": lambda a, b: a**b, "add": lambda a, b: a + b, "mse_loss": lambda a, b: nn.functional.mse_loss(a, b), "logaddexp": torch.logaddexp,
    "smooth_l1_loss": lambda a, b: nn.functional.smooth_l1_loss(a, b), "masked_fill": lambda a, b: a.masked_fill(a > 0, b[0]), "normal": torch.normal,
    "slice_scatter": lambda a, b: a.slice_scatter(b, 0), "where, a scalar": lambda a, b: torch.where(a > 0, a, b[0]), "dist": torch.dist,
}  # fmt: skip
for _name, _function in MIXED.items():
    case(f"mixed: {_name}")(lambda function=_function: mixed(function))


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


if __name__ == "__main__":
    recorder.record()
