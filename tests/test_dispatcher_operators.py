"""Operators that ``torch.ops.aten`` has with other arguments than the functions: backward operators, overloads named ``vec``, and their like.

Held against PyTorch (golden/dispatcher_operators.json). ``python tests/test_dispatcher_operators.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import RECORDING, torch
from snippets import Programs

PRELUDE = """
A = torch.ops.aten
def wave(*shape):
    n = 1
    for s in shape:
        n *= s
    return torch.arange(float(n)).reshape(shape).sin()
x, g = torch.linspace(-3, 3, 7), torch.ones(7) * 2
image, small = torch.arange(16.0).reshape(1, 1, 4, 4), torch.arange(9.0).reshape(1, 1, 3, 3)
one = torch.tensor(1.0)
def shown(made):
    return [None if m is None else (m * 1e3).round() / 1e3 for m in made]
"""
recorder = Programs("dispatcher_operators", torch, PRELUDE)
recorder.programs("""
### convolutions
shown(A.convolution_backward(wave(2, 4, 5, 5), wave(2, 3, 5, 5), wave(4, 3, 3, 3), [4], [1, 1], [1, 1], [1, 1], False, [0, 0], 1, [True, True, True]))
shown(A.convolution_backward.default(wave(2, 4, 3), wave(2, 4, 5), wave(4, 2, 3), None, [1], [0], [1], False, [0], 2, [True, True, False]))
shown(A.convolution_backward(wave(2, 2, 7), wave(2, 4, 5), wave(4, 2, 3), [2], [1], [0], [1], True, [0], 1, [True, True, True]))
w = wave(1, 1, 2).requires_grad_(); r = A.convolution_backward(wave(1, 1, 2), wave(1, 1, 3), w, None, [1], [0], [1], False, [0], 1, [True, False, False]); (r[0].requires_grad, torch.autograd.grad(r[0].sum(), w))
### normalisations
y, m, r = A.native_layer_norm(wave(3, 4), [4], torch.arange(4.0), torch.zeros(4), 1e-5); shown(A.native_layer_norm_backward(wave(3, 4).cos(), wave(3, 4), [4], m, r, torch.arange(4.0), torch.zeros(4), [True, True, True]))
y, m, r = A.native_batch_norm(wave(2, 3, 4), torch.arange(3.0), None, None, None, True, 0.1, 1e-5); shown(A.native_batch_norm_backward(wave(2, 3, 4).cos(), wave(2, 3, 4), torch.arange(3.0), None, None, m, r, True, 1e-5, [True, True, True]))
shown(A.native_batch_norm_backward(wave(2, 3, 4).cos(), wave(2, 3, 4), torch.arange(3.0), torch.ones(3), torch.ones(3) * 2, torch.empty(0), torch.empty(0), False, 1e-5, [True, True, False]))
y, m, r = A.native_group_norm(wave(2, 4, 6), torch.arange(4.0), None, 2, 4, 6, 2, 1e-5); shown(A.native_group_norm_backward(wave(2, 4, 6).cos(), wave(2, 4, 6), m, r, torch.arange(4.0), 2, 4, 6, 2, [True, True, True]))
shown(A._native_batch_norm_legit.no_stats(wave(2, 3, 4), None, None, True, 0.1, 1e-5)), shown(A._native_batch_norm_legit_no_training(wave(2, 3, 4), None, None, torch.ones(3), torch.ones(3), 0.1, 1e-5))
m, v = torch.zeros(3), torch.ones(3); shown([*A._native_batch_norm_legit(wave(2, 3, 4), None, None, m, v, True, 0.1, 1e-5), m, v])
shown(A._fused_rms_norm(wave(2, 3), [3], None, 1e-5))
### embeddings
i = torch.tensor([[0, 1], [1, 3]]); A.embedding_dense_backward(wave(2, 2, 3), i, 5, -1, False), A.embedding_dense_backward(wave(2, 2, 3), i, 5, 1, True), A.embedding_backward(wave(2, 2, 3), i, 5, -1, False, False)
### resampling
A.upsample_nearest2d.vec(image, None, [2.0, 1.5]), A.upsample_bilinear2d.vec(image, [3, 3], False, None), A._upsample_bilinear2d_aa.vec(image, [3, 3], False, None)
shown([A.upsample_bicubic2d.vec(image, [3, 3], True, None), A._upsample_bicubic2d_aa(image, [3, 3], False)])
A.upsample_nearest1d.vec(wave(1, 2, 4), [6], None), A.upsample_linear1d.vec(wave(1, 2, 4), [6], False, None), A._upsample_nearest_exact1d.vec(wave(1, 2, 4), [3], None)
A.upsample_nearest3d.vec(wave(1, 2, 2, 2, 2), [3, 3, 3], None), A.upsample_trilinear3d.vec(wave(1, 2, 2, 2, 2), None, False, [1.5, 2.0, 1.0])
A.upsample_nearest2d(image, [3, 3]), A.upsample_nearest2d.default(image, [6, 6], 1.5, 1.5), A.upsample_bilinear2d(image, [3, 3], False), A.upsample_bilinear2d.default(image, [3, 3], True, None, None)
A.upsample_nearest2d_backward(small, [3, 3], [1, 1, 4, 4]), A.upsample_bilinear2d_backward(small, [3, 3], [1, 1, 4, 4], False)
### activations
A.threshold_backward(g, x, 0), A.gelu_backward(g, x), A.gelu_backward(g, x, approximate="tanh"), A.silu_backward(g, x), A.mish_backward(g, x)
A.elu_backward(g, 1.0, 1, 1, False, x), A.elu_backward(g, 1.0, 1, 1, True, torch.nn.functional.elu(x)), A.leaky_relu_backward(g, x, 0.1, False)
A.elu_backward(g, -1.0, 1, 1, True, x)
A.hardtanh_backward(g, x, -1, 1), A.hardswish_backward(g, x), A.softplus_backward(g, x, 1, 20), A.hardshrink_backward(g, x, 0.5), A.softshrink_backward(g, x, 0.5)
A.glu_backward(torch.ones(3), torch.linspace(-1, 1, 6), 0), A._prelu_kernel_backward(g, x, torch.tensor(0.1)), A._softmax_backward_data(g, x.softmax(0), 0, torch.float32)
### pooling
y, i = A.max_pool2d_with_indices(wave(1, 2, 4, 4), [2, 2]); y, i, A.max_pool2d_with_indices_backward(wave(1, 2, 2, 2), wave(1, 2, 4, 4), [2, 2], [2, 2], [0, 0], [1, 1], False, i)
y, i = A.adaptive_max_pool2d(wave(1, 2, 4, 4), [2, 2]); A.adaptive_max_pool2d_backward(wave(1, 2, 2, 2), wave(1, 2, 4, 4), i)
A.avg_pool2d(wave(1, 2, 4, 4), [2, 2]), A.avg_pool2d_backward(wave(1, 2, 2, 2), wave(1, 2, 4, 4), [2, 2], [2, 2], [0, 0], False, True, None)
A._adaptive_avg_pool2d(wave(1, 2, 4, 4), [2, 2]), A._adaptive_avg_pool2d_backward(wave(1, 2, 2, 2), wave(1, 2, 4, 4)), A.reflection_pad1d_backward(wave(2, 5), wave(2, 3), [1, 1])
### losses
A.mse_loss_backward(one, x, g, 1), A.smooth_l1_loss_backward(one, x, g, 1, 0.5), A.huber_loss_backward(one, x, g, 2, 0.5), A.soft_margin_loss_backward(one, x, g, 1)
A.binary_cross_entropy_backward(one, x.sigmoid(), torch.zeros(7), None, 1), A.binary_cross_entropy_backward(one, x.sigmoid(), torch.zeros(7), g, 1)
p, t = wave(2, 3), torch.tensor([0, 2]); o, w = A.nll_loss_forward(p, t, None, 1, -100); o, w, A.nll_loss(p, t), A.nll_loss_backward(one, p, t, None, 1, -100, w)
A.nll_loss_backward(one, wave(2, 3), torch.tensor([0, 2]), None, 1, -100, torch.empty(0))
A.nll_loss_backward(one, wave(2, 3), torch.tensor([0, 2]), None, 1, -100, torch.ones(2))
A.nll_loss_backward(one, wave(2, 3), torch.tensor([0, 2]), torch.ones(2), 1, -100, torch.ones(1))
A.nll_loss_backward(one, wave(2, 3), torch.tensor([0, 2]), None, 0, -100, torch.ones(1))
A.nll_loss_backward(one, wave(2, 3), torch.tensor(1), None, 1, -100, torch.ones(1))
A.nll_loss_backward(torch.ones(2), wave(2, 3), torch.tensor([0, 2]), None, 1, -100, torch.ones(1, 1))
A.nll_loss2d_backward(one, wave(2, 3, 1, 1), torch.tensor([[[0]], [[2]]]), None, 1, -100, torch.ones(1)), A.nll_loss2d_backward(one, wave(2, 3, 1, 1), torch.ones(2).long(), None, 1, -100, torch.ones(1))
A.nll_loss2d_backward(torch.ones(2), wave(2, 3, 1, 1), torch.tensor([[[0]], [[2]]]), None, 0, -100, torch.ones(1))
A.cross_entropy_loss(wave(2, 3), torch.tensor([0, 2]), None, 2, -100, 0.1), A.l1_loss(x, g, 2), A.l1_loss(x, g).item(), A.kl_div(x, g, 1), A.poisson_nll_loss(x, g, True, False, 1e-8, 1)
A.nll_loss_nd(wave(2, 3), torch.tensor([0, 2]), None, 0, -100), A.multi_margin_loss_backward(one, wave(2, 3), torch.tensor([0, 2]), 1, 1.0, None, 1)
### what sparse tensors are asked
s = torch.eye(2).to_sparse(); A._indices(s), A._values(s), A.is_coalesced(s), A.sparse_dim(s), A.to_dense(s), A._nnz(s), A.to_sparse(torch.eye(2)), A.coalesce(s).is_coalesced()
### overloads that write into tensors
A.add.out(x, g, out=torch.empty(7)), A.add.out(x, 1, alpha=2, out=torch.empty(7)), A.mul.Scalar_out(x, 2, out=torch.empty(0)), A.exp.out(x, out=torch.empty(7, dtype=torch.float64))
A.max.dim_max(wave(2, 3), 1, max=torch.empty(2), max_values=torch.empty(2, dtype=torch.int64)), A.max.unary_out(x, out=torch.empty(())), A.sum.IntList_out(wave(2, 3), [0], out=torch.empty(3))
A.sort.values(x, 0, True, values=torch.empty(7), indices=torch.empty(7, dtype=torch.int64)), A.cat.out([x, g], 0, out=torch.empty(14)), A.arange.out(3, out=torch.empty(3)), A.zeros.out([2], out=torch.ones(2))
A._softmax.out(x, 0, False, out=torch.empty(7)), A.relu.out(x, out=torch.empty(0)), A.clone.out(x, out=torch.empty(7)), A.diagonal_copy.out(torch.eye(2), out=torch.empty(2))
A.native_layer_norm.out(wave(2, 3), [3], None, None, 1e-5, out0=torch.empty(2, 3), out1=torch.empty(2, 1), out2=torch.empty(2, 1))[1], A.var_mean.correction_out(wave(2, 3), [1], correction=0, out0=torch.empty(2), out1=torch.empty(2))
r = [torch.empty(7)]; A._foreach_add.List_out([x], [g], out=r), r; A.unbind_copy.int_out(torch.eye(2), out=[torch.empty(2), torch.empty(2)])
o = torch.empty(7); A.add.out(x, g, out=o) is o; A.nll_loss_backward.grad_input(one, wave(2, 3), torch.tensor([0, 2]), None, 1, -100, one, grad_input=torch.empty(2, 3))
A.add.out(x, g)
A.max.dim_max(wave(2, 3), 1, max=torch.empty(2))
A.relu.out(x, out=torch.empty(7, dtype=torch.int64))
A.exp.out(x, out=torch.empty(7, dtype=torch.int64))
A.add.out(x.clone().requires_grad_(), g, out=torch.empty(7))
A.add.out.name(), A.add.out._schema, A.sort.values._schema, A.max.dim_max._schema, A._foreach_add.List_out._schema.returns, A.add.out.tags, A.native_dropout.out._schema.arguments[-1].name
### written into, as a mode sees it
import importlib
seen = []
class Seen(importlib.import_module(torch.__name__ + ".utils._python_dispatch").TorchDispatchMode):
    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        seen.append((str(func), sorted(kwargs or {})))
        return func(*args, **(kwargs or {}))
o, i = torch.empty(7), torch.empty(7, dtype=torch.int64)
with Seen():
    torch.add(x, 1, out=o), torch.exp(x, out=o), torch.sort(x, 0, out=(o, i)), torch.cat([x], out=o), torch.cumsum(x, 0, out=o), torch.arange(7, out=o)
    torch.clamp(x, 0, out=o), torch.gather(x, 0, i, out=o), torch.full((7,), 2.0, out=o), torch.mm(wave(2, 2), wave(2, 2), out=torch.empty(2, 2))
seen, o
with Seen():
    torch.exp(x.clone().requires_grad_(), out=o)
### others
A.index.Tensor(small, [None, None, torch.tensor([0, 1])]), A.index_put.default(small, [None, None, torch.tensor([0])], torch.zeros(3)), A.var_mean.correction(x, [0], correction=0)
A._cdist_forward(wave(2, 3), wave(2, 3) + 1, 2.0, None), A._linalg_svd(torch.eye(2))[1], A.native_dropout_backward(g, x > 1, 2.0), A.lift_fresh_copy(x)
shown(A._scaled_dot_product_attention_math(wave(1, 3, 4), wave(1, 3, 4), wave(1, 3, 4))), shown(A._scaled_dot_product_flash_attention_for_cpu(wave(1, 2, 3, 4), wave(1, 2, 3, 4), wave(1, 2, 3, 4), is_causal=True))
A.grid_sampler_2d_backward(torch.ones(1, 1, 1, 1), image, torch.zeros(1, 1, 1, 2), 0, 0, False, [True, False])
""")


@pytest.mark.parametrize("name", sorted(recorder.cases))
def test_as_pytorch(name):
    assert recorder.differences(name) == ""


def test_a_dispatch_mode_calls_what_it_sees():
    """The operators of the table keep the arguments that a mode is handed."""
    from pyautograd.utils._python_dispatch import TorchDispatchMode

    seen = []
    x = torch.linspace(-1, 1, 16).reshape(1, 1, 4, 4).requires_grad_()
    plain = torch.nn.functional.interpolate(torch.nn.functional.elu(x), size=3, mode="bilinear")

    class Mode(TorchDispatchMode):
        def __torch_dispatch__(self, func, types, args=(), kwargs=None):
            seen.append(func)
            return func(*args, **(kwargs or {}))

    with Mode():
        made = torch.nn.functional.interpolate(torch.nn.functional.elu(x), size=3, mode="bilinear")
        made.sum().backward()
    assert torch.equal(made, plain) and torch.ops.aten.upsample_bilinear2d.default in seen


if RECORDING:
    recorder.record()


def test_index_put_adds_once_for_each_time_a_place_is_named():
    x, places = torch.zeros(2, 3), [None, torch.tensor([0, 0, 2])]
    assert torch.ops.aten.index_put(x, places, torch.tensor(2.0), True).tolist() == [[4, 0, 2], [4, 0, 2]] and x.sum() == 0
    assert torch.ops.aten.index_put_(x, places, torch.ones(2, 3), True) is x and x.tolist() == [[2, 0, 1], [2, 0, 1]]
    assert torch.ops.aten._unsafe_index_put(x, places, torch.tensor(1.0), True).tolist() == [[4, 0, 2], [4, 0, 2]]


def test_gradients_take_their_arguments_by_name():
    x, y, one = torch.tensor([0.25, 0.5]), torch.tensor([1.0, 0.0]), torch.tensor(1.0)
    assert torch.ops.aten.mse_loss_backward(one, x, y, reduction=2).tolist() == [-1.5, 1.0]
    assert torch.ops.aten.huber_loss_backward(one, x, y, 2, delta=0.5).tolist() == [-0.5, 0.5]
    assert torch.ops.aten.binary_cross_entropy_backward(one, x, y).tolist() == [-2.0, 1.0]
    assert torch.ops.aten.binary_cross_entropy_backward(one, x, y, weight=torch.tensor([2.0, 1.0]), reduction=2).tolist() == [-8.0, 2.0]
    pooled = torch.ops.aten.avg_pool2d_backward(torch.ones(1, 1, 1, 1), torch.ones(1, 1, 2, 2), [2, 2], [2, 2], [0, 0], ceil_mode=False, count_include_pad=True, divisor_override=2)
    assert pooled.tolist() == [[[[0.5, 0.5], [0.5, 0.5]]]]


def test_a_masked_softmax_of_nothing_is_not_a_number():
    made = torch._masked_softmax(torch.zeros(2, 2), torch.tensor([[True, False], [True, True]]), 1)
    assert made[0].tolist() == [0, 1] and made[1].isnan().all()
