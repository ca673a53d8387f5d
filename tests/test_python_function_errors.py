"""Functions that PyTorch has in Python, called with arguments that they do not take: CPython's words, flags taken by their truth, and where errors arise.

Held against PyTorch (golden/python_function_errors.json). ``python tests/test_python_function_errors.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import RECORDING, torch
from snippets import Programs

recorder = Programs("python_function_errors", torch, "x = torch.ones(2, 2); image = torch.ones(1, 2, 4, 4); target = torch.tensor([0, 1])\n")
recorder.programs("""
### number and names
F.relu()
F.relu(x, foo=1)
F.relu(x, False, 3, 4)
F.relu(x, input=x)
F.threshold(x)
F.max_pool2d(image)
F.max_pool2d(image, return_indices=True)
F.adaptive_max_pool1d(x, 1, bogus=2)
F.fractional_max_pool2d(image)
F.softmax(x, 0, 1, 2, 3)
F.cross_entropy(x)
F.cross_entropy(x, target, nothing=1)
F.interpolate()
F.pad(x)
F.interpolate(image, 2, mode=3)
F.interpolate(image, 2, mode=["nearest"])
F.interpolate(image, 2, align_corners=0)
F.interpolate(image, scale_factor=2, recompute_scale_factor="yes").shape
F.interpolate(image, scale_factor="2", recompute_scale_factor=1)
F.max_unpool2d(image, image.long(), 2, output_size=torch.Size([1, 2, 3, 3]))
F.max_unpool2d(image, image.long(), 2, output_size=[3, 3, 3])
F.max_unpool2d(image, image.long(), 2, padding=(0,))
F.max_unpool2d(image, image.long(), 2, stride="a")
F.max_unpool1d(image[0], image[0].long(), [2, 1], 2, (0, 0)).shape
torch.unique()
torch.unique(x, return_inverse=True, bogus=1)
torch.unique_consecutive()
torch.tensordot(x)
torch.norm()
torch.split(x)
torch.cdist(x)
torch.stft(x)
x.split()
x.norm(bogus=1)
x.unflatten(0)
x.unique(1, 2, 3, 4, 5, 6)
### flags by their truth
F.relu(x, inplace=0)
F.elu(x, 1.0, "")
F.dropout(x, 0.0, True, [])
F.adaptive_max_pool2d(image, 1, 0).shape
F.gaussian_nll_loss(x, x, x, 1)
F.mse_loss(x, x, reduce=0)
F.relu(x, x)
F.dropout(x, 0.5, 1)
F.max_pool2d(image, 2, ceil_mode=1)
F.batch_norm(x, None, None, training=1)
torch.unique(x, return_counts=1)
### types
F.relu("x")
F.softsign(3)
F.glu(None)
F.mse_loss("x", x)
F.mse_loss(x, 3)
F.mse_loss(x, x, reduction=None)
F.cross_entropy("x", target)
F.cross_entropy(x, target, "weight")
F.cross_entropy(x, target, label_smoothing="x")
F.cross_entropy(x, target, reduction="x")
F.nll_loss(x, 3)
F.binary_cross_entropy_with_logits(x, x, pos_weight="x")
F.smooth_l1_loss(x, x, beta="x")
F.batch_norm("x", None, None)
F.batch_norm(x, "mean", x)
F.unfold("x", 2)
F.fold("x", 2, 2)
F.leaky_relu(x, negative_slope="x")
F.glu(x, dim="x")
F.softmax("x", 0)
F.normalize("x")
F.interpolate("x")
F.adaptive_avg_pool2d(None, 1)
F.multi_head_attention_forward(*[None] * 13)
torch.tensordot("a", x)
torch.norm("x")
torch.norm(list)
torch.split(x, "a")
x.split("a")
x.unique(sorted="x")
x.unique_consecutive(return_counts=2)
x.norm(2, "a")
x.unflatten(0, sizes="a")
x.istft("n")
### overloads that are listed
torch.linalg.pinv(x, 0.1, atol=1.0)
torch.linalg.matrix_rank(1)
torch.lstm(x)
torch.gru(1)
torch.gradient()
### decompositions
torch.linalg.solve(x, target)
torch.linalg.solve(torch.ones(2, 3), target)
torch.linalg.norm(image, dim=(0, 1, 2))
torch.linalg.matrix_norm(x, 3)
torch.linalg.matrix_norm(x, 1j)
torch.linalg.matrix_norm(x.half(), "nuc")
torch.linalg.eigvals(torch.ones(2, 3))
torch.linalg.eigh(target.reshape(1, 2)[:, :1], "X")
torch.linalg.lu_factor_ex(x, check_errors=True)
torch.linalg.cholesky_ex(torch.tensor([[1.0, float("nan")], [0, 1]]), upper=True).info
torch.linalg.cond(torch.ones(0, 3), 1)
torch.linalg.cond(torch.ones(2, 3), "bogus")
torch.linalg.tensorinv(x, ind=1)
torch.linalg.lstsq(torch.ones(2, 3, 3), torch.ones(3))
torch.linalg.lstsq(x * 0, x, driver="gels").solution
torch.linalg.matrix_rank(torch.eye(2).bfloat16(), torch.tensor(1.0))
torch.linalg.solve_triangular(torch.tensor([[1.0, float("inf")], [0, 1]]), x, upper=True)
torch.linalg.multi_dot([x, x, x.bfloat16()])
torch.cholesky_solve(x, torch.ones(2, 3))
torch.ormqr(x, torch.ones(1), x)
""")


@pytest.mark.parametrize("name", recorder.cases)
def test_as_pytorch(name):
    assert recorder.differences(name) == ""


if RECORDING:
    recorder.record()
