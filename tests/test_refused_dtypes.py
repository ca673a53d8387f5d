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


@pytest.mark.parametrize("name", recorder.cases)
def test_as_pytorch(name):
    assert recorder.outcome(name) == recorder.golden()[name]


if RECORDING:
    recorder.record()
