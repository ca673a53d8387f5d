"""Calls of user's operators that others take part in: modes, tensor subclasses, rules, autocast, the device meta; schemas and tags of PyTorch's operators."""
import itertools

import pytest

import pyautograd as torch
from pyautograd import Tensor
from pyautograd.overrides import TorchFunctionMode
from pyautograd.utils._python_dispatch import TorchDispatchMode

_numbers = itertools.count()


@pytest.fixture
def cube():
    """An operator with a derivative."""

    @torch.library.custom_op(f"offered{next(_numbers)}::cube", mutates_args=())
    def cube(x: Tensor, k: float = 1.0) -> Tensor:
        return torch.from_numpy(x.numpy() ** 3 * k)

    def backward(ctx, grad):
        return grad * 3 * ctx.saved_tensors[0] ** 2, None

    cube.register_autograd(backward, setup_context=lambda ctx, inputs, output: ctx.save_for_backward(inputs[0]))
    return cube


class Log(TorchDispatchMode):
    def __init__(self):
        super().__init__()
        self.seen = []

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        self.seen.append((func, types, args[1:], kwargs))
        return func(*args, **(kwargs or {}))


class Wrapper(Tensor):
    """Notes the operators that it is asked for."""

    @staticmethod
    def __new__(cls, inner):
        return Tensor._make_wrapper_subclass(cls, inner.size(), dtype=inner.dtype)

    def __init__(self, inner):
        self.inner = inner

    seen = []

    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        cls.seen.append(func)
        return cls(func(*[a.inner if isinstance(a, cls) else a for a in args], **(kwargs or {})))


def test_a_mode_sees_the_operator_and_not_what_it_does(cube):
    x = torch.full((2,), 2.0, requires_grad=True)
    with Log() as log:
        y = cube(x, 2.0)
    assert log.seen == [(cube._opoverload, (), (2.0,), {})] and y.tolist() == [16.0, 16.0]
    y.sum().backward()
    assert x.grad.tolist() == [12.0, 12.0]


def test_arguments_in_lists_and_by_keyword_are_offered():
    ns = f"offered{next(_numbers)}"
    library = torch.library.Library(ns, "DEF")
    library.define("two(Tensor[] xs, *, Tensor? y=None) -> (Tensor, Tensor)")
    library.define("composite(Tensor x) -> Tensor")
    library.impl("two", lambda xs, y=None: (xs[0] + 1, xs[1] * 2), "CPU")
    library.impl("composite", lambda x: x.sin() + 1, "CompositeImplicitAutograd")
    ops, x = getattr(torch.ops, ns), torch.ones(2)
    with Log() as log:
        ops.two([x, x])
        ops.two([x, x], y=x)
        ops.composite(x)
    assert [str(func) for func, *_ in log.seen] == [f"{ns}.two.default"] * 2 + ["aten.sin.default", "aten.add.Tensor"]
    assert [list(kwargs) for *_, kwargs in log.seen[:2]] == [[], ["y"]]


def test_subclasses_are_asked_below_the_derivative(cube):
    Wrapper.seen.clear()
    w = Wrapper(torch.full((2,), 2.0)).requires_grad_()
    y = cube(w)
    assert Wrapper.seen == [cube._opoverload] and y.grad_fn.name() == f"GeneratedBackwardFor_{cube._namespace}_cube_defaultBackward"
    y.sum().backward()
    assert w.grad.inner.tolist() == [12.0, 12.0]


def test_torch_function_sees_the_overload_or_the_packet(cube):
    seen = []

    class Mode(TorchFunctionMode):
        def __torch_function__(self, func, types, args=(), kwargs=None):
            seen.append((func, types, args[1:], kwargs))
            return func(*args, **kwargs)

    packet, x = cube._opoverload.overloadpacket, torch.ones(1)
    with Mode():
        cube(x, k=2.0), packet(x), torch.ops.aten.add.Tensor(x, 1), torch.ops.aten.cat([x, x])
    assert seen == [
        (cube._opoverload, (), (), {"k": 2.0}), (packet, (), (), {}), (torch.ops.aten.add.Tensor, (), (1,), {}), (torch.ops.aten.cat, (), (), {}),
    ]  # fmt: skip

    class Sub(Tensor):
        @classmethod
        def __torch_function__(cls, func, types, args=(), kwargs=None):
            seen.append((func, types))
            return super().__torch_function__(func, types, args, kwargs or {})

    seen.clear()
    assert type(cube(x.as_subclass(Sub))) is Sub and seen == [(cube._opoverload, (Sub,))]


def test_rules_take_the_place_of_torch_dispatch(cube):
    @cube.register_torch_dispatch(Log)
    def of_mode(mode, func, types, args, kwargs):
        return args[0] * 100

    @torch.library.register_torch_dispatch(cube._qualname, Wrapper)
    def of_class(cls, func, types, args, kwargs):
        return cls(args[0].inner + 7)

    x = torch.ones(2)
    with Log() as log:
        made = cube(x)
    assert made.tolist() == [100.0, 100.0]
    assert not log.seen
    assert cube(Wrapper(torch.ones(2))).inner.tolist() == [8.0, 8.0]


def test_autocast(cube):
    kernel = cube.register_autocast("cpu", torch.float16)
    assert callable(kernel)
    with torch.autocast("cpu"):
        assert cube(torch.ones(2)).dtype is torch.float16 and cube(torch.ones(2, dtype=torch.float64)).dtype is torch.float64
    assert cube(torch.ones(2)).dtype is torch.float32
    with pytest.raises(RuntimeError, match="Expected one of cpu, cuda"):
        torch.library.register_autocast(cube._qualname, "nope", torch.float16)


def test_meta_tensors_go_to_the_fake_implementation(cube):
    x = torch.ones(2, 3, device="meta")
    with pytest.raises(NotImplementedError, match="attempted to run this operator with Meta tensors, but there was no fake impl or Meta kernel registered"):
        cube(x)
    cube.register_fake(lambda x, k=1.0: x.new_empty(x.shape[::-1]))
    y = cube(x)
    assert y.is_meta and y.shape == (3, 2)


def test_schemas_and_tags_of_pytorchs_operators():
    aten, shown = torch.ops.aten, "aten::"
    for op, text in (
        (aten.add.Tensor, "add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor"),
        (aten.add_.Tensor, "add_.Tensor(Tensor(a!) self, Tensor other, *, Scalar alpha=1) -> Tensor(a!)"),
        (aten.sum.dim_IntList, "sum.dim_IntList(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor"),
        (aten.max.dim, "max.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)"),
        (aten.normal_.default, "normal_(Tensor(a!) self, float mean=0., float std=1., *, Generator? generator=None) -> Tensor(a!)"),
        (aten.relu.default, "relu(Tensor self) -> Tensor"),
    ):
        assert str(op._schema) == shown + text
    schema = aten.add_.Tensor._schema
    assert (schema.name, schema.overload_name, schema.is_mutable) == ("aten::add_", "Tensor", True) and schema.arguments[2].default_value == 1
    assert not aten.mm.default._schema.is_mutable and aten.view.default.is_view and not aten.squeeze_.default.is_view
    assert torch.Tag.pointwise in aten.add.Tensor.tags and torch.Tag.nondeterministic_seeded in aten.bernoulli.default.tags
    assert torch.Tag.inplace_view in aten.squeeze_.default.tags and torch.Tag.dynamic_output_shape in aten.nonzero.default.tags


def test_modes_see_tensors_that_a_program_gives_elements():
    with Log() as log:
        x = torch.tensor([1.0, 2.0], requires_grad=True)
        torch.as_tensor([1]), torch.from_numpy(x.detach().numpy())
    names = [str(func) for func, *_ in log.seen]
    assert names.count("aten.lift_fresh.default") == 3 and x.requires_grad and x.is_leaf
    with log:
        log.seen.clear()
        torch.func.vmap(torch.sin)(torch.ones(2, 2))
    assert [str(func) for func, *_ in log.seen] == ["aten.ones.default", "aten.sin.default"]


def test_modes_see_what_lies_under_a_vmap():
    shapes = []

    class Shapes(TorchDispatchMode):
        def __torch_dispatch__(self, func, types, args=(), kwargs=None):
            shapes.append((str(func), tuple(args[0].shape)))
            return func(*args, **(kwargs or {}))

    x = torch.ones(3, 2)
    with Shapes():
        made = torch.func.vmap(lambda v: v.exp().sum())(x)
    assert made.shape == (3,) and shapes == [("aten.exp.default", (3, 2)), ("aten.sum.dim_IntList", (3, 2))]
