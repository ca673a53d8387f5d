"""`GradScaler` on the CPU, held against PyTorch's (golden/grad_scaler.json).

``python tests/test_grad_scaler.py`` records the golden file again; it needs torch.
"""
import math
import pickle

import pytest
from recorded import Recorder, torch

recorder = Recorder("grad_scaler")
case = recorder.case


class Setup:
    """A parameter, its optimizer, a scaler."""

    def __init__(self, scale=4.0, optimizer="SGD", dtype=None, options=None, **kwargs):
        self.p = torch.nn.Parameter(torch.ones(2, dtype=dtype))
        self.optimizer = getattr(torch.optim, optimizer)([self.p], lr=0.1, **(options or {}))
        self.scaler = torch.amp.GradScaler("cpu", init_scale=scale, **kwargs)

    def backward(self, factor=1.0):
        self.scaler.scale((self.p * factor).sum()).backward()
        return self

    def do(self, *names):
        """Call methods of the scaler one after another, with the optimizer where they take it; how it stands then."""
        found = [getattr(self.scaler, name)(*[self.optimizer] * (name != "update")) for name in names]
        return found, self.p, self.p.grad, self.scaler.get_scale(), self.scaler._get_growth_tracker()


@case("a few steps, with an overflow")
def _():
    s, found = Setup(growth_interval=2), []
    for i in range(6):
        s.optimizer.zero_grad()
        s.backward(math.inf if i == 2 else 1.0)
        found.append((repr(s.do("step", "update")), s.scaler.state_dict()))
    return found


@case("two optimizers, one overflows")
def _():
    s, other = Setup(), Setup()
    s.scaler.scale(s.p.sum() + (other.p * math.nan).sum()).backward()
    s.scaler.step(s.optimizer)
    s.scaler.step(other.optimizer)
    s.scaler.update()
    return s.p, other.p, s.scaler.get_scale()


@case("pickled")
def _():
    s = Setup(16.0).backward()
    s.do("step", "update")
    again = pickle.loads(pickle.dumps(s.scaler))
    return again.state_dict(), again._scale, again.is_enabled()


@case("disabled")
def _():
    s = Setup(enabled=False).backward()
    return s.do("unscale_", "step", "update"), s.scaler.state_dict(), s.scaler.is_enabled(), s.scaler.load_state_dict({}), s.scaler.scale(3)


@case("loaded")
def _():
    s = Setup().backward().scaler
    s.load_state_dict({"scale": 3.0, "growth_factor": 4.0, "backoff_factor": 0.1, "growth_interval": 7, "_growth_tracker": 2})
    return s.state_dict(), s._scale, s.get_growth_factor(), s.get_backoff_factor(), s.get_growth_interval()


@case("set")
def _():
    s = Setup().scaler
    s.set_growth_factor(3.0)
    s.set_backoff_factor(0.25)
    s.set_growth_interval(1)
    return s.state_dict()


@case("several outputs")
def _():
    s = Setup().scaler
    return s.scale([torch.ones(1), (torch.ones(2),)]), list(s.scale(x for x in [torch.ones(1)])), s.scale(torch.ones(1).half()).dtype


@case("a given scale")
def _():
    s = Setup().backward().scaler
    s.update(3.0)
    return s.get_scale(), s.update(torch.tensor(5.0)), s.get_scale()


CASES = {
    "unscaled": lambda: Setup(8.0).backward().do("unscale_"), "unscaled, stepped": lambda: Setup(8.0).backward().do("unscale_", "step", "update"),
    "fused": lambda: Setup(options={"fused": True}).backward().do("step", "update"),
    "fused, unscaled": lambda: Setup(options={"fused": True}).backward().do("unscale_", "step", "update"),
    "fused, overflow": lambda: Setup(optimizer="AdamW", options={"fused": True}).backward(math.inf).do("step", "update"),
    "step before scale": lambda: Setup().do("step"), "update before scale": lambda: Setup().do("update"), "unscale_ before scale": lambda: Setup().do("unscale_"),
    "unscaled twice": lambda: Setup().backward().do("unscale_", "unscale_"), "unscaled after step": lambda: Setup().backward().do("step", "unscale_"),
    "stepped twice": lambda: Setup().backward().do("step", "step"), "updated without step": lambda: Setup().backward().do("update"),
    "closure": lambda: Setup().backward().scaler.step(None, closure=lambda: 1), "half precision": lambda: Setup(dtype=torch.float16).backward().do("unscale_"),
    "half precision, step": lambda: Setup(dtype=torch.bfloat16).backward().do("step", "update"), "growth 1": lambda: Setup(growth_factor=1.0),
    "backoff 1": lambda: Setup(backoff_factor=1.0), "scale of a number": lambda: Setup().scaler.scale(3), "empty state": lambda: Setup().scaler.load_state_dict({}),
    "pickled in between": lambda: pickle.dumps((lambda s: (s.do("step"), s.scaler)[1])(Setup().backward())), "two values": lambda: Setup().backward().scaler.update(torch.ones(2)),
    "cuda": lambda: torch.amp.GradScaler().is_enabled(), "cuda.amp": lambda: torch.cuda.amp.GradScaler().get_scale(), "cpu.amp": lambda: torch.cpu.amp.GradScaler().is_enabled(),
    "no gradients": lambda: (lambda s: (s.scaler.scale(torch.ones(1)), s.do("step")))(Setup()),
}  # fmt: skip
for _name, _make in CASES.items():
    case(_name)(_make)


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


if __name__ == "__main__":
    recorder.record()
