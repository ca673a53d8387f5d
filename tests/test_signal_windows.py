"""``torch.signal.windows``, held against PyTorch (golden/signal_windows.json).

``python tests/test_signal_windows.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import RECORDING, torch
from snippets import Programs

NAMES = ["bartlett", "blackman", "cosine", "exponential", "gaussian", "general_cosine", "general_hamming", "hamming", "hann", "kaiser", "nuttall"]
recorder = Programs("signal_windows", torch, """
W = torch.signal.windows
f64 = torch.float64

def told(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}".partition(" - got")[0]
""")
for _name in NAMES:
    _more = ", a=[0.3, 0.5, 0.2]" if _name == "general_cosine" else ""
    recorder.programs(f"""
### {_name}
[W.{_name}(M, sym=sym{_more}) for M in (0, 1, 2, 3, 4, 7, 16) for sym in (True, False)]
[W.{_name}(M, sym=sym, dtype=f64{_more}) for M in (2, 5, 33) for sym in (True, False)]
[told(W.{_name}, M{_more}) for M in (-1, 3.5, "a")]
[told(W.{_name}, 4, dtype=d{_more}) for d in (torch.int32, torch.float16, torch.complex64)]
W.{_name}(3, requires_grad=True{_more}).requires_grad, told(W.{_name}, 4, speed=1{_more})
""")
recorder.programs("""
### parameters
told(W.exponential, 4, tau=-1), told(W.exponential, 4, center=1), W.exponential(4, center=1, sym=False), W.exponential(5, tau=0.3)
told(W.gaussian, 4, std=0), W.gaussian(6, std=2.5), told(W.kaiser, 4, beta=-1), W.kaiser(9, beta=3), W.kaiser(5, beta=0)
told(W.general_cosine, 4, a=[]), told(W.general_cosine, 4, a=3), W.general_hamming(4, alpha=0.3)
""")


@pytest.mark.parametrize("name", sorted(recorder.cases))
def test_as_pytorch(name):
    assert recorder.differences(name) == ""


if RECORDING:
    recorder.record()
