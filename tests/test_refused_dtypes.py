"""Dtypes that operators take, and the words in which they refuse the others.

Held against PyTorch (golden/refused_dtypes.json). ``python tests/test_refused_dtypes.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import RECORDING, Recorder, outcome, torch

F = torch.nn.functional
recorder = Recorder("refused_dtypes")
DTYPES = ("bool", "uint8", "int32", "int64", "float16", "bfloat16", "complex64")

# Each takes x of shape (1, 2, 4, 4, 4).
OPERATORS = {
    "avg_pool1d": lambda x: F.avg_pool1d(x[0, :, 0, 0], 2),
    "avg_pool3d": lambda x: F.avg_pool3d(x, 2),
    "adaptive_avg_pool1d": lambda x: F.adaptive_avg_pool1d(x[0, :, 0, 0], 1),
    "adaptive_avg_pool2d": lambda x: F.adaptive_avg_pool2d(x[0], 1),
    "adaptive_avg_pool3d": lambda x: F.adaptive_avg_pool3d(x, 2),
    "adaptive_max_pool3d": lambda x: F.adaptive_max_pool3d(x, 2),
    "max_pool1d": lambda x: F.max_pool1d(x[0, :, 0, 0], 2),
    "max_pool1d with indices": lambda x: F.max_pool1d(x[0, :, 0, 0], 2, return_indices=True)[0],
    "local_response_norm of 3": lambda x: F.local_response_norm(x[0, :, 0], 2),
    "local_response_norm of 5": lambda x: F.local_response_norm(x, 2),
    "reflect": lambda x: F.pad(x[0], (1, 1), "reflect"),
    "replicate": lambda x: F.pad(x[0], (1, 1), "replicate"),
    "unfold": lambda x: F.unfold(x[0], 2),
    "linear": lambda x: F.interpolate(x[0, :, 0], size=3, mode="linear"),
    "nearest-exact": lambda x: F.interpolate(x[0], size=(3, 3), mode="nearest-exact"),
    "bicubic": lambda x: F.interpolate(x[0], size=(3, 3), mode="bicubic"),
    "grid_sample": lambda x: F.grid_sample(x, torch.zeros(1, 1, 1, 1, 3, dtype=x.dtype), align_corners=False),
    "kl_div": lambda x: F.kl_div(x, x, reduction="sum"),
    "dropout": lambda x: F.dropout(x),
    "rrelu": lambda x: F.rrelu(x, training=True),
    "tanhshrink": lambda x: F.tanhshrink(x),
    "cosine_similarity": lambda x: F.cosine_similarity(x, x),
    "softmax": lambda x: x.softmax(-1),
    "softmax of the first": lambda x: x.softmax(0),
    "log_softmax": lambda x: x.log_softmax(-1),
    "softmax of nothing": lambda x: x[:0].softmax(-1),
    "aminmax": lambda x: x.aminmax()[0],
    "aminmax of a dimension": lambda x: x.aminmax(dim=1)[0],
    "dist": lambda x: torch.dist(x, x),
    "cross": lambda x: torch.linalg.cross(x[..., :3], x[..., :3]),
    "histc": lambda x: torch.histc(x),
    "vander": lambda x: torch.linalg.vander(x[0, 0, 0, 0]),
    "qr": lambda x: torch.linalg.qr(x[0, 0])[0],
    "lstsq": lambda x: torch.linalg.lstsq(x[0, 0], x[0, 0])[0],
    "householder_product": lambda x: torch.linalg.householder_product(x[0, 0], x[0, 0, 0]),
    "ormqr": lambda x: torch.ormqr(x[0, 0], x[0, 0, 0], x[0, 0]),
    "logdet": lambda x: torch.logdet(x[0, 0]),
    "trapezoid": lambda x: torch.trapezoid(x, x),
    "stft": lambda x: torch.stft(x.reshape(-1), 8, window=torch.ones(8), return_complex=True),
    "zeta": lambda x: torch.special.zeta(x, x),
    "ndtri": lambda x: torch.special.ndtri(x),
    "erfcx": lambda x: torch.special.erfcx(x),
    "hermite_polynomial_h": lambda x: torch.special.hermite_polynomial_h(x, x),
    "index_reduce": lambda x: x[0, 0, 0, 0].index_reduce(0, torch.tensor([0]), x[0, 0, 0, 0, :1], "prod"),
    "index_reduce of slices": lambda x: x[0, 0, 0].index_reduce(0, torch.tensor([0]), x[0, 0, 0, :1], "mean"),
    "affine_grid": lambda x: F.affine_grid(torch.ones(1, 2, 3).to(x.dtype), (1, 1, 2, 2), False),
    "nll_loss of images": lambda x: F.nll_loss(x[0], torch.zeros(2, 4, 4, dtype=torch.int64)),
    "nearest in volumes": lambda x: F.interpolate(x, scale_factor=2),
    "nearest in volumes, channels last": lambda x: F.interpolate(x.reshape(1, 4, 2, 4, 4).contiguous(memory_format=torch.channels_last_3d), scale_factor=2),
    "max_unpool2d, channels last": lambda x: F.max_unpool2d(x[0].contiguous(memory_format=torch.channels_last), torch.zeros(2, 4, 4, 4, dtype=torch.int64), 2),
    "mode of a number": lambda x: torch.mode(x[0, 0, 0, 0, 0])[0],
    "cummax of a number": lambda x: torch.cummax(x[0, 0, 0, 0, 0], 0)[0],
    "kthvalue of a number": lambda x: torch.kthvalue(x[0, 0, 0, 0, 0], 1)[0],
    "unique_consecutive of a vector": lambda x: torch.unique_consecutive(x[0, 0, 0, 0], dim=0),
    "unique_consecutive of rows": lambda x: torch.unique_consecutive(x[0, 0, 0], dim=0),
    "mm of two dtypes": lambda x: torch.mm(torch.ones(2, 2).to(x.dtype), torch.ones(2, 2)),
    "margin_ranking_loss": lambda x: F.margin_ranking_loss(x, x, x),
    "hinge_embedding_loss": lambda x: F.hinge_embedding_loss(x, x, margin=1.5, reduction="none"),
    "gaussian_nll_loss": lambda x: F.gaussian_nll_loss(x, x, x),
}


def dtypes_of(function):
    return lambda: [(name, outcome(lambda: function(torch.ones(1, 2, 4, 4, 4).to(getattr(torch, name))).dtype)) for name in DTYPES]


for name, function in OPERATORS.items():
    recorder.case(name)(dtypes_of(function))


def convolutions(form, n):
    def run():
        found = []
        for dtype in DTYPES:
            for dilation in (1, 2):
                for kernel in (1, 2):
                    x, weight = (torch.ones(1, 2, *[size] * n).to(getattr(torch, dtype)) for size in (5, kernel))
                    weight = weight.expand(2, *weight.shape[1:])
                    found.append((dtype, dilation, kernel, outcome(lambda: getattr(F, f"{form}{n}d")(x, weight, dilation=dilation).dtype)))
        return found

    return run


for form in ("conv", "conv_transpose"):
    for n in (1, 2, 3):
        recorder.case(f"{form}{n}d")(convolutions(form, n))


@recorder.case("a check is not passed for operands of two dtypes because it was for those of one")
def _():
    mask = torch.tensor([True, False])
    return [torch.ones(2) - torch.ones(2), outcome(lambda: mask - torch.ones(2)), outcome(lambda: torch.ones(2) - mask)]


# Derivatives that PyTorch has for real numbers alone: the result is refused, not the computation.
places = torch.tensor([[0, 1], [1, 0]])
COMPLEX = {
    "softmax": lambda x: x.softmax(0),
    "log_softmax": lambda x: x.log_softmax(0),
    "silu": lambda x: F.silu(x),
    "silu in place": lambda x: F.silu(x.clone(), inplace=True),
    "nan_to_num": lambda x: torch.nan_to_num(x),
    "nan_to_num in place": lambda x: x.clone().nan_to_num_(),
    "embedding": lambda x: F.embedding(places, x),
    "soft_margin_loss": lambda x: F.soft_margin_loss(x, x.detach()),
    "scatter_reduce": lambda x: x.scatter_reduce(0, places, x, "sum"),
    "index_reduce": lambda x: x.index_reduce(0, places[0], x, "prod"),
    "slice_scatter": lambda x: torch.slice_scatter(x, x[:1], 0, 0, 1),
    "select_scatter": lambda x: torch.select_scatter(x, x[0], 0, 0),
    "diagonal_scatter": lambda x: torch.diagonal_scatter(x, x[0]),
    "geqrf": lambda x: torch.geqrf(x)[0],
    "normal": lambda x: x.clone().normal_(),
    "mode of nothing": lambda x: torch.mode(x[:0], 1)[0],
    "cummax of nothing": lambda x: torch.cummax(x[:0], 1)[0],
}


@recorder.case("complex results that would carry gradients")
def _():
    def of(function, learnt):
        made = function(torch.ones(2, 2, dtype=torch.complex64, requires_grad=learnt))
        return made.dtype, made.requires_grad

    return [(name, outcome(lambda: of(f, True)), outcome(lambda: of(f, False))) for name, f in COMPLEX.items()]


# Kernels are not called for tensors without elements, so that those refuse no dtype.
NOTHING = {
    "det": lambda x: torch.linalg.det(x),
    "lu": lambda x: torch.linalg.lu(x)[2],
    "lu_factor": lambda x: torch.linalg.lu_factor(x)[0],
    "cholesky": lambda x: torch.linalg.cholesky(x),
    "ldl_factor": lambda x: torch.linalg.ldl_factor(x)[0],
    "svd": lambda x: torch.linalg.svd(x)[0],
    "svdvals": lambda x: torch.linalg.svdvals(x),
    "eigh": lambda x: torch.linalg.eigh(x)[0],
    "solve": lambda x: torch.linalg.solve(x, x),
    "cond": lambda x: torch.linalg.cond(x),
    "median": lambda x: torch.median(x).isnan(),
    "kthvalue": lambda x: torch.kthvalue(x.reshape(0, 2), 1, 1)[0],
    "mode": lambda x: torch.mode(x.reshape(0, 2), 1)[0],
    "cdist": lambda x: torch.cdist(x, x),
    "cdist to nothing": lambda x: torch.cdist(torch.ones(1, 3, 2).to(x.dtype), torch.ones(1, 0, 2).to(x.dtype)),
    "pdist": lambda x: F.pdist(x.reshape(0, 2)),
    "bernoulli": lambda x: torch.bernoulli(x),
    "adaptive_avg_pool1d": lambda x: F.adaptive_avg_pool1d(torch.ones(2, 2).to(x.dtype), 0),
    "unique": lambda x: torch.unique(x.reshape(0, 2), dim=0),
    "take": lambda x: torch.take(torch.ones(2).to(x.dtype), places[:0]),
    "mv": lambda x: torch.mv(torch.zeros(2, 0).to(x.dtype), torch.zeros(0).to(x.dtype)),
}
for name, function in NOTHING.items():
    def _nothing(function=function):
        return [(d, outcome(lambda: (lambda y: (y.dtype, y.shape))(function(torch.zeros(0, 2, 2).to(getattr(torch, d)))))) for d in (*DTYPES, "uint16")]

    recorder.case(f"{name} of nothing")(_nothing)


@recorder.case("derivatives in half precision")
def _():
    def slope(function, dtype):
        x = torch.ones(2, dtype=dtype, requires_grad=True)
        function(x).sum().backward()

    return [
        *[outcome(lambda: slope(f, d)) for f in (torch.special.i1, torch.special.i1e, torch.special.i0e) for d in (torch.float16, torch.bfloat16)],
        outcome(lambda: torch._chunk_cat([torch.ones(2, requires_grad=True)], 0, 1).sum().backward()),
    ]


@pytest.mark.parametrize("name", recorder.cases)
def test_as_pytorch(name):
    assert recorder.outcome(name) == recorder.golden()[name]


if RECORDING:
    recorder.record()
