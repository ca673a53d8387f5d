"""`__torch_dispatch__` of tensor subclasses: what it is offered, and autograd above it."""
import copy

import pytest

import pyautograd as torch
from pyautograd.autograd import forward_ad
from pyautograd.utils._mode_utils import no_dispatch
from pyautograd.utils._python_dispatch import (
    TorchDispatchMode,
    is_traceable_wrapper_subclass,
    return_and_correct_aliasing,
    transform_subclass,
)
from pyautograd.utils._pytree import tree_map

seen = []


class Wrapper(torch.Tensor):
    """Holds a tensor, and notes the operators."""

    __torch_function__ = torch._C._disabled_torch_function_impl

    @staticmethod
    def __new__(cls, inner, requires_grad=False):
        made = torch.Tensor._make_wrapper_subclass(
            cls, inner.size(), strides=inner.stride(), storage_offset=inner.storage_offset(), dtype=inner.dtype, layout=inner.layout, device=inner.device,
            requires_grad=requires_grad,
        )  # fmt: skip
        made.inner = inner
        return made

    def __repr__(self):
        return f"Wrapper({self.inner})"

    def __tensor_flatten__(self):
        return ["inner"], None

    @staticmethod
    def __tensor_unflatten__(inner, context, outer_size, outer_stride):
        return Wrapper(inner["inner"])

    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        seen.append(str(func))
        args, kwargs = tree_map(lambda x: x.inner if isinstance(x, Wrapper) else x, (args, kwargs or {}))
        return tree_map(lambda x: Wrapper(x) if isinstance(x, torch.Tensor) else x, func(*args, **kwargs))


@pytest.fixture(autouse=True)
def fresh():
    seen.clear()


def leaf(*shape):
    return Wrapper(torch.arange(1.0, 7).reshape(2, 3), requires_grad=True)


@pytest.mark.parametrize(
    "function, forward, backward, gradient",
    [
        (lambda x: x * x, ["mul.Tensor"], ["mul.Tensor", "mul.Tensor", "add.Tensor"], [[2, 4, 6], [8, 10, 12]]),
        (lambda x: x * 3, ["mul.Tensor"], ["mul.Tensor"], [[3, 3, 3], [3, 3, 3]]),
        (lambda x: torch.addmm(x[:, :2], x, x.t()), ["slice.Tensor", "t.default", "addmm.default"], None, [[11, 15, 18], [11, 15, 18]]),
        (lambda x: x.view(6)[2], ["view.default", "select.int"], ["select_backward.default", "view.default"], [[0, 0, 1], [0, 0, 0]]),
        (lambda x: torch.relu(x - 3), ["sub.Tensor", "relu.default", "detach.default"], ["detach.default", "threshold_backward.default"], [[0, 0, 0], [1, 1, 1]]),
        (lambda x: x.max(), ["max.default", "detach.default"], None, [[0, 0, 0], [0, 0, 1]]),
        (lambda x: torch.cat([x, x]), ["cat.default"], ["slice.Tensor", "slice.Tensor", "add.Tensor"], [[2, 2, 2], [2, 2, 2]]),
        (lambda x: (x * 1).mul_(2), ["mul.Tensor", "mul_.Tensor"], ["mul.Tensor", "mul.Tensor"], [[2, 2, 2], [2, 2, 2]]),
    ],
)
def test_autograd_stands_above(function, forward, backward, gradient):
    x = leaf()
    y = function(x)
    assert type(y) is Wrapper and y.requires_grad and not y.inner.requires_grad
    assert seen == ["aten." + name for name in forward]
    y.sum().backward()
    assert type(x.grad) is Wrapper and x.grad.inner.tolist() == gradient
    if backward is not None:
        start = ["aten." + name for name in (*forward, "sum.default", "ones_like.default", "expand.default", *backward)]
        assert seen[: len(start)] == start


def test_a_gradient_that_others_hold_is_copied_and_another_is_kept():
    x, y = leaf(), leaf()
    (x + y).sum().backward()
    assert seen[-2:] == ["aten.new_empty_strided.default", "aten.copy_.default"] and x.grad.inner is not y.grad.inner
    x = leaf()
    torch.exp(x).sum().backward()
    assert seen[-1] in ("aten.detach.default", "aten.copy_.default")  # where references cannot be counted, it is copied
    before = x.grad
    torch.exp(x).sum().backward()
    assert x.grad is before and seen[-1] == "aten.add_.Tensor"


def test_arguments_are_those_of_pytorchs_dispatcher():
    calls = []

    class Noting(Wrapper):
        @classmethod
        def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
            calls.append((str(func), types, tree_map(lambda x: "tensor" if isinstance(x, torch.Tensor) else x, (args, kwargs))))
            return super().__torch_dispatch__(func, types, args, kwargs)

    x = Noting(torch.ones(2, 3))
    torch.softmax(x, 1), torch.add(x, x, alpha=2), x[:, 1:], x[[0]], x.double(), torch.zeros_like(x), x.new_zeros(2), x.sum(1, True)
    assert [c[2] for c in calls if c[0] != "aten.lift_fresh.default"] == [
        (("tensor", 1, False), {}), (("tensor", "tensor"), {"alpha": 2}), (("tensor", 1, 1, 2**63 - 1), {}), (("tensor", ["tensor"]), {}),
        (("tensor",), {"dtype": torch.float64}), (("tensor",), {"pin_memory": False}), (("tensor", [2]), {"pin_memory": False}), (("tensor", [1], True), {}),
    ]  # fmt: skip
    assert all(c[1] == (Noting,) for c in calls)


def test_views_and_writes_are_known_to_autograd():
    x = Wrapper(torch.zeros(4))
    v = x[:2]
    assert v._is_view() and v._base is x
    v.add_(1)
    assert x._version == 1 and x.inner.tolist() == [1, 1, 0, 0]
    w = leaf()
    y = torch.exp(w)
    y.mul_(2)
    with pytest.raises(RuntimeError, match="has been modified by an inplace operation"):
        y.sum().backward()


def test_double_backward_gives_wrappers():
    x = leaf()
    (g,) = torch.autograd.grad((x**3).sum(), x, create_graph=True)
    (h,) = torch.autograd.grad(g.sum(), x)
    assert type(h) is Wrapper and h.inner.tolist() == [[6, 12, 18], [24, 30, 36]]


def test_subclasses_are_asked_before_their_bases_and_left_to_right():
    order = []

    def declining(base):
        class Declines(base):
            @classmethod
            def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
                order.append(cls)
                assert set(types) <= {A, B, C}
                return NotImplemented

        return Declines

    A = declining(Wrapper)
    B, C = declining(A), declining(Wrapper)
    a, b, c = (cls(torch.ones(1)) for cls in (A, B, C))
    with pytest.raises(TypeError, match="Multiple dispatch failed for 'torch._ops.aten.cat.default'"):
        torch.cat([a, c, b, a])
    assert order == [B, A, C]
    order.clear()
    with pytest.raises(TypeError):
        torch.maximum(a, b)
    assert order == [B, A]


def test_modes_come_first():
    class Mode(TorchDispatchMode):
        def __torch_dispatch__(self, func, types, args=(), kwargs=None):
            seen.append(("mode", str(func), types))
            return func(*args, **(kwargs or {}))

    x = leaf()
    with Mode():
        y = x * 2
    assert seen == [("mode", "aten.mul.Tensor", (Wrapper,)), "aten.mul.Tensor"]
    assert type(y) is Wrapper and y.requires_grad


def test_what_a_wrapper_shows():
    class Meta(Wrapper):
        @staticmethod
        def __new__(cls, *args, **kwargs):
            return torch.Tensor._make_wrapper_subclass(cls, *args, **kwargs)

    t = Meta((2, 3), strides=(1, 2), dtype=torch.float64, device="cuda", storage_offset=1)
    assert t.shape == (2, 3) and t.stride() == (1, 2) and t.dtype is torch.float64 and t.device.type == "cuda" and t.storage_offset() == 1
    assert Meta((10**6, 10**6)).numel() == 10**12
    with pytest.raises(RuntimeError, match=r".numpy\(\) is not supported for tensor subclasses."):
        t.numpy()
    with pytest.raises(RuntimeError, match=r".tolist\(\) is not supported for tensor subclasses, got Meta"):
        t.tolist()
    with pytest.raises(RuntimeError, match=r"dimensionality of sizes \(1\) must match dimensionality of strides \(2\)"):
        Meta((2,), strides=(1, 2))
    with pytest.raises(RuntimeError, match="Only Tensors of floating point and complex dtype can require gradients"):
        Meta((2,), dtype=torch.int64, requires_grad=True)


def test_methods_that_are_no_operators():
    x = Wrapper(torch.ones(1))
    assert x.item() == 1 and bool(x) and float(x) == 1.0
    assert set(seen) == {"aten._local_scalar_dense.default"}
    d = leaf().detach()
    assert type(d) is Wrapper and not d.requires_grad and seen[-1] == "aten.detach.default"
    assert type(x.data) is Wrapper
    made = copy.deepcopy(leaf())
    assert type(made) is Wrapper and made.requires_grad and made.inner.tolist() == [[1, 2, 3], [4, 5, 6]]


def test_taken_apart_and_put_together():
    x = Wrapper(torch.ones(2))
    assert is_traceable_wrapper_subclass(x) and not is_traceable_wrapper_subclass(torch.ones(2))
    made = transform_subclass(x, lambda name, inner: inner * 5)
    assert type(made) is Wrapper and made.inner.tolist() == [5, 5]
    assert return_and_correct_aliasing(torch.ops.aten.mul_.Tensor, (x, 2), {}, made) is x
    assert return_and_correct_aliasing(torch.ops.aten.mul.Tensor, (x, 2), {}, made) is made


def test_parameters_and_optimizers():
    layer = torch.nn.Linear(3, 2, bias=False)
    layer.weight = torch.nn.Parameter(Wrapper(torch.ones(2, 3)))
    assert type(layer.weight) is Wrapper and isinstance(layer.weight, torch.nn.Parameter) and list(layer.parameters())
    layer(torch.ones(1, 3)).sum().backward()
    torch.optim.SGD(layer.parameters(), lr=0.5, foreach=False).step()
    assert layer.weight.inner.tolist() == [[0.5] * 3] * 2


def test_make_subclass_with_data_and_dispatch_disabled():
    class Counted(torch.Tensor):
        calls = 0
        __torch_function__ = torch._C._disabled_torch_function_impl

        @classmethod
        def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
            Counted.calls += 1
            with torch._C._DisableTorchDispatch():
                return func(*args, **(kwargs or {}))

    x = torch.Tensor._make_subclass(Counted, torch.ones(3))
    assert (x + 1).tolist() == [2, 2, 2] and Counted.calls == 1


def test_a_handler_that_raises_leaves_nothing_behind():
    class Fails(Wrapper):
        @classmethod
        def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
            raise ValueError("mine")

    x = Fails(torch.ones(2), requires_grad=True)
    with pytest.raises(ValueError, match="mine"):
        x * 2
    assert torch.is_grad_enabled() and (torch.ones(1, requires_grad=True) * 2).requires_grad

    class Answers(Wrapper):
        @classmethod
        def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
            return 3

    with pytest.raises(RuntimeError, match="Unable to cast 3 to Tensor"):
        torch.exp(Answers(torch.ones(2)))


def test_a_class_that_dispatches_has_no_other_override():
    class Plain(torch.Tensor):
        @classmethod
        def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
            return NotImplemented

    class Kept(torch.Tensor):
        @classmethod
        def __torch_function__(cls, func, types, args=(), kwargs=None):
            return super().__torch_function__(func, types, args, kwargs)

    class Both(Kept, Plain):
        pass

    assert Plain.__torch_function__ is torch._C._disabled_torch_function_impl
    assert type("Below", (Plain,), {}).__torch_function__ is torch._C._disabled_torch_function_impl
    assert Both.__torch_function__.__func__ is Kept.__torch_function__.__func__


def test_views_of_a_wrapper_while_nobody_is_asked():
    x = Wrapper(torch.arange(6.0).reshape(2, 3))
    with no_dispatch():
        view = x.t()[1:]
        assert type(view) is torch.Tensor and view.shape == (2, 2) and view.stride() == (1, 3) and view.storage_offset() == 1
        other = Wrapper(torch.zeros(2, 2))
        other.set_(view)
    assert seen == [] and type(other) is Wrapper and other.stride() == (1, 3)


def test_where_overloads_say_they_are():
    add = torch.ops.aten.add
    assert (add.__module__, add.__name__) == ("torch._ops.aten", "add") and type(add).__module__ == "torch._ops"
    assert (add.Tensor.__module__, add.Tensor.__name__, add.Tensor.__qualname__) == ("torch._ops.aten", "add.Tensor", "aten::add.Tensor")
    assert torch.ops.aten.relu.default.__qualname__ == "aten::relu"


@pytest.mark.parametrize("function", [lambda x, y: x.mv(y), lambda x, y: x * y, lambda x, y: x.t().sum(1) + y.exp()[:2].sum()])
def test_a_wrapper_as_tangent(function):
    x, y = torch.arange(6.0).reshape(2, 3), torch.arange(3.0)

    def tangent(of_x, of_y):
        with forward_ad.dual_level():
            return forward_ad.unpack_dual(function(forward_ad.make_dual(x, of_x), forward_ad.make_dual(y, of_y))).tangent

    of_x, of_y = x.cos(), y.sin()
    found = tangent(Wrapper(of_x), Wrapper(of_y))
    assert type(found) is Wrapper and torch.allclose(found.inner, tangent(of_x, of_y))


def test_a_size_is_mapped_to_a_tuple():
    found = tree_map(lambda x: None, torch.ones(2, 3).shape)
    assert type(found) is tuple and found == (None, None)
