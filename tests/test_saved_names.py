"""What nodes show of their saved values, under PyTorch's names (golden/saved_names.json holds PyTorch's outcomes).

``python tests/test_saved_names.py`` records the golden file again; it needs torch.
"""
import gc
import weakref

import pytest
from recorded import RECORDING, Recorder, torch

recorder = Recorder("saved_names")
case = recorder.case

# Expressions of a 2 x 2 matrix `x`.
EXPRESSIONS = """
x + x
x - 2 * x
x * x
x * 2
x / x
x / 2
torch.div(x, 2.0, rounding_mode='trunc')
torch.div(x, 2.0, rounding_mode=None)
x ** 2
x ** x
2 ** x
-x
x[None].bmm(x[None])
x.t()
x.T
x[0]
x[0:1]
x[:, torch.tensor([0, 1])]
x[x > 0]
x.unsqueeze(0)
x.sum()
x.sum(0)
x.exp()
x.log()
x.sqrt()
x.abs()
x.relu()
x.tanh()
x.sigmoid()
x.clone()
x.view(4)
x.t().reshape(4)
x.expand(3, 2, 2)
x.permute(1, 0)
x.squeeze()
x.squeeze(0)
x.squeeze((0, 1))
x.max()
x.max(0)[0]
x.amax()
x.min(0)[0]
x.clamp(0, 1)
x.clamp(x, x)
x.clamp_min(0.0)
x.softmax(0)
x.log_softmax(0)
x.double()
x.norm()
x.std()
x.var()
x.var(0)
x.prod()
x.prod(0)
x.cumsum(0)
x.cumprod(0)
x.flip(0)
x.repeat(2, 1)
x.where(x > 0, x * 0)
x.masked_fill(x > 0, 0)
x.unbind(0)[0]
x.split(1)[0]
x.split([1, 1])[0]
x.chunk(2)[0]
x.diag()
x.diagonal()
x.trace()
x.tril()
(x + torch.eye(2)).inverse()
1 - x
x.reciprocal()
x[0].dot(x[0])
x.mv(x[0])
torch.cat([x, x])
torch.stack([x, x])
torch.nn.functional.mse_loss(x, x * 0)
x.lerp(x, 0.5)
torch.addcmul(x, x, x)
torch.addcdiv(x, x, x)
torch.baddbmm(x[None], x[None], x[None])
x.transpose(0, 1)
x.sort()[0]
x.topk(1)[0]
x.index_select(0, torch.tensor([0]))
x.roll(1, 0)
x.rsqrt()
x.erf()
x.sin()
x.cos()
x.tan()
x.atan2(x)
x.logsumexp(0)
x.maximum(x)
x.fmod(2)
x % 2
x // 1
x.round()
x.sign()
x.nansum()
x.unfold(0, 1, 1)
x.as_strided((3,), (1,), 1)
x.as_strided((3,), (1,))
torch.logit(x, 1.0)
torch.logit(x)
torch.threshold(x, 1.0, 1.0)
torch.nn.functional.leaky_relu(x)
torch.nn.functional.elu(x)
torch.nn.functional.silu(x)
torch.nn.functional.softplus(x)
torch.nn.functional.hardtanh(x)
torch.nn.functional.dropout(x, 0.5)
torch.nn.functional.embedding(torch.tensor([0, 1]), x)
torch.linalg.qr(x)[0]
torch.linalg.eigh(x)[0]
torch.linalg.cholesky(x @ x.T + torch.eye(2))
torch.pdist(x, p=1)
torch.cdist(x, x)
torch.nn.functional.interpolate(x[None], 4, mode='linear')
torch.nn.functional.unfold(x[None, None], 2)
torch.nn.functional.binary_cross_entropy(x.sigmoid(), x.detach().sigmoid())
torch.nn.functional.binary_cross_entropy_with_logits(x, x.detach())
torch.nn.functional.smooth_l1_loss(x, x * 0)
torch.nn.functional.huber_loss(x, x * 0)
x.scatter(0, torch.zeros(1, 2).long(), x)
x.scatter_add(0, torch.zeros(1, 2).long(), x)
x.index_put((torch.tensor([0]),), x[0])
torch.outer(x[0], x[0])
x.kron(x)
torch.var_mean(x, dim=0)[0]
x.median()
x.median(0)[0]
x.mode(0)[0]
x.kthvalue(1, 0)[0]
x.logaddexp(x)
x.hypot(x)
x.xlogy(x)
x.lgamma()
x.pinverse()
torch.matrix_exp(x)
torch.view_as_real(torch.complex(x, x))
torch.complex(x, x).conj()
torch.complex(x, x).angle()
torch.zeros(2, 2).copy_(x)
(x * 1).fill_(2.0)
(x * 1).zero_()
(x * 1).add_(x)
(x * 1).mul_(x)
(x * 1).exp_()
x.renorm(2, 0, 1.0)
torch.nn.functional.celu(x)
torch.nn.functional.glu(x)
torch.nn.functional.prelu(x, torch.ones(1))
x.to(torch.float64)
x.triu()
x.movedim(0, 1)
torch.linalg.vector_norm(x, 3.0, dim=0)
x.log1p()
x.expm1()
x.dist(x * 2)
x.narrow(0, 0, 1)
x.view_as(x)
torch.linalg.cross(torch.ones(3, requires_grad=True), torch.ones(3))
torch.addmv(x[0], x, x[0])
torch.addr(x, x[0], x[0])
x.ceil()
x.sinc()
x.trunc()
x.frac()
torch.nn.functional.pad(x, (1, 1))
torch.nn.functional.scaled_dot_product_attention(x[None], x[None], x[None])
x.logcumsumexp(0)
torch.aminmax(x)[0]
torch.nn.functional.softshrink(x)
x @ x
x.mean()
x.mean(0)
x.mean(0, keepdim=True)
x.gather(0, torch.zeros(1, 2).long())
x.masked_select(x > 0)
torch.nn.functional.linear(x, x, x[0])
torch.nn.functional.nll_loss(x, torch.tensor([0, 1]), weight=torch.ones(2))
x.addmm(x, x)
torch.addbmm(x, x[None], x[None])
torch.nn.functional.gelu(x)
torch.nn.functional.gelu(x, approximate='tanh')
torch.nn.functional.layer_norm(x, (2,))
torch.nn.functional.batch_norm(x, None, None, training=True)
torch.linalg.svd(x)[0]
x.index_add(0, torch.tensor([0]), x)
x.index_copy(0, torch.tensor([0, 1]), x)
x.take(torch.tensor([0]))
x.put(torch.tensor([[0, 1], [2, 3]]), x)
torch.complex(x, x)
x.cummax(0)[0]
x.cummin(0)[0]
torch.linalg.lu_factor(x)[0]
torch.fft.fft(x)
torch.fft.irfft(x)
torch.std_mean(x)[0]
x.std(unbiased=False)
torch.unsafe_split(x, 1)[0]
torch.cholesky_solve(x, x)
torch.normal(x, 1.0)
torch.special.ndtr(x)
torch.split_copy(x, 1)[0]
torch.squeeze_copy(x, 0)
"""


def described(value):
    """A saved value: of a tensor its shape, dtype and place in the graph."""
    if isinstance(value, torch.Tensor):
        return tuple(value.shape), str(value.dtype).rpartition(".")[2], value.requires_grad, type(value.grad_fn).__name__
    if isinstance(value, (tuple, list)):
        return tuple([described(v) for v in value])
    return value


def outcome(function):
    """What a function returns, or the type and text of what it raises."""
    try:
        return described(function())
    except Exception as error:  # any exception is an outcome
        return f"{type(error).__name__}: {error}"


def saved(node):
    """All that a node shows of its saved values."""
    names = [n for n in dir(node) if n.startswith("_saved_")]
    return node.name(), {n: outcome(lambda: getattr(node, n)) for n in names}, [n for n in dir(node) if n.startswith("_raw_saved_")]


for _expression in EXPRESSIONS.strip().splitlines():

    @case(_expression)
    def _(expression=_expression):
        x = torch.arange(1.0, 5.0).reshape(2, 2).requires_grad_()
        return saved(eval(expression, {"torch": torch, "x": x}).grad_fn)


@case("sizes and strides that no name lists")
def _():
    x = torch.arange(1.0, 5.0).reshape(2, 2).requires_grad_()
    node, mean, batched = (x @ x).grad_fn, x.mean(0).grad_fn, torch.addbmm(x, x[None], x[None]).grad_fn
    return (
        node._saved_mat2_sym_sizes, node._saved_self_sym_strides, mean._saved_self_sym_numel, batched._saved_batch1_sym_argsize_0,
        batched._saved_batch2_sym_argsize_2,
    )  # fmt: skip


@case("negative dimensions")
def _():
    x = torch.arange(1.0, 5.0).reshape(2, 2).requires_grad_()
    return [
        x.sum(-1).grad_fn._saved_dim, x.softmax(-1).grad_fn._saved_dim, x.transpose(-1, -2).grad_fn._saved_dim0, x.flip(-1).grad_fn._saved_dims,
        x.roll(-1, -1).grad_fn._saved_shifts, torch.cat([x, x], -1).grad_fn._saved_dim, x.cumsum(-1).grad_fn._saved_dim,
    ]  # fmt: skip


@case("scales of interpolate")
def _():
    x = torch.ones(1, 1, 2, 2, requires_grad=True)
    one = torch.nn.functional.interpolate(x[0], scale_factor=0.5, mode="linear").grad_fn
    two = torch.nn.functional.interpolate(x, scale_factor=(2.0, 3.0), mode="bilinear").grad_fn
    return one._saved_scales, two._saved_scales_h, two._saved_scales_w, two._saved_output_size


@case("bias of a convolution")
def _():
    x, weight = torch.ones(1, 1, 3, 3, requires_grad=True), torch.ones(1, 1, 3, 3)
    with_bias = torch.nn.functional.conv2d(x, weight, torch.ones(1)).grad_fn
    return with_bias._saved_bias_sym_sizes_opt, torch.nn.functional.conv2d(x, weight).grad_fn._saved_bias_sym_sizes_opt


@case("saved tensors before unpacking")
def _():
    def pack(t):
        return t

    def unpack(t):
        return t

    a = torch.tensor(2.0, requires_grad=True)
    with torch.autograd.graph.saved_tensors_hooks(pack, unpack):
        b = a**2
    c = b.exp()
    d = c**2
    raw = b.grad_fn._raw_saved_self, c.grad_fn._raw_saved_result, d.grad_fn._raw_saved_self
    return raw[0].data is a, raw[0].unpack_hook is unpack, raw[1].data is c, raw[1].data, raw[1].unpack_hook, raw[2].data is c, raw[2].unpack()


@case("index tensors before unpacking")
def _():
    x = torch.ones(2, 2, requires_grad=True)
    y = x[:, torch.tensor([0, 1])]
    raw = y.grad_fn._raw_saved_indices

    def same(t):
        return t

    return len(raw), outcome(lambda: raw[1].register_hooks(same, same)), outcome(lambda: raw[0].register_hooks(same, same)), raw[0].data


@case("a number in the place of a tensor")
def _():
    x = torch.ones(2, requires_grad=True)
    y = x * 2.5
    return (x * 2).grad_fn._saved_other, y.grad_fn._raw_saved_other.data, y.grad_fn._raw_saved_other.unpack()


@case("hooks after the values were freed")
def _():
    x = torch.ones(2, requires_grad=True)
    y = x * x

    def same(t):
        return t

    y.sum().backward()
    raw = y.grad_fn._raw_saved_self
    return outcome(lambda: raw.register_hooks(same, same)), outcome(lambda: y.grad_fn._saved_self)


@case("arguments stay when the tensors are freed")
def _():
    x = torch.ones(2, 2, requires_grad=True)
    made = {}
    for y in (x.softmax(0), x**2, x.var(0), x.clamp(0, None), torch.stack([x, x]), x[:, torch.tensor([0, 1])], torch.nn.functional.gelu(x)):
        node = y.grad_fn
        y.sum().backward()
        made[node.name()] = [(n, outcome(lambda: getattr(node, n))) for n in dir(node) if n.startswith("_saved_")]
    return made


@case("before unpacking when the tensors are freed")
def _():
    x = torch.ones(2, 2, requires_grad=True)
    one, several = x.softmax(0), torch.stack([x, x])
    (one.sum() + several.sum()).backward()
    return one.grad_fn._raw_saved_result.data, outcome(lambda: one.grad_fn._raw_saved_result.unpack()), outcome(lambda: several.grad_fn._raw_saved_tensors)


@case("detached in place since")
def _():
    x = torch.tensor(1.0, requires_grad=True).clone()
    y = x.sin()
    x.detach_()
    return y.grad_fn._saved_self, outcome(y.grad_fn._raw_saved_self.unpack), outcome(y.backward)


@case("a tensor that the derivative does not use")
def _():
    x = torch.arange(1.0, 5.0, requires_grad=True)
    y = x.gather(0, torch.tensor([0, 2]))
    node = y.grad_fn
    seen = [node._saved_self is x, node._raw_saved_self.data is x, node._raw_saved_self.unpack() is x]
    node._raw_saved_self.register_hooks(lambda t: t * 2, lambda t: t * 3)
    seen += [node._raw_saved_self.data, node._saved_self, outcome(lambda: node._raw_saved_self.register_hooks(abs, abs))]
    y.sum().backward()
    return [*seen, x.grad, outcome(lambda: node._saved_self), outcome(lambda: y.sum().backward())]


@case("a changed tensor that the derivative does not use")
def _():
    x = torch.arange(1.0, 5.0, requires_grad=True)
    node = x.gather(0, torch.tensor([0, 2])).grad_fn
    with torch.no_grad():
        x.add_(1)
    return outcome(lambda: node._saved_self)


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


@pytest.mark.parametrize(
    "operator",
    [
        lambda t: t.gather(0, torch.tensor([0])), lambda t: t.take(torch.tensor([0])), lambda t: t.masked_select(t > 0), lambda t: t.cummax(0)[0],
        lambda t: torch.fft.fft(t), lambda t: torch.complex(t, t.detach()),
    ],
)  # fmt: skip
def test_a_tensor_that_the_derivative_does_not_use_is_not_kept_alive(operator):
    x = torch.ones(4, requires_grad=True)
    t = x + 1  # nothing else keeps it
    there, node = weakref.ref(t), operator(t).grad_fn
    del t
    gc.collect()
    assert there() is None
    shown = [getattr(node, n) for n in dir(node) if n.startswith("_saved_")]
    assert None in shown


if RECORDING:
    recorder.record()
