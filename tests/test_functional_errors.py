"""What the functions behind modules refuse and warn of, held against PyTorch (golden/functional_errors.json).

``python tests/test_functional_errors.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import torch
from snippets import Programs

recorder = Programs("functional_errors", torch, "ones = torch.ones\nx, w = ones(2, 4, 5, 5), ones(6, 4, 3, 3)\nt = ones(4, 6, 3, 3)\nd = torch.float64\n")
recorder.programs('''
### bilinear
F.bilinear(ones(2, 2), ones(2, 3), ones(4, 2, 3), ones(4).double())
F.bilinear(ones(2, 2).double(), ones(2, 3), ones(4, 2, 3))
F.bilinear(ones(2, 2).half(), ones(2, 3).bfloat16(), ones(4, 2, 3).cfloat())
F.bilinear(ones(2, 2), ones(2, 3), ones(4, 2))
F.bilinear(torch.tensor(1.0), torch.tensor(1.0), ones(4, 2, 3))
F.bilinear(ones(2, 2).int(), ones(2, 3).int(), ones(4, 2, 3).int())
F.bilinear(ones(2, 2), ones(2, 3), ones(4, 2, 3)).stride()
### embedding
F.embedding(torch.tensor([True]), ones(3, 2))
F.embedding(torch.tensor([0], dtype=torch.uint16), ones(3, 2))
F.embedding(torch.tensor([0]), ones(0, 2))
F.embedding(torch.tensor([], dtype=torch.int64), ones(0, 2)).shape
F.embedding(torch.tensor([5]), ones(3, 2), max_norm=1.0)
F.embedding(torch.tensor([5, -7]), ones(3, 2), max_norm=1.0)
F.embedding(torch.tensor([0]), ones(3, 2).int(), max_norm=1.0)
### bags
F.embedding_bag(torch.tensor([0, 4]), ones(3, 2), torch.tensor([0]))
F.embedding_bag(torch.tensor([0, -4]), ones(3, 2), torch.tensor([0]), mode="sum")
F.embedding_bag(torch.tensor([0, 4]), ones(3, 2), torch.tensor([0]), mode="max")
F.embedding_bag(torch.tensor([0, 4]), ones(3, 2), torch.tensor([0]), padding_idx=1)
F.embedding_bag(torch.tensor([0, 4]), ones(3, 2).double(), torch.tensor([0]))
F.embedding_bag(torch.tensor([0, 1]), ones(3, 2), torch.tensor([0.0]))
F.embedding_bag(torch.tensor([0, 1]), ones(3, 2).int(), torch.tensor([0]))
F.embedding_bag(torch.tensor([0, 1]), ones(3, 2).cfloat(), torch.tensor([0]))
F.embedding_bag(torch.tensor([0, 1]), ones(3, 2), torch.tensor([0]), mode="max", sparse=True)
F.embedding_bag(torch.tensor([0, 1]), ones(3, 2), torch.tensor([], dtype=torch.int64), include_last_offset=True)
F.embedding_bag(torch.tensor([0, 7]), ones(3, 2), torch.tensor([0]), max_norm=1.0)
F.embedding_bag(torch.tensor([0.0, 1]), ones(3, 2), torch.tensor([0]), max_norm=1.0)
### losses
F.nll_loss(ones(3), torch.tensor([0, 1]))
F.cross_entropy(ones(3), torch.tensor([0, 1]))
F.huber_loss(ones(2), ones(2).double())
F.huber_loss(ones(2).half(), ones(2), reduction="none")
F.binary_cross_entropy_with_logits(ones(2, 3), ones(2, 3), ones(2))
### convolutions of other dimensions
F.conv2d(x, ones(6, 4, 3))
F.conv1d(ones(2, 4, 5), w)
F.conv3d(ones(2, 4, 5, 5, 5), w)
F.conv3d(ones(2, 4, 5, 5, 5), ones(6, 4, 3), stride=[1])
F.conv_tbc(ones(5, 2), ones(3, 4, 6), ones(6))
F.conv_tbc(ones(5, 2, 3), ones(3, 4, 6), ones(6))
F.conv_tbc(ones(5, 2, 4), ones(3, 4, 6), ones(5))
### convolutions of several dtypes
[F.conv2d(x, w.to(d))]
F.conv2d(x.bfloat16(), w)
F.conv2d(x, w.bfloat16())
F.conv2d(x.half(), w)
F.conv2d(x.cfloat(), w)
F.conv2d(x.double(), w)
F.conv2d(x.int(), w)
F.conv2d(x, w, ones(6).double(), groups=0)
F.conv_transpose2d(x, t.double())
F.conv_transpose2d(x.double(), t)
F.conv_transpose2d(x.int(), t)
F.conv_transpose2d(x, t.double(), output_padding=3)
### convolutions with nothing
F.conv2d(x, w, dilation=0)
F.conv2d(x.double(), w.double(), dilation=0)
F.conv1d(ones(2, 4, 5).double(), ones(6, 4, 3).double(), dilation=0)
F.conv_transpose2d(x, t, dilation=0)
F.conv_transpose2d(x.double(), t.double(), dilation=0)
F.conv2d(x, w, dilation=-1)
F.conv2d(x, w[:, :3], ones(2), dilation=0)
F.conv2d(x, w, groups=0, stride=0)
F.conv2d(x, w[..., :0])
F.conv2d(x.double(), w.double()[..., :0])
F.conv2d(ones(2, 4, 0, 5), w, padding=2)
F.conv1d(ones(2, 4, 0), ones(6, 4, 3), padding=2)
F.conv2d(ones(2, 0, 5, 5), ones(6, 0, 3, 3)).shape
F.conv_transpose2d(x, t, padding=9)
F.conv_transpose2d(x.double(), t.double(), padding=9)
F.conv_transpose1d(ones(2, 4, 5).double(), ones(4, 6, 3).double(), padding=9)
### sliding blocks
F.unfold(torch.tensor(1.0), 2)
F.unfold(ones(5), 2)
F.unfold(ones(5, 5), 2)
F.fold(ones(1, 8, 16).int(), 5, 2)
### pooling
F.fractional_max_pool2d(ones(2, 3, 5, 5), 2, output_size=3, _random_samples=ones(2, 3, 3))
F.fractional_max_pool2d(ones(2, 3, 5, 5).cfloat(), 2, output_size=3, _random_samples=ones(2, 3, 2).cfloat()).shape
F.max_unpool2d(ones(1, 1, 2, 2), torch.full((1, 1, 2, 2), 99), 2)
F.max_unpool1d(ones(1, 1, 2), torch.tensor([[[0, 9]]]), 2)
F.max_unpool3d(ones(1, 1, 2, 2, 2), torch.arange(8).reshape(1, 1, 2, 2, 2), 2, stride=0)
### batch norm
F.batch_norm(x, ones(4).double(), ones(4).double())
F.batch_norm(x.double(), ones(4), ones(4))
F.batch_norm(x.half(), ones(4).half(), ones(4).half(), ones(4), ones(4))
F.batch_norm(x.half(), ones(4), ones(4)).dtype
F.batch_norm(ones(4), ones(4), ones(4))
nn.BatchNorm1d(4).eval()(ones(2, 4).double())
m = nn.BatchNorm1d(2).bfloat16()
m(torch.arange(6.0).reshape(3, 2).bfloat16()).dtype
m.running_mean, m.running_var
### root mean square norm
F.rms_norm(ones(2, 3).half(), (3,), ones(3))
F.rms_norm(ones(2, 3), (3,), ones(3).double())
F.rms_norm(ones(2, 3).bfloat16(), (3,), ones(3)).dtype
### attention
q = ones(2, 3, 4)
F.scaled_dot_product_attention(q, q, q, ones(3, 4).bool())
F.scaled_dot_product_attention(ones(1, 3, 2, 4), ones(1, 2, 2, 4), ones(1, 2, 2, 4), enable_gqa=True)
F.gumbel_softmax(ones(2), eps=1).shape
### grids and sizes
F.interpolate(ones(1, 2, 4), 0)
F.interpolate(ones(1, 2, 4, 4), (0, 3))
F.affine_grid(torch.zeros(2, 2, 3), (1, 1, 2, 2), False)
F.grid_sample(ones(1, 1, 2, 2), torch.zeros(1, 2, 2, 2).double(), align_corners=False)
### windows of one dimension
F.max_pool1d(ones(1, 1, 4), 2, 1, [0, 0])
F.max_pool1d(ones(2, requires_grad=True), 1)
F.max_pool1d(ones(1, 1, 4), 0, return_indices=True)
F.max_pool1d(ones(1, 1, 4), 2, 1, -1, return_indices=True)
F.max_pool1d(ones(1, 1, 4), 2, 1, 2, return_indices=True)
F.max_pool1d(ones(1, 1, 4), 2, [1, 1], return_indices=True)
F.max_pool1d(ones(1, 0, 4), 2, return_indices=True)
F.max_pool1d(ones(1, 1, 4), 5, return_indices=True)
F.max_pool1d(ones(2, 3, 4, 5), 2, return_indices=True)
### pooling to nothing
F.adaptive_avg_pool1d(ones(1, 1, 4, requires_grad=True), 0).sum().backward()
F.adaptive_avg_pool2d(ones(1, 1, 4, 4, requires_grad=True), 0).sum().backward()
F.adaptive_avg_pool3d(ones(1, 1, 4, 4, 4, requires_grad=True), 0).sum().backward()
F.adaptive_max_pool2d(ones(1, 1, 4, 4, requires_grad=True), 0).sum().backward()
F.adaptive_max_pool3d(ones(1, 1, 4, 4, 4, requires_grad=True), (2, 0, 1)).sum().backward()
### padding by name
F.conv1d(ones(1, 2, 4), ones(3, 2), padding="x")
F.conv2d(x, ones(3, 4, 2), padding="same")
F.conv2d(x, ones(3, 4, 2, 2, 2), padding="same", stride=2)
F.conv3d(ones(2, 4, 4, 4), ones(3, 2, 2, 2), padding="same")
F.conv2d(x, ones(3, 4, 2), padding="x")
### margins
F.multi_margin_loss(ones(5), torch.tensor([1]), reduction="none").shape, F.multi_margin_loss(ones(5), torch.tensor(1), reduction="none").shape
### uninitialized parameters
u = nn.UninitializedParameter()
try:
    u + 1
except ValueError as error:
    text = str(error)
text.split(" in <")[0], text.split(">. ")[1]
u.is_leaf, u.dtype, u.requires_grad, u.is_floating_point()
list(nn.LazyLinear(2).double().state_dict())
''')


@pytest.mark.parametrize("name", recorder.cases)
def test_is_as_in_pytorch(name):
    assert recorder.differences(name) == ""


if __name__ == "__main__":
    recorder.record()
