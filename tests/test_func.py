"""torch.func and vmap, held against PyTorch's results, errors and warnings (golden/func.json); properties that need no record.

``python tests/test_func.py`` records the golden file again; it needs torch.
"""
import functools
import gc
import tracemalloc

import pytest
from recorded import Recorder

RECORDING = __name__ == "__main__"

if RECORDING:
    import torch

    torch._C._functorch._set_vmap_fallback_warning_enabled(False)
else:
    import pyautograd as torch

recorder = Recorder("func")
func, vmap, grad = torch.func, torch.vmap, torch.func.grad


def T(*shape):
    """The same values everywhere, neither equal nor whole."""
    count = 1
    for n in shape:
        count *= n
    return (torch.arange(count, dtype=torch.float32) * 0.37).sin().reshape(*shape) if shape else torch.tensor(0.5)


def f(x):
    return (x.sin() * x).sum()


def unchanged(x):
    return x


def with_no_grad(x):
    with torch.no_grad():
        c = x**2
    return (x - c).sum()


def write(target, index, value):
    target[index] = value
    return target


VMAP = """
vmap(lambda x: x.item())(T(3))
vmap(lambda x: x.tolist())(T(3))
vmap(lambda x: x[x > 0])(T(3, 5))
vmap(lambda x: x.nonzero())(T(3, 5))
vmap(lambda x: torch.masked_select(x, x > 0))(T(3, 5))
vmap(lambda x: x.as_strided((2, 2), (4, 1)))(T(3, 2, 4))
vmap(lambda x: x.untyped_storage())(T(3, 2, 4))
vmap(lambda x, y: x + y)(T(2, 3), T(3, 3))
vmap(unchanged)(3)
vmap(unchanged)()
vmap(unchanged, in_dims=None)(T(2))
vmap(unchanged, in_dims=2)(T(2))
vmap(unchanged, in_dims=-2)(T(2))
vmap(unchanged, in_dims=-1)(T(2, 3))
vmap(unchanged, in_dims="a")(T(2, 3))
vmap(unchanged, in_dims=[0])(T(2, 3))
vmap(unchanged, in_dims=(0, 0))(T(2, 3))
vmap(unchanged, in_dims=("a",))(T(2, 3))
vmap(lambda x, y: x, in_dims=(0, 0))(T(2, 3), 3)
vmap(lambda x, y: x, in_dims=(None, None))(T(2, 3), 3)
vmap(lambda x: x[0], in_dims=({"a": 0},))([T(2, 3)])
vmap(lambda x: x["a"] + x["b"], in_dims=({"a": 0, "b": None},))({"a": T(2, 3), "b": T(3)})
vmap(lambda x: x["a"] + x["b"], in_dims=({"a": 0},))({"a": T(2, 3), "b": T(3)})
vmap(lambda x, y: x[0] + x[1] * y, in_dims=((0, 1), None))((T(2, 3), T(3, 2)), 2.0)
vmap(unchanged, out_dims="a")(T(2, 3))
vmap(unchanged, out_dims=(0, 0))(T(2, 3))
vmap(lambda x: (x, x), out_dims=(0,))(T(2, 3))
vmap(lambda x: (x, x), out_dims=(0, 1))(T(2, 3))
vmap(lambda x: (x, x), out_dims=1)(T(2, 3))
vmap(lambda x: (x, x), out_dims=-1)(T(2, 3, 4))[0].shape
vmap(unchanged, out_dims=5)(T(2, 3))
vmap(unchanged, out_dims=None)(T(2, 3))
vmap(lambda x: (x, T(2)), out_dims=(0, None))(T(2, 3))
vmap(lambda x: T(2))(T(2, 3))
vmap(lambda x: 3)(T(2, 3))
vmap(lambda x: None)(T(2, 3))
vmap(lambda x: (x, 3), out_dims=(0, None))(T(2, 3))
vmap(lambda x: [x, {"a": x}])(T(2, 3))
vmap(functools.partial(lambda x: 3))(T(2, 3))
vmap(unchanged, randomness="foo")
vmap(unchanged, chunk_size=0)
vmap(lambda x: x * 2, chunk_size=2)(T(5, 2))
vmap(lambda x, y: (x * 2, y), chunk_size=2, in_dims=(1, None), out_dims=(1, 0))(T(2, 5), T(2))
vmap(lambda x: x * 2, chunk_size=20)(T(5, 2))
vmap(lambda x, **k: x * k["a"])(T(3, 2), a=2.0)
vmap(lambda x: x + torch.rand(2))(T(3, 2))
vmap(lambda x: torch.nn.functional.dropout(x))(T(3, 2))
vmap(lambda x: x.uniform_())(T(3, 2))
vmap(lambda x: torch.bernoulli(x), randomness="same")(T(3, 2).abs())
vmap(lambda x: T(2).uniform_(), randomness="different")(T(3, 2))
vmap(lambda x: x.sum(5))(T(3, 2))
vmap(lambda x: x.view(3))(T(3, 2))
vmap(lambda x: x @ T(5))(T(3, 2))
vmap(lambda x: torch.mm(x, T(5, 2)))(T(3, 2, 2))
vmap(lambda x: x + T(3))(T(3, 2))
vmap(lambda x: x.transpose(0, 2))(T(3, 2, 2))
vmap(lambda x: torch.cat([x, T(2, 2)]))(T(3, 2))
vmap(lambda x: x.requires_grad_())(T(3, 2))
vmap(lambda x: x.sum().backward())(T(3, 2))
vmap(lambda x: x.data)(T(3, 2))
vmap(lambda x: repr(x), out_dims=None)(T(3, 2))
vmap(lambda x: vmap(lambda y: repr(x * y), out_dims=None)(x), out_dims=None)(T(3, 2))
vmap(vmap(torch.dot, (0, None)), (None, 0))(T(3, 2), T(4, 2))
vmap(vmap(lambda x, y: x * y, (0, None)), (None, 0), out_dims=1)(T(3, 2), T(4, 2))
vmap(lambda x: vmap(lambda y: y.sum() + x.sum())(x))(T(3, 2, 2))
vmap(lambda x: vmap(lambda y: x)(x))(T(3, 2, 2))
vmap(vmap(vmap(torch.sin)))(T(2, 2, 2))
"""

UNBATCHED_INPLACE = "add_(x) mul_(x) sub_(x) div_(x) pow_(x) copy_(x) addcmul_(x,x) lerp_(x,.5) clamp_(x) masked_fill_(x>0,1) fill_(x.sum()) zero_() add_(1)"

INPLACE = """
x.mul_(2)
x.add_(x.sum())
write(x, 0, x[1])
write(x, (0, 1), 5.0)
write(x, torch.tensor([0, 1]), x.flip(0))
write(x, x > 0, 0.0)
x.t_()
x.unsqueeze_(0)
x.transpose_(0, 1).mul_(2)
x.copy_(T(2))
x.fill_(x.sum())
x.diagonal().zero_()
x.clamp_(0, 0.5)
x.cumsum_(0)
torch.relu_(x)
x.addmm_(x.clone(), x.clone())
x.index_add_(0, torch.tensor([0, 0]), x.clone())
vmap(lambda y: x.mul_(y))(T(4, 2))
"""

ON_MATRIX = """
x.max() | x.max(0) | x.min(-1).indices | x.argmax() | x.argmax(0, keepdim=True) | x.sort(-1) | x.topk(2) | x.median() | x.median(0) | x.std() | x.var(0, unbiased=False)
torch.var_mean(x) | x.norm() | x.norm(dim=0) | x.prod() | x.prod(1) | x.cumsum(0) | x.logsumexp(0) | x.softmax(-1) | x.any() | (x > 0).all(0) | x.amax((0, 1))
x.T | x.mT | x.reshape(-1) | x.flatten() | x.view(4, 2) | x.unflatten(1, (2, 2)) | x.permute(1, 0) | x.expand(3, 2, 4) | x.repeat(2, 1, 2) | x.squeeze() | x.unsqueeze(-1)
x.split(2, 1) | x.chunk(2, 1) | x.unbind(0) | list(x) | x[0] | x[:, 1] | x[..., None] | x[[1, 0]] | x[:, [0, 2]] | x[torch.tensor([[0, 1], [1, 0]])] | x[-1, 1:3]
x[torch.tensor([True, False])] | x[x[:, 0].argmax()] | x[(x[0] > 0).long()] | T(4)[(x > 0).long()] | T(4, 3)[(x > 0).long(), 1] | x[:, (x[0] > 0).long()]
torch.stack([x, x]) | torch.cat([x, torch.ones(1, 4)]) | torch.stack([x[0], torch.zeros(4)]) | x @ x.T | x @ T(4) | T(2) @ x | torch.matmul(T(5, 3, 2), x)
torch.einsum("ij,kj->ik", x, x) | torch.tensordot(x, x, 2) | torch.outer(x[0], x[1]) | torch.kron(x, x) | torch.addmm(T(2, 2), x, x.T, beta=0.5, alpha=2)
torch.where(x > 0, x, 0.0) | torch.maximum(x, T(4)) | x.masked_fill(x > 0, 0.0) | x.tril() | torch.diag_embed(x) | x.flip(0) | x.roll(1) | torch.zeros_like(x) | x.new_zeros(2)
x.new_tensor([1.0, 2.0]) | x.to(torch.int32) | x.double() | x.scatter(1, torch.tensor([[0], [1]]), 9.0) | x.index_select(1, torch.tensor([0, 2])) | torch.take(x, torch.tensor([0, 5]))
torch.nn.functional.layer_norm(x, (4,)) | torch.nn.functional.pad(x, (1, 1)) | torch.nn.functional.mse_loss(x, T(2, 4)) | torch.nn.functional.cross_entropy(x, torch.tensor([1, 3]))
torch.nn.functional.one_hot((x[0] > 0).long(), 2) | torch.nn.functional.embedding(torch.tensor([0, 1]), x) | torch.linalg.solve(x @ x.T + torch.eye(2), x[:, 0])
torch.linalg.inv(x @ x.T + torch.eye(2)) | torch.bucketize(x, torch.tensor([0.0, 0.5])) | torch.complex(x, x) | torch.trace(x) | torch.cov(x) | torch.quantile(x, 0.5) | 2**x | x // 0.3 | x < x.mean()
"""

ON_NUMBER = """
x + 1 | x.sum(0) | x.sum(-1, keepdim=True) | x.softmax(0) | x.sort() | x * T(2).double() | x * T(2).long() | x * torch.tensor(2.0, dtype=torch.float64) | x.double() * T(2)
T(2).long() * x | torch.where(x > 0, T(2).double(), x) | x.double() > T(2) | x.unsqueeze(0) | x.expand(2) | x.reshape(1, 1) | torch.stack([x, x]) | x.std() | x.repeat(2) | x[None] | x[0]
T(4)[(x > 0).long()] | x.long() + 1.5 | x.pow(T(2).double().abs()) | x.view(2)
"""

DERIVATIVES = """
grad(lambda x: x * 2)(T(2))
grad(lambda x: 3)(T(2))
grad(f)(3.0)
grad(f)(T(3))
grad(f, argnums=1)(T(3))
grad(f, argnums="a")(T(3))
grad(f, argnums=())(T(3))
grad(f, argnums=(0, 0))(T(3))
grad(lambda x, y: (x * y).sum(), argnums=(0, -1))(T(3), T(3))
grad(lambda x, y: (x * y).sum(), argnums=(1,))(T(3), T(3))
grad(f)(torch.arange(3))
grad(lambda d: (d["a"] * d["b"][0]).sum())({"a": T(2), "b": [T(2)]})
grad(lambda x: x.sum(), has_aux=True)(T(2))
grad(lambda x: (x.sum(), (x * 2, {"a": x})), has_aux=True)(T(2))
grad(lambda x: (x.sum(), 3), has_aux=True)(T(2))
func.grad_and_value(f)(T(3))
func.grad_and_value(lambda x: (x.sum(), x), has_aux=True)(T(3))
grad(lambda x: torch.tensor(1.0))(T(2))
grad(lambda x: x.detach().sum())(T(2))
grad(lambda x: (x + 0j).sum())(T(2))
grad(lambda x: x.abs().sum())(T(2) + 1j)
[grad(f)(T(3).requires_grad_()).requires_grad, grad(f)(T(3)).requires_grad]
(lambda w: grad(lambda x: (x * w).sum())(T(3)).requires_grad)(T(3).requires_grad_())
grad(lambda x: x.mul_(2).sum())(T(2))
grad(lambda x: x.clone().mul_(2).sum())(T(2))
grad(lambda x: x.sum().backward())(T(2))
func.vjp(torch.sin, T(3))[1](torch.ones(3))
func.vjp(torch.sin, T(3))[1](torch.ones(2))
func.vjp(torch.sin, T(3))[1]((torch.ones(3),))
func.vjp(lambda x: {"a": x, "b": x * 2}, T(3))[1]({"a": torch.ones(3), "b": torch.ones(3)})
func.vjp(lambda x: 3, T(3))
func.vjp(lambda x: None, T(3))
func.vjp(lambda x: (), T(3))
func.vjp(lambda x: x > 0, T(3))
func.vjp(lambda x, y: x * y, T(3), T(3))[1](torch.ones(3))
func.vjp(unchanged, 3)
func.vjp(unchanged, T(3), has_aux=True)
func.vjp(lambda x: (x, x * 2), T(3), has_aux=True)[2]
func.vjp(lambda x: torch.ones(3), T(3))[1](torch.ones(3))
func.jvp(lambda x: x * 2, (T(2),), (T(3),))
func.jvp(lambda x: x * 2, T(2), T(2))
func.jvp(lambda x: x * 2, (T(2),), T(2))
func.jvp(lambda x: x * 2, (T(2),), (T(2), T(2)))
func.jvp(lambda x: x * 2, (), ())
func.jvp(lambda x: x * 2, (3.0,), (2.0,))
func.jvp(lambda x: (x.sin(), x), (T(2),), (torch.ones(2),))
func.jvp(lambda x, y: x * y, (T(2), T(2)), (torch.ones(2), torch.zeros(2)))
func.jvp(lambda x: torch.ones(2), (T(2),), (torch.ones(2),))
func.jvp(lambda x: torch.ones(2), (T(2),), (torch.ones(2),), strict=True)
func.jvp(lambda x: 3, (T(2),), (torch.ones(2),))
func.jvp(lambda x: (x.sin(), x.cos()), (T(2),), (torch.ones(2),), has_aux=True)
func.jvp(unchanged, (T(2),), (torch.ones(2),), has_aux=True)
func.jvp(lambda x: x * 2, (torch.arange(2),), (torch.arange(2),))
func.jacrev(torch.sin)(T(2))
func.jacrev(lambda x: (x.sin(), {"a": x.sum()}))(T(2))
func.jacrev(lambda x, y: x * y, argnums=(0, 1))(T(2), T(2))
func.jacrev(lambda x: (x.sin(), x), has_aux=True)(T(2))
func.jacrev(torch.sin, chunk_size=1)(T(3))
func.jacrev(torch.sin, chunk_size=2)(T(3))
func.jacrev(torch.sin, chunk_size=0)
func.jacrev(lambda x: x + 1j)(T(2))
func.jacrev(unchanged)(T(2) + 1j)
func.jacrev(lambda d: d["a"] * d["b"])({"a": T(2), "b": T(2)})
func.jacrev(unchanged)(T())
func.jacfwd(torch.sin)(T(2))
func.jacfwd(lambda x: (x.sin(), {"a": x.sum()}))(T(2))
func.jacfwd(lambda x, y: x * y, argnums=(0, 1))(T(2), T(2))
func.jacfwd(lambda x: (x.sin(), x), has_aux=True)(T(2))
func.jacfwd(lambda x: x + 1j)(T(2))
func.jacfwd(lambda x: x + torch.rand(2))(T(2))
func.jacfwd(lambda x: x * torch.rand(2), randomness="different")(T(2)).shape
func.jacfwd(lambda x: 3)(T(2))
func.hessian(f)(T(2))
func.hessian(lambda x, y: (x * y * y).sum(), argnums=(0, 1))(T(2), T(2))
func.hessian(torch.sin)(T(2))
func.functionalize(lambda x: x.add_(1))(T(2))
func.functionalize(f, remove="x")
grad(grad(lambda x: x**3))(T())
grad(lambda x: grad(lambda y: x + y)(torch.tensor(1.0)) * x)(T())
grad(lambda x: x * func.jvp(lambda y: x * y, (x,), (torch.tensor(1.0),))[1])(T())
func.jvp(lambda x: grad(lambda y: y * y * x)(x), (T(),), (torch.tensor(1.0),))
func.jvp(lambda x: func.jvp(lambda y: y * y * x, (x,), (x,))[1], (T(),), (torch.tensor(1.0),))
vmap(grad(lambda x: grad(lambda y: (y * y * x).sum())(x).sum()))(T(3, 2))
grad(lambda x: vmap(grad(lambda y: (y * x * y).sum()))(T(3, 2)).sin().sum())(T(2))
vmap(func.jacrev(torch.sin))(T(2, 3))
vmap(func.jacfwd(torch.sin), out_dims=1)(T(2, 3))
func.jacrev(vmap(torch.sin))(T(2, 2))
func.jacrev(func.jacfwd(torch.sin))(T(2))
vmap(lambda v, c: func.vjp(lambda x: x.sin() * c, T(2))[1](v)[0])(torch.eye(2), T(2, 2))
vmap(lambda v, c: func.jvp(lambda x: x.sin() * c, (T(2),), (v,))[1])(torch.eye(2), T(2, 2))
grad(with_no_grad)(T(2)), func.jacrev(with_no_grad)(T(2))
"""


def lines():
    yield from VMAP.strip().split("\n")
    for change in UNBATCHED_INPLACE.split():
        yield f"(lambda z: (vmap(lambda x: z.{change})(T(3, 2)), z))(T(2))"
    for change in INPLACE.strip().split("\n"):
        yield f"(lambda whole: (vmap(lambda x: {change})(whole), whole))(T(3, 2, 2))"
    for text in ON_MATRIX.strip().replace("\n", " | ").split(" | "):
        yield f"vmap(lambda x: {text})(T(3, 2, 4))"
    for text in ON_NUMBER.strip().replace("\n", " | ").split(" | "):
        yield f"vmap(lambda x: {text})(T(3))"
    yield from DERIVATIVES.strip().split("\n")


for _line in lines():
    recorder.case(_line)(functools.partial(eval, _line))


def mul(rule, static=None):
    """A product with derivatives of its own."""

    class Mul(torch.autograd.Function):
        generate_vmap_rule = rule

        @staticmethod
        def forward(x, y):
            return x * y

        @staticmethod
        def setup_context(ctx, inputs, output):
            ctx.save_for_backward(*inputs)
            ctx.save_for_forward(*inputs)

        @staticmethod
        def backward(ctx, g):
            x, y = ctx.saved_tensors
            return g * y, g * x

        @staticmethod
        def jvp(ctx, a, b):
            x, y = ctx.saved_tensors
            return a * y + x * b

    if static is not None:
        Mul.vmap = staticmethod(static)
    return Mul.apply


def product_rule(info, in_dims, x, y):
    x, y = [v if d is None else v.movedim(d, 0) for v, d in zip((x, y), in_dims)]
    return x * y, 0


class Old(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, g):
        return g * 2


FUNCTIONS = """
vmap(Old.apply)(T(3))
grad(lambda x: Old.apply(x).sum())(T(3))
vmap(mul(False))(T(3), T(3))
vmap(lambda x: mul(False)(T(2), T(2)) + x)(T(3, 2))
vmap(mul(True, product_rule))(T(3), T(3))
vmap(mul(False, lambda info, d, x, y: x))(T(3), T(3))
vmap(mul(False, lambda info, d, x, y: (x, y, x)))(T(3), T(3))
vmap(mul(False, lambda info, d, x, y: (x, (0, 0))))(T(3), T(3))
vmap(mul(False, lambda info, d, x, y: (str((info, d)), None)), out_dims=None)(T(3), T(3))
vmap(mul(False, lambda info, d, x, y: (x, None)))(T(3), T(3))
vmap(M, (0, None))(T(3, 2), T(2))
vmap(M, (0, 1))(T(3, 2), T(2, 3))
vmap(grad(lambda x, y: M(x, y).sum(), (0, 1)), (0, None))(T(3, 2), T(2))
grad(lambda x, y: vmap(M, (0, None))(x, y).sum(), (0, 1))(T(3, 2), T(2))
vmap(vmap(M, (0, None)), (None, 0))(T(3, 2), T(4, 2))
func.jacrev(lambda x: M(x, x))(T(3))
func.hessian(lambda x: M(x, x).sum())(T(3))
vmap(func.hessian(lambda x: M(x, x).sum()))(T(2, 3))
grad(grad(lambda x: M(x, x)))(T())
"""
for _line in FUNCTIONS.strip().split("\n"):
    if " M(" in _line or "(M," in _line or "(M)" in _line:
        for _kind, _make in (("rule", lambda: mul(True)), ("static", lambda: mul(False, product_rule))):
            recorder.case(f"{_line}  # {_kind}")(lambda line=_line, make=_make: eval(line, globals(), {}) if False else eval(line, {**globals(), "M": make()}))
    else:
        recorder.case(_line)(functools.partial(eval, _line))

if not RECORDING:
    GOLDEN = recorder.golden()

    @pytest.mark.parametrize("name", recorder.cases)
    def test_as_recorded(name):
        assert recorder.outcome(name) == GOLDEN[name]


# What looks at values is refused.

CONTROL_FLOW, ITEM = "attempting to use a Tensor in some data-dependent control flow", "calling .item\\(\\) on a Tensor"
DYNAMIC = "We do not support batching operators that can output dynamic shape. Attempted to vmap over aten::{}\\."
REFUSED = {
    "item": (ITEM, lambda v: torch.tensor(v[0].item())), "float": (ITEM, lambda v: v * float(v[0])), "index": (ITEM, lambda v: [1, 2][v[0].long()]),
    "if": (CONTROL_FLOW, lambda v: v if v.sum() > 0 else -v), "bool": (CONTROL_FLOW, lambda v: v if bool((v > 0).all()) else -v),
    "is_nonzero": (CONTROL_FLOW, lambda v: v if torch.is_nonzero(v[0]) else -v),
    "nonzero": (DYNAMIC.format("nonzero"), lambda v: v.nonzero()), "where": (DYNAMIC.format("where"), lambda v: torch.where(v > 0)),
    "unique": (DYNAMIC.format("_unique2"), lambda v: v.unique()),
    "mask": ("Attempting to batch over indexing with a boolean mask", lambda v: v[v > 0]),
    "masked_select": ("We cannot support this because for each batch this would return a differently shaped Tensor", lambda v: v.masked_select(v > 0)),
    "one_hot": ("please provide an explicit positive num_classes argument", lambda v: torch.nn.functional.one_hot(v.long())),
    "allclose": ("vmap over torch.allclose isn't supported yet", lambda v: v if torch.allclose(v, v) else -v),
    "equal": ("Batching rule not implemented for aten::equal", lambda v: v if torch.equal(v, v) else -v),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("levels", [1, 2])
def test_questions_about_values_are_refused(name, levels):
    text, question = REFUSED[name]
    call = vmap(question) if levels == 1 else vmap(lambda v: vmap(lambda w: question(v))(v))
    with pytest.raises(RuntimeError, match=text):
        call(torch.ones(3, 2))
    with pytest.raises(RuntimeError):
        vmap(lambda v: grad(lambda w: question(w).sum())(v))(torch.ones(3, 2))


def test_random_numbers_begin_again_when_a_function_runs_per_example():
    def noisy(v):
        noise = torch.rand(2)
        func.jvp(lambda x: torch.zeros(()).copy_(x), (torch.ones(()),), (v,))  # a new tensor is written, which is not batched
        return noise * v

    x = torch.tensor([1.0, -1.0])
    torch.manual_seed(3)
    same = vmap(noisy, randomness="same")(x)
    torch.manual_seed(3)
    assert (same[0] == torch.rand(2)).all() and (same[1] == -same[0]).all()
    torch.manual_seed(3)
    different = vmap(noisy, randomness="different")(x)
    torch.manual_seed(3)
    assert (different == torch.stack([torch.rand(2), -torch.rand(2)])).all()
    with pytest.raises(RuntimeError, match="randomness error mode"):
        vmap(noisy)(x)


def test_randomness():
    x = torch.ones(4, 1000)
    for draw in (torch.rand_like, lambda v: torch.rand(1000), torch.nn.functional.dropout, lambda v: v.clone().uniform_(), lambda v: torch.randn(1000) + v):
        same, different = vmap(draw, randomness="same")(x), vmap(draw, randomness="different")(x)
        assert same.shape == different.shape == (4, 1000)
        assert (same == same[0]).all() and not (different == different[0]).all()
    assert set(vmap(torch.nn.functional.dropout, randomness="different")(x).unique().tolist()) == {0.0, 2.0}
    assert vmap(lambda v: torch.nn.functional.dropout(v, training=False))(x).equal(x)
    torch.rand(2)  # the guard is gone


# Levels.


def network(params, x):
    (w1, b1), (w2, b2) = params
    return torch.tanh(x @ w1 + b1) @ w2 + b2


def parameters():
    return [(T(3, 5), T(5)), (T(5, 2), T(2))]


def close(a, b):
    assert a.shape == b.shape
    assert torch.allclose(a, b, rtol=1e-5, atol=1e-6), (a, b)


def test_per_sample_gradients():
    params, x, y = parameters(), T(7, 3), T(7, 2)

    def loss(params, x, y):
        return ((network(params, x) - y) ** 2).mean()

    made = vmap(grad(loss), in_dims=(None, 0, 0))(params, x, y)
    for k in range(7):
        alone = grad(loss)(params, x[k], y[k])
        for layer, expected in zip(made, alone):
            for a, b in zip(layer, expected):
                close(a[k], b)


def test_jacobians_by_both_modes_and_hessians_by_all_four():
    params, x = parameters(), T(3)

    def out(x):
        return network(params, x)

    def scalar(x):
        return (out(x) ** 2).sum()

    close(func.jacrev(out)(x), func.jacfwd(out)(x))
    close(func.jacrev(out)(x), torch.autograd.functional.jacobian(out, x))
    expected = torch.autograd.functional.hessian(scalar, x)
    for outer in (func.jacrev, func.jacfwd):
        for inner in (func.jacrev, func.jacfwd, grad):
            close(outer(inner(scalar))(x), expected)
            batch = T(4, 3)
            close(vmap(outer(inner(scalar)))(batch), torch.stack([torch.autograd.functional.hessian(scalar, b) for b in batch]))


def test_hessian_vector_products():
    x, v = T(4), torch.ones(4)

    def cubic(x):
        return (x**3).sum() + x.prod()

    expected = torch.autograd.functional.hvp(cubic, x, v)[1]
    close(func.jvp(grad(cubic), (x,), (v,))[1], expected)
    close(func.vjp(grad(cubic), x)[1](v)[0], expected)
    close(grad(lambda x: (grad(cubic)(x) * v).sum())(x), expected)
    close(func.linearize(grad(cubic), x)[1](v), expected)
    close(vmap(lambda v: func.jvp(grad(cubic), (x,), (v,))[1])(torch.eye(4)), func.hessian(cubic)(x))


def test_linearize_may_be_called_again():
    out, push = func.linearize(lambda x, y: {"a": x.sin() * y}, T(2), T(2))
    for tangents in ((torch.ones(2), torch.zeros(2)), (T(2), T(2))):
        expected = func.jvp(lambda x, y: x.sin() * y, (T(2), T(2)), tangents)
        close(out["a"], expected[0])
        close(push(*tangents)["a"], expected[1])
    with pytest.raises(RuntimeError, match="tangent:0 with shape"):
        push(torch.ones(3), torch.ones(2))


def test_gradients_flow_through_transforms():
    w = T(3).requires_grad_()
    made = vmap(grad(lambda x: (x * w).sum() ** 2))(T(4, 3))
    made.sum().backward()
    held = w.grad.clone()
    expected = torch.stack([2 * (x * w).sum() * w for x in T(4, 3)]).sum()
    (g,) = torch.autograd.grad(expected, w)
    close(held, g)
    assert torch.autograd.gradcheck(lambda w: vmap(func.jacrev(lambda x: (x * w).sin()))(T(2, 3).double()), (T(3).double().requires_grad_(),))
    assert torch.autograd.gradgradcheck(lambda x: vmap(lambda v: (v.exp() * v.sum()).cumsum(0))(x), (T(2, 3).double().requires_grad_(),))


def test_no_grad_around_a_transform():
    x = T(2).requires_grad_()
    with torch.no_grad():
        made = grad(f)(x)
        twice = func.hessian(f)(x)
    assert not made.requires_grad and not twice.requires_grad
    close(made, grad(f)(x.detach()))
    with torch.inference_mode():
        close(grad(f)(T(2)), made)


def test_nothing_is_left_behind_by_errors():
    from pyautograd.func._levels import state

    def fail(x):
        raise ZeroDivisionError

    for run in (lambda: vmap(fail)(T(2)), lambda: grad(fail)(T(2)), lambda: func.jvp(fail, (T(2),), (T(2),)), lambda: vmap(grad(fail), randomness="different")(T(2))):
        with pytest.raises(ZeroDivisionError):
            run()
        assert not state.stack and not state.vmaps
    torch.rand(2).sum().requires_grad_().backward()


def test_memory_is_flat_and_nothing_is_uncollectable():
    params, x = parameters(), T(5, 3)

    def step():
        vmap(grad(lambda p, x: (network(p, x) ** 2).sum()), (None, 0))(params, x)
        func.hessian(f)(T(3))
        vmap(lambda v: func.jvp(lambda w: torch.zeros(3).copy_(w), (torch.ones(3),), (v,))[1])(x)

    for _ in range(3):
        step()
    gc.collect()
    gc.disable()
    try:
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(20):
            step()
        grown = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
    finally:
        gc.enable()
    gc.collect()
    assert grown < 100_000 and not gc.garbage


if RECORDING:
    recorder.record()
