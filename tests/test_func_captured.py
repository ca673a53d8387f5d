"""What a function being differentiated may change: what it makes and what it is given, not what it captures. Texts are PyTorch 2.13's."""
import copy

import pytest

import pyautograd as torch
from pyautograd.func import functional_call, grad, hessian, jacfwd, jacrev, jvp, vjp, vmap

CAPTURED = (
    "During a grad (vjp, jvp, grad, etc) transform, the function provided attempted to call in-place operation (aten::{}) that would mutate a captured "
    "Tensor. This is not supported; please rewrite the function being transformed to explicitly accept the mutated Tensor(s) as inputs."
)
REQUIRES_GRAD = (
    "You are attempting to call Tensor.requires_grad_() (or perhaps using torch.autograd.functional.* APIs) inside of a function being transformed by "
    "a functorch transform. This is unsupported, please attempt to use the functorch transforms (e.g. grad, vjp, jacrev, jacfwd, hessian) or call "
    "requires_grad_() outside of a function being transformed instead."
)
LEAF = "a leaf Variable that requires grad is being used in an in-place operation."


def text_of(function):
    with pytest.raises(RuntimeError) as caught:
        function()
    return str(caught.value)


def point():
    return torch.tensor([0.5, -1.0, 2.0])


TRANSFORMS = {
    "grad": lambda f, x: grad(lambda x: f(x).sum())(x),
    "vjp": lambda f, x: vjp(f, x),
    "jacrev": lambda f, x: jacrev(f)(x),
    "jvp": lambda f, x: jvp(f, (x,), (torch.ones_like(x),)),
    "jacfwd": lambda f, x: jacfwd(f)(x),
    "hessian": lambda f, x: hessian(lambda x: f(x).sum())(x),
    "vmap of grad": lambda f, x: vmap(grad(lambda x: f(x).sum()))(torch.stack([x, x])),
    "grad of vmap": lambda f, x: grad(lambda x: vmap(lambda x: f(x), in_dims=0)(x[None]).sum())(x),
    "jvp of jvp": lambda f, x: jvp(lambda x: jvp(f, (x,), (x,))[1], (x,), (x,)),
}

CHANGES = {
    "add_.Tensor": lambda z, x: z.add_(1),
    "sub_.Tensor": lambda z, x: z.sub_(1),
    "mul_.Tensor": lambda z, x: z.mul_(2),
    "div_.Tensor_mode": lambda z, x: z.div_(2, rounding_mode="floor"),
    "pow_.Scalar": lambda z, x: z.pow_(2),
    "fill_.Scalar": lambda z, x: z.fill_(1),
    "zero_": lambda z, x: z.zero_(),
    "exp_": lambda z, x: z.exp_(),
    "clamp_": lambda z, x: z.clamp_(0, 1),
    "square_": lambda z, x: z.square_(),
    "normal_": lambda z, x: z.normal_(),
    "bernoulli_.float": lambda z, x: z.bernoulli_(),
    "copy_": lambda z, x: z.__setitem__(0, 1.0),
    "fill_.Tensor": lambda z, x: z.__setitem__(slice(None), 1.0),
    "index_put_": lambda z, x: z.__setitem__(z > 0, 1.0),
    "masked_fill_.Scalar": lambda z, x: z.masked_fill_(z > 0, 1.0),
    "scatter_.value": lambda z, x: z.scatter_(0, torch.tensor([0]), 1.0),
    "lerp_.Scalar": lambda z, x: z.lerp_(z, 0.5),
    "round_": lambda z, x: z.round_(),
    "eq_.Scalar": lambda z, x: z.eq_(0),
    "t_": lambda z, x: z.t_(),
    "unsqueeze_": lambda z, x: z.unsqueeze_(0),
    "detach_": lambda z, x: z.detach_(),
    "resize_": lambda z, x: z.resize_(2),
    "set_.source_Tensor": lambda z, x: z.set_(torch.ones(3)),
    "as_strided_": lambda z, x: z.as_strided_((2,), (1,)),
    "relu_": lambda z, x: torch.nn.functional.relu(z, inplace=True),
    "uniform_": lambda z, x: torch.nn.init.uniform_(z),
}


@pytest.mark.parametrize("called", CHANGES)
def test_in_place_on_a_captured_tensor(called):
    z = point()

    def f(x):
        CHANGES[called](z, x)
        return (x * 2).sum()

    assert text_of(lambda: grad(f)(point())) == CAPTURED.format(called)
    assert torch.equal(z, point()) and z._version == 0


@pytest.mark.parametrize("transform", TRANSFORMS)
@pytest.mark.parametrize("made", ["itself", "view", "detached", "data"])
def test_every_derivative_refuses_it(transform, made):
    z = point()

    def f(x):
        {"itself": z, "view": z.view(3, 1), "detached": z.detach(), "data": z.data}[made].add_(1)
        return x * z

    assert text_of(lambda: TRANSFORMS[transform](f, point())) == CAPTURED.format("add_.Tensor")
    assert torch.equal(z, point())


@pytest.mark.parametrize("transform", TRANSFORMS)
def test_what_is_made_inside_may_be_changed(transform):
    def changing(x):
        z = torch.zeros(3)
        z.add_(1)
        z[0] = 2.0
        y = x * 1
        y.mul_(3)
        copied = x.clone()
        copied.add_(z)
        return y * copied

    def plain(x):
        return x * 3 * (x + torch.tensor([2.0, 1.0, 1.0]))

    def flat(found):
        return [x for f in found for x in flat(f)] if isinstance(found, tuple) else [found] if isinstance(found, torch.Tensor) else []

    for got, want in zip(flat(TRANSFORMS[transform](changing, point())), flat(TRANSFORMS[transform](plain, point()))):
        assert torch.allclose(got, want)


def test_arguments_may_be_changed():
    state = torch.zeros(3)

    def f(x, state, *, more):
        state.add_(x.detach())
        more["a"].mul_(2)
        return (x * state).sum()

    more = {"a": torch.ones(2)}
    assert torch.equal(grad(f)(point(), state, more=more), point())
    assert torch.equal(state, point()) and not state.requires_grad and torch.equal(more["a"], torch.full((2,), 2.0))


def test_a_changed_argument_does_not_keep_the_history_of_the_inside():
    state = torch.zeros(3)
    grad(lambda x, s: (s.add_(x) * x).sum())(point(), state)
    assert torch.equal(state, point()) and not state.requires_grad and state.is_leaf


def test_the_variables_are_leaves():
    assert text_of(lambda: grad(lambda x: x.mul_(2).sum())(point())) == LEAF
    assert text_of(lambda: grad(lambda x: grad(lambda x: x.mul_(2).sum())(x).sum())(point())) == LEAF
    assert text_of(lambda: grad(lambda x: grad(lambda x: x[0].mul_(2).sum())(x).sum())(point())) == "a view of a leaf Variable that requires grad is being used in an in-place operation."
    x = point()
    assert torch.equal(jvp(lambda x: x.mul_(2), (x,), (torch.ones(3),))[1], torch.full((3,), 2.0)) and torch.equal(x, 2 * point())


def test_a_tensor_of_an_outer_function_is_captured_by_the_inner_one():
    def outer(x):
        y = x * 1
        return grad(lambda z: (y.mul_(2) * z).sum())(x).sum()

    assert text_of(lambda: grad(outer)(point())) == CAPTURED.format("mul_.Tensor")
    z = point()
    assert text_of(lambda: grad(lambda x: vmap(lambda y: y.mul_(2))(z).sum() + x.sum())(point())) == CAPTURED.format("mul_.Tensor")
    assert text_of(lambda: vmap(lambda z: grad(lambda x: (z.mul_(2) * x).sum())(point()))(torch.ones(2, 3))) == CAPTURED.format("mul_.Tensor")


def test_results_of_an_inner_transform_may_be_changed():
    assert torch.equal(grad(lambda x: grad(lambda y: (y * y).sum())(x).mul_(2).sum())(point()), torch.full((3,), 4.0))
    assert torch.equal(grad(lambda x: vmap(lambda y: y * y)(x).mul_(2).sum())(point()), 4 * point())


def test_after_the_transform_everything_may_be_changed_again():
    z = point()
    with pytest.raises(RuntimeError):
        grad(lambda x: (z.add_(1) * x).sum())(point())
    made = grad(lambda x: (x * x).sum())(point())
    assert torch.equal(made.add_(1), 2 * point() + 1) and torch.equal(z.add_(1), point() + 1)


class Counting(torch.autograd.Function):
    generate_vmap_rule = True

    @staticmethod
    def forward(x, calls):
        calls.add_(1)
        return x * 2

    @staticmethod
    def setup_context(ctx, inputs, output):
        pass

    @staticmethod
    def backward(ctx, grad):
        return grad * 2, None


def test_forward_of_a_custom_function_runs_outside_of_all_transforms():
    calls = torch.zeros(())
    assert torch.equal(grad(lambda x: Counting.apply(x, calls).sum())(point()), torch.full((3,), 2.0))
    assert torch.equal(grad(lambda x: grad(lambda x: Counting.apply(x, calls).sum())(x).sum())(point()), torch.zeros(3))
    assert calls == 2


def test_buffers_of_a_module():
    module = torch.nn.BatchNorm1d(3)
    x = torch.arange(12.0).view(4, 3)
    parameters, buffers = dict(module.named_parameters()), dict(module.named_buffers())

    def loss(parameters, buffers, x):
        return functional_call(module, (parameters, buffers), (x,)).square().sum()

    assert text_of(lambda: grad(lambda p: loss(p, buffers, x))(parameters)) == CAPTURED.format("add_.Tensor")
    grad(loss)(parameters, buffers, x)
    assert buffers["num_batches_tracked"] == 1
    module.num_batches_tracked = None
    grad(lambda x: module(x).sum())(x)


@pytest.mark.parametrize("run", [lambda f: grad(f)(point()), lambda f: jvp(f, (point(),), (point(),)), lambda f: vmap(f)(torch.ones(2, 3))])
def test_methods_that_are_refused_inside(run):
    def other(x):
        torch.ones(3).requires_grad_()
        return x.sum()

    def own(x):
        x.requires_grad_(False)
        return x.sum()

    def made(x):
        assert torch.ones(3, requires_grad=True).requires_grad and torch.nn.Parameter(torch.ones(2)).requires_grad
        return x.sum()

    assert text_of(lambda: run(other)) == REQUIRES_GRAD
    assert text_of(lambda: run(own)) == REQUIRES_GRAD
    run(made)
    torch.ones(3).requires_grad_()


def test_retain_grad_data_and_deepcopy():
    def retaining(x):
        x.retain_grad()
        return x.sum()

    def assigning(x):
        x.data = torch.ones(3)
        return x.sum()

    assert text_of(lambda: grad(retaining)(point())).startswith("You are attempting to call Tensor.retain_grad() inside of a function being transformed")
    assert text_of(lambda: grad(assigning)(point())) == "mutating directly with `.data` inside functorch transform is not allowed."
    assert text_of(lambda: vmap(assigning)(torch.ones(2, 3))) == "mutating directly with `.data` under vmap transform is not allowed."
    with pytest.raises(NotImplementedError, match="^Cannot access storage of TensorWrapper$"):
        grad(lambda x: copy.deepcopy(x).sum())(point())
    kept = []
    grad(lambda x: (kept.append(x), x.sum())[1])(point())
    assert torch.equal(copy.deepcopy(kept[0]).detach(), point())


def test_leaves_made_inside_do_not_show_outside():
    def f(x):
        return torch.nn.Linear(3, 3)(x).sum()

    assert not grad(f)(point()).requires_grad
    assert not any(t.requires_grad for t in jvp(f, (point(),), (point(),)))
    weight = torch.ones(3, requires_grad=True)
    assert grad(lambda x: (x * weight).sum())(point()).requires_grad
    assert all(t.requires_grad for t in jvp(lambda x: (x * weight).sum(), (point(),), (point(),)))


def test_dual_numbers_inside_vmap():
    forward = torch.autograd.forward_ad

    def f(x):
        with forward.dual_level():
            return forward.unpack_dual(forward.make_dual(x, torch.ones(3)) * x).tangent

    x = torch.stack([point(), 2 * point()])
    assert torch.equal(vmap(f)(x), x)


def test_in_place_under_two_levels_of_forward_mode():
    forward = torch.autograd.forward_ad
    with forward._nested_level() as outer:
        x = forward.make_dual(point(), torch.full((3,), 10.0), level=outer)
        with forward._nested_level() as inner:
            tangent = forward.make_dual(torch.full((3,), 100.0), torch.full((3,), 1000.0), level=outer)
            y = forward.make_dual(x, tangent, level=inner) * 1
            y.mul_(3)
            parts = forward.unpack_dual(y, level=inner)
            found = [part for p in parts for part in forward.unpack_dual(p, level=outer)]
    for got, want in zip(found, (3 * point(), 30.0, 300.0, 3000.0)):
        assert torch.allclose(got, torch.as_tensor(want).expand(3))
