"""``out=``: tensors of other dtypes, that require gradients, whose memory overlaps; and what such calls return.

Held against PyTorch (golden/out_arguments.json). ``python tests/test_out_arguments.py`` records the golden file again; it needs torch.
"""
import sys

import pytest
from recorded import RECORDING, Recorder, outcome, torch

recorder = Recorder("out_arguments")
x = torch.arange(12.0).reshape(3, 4) + 0.5
square = x[:, :3] @ x[:, :3].mT + torch.eye(3)
DTYPES = (torch.bool, torch.uint8, torch.int64, torch.float16, torch.float64, torch.complex64)


def indices(*shape):
    return torch.zeros(*shape, dtype=torch.int64)


arguments = {
    "alias_copy": (), "t_copy": (), "expand_copy": ((2, 3, 4),), "permute_copy": ((1, 0),), "squeeze_copy": (), "transpose_copy": (0, 1),
    "unsqueeze_copy": (0,), "unfold_copy": (0, 2, 1), "diagonal_copy": (),
}  # fmt: skip
shapes = {
    "alias_copy": (3, 4), "t_copy": (4, 3), "expand_copy": (2, 3, 4), "permute_copy": (4, 3), "squeeze_copy": (3, 4), "transpose_copy": (4, 3),
    "unsqueeze_copy": (1, 3, 4), "unfold_copy": (2, 4, 2), "diagonal_copy": (3,),
}  # fmt: skip


# Each takes a function that makes a tensor of a shape.
CALLS = {
    "cumsum": lambda o: torch.cumsum(x, 0, out=o(3, 4)),
    "cumsum of a dtype": lambda o: torch.cumsum(x, 0, dtype=torch.float32, out=o(3, 4)),
    "cumprod": lambda o: torch.cumprod(x, 0, out=o(3, 4)),
    "nansum": lambda o: torch.nansum(x, out=o(())),
    "sum": lambda o: torch.sum(x, 0, out=o(4)),
    "prod": lambda o: torch.prod(x, 0, out=o(4)),
    "any": lambda o: torch.any(x, 0, out=o(4)),
    "lerp": lambda o: torch.lerp(x, x, 0.5, out=o(3, 4)),
    "lerp by a tensor": lambda o: torch.lerp(x, x, x, out=o(3, 4)),
    "max": lambda o: torch.max(x, out=o(())),
    "max of two": lambda o: torch.max(x, x, out=o(3, 4)),
    "max of a dimension": lambda o: torch.max(x, 0, out=(o(4), indices(4))),
    "median of a dimension": lambda o: torch.median(x, 0, out=(o(4), indices(4))),
    "sort": lambda o: torch.sort(x, out=(o(3, 4), indices(3, 4))),
    "diff": lambda o: torch.diff(x, out=o(3, 3)),
    "index_copy": lambda o: torch.index_copy(x, 0, indices(1), x[:1], out=o(3, 4)),
    "hash_tensor": lambda o: torch.hash_tensor(x, out=o(())),
    "avg_pool2d": lambda o: torch._C._nn.avg_pool2d(x.reshape(1, 3, 4), 2, out=o(1, 1, 2)),
    **{name: (lambda o, name=name: getattr(torch, name)(x, *arguments[name], out=o(*shapes[name]))) for name in arguments},
    "inner": lambda o: torch.inner(x, x, out=o(3, 3)),
    "std": lambda o: torch.std(x, 0, out=o(4)),
    "argsort": lambda o: torch.argsort(x, stable=True, out=o(3, 4)),
    "nonzero_static": lambda o: torch.nonzero_static(x, size=1, out=o(1, 2)),
    "searchsorted": lambda o: torch.searchsorted(x, x, out_int32=True, out=o(3, 4)),
    "_chunk_cat": lambda o: torch._chunk_cat([x], 0, 2, out=o(2, 8)),
    "bernoulli": lambda o: torch.bernoulli(x * 0, out=o(3, 4)),
    "nanquantile": lambda o: torch.nanquantile(x, 0.5, out=o(())),
    "ifft2": lambda o: torch.fft.ifft2(x + 0j, out=o(3, 4)).dtype,
}


def of_dtypes(call):
    return lambda: [(str(d), outcome(call, lambda *shape: torch.zeros(*shape, dtype=d))) for d in DTYPES]


def leaf(*shape):
    return torch.zeros(*shape, requires_grad=True)


for name, call in CALLS.items():
    recorder.case(name)(of_dtypes(call))

GRADIENTS = {
    **{name: CALLS[name] for name in ("diff", "max", "max of two", "sum", "nanquantile")},
    "svd": lambda o: torch.svd(x, out=(o(3, 3), o(3), o(4, 3))),
    "softmax": lambda o: torch.softmax(x, 0, out=o(3, 4)),
    "hstack": lambda o: torch.hstack([x, x], out=o(3, 8)),
    "det": lambda o: torch.linalg.det(square, out=o(())),
    "eigh": lambda o: torch.linalg.eigh(square, out=(o(3), o(3, 3))),
    "inv": lambda o: torch.linalg.inv(square, out=o(3, 3)),
    "norm": lambda o: torch.norm(x, out=o(())),
    "linalg.norm": lambda o: torch.linalg.norm(x, out=o(())),
    "outer": lambda o: torch.outer(x[0], x[0], out=o(4, 4)),
    "irfft": lambda o: torch.fft.irfft(x + 0j, out=o(3, 6)),
    "an input": lambda o: torch.add(o(3, 4), 1, out=torch.zeros(3, 4)),
    "an input in a list": lambda o: torch.cat([o(3, 4)], out=torch.zeros(3, 4)),
}
for name, call in GRADIENTS.items():
    recorder.case(name + " with gradients")(lambda call=call: outcome(call, leaf))


def learnt():
    return (torch.arange(12.0).reshape(3, 4) + 0.5).requires_grad_()


# What is written comes from arguments that require gradients: without history, as a copy, from an operator without derivative, or not at all.
WRITTEN = {
    "conj_physical": lambda: torch.conj_physical(learnt(), out=torch.zeros(3, 4)),
    "softmax": lambda: torch.softmax(learnt(), 0, out=torch.zeros(3, 4)),
    "expand_copy": lambda: torch.expand_copy(learnt(), (2, 3, 4), out=torch.zeros(2, 3, 4)),
    "floor_divide": lambda: torch.floor_divide(learnt(), x, out=torch.zeros(3, 4)),
    "nanquantile": lambda: torch.nanquantile(learnt(), 0.5, out=torch.zeros(())),
    "tensordot": lambda: torch.tensordot(learnt(), x.mT, 1, out=torch.zeros(3, 3)),
    "nonzero": lambda: torch.nonzero(learnt(), out=indices(0)),
    "fft": lambda: torch.fft.fft(learnt(), out=torch.zeros(0, dtype=torch.complex64)),
    "ifft of real numbers": lambda: torch.fft.ifft(learnt(), out=torch.zeros(0, dtype=torch.complex64)),
    "svd": lambda: torch.svd(learnt(), out=(torch.zeros(0), torch.zeros(0), torch.zeros(0))),
    "diag of a matrix": lambda: torch.diag(learnt(), out=torch.zeros(3)),
    "diag of a vector": lambda: torch.diag(learnt()[0], out=torch.zeros(4, 4)),
    "vecdot": lambda: torch.linalg.vecdot(learnt(), x, out=torch.zeros(3)),
}


@recorder.case("arguments that require gradients")
def _():
    def of(call):
        made = call()
        named = type(made.grad_fn).__name__
        return named, outcome(lambda: made.real.sum().backward()) if named == "NotImplemented" else None

    return [(name, outcome(lambda call=call: of(call))) for name, call in WRITTEN.items()]


LISTS = {
    "unbind_copy": lambda o: torch.unbind_copy(x, out=[o(4) for _ in range(3)]),
    "split_copy": lambda o: torch.split_copy(x, 2, out=[o(2, 4), o(1, 4)]),
    "split_with_sizes_copy": lambda o: torch.split_with_sizes_copy(x, [1, 2], out=(o(0), o(2, 4))),
    "one too few": lambda o: torch.unbind_copy(x, out=[o(4) for _ in range(2)]),
}
for name, call in LISTS.items():
    recorder.case(name)(of_dtypes(call))


@recorder.case("lists hold the results")
def _():
    made = [torch.zeros(4) for _ in range(3)]
    return torch.unbind_copy(x, out=made), made


@recorder.case("native_batch_norm")
def _():
    outs = [torch.zeros(0) for _ in range(3)]
    wide, m, v = x.reshape(1, 3, 4), torch.zeros(3), torch.ones(3)
    made = torch.native_batch_norm(wide, None, None, m, v, True, 0.1, 1e-5, out=outs)
    return [a is b for a, b in zip(made, outs)], outs, torch.native_batch_norm(wide, None, None, m, v, False, 0.1, 1e-5)


@recorder.case("named tuples")
def _():
    e, i = lambda: torch.empty(0), lambda: torch.empty(0, dtype=torch.int64)
    made = [torch.max(x, 0, out=(e(), i())), torch.linalg.slogdet(square, out=(e(), e())), torch.linalg.qr(x, out=(e(), e())), torch.cummax(x, 0, out=(e(), i()))]
    names = dir(torch.return_types)
    return [type(m).__name__ for m in made], [n in names for n in ("max", "max_out", "aminmax_out", "linalg_svd_out", "topk", "mm")], made[0]


@recorder.case("expanded memory")
def _():
    return [
        outcome(lambda: torch.mm(square, square, out=torch.zeros(1, 1).expand(3, 3))),
        outcome(lambda: torch.histc(x, out=torch.zeros(1).expand(100)).shape),
        outcome(lambda: torch.var(x, 0, out=torch.zeros(1).expand(4)).shape),
    ]


@pytest.mark.parametrize("name", recorder.cases)
def test_as_pytorch(name):
    assert recorder.outcome(name) == recorder.golden()[name]


@pytest.mark.skipif(not hasattr(sys, "getrefcount"), reason="counts references")
def test_calls_keep_the_dtype_they_compute_in():
    into = torch.zeros(3, 4)
    before = sys.getrefcount(torch.float32)
    for _ in range(200):
        torch.cumsum(x, 0, out=into)
        torch.sum(x, 0, out=into[0])
    assert abs(sys.getrefcount(torch.float32) - before) < 100


if RECORDING:
    recorder.record()
