"""Normalisation where input, parameters and statistics differ in dtype, and elementwise gradients at NaN and at the ends of ranges.

Held against PyTorch (golden/norm_dtypes.json). ``python tests/test_norm_dtypes.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import RECORDING, torch
from snippets import Programs

PRELUDE = """
F = torch.nn.functional
f16, bf16, f32, f64 = torch.float16, torch.bfloat16, torch.float32, torch.float64
def x(dtype, grad=False):
    return (torch.arange(24.0).reshape(2, 3, 4).sin() * 2 + 1).to(dtype).requires_grad_(grad)
def ones(dtype, n=3):
    return torch.ones(n, dtype=dtype)
def gradients(norm, dtype, parameters, n=3):
    weight, bias = [(torch.arange(1.0, n + 1) / 3).to(parameters).requires_grad_() for _ in range(2)]
    source = x(dtype, True)
    made = norm(source, weight, bias)
    made.backward(x(dtype).cos())
    return made.dtype, source.grad.dtype, *[[round(v, 4) for v in p.grad.tolist()] for p in (weight, bias)], weight.grad.dtype
def slopes(function, values, dtype):
    source = torch.tensor(values).to(dtype).requires_grad_()
    function(source).sum().backward()
    return source.grad
nan, inf = float("nan"), float("inf")
"""
recorder = Programs("norm_dtypes", torch, PRELUDE)
recorder.programs("""
### gradients of float32 parameters
[gradients(lambda x, w, b: F.batch_norm(x, None, None, w, b, True), d, f32) for d in (f16, bf16)]
[gradients(lambda x, w, b: F.batch_norm(x, ones(f32), ones(f32), w, b), d, f32) for d in (f16, bf16)]
[gradients(lambda x, w, b: F.instance_norm(x, None, None, w, b), d, f32) for d in (f16, bf16)]
[gradients(lambda x, w, b: F.group_norm(x, 3, w, b), d, f32) for d in (f16, bf16)]
[[t.dtype for t in torch.native_layer_norm(x(d), [4], p and ones(p, 4), None, 1e-5)] for d, p in ((bf16, bf16), (bf16, f32), (bf16, None), (f16, f16), (f16, f32), (f16, None))]
[[t.dtype for t in torch.native_batch_norm(x(d), p and ones(p), None, None, None, True, 0.1, 1e-5)] for d, p in ((bf16, bf16), (bf16, f32), (f16, f16), (f16, f32))]
[[t.dtype for t in torch.native_group_norm(x(d), p and ones(p), None, 2, 3, 4, 3, 1e-5)] for d, p in ((bf16, bf16), (bf16, f32), (f16, f16), (f16, f32))]
### mixtures
F.batch_norm(x(f32), ones(f64), ones(f64), ones(f32), ones(f32))
F.batch_norm(x(f32), ones(f64), ones(f64))
F.batch_norm(x(f64), ones(f32), ones(f32), training=True)
F.batch_norm(x(f64), None, None, ones(f32), ones(f64), True)
F.batch_norm(x(bf16), ones(f32), ones(f32), ones(bf16), ones(bf16))
F.batch_norm(x(bf16), ones(bf16), ones(bf16), ones(f32), ones(f32))
F.batch_norm(x(f16), ones(f32), ones(f32), ones(f16), ones(f16), True)
F.batch_norm(x(bf16), ones(bf16), ones(bf16), ones(bf16), ones(bf16), True).dtype
F.layer_norm(x(f32), [4], ones(bf16, 4))
F.layer_norm(x(f32), [4], ones(f32, 4), ones(f64, 4))
F.layer_norm(x(f64), [4], ones(f32, 4))
F.layer_norm(x(f16), [4], ones(bf16, 4))
F.group_norm(x(bf16), 3, ones(f64))
F.group_norm(x(f32), 3, ones(f32), ones(bf16))
### instance norm takes statistics of another dtype
[F.instance_norm(x(d), ones(s), ones(s), w and ones(w), w and ones(w), t).dtype for d in (f32, f64, bf16, f16) for s in (f32, f64, bf16, f16) for w in (d, None) for t in (True, False)]
F.instance_norm(x(f64), ones(f64), ones(f64), ones(f32), ones(f32))
F.instance_norm(x(f32), ones(f32), ones(f64))
F.instance_norm(x(f32), ones(f64), None)
m = ones(f32) * 0; v = ones(f32); y = F.instance_norm(x(f64), m, v); (m.dtype, [round(a, 5) for a in m.tolist()], [round(a, 5) for a in v.tolist()])
### antialiasing
F.interpolate(torch.ones(1, 1, 4, 4, dtype=f16), size=3, mode="bilinear", antialias=True)
F.interpolate(torch.ones(1, 1, 4, 4, dtype=bf16), size=3, mode="bicubic", antialias=True)
F.interpolate(torch.ones(1, 1, 4, 4, dtype=torch.int32), size=3, mode="bicubic", antialias=True)
### at NaN
[slopes(f, [nan], d) for f in (F.hardtanh, F.relu6, F.hardshrink, F.softshrink, F.leaky_relu) for d in (f16, bf16, f32, f64)]
[slopes(lambda x: x.cumprod(0), [v], d) for v in (nan, inf, -0.0) for d in (bf16, f32)]
slopes(lambda x: x.cumprod(0), [3.0, -0.0, inf, 1.0], f64)
[slopes(lambda x: x.max(), [1.0, nan, 1.0], d) for d in (bf16, f32)], [slopes(lambda x: x.median(), [1.0, nan, nan], d) for d in (bf16, f32)]
### at the ends
[slopes(lambda x: torch.logit(x, 0.0), [-0.0, 0.0, 1.0, 0.5, 2.0], d) for d in (f16, bf16, f32, f64)]
[slopes(lambda x: x.clamp(0.1, 0.3), [0.1, 0.2, 0.3, 0.31], d) for d in (f16, bf16, f32, f64)]
[slopes(lambda x: x.prod(), v, bf16) for v in ([-0.0], [-0.0, 2.0], [-0.0, 0.0, 3.0])]
F.elu(torch.tensor([0.0, -0.0]), -0.5)
""")


@pytest.mark.parametrize("name", sorted(recorder.cases))
def test_as_pytorch(name):
    assert recorder.differences(name) == ""


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_a_layer_norm_sums_in_float32(dtype):
    """PyTorch adds up in the input's dtype here, which loses most of the sum over many rows."""
    source = torch.linspace(-2, 2, 6000).reshape(2000, 3).to(dtype)
    grad = torch.linspace(0, 1, 6000).reshape(2000, 3).to(dtype)
    found = []
    for wide in (False, True):
        weight, bias = torch.ones(3, requires_grad=True), torch.zeros(3, requires_grad=True)
        x, g = (source.float(), grad.float()) if wide else (source, grad)
        torch.nn.functional.layer_norm(x, [3], weight, bias).backward(g)
        found.append((weight.grad, bias.grad))
    for narrow, wide in zip(*found):
        assert torch.allclose(narrow, wide, rtol=1e-4)


if RECORDING:
    recorder.record()
