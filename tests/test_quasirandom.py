"""Sobol' sequences, held against PyTorch's (golden/quasirandom.json).

``python tests/test_quasirandom.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import Recorder

if __name__ == "__main__":
    import torch
    from torch.quasirandom import SobolEngine
else:
    import pyautograd as torch
    from pyautograd.quasirandom import SobolEngine

recorder = Recorder("quasirandom")
case = recorder.case


@case("moved on")
def _():
    engine = SobolEngine(2)
    engine.fast_forward(5)
    found = [engine.draw(2)]
    engine.fast_forward(3)
    found.append(engine.draw(1))
    return found, engine.num_generated, engine.reset().draw(3)


@case("scrambled by the default generator")
def _():
    torch.manual_seed(0)
    return SobolEngine(3, scramble=True).draw(4), torch.rand(1)


@case("powers of two")
def _():
    engine = SobolEngine(2)
    return engine.draw_base2(2), engine.draw_base2(2), engine


@case("no power of two")
def _():
    engine = SobolEngine(2)
    engine.draw(3)
    return engine.draw_base2(2)


@case("into a tensor")
def _():
    out = torch.empty(0)
    return SobolEngine(2).draw(3, out=out) is out, out


CASES = {
    "plain": lambda: SobolEngine(5).draw(9), "one": lambda: SobolEngine(1).draw(), "doubles": lambda: SobolEngine(2).draw(3, dtype=torch.float64),
    "64 dimensions": lambda: SobolEngine(64).draw(40)[-2:].tolist(), "seed": lambda: SobolEngine(4, scramble=True, seed=3).draw(5),
    "repr": lambda: (SobolEngine(1), SobolEngine(2, True, 3)), "no dimension": lambda: SobolEngine(0), "too many": lambda: SobolEngine(30000),
}  # fmt: skip
for _name, _make in CASES.items():
    case(_name)(_make)


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


if __name__ == "__main__":
    recorder.record()
