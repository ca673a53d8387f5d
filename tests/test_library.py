"""Operators of one's own: ``torch.library`` and ``torch.ops``."""
import copy
import itertools
import pickle

import numpy as np
import pytest

import pyautograd as torch
from pyautograd import Tensor

_numbers = itertools.count()


@pytest.fixture
def ns():
    """A namespace that no other test has."""
    return f"tests{next(_numbers)}"


def numpy_sin(ns):
    @torch.library.custom_op(f"{ns}::sin", mutates_args=())
    def sin(x: Tensor) -> Tensor:
        return torch.from_numpy(np.sin(x.numpy()))

    def setup_context(ctx, inputs, output):
        (x,) = inputs
        ctx.save_for_backward(x)

    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        return grad * x.cos()

    sin.register_autograd(backward, setup_context=setup_context)
    return sin


def scaled(ns):
    @torch.library.custom_op(f"{ns}::scaled", mutates_args=())
    def op(x: Tensor, k: float = 2.0, *, n: int = 1) -> Tensor:
        return x * k * n

    return op


def leaf():
    return torch.arange(1.0, 4.0).requires_grad_()


def test_values_and_derivatives(ns):
    sin, x = numpy_sin(ns), leaf()
    y = sin(x)
    assert y.grad_fn.name() == f"GeneratedBackwardFor_{ns}_sin_defaultBackward"
    y.sum().backward()
    assert torch.allclose(y, x.sin()) and torch.allclose(x.grad, x.cos())
    assert torch.autograd.gradcheck(sin, leaf().double().detach().requires_grad_())
    assert torch.autograd.gradgradcheck(sin, leaf().double().detach().requires_grad_())
    assert torch.allclose(torch.func.grad(lambda x: sin(x).sum())(x.detach()), x.cos())
    assert torch.allclose(torch.vmap(sin)(x.detach().expand(2, 3)), x.sin().expand(2, 3))
    with torch.no_grad():
        assert not sin(x).requires_grad


def test_names(ns):
    op = scaled(ns)
    assert repr(op) == f"<CustomOpDef({ns}::scaled)>" and op._qualname == f"{ns}::scaled"
    packet = getattr(torch.ops, ns).scaled
    assert str(packet) == f"{ns}.scaled" and repr(packet) == f"<OpOverloadPacket(op='{ns}.scaled')>" and packet.overloads() == ["default"]
    assert str(packet.default) == f"{ns}.scaled.default" and packet.default is op._opoverload
    assert repr(packet.default) == f"<OpOverload(op='{ns}.scaled', overload='default')>" and packet.default.name() == f"{ns}::scaled"
    assert str(packet.default._schema) == f"{ns}::scaled(Tensor x, float k=2., *, SymInt n=1) -> Tensor"
    assert pickle.loads(pickle.dumps(packet.default)) is packet.default and copy.copy(packet) is packet
    assert packet(torch.ones(1), 3, n=2).item() == 6.0
    with pytest.raises(AttributeError, match=f"'_OpNamespace' '{ns}' object has no attribute 'nope'"):
        getattr(torch.ops, ns).nope  # noqa: B018
    with pytest.raises(AttributeError, match=f"The underlying op of '{ns}.scaled' has no overload name 'nope'"):
        packet.nope  # noqa: B018


@pytest.mark.parametrize(("args", "kwargs", "text"), [
    ((3,), {}, "Expected a value of type 'Tensor' for argument 'x' but instead found type 'int'.\nPosition: 0\nValue: 3\nDeclaration: {}\nCast error details: "
               "Unable to cast 3 to Tensor"),
    ((), {}, "is missing value for argument 'x'. Declaration: {}"),
    ((torch.ones(1), "a"), {}, "Expected a value of type 'float' for argument 'k' but instead found type 'str'.\nPosition: 1\nValue: 'a'\nDeclaration: {}\n"
                               "Cast error details: Unable to cast Python instance of type <class 'str'> to C++ type '?' (#define "
                               "PYBIND11_DETAILED_ERROR_MESSAGES or compile in debug mode for details)"),
    ((torch.ones(1), 2, 3), {}, "takes 2 positional argument(s) but 3 was/were given.  Declaration: {}"),
])  # fmt: skip
def test_wrong_arguments(ns, args, kwargs, text):
    op = scaled(ns)
    with pytest.raises(RuntimeError) as caught:
        op(*args, **kwargs)
    assert str(caught.value) == f"{ns}::scaled() " + text.format(op._opoverload._schema)


def test_unknown_keywords(ns):
    with pytest.raises(RuntimeError) as caught:
        scaled(ns)(torch.ones(1), z=1)
    assert str(caught.value) == f"Unknown keyword argument 'z' for operator '{ns}::scaled'. Schema: {getattr(torch.ops, ns).scaled.default._schema}"


def test_without_a_derivative(ns):
    y = scaled(ns)(leaf())
    assert y.requires_grad
    with pytest.raises(RuntimeError) as caught:
        y.sum().backward()
    assert str(caught.value) == (
        f"Trying to backward through {ns}.scaled.default but no autograd formula was registered. Please use register_autograd to add one."
    )


def test_what_setup_context_and_backward_are_given(ns):
    op, seen = scaled(ns), []

    def setup_context(ctx, inputs, keyword_only_inputs, output):
        seen.append((inputs[1:], keyword_only_inputs, ctx.needs_input_grad))
        ctx.k = inputs[1] * keyword_only_inputs["n"]

    def backward(ctx, grad):
        seen.append(ctx.needs_input_grad)
        return grad * ctx.k, None

    op.register_autograd(backward, setup_context=setup_context)
    x = leaf()
    op(x).sum().backward()
    op(x, 5, n=2).sum().backward()
    assert seen == [((2.0,), {"n": 1}, (True, False)), (True,), ((5.0,), {"n": 2}, (True, False, False)), (True, False)]
    assert x.grad.tolist() == [12.0] * 3


def test_lists_of_tensors(ns):
    @torch.library.custom_op(f"{ns}::many", mutates_args=())
    def many(x: Tensor, ys: list[Tensor], s: str = "a", o: Tensor | None = None) -> tuple[Tensor, list[Tensor]]:
        return x * 2, [y * 3 for y in ys]

    assert many._schema == '(Tensor x, Tensor[] ys, str s="a", Tensor? o=None) -> (Tensor, Tensor[])'
    many.register_autograd(lambda ctx, a, bs: (a * 2, [b * 3 for b in bs]))
    x, y = leaf(), leaf()
    a, (b, c) = many(x, [y, x])
    (a + b + c).sum().backward()
    assert x.grad.tolist() == [5.0] * 3 and y.grad.tolist() == [3.0] * 3
    many.register_autograd(lambda ctx, a, bs: (a * 2, [bs[0]]))
    with pytest.raises(RuntimeError, match="Expected the return from backward to be of the same structure as the inputs. Got: TreeSpec"):
        many(x, [y, x])[0].sum().backward()


def test_results_must_be_new(ns):
    op = torch.library.custom_op(f"{ns}::same", lambda x: x, mutates_args=(), schema="(Tensor x) -> Tensor")
    with pytest.raises(RuntimeError, match=r"^same \(with implementation in .*\): The output of this custom operator \(1\) must not also be an input"):
        op(torch.ones(1))


def test_operators_that_change_arguments(ns):
    @torch.library.custom_op(f"{ns}::grow", mutates_args={"x"})
    def grow(x: Tensor) -> None:
        x.add_(1)

    assert grow._schema == "(Tensor(a0!) x) -> ()"
    x = torch.ones(2)
    assert grow(x) is None and x.tolist() == [2.0, 2.0] and x._version == 2
    with pytest.raises(RuntimeError, match="Cannot register autograd formula for non-functional operator"):
        grow.register_autograd(lambda ctx, g: g)
    with pytest.raises(ValueError, match="The schema suggests that the op mutates set"):
        torch.library.custom_op(f"{ns}::other", grow._init_fn, mutates_args={"x"}, schema="(Tensor x) -> ()")


def test_kernels_of_an_operator(ns):
    op = scaled(ns)

    @op.register_kernel("cpu")
    def _(x, k=2.0, *, n=1):
        return x * 100

    assert op(torch.ones(1)).item() == 100.0
    with op.set_kernel_enabled("cpu", False):
        assert op(torch.ones(1)).item() == 2.0
    with pytest.raises(RuntimeError, match="operator nowhere::nope does not exist"):
        torch.library.register_fake("nowhere::nope")(lambda x: x)


def test_rules_for_batches(ns):
    op, seen = scaled(ns), []

    @torch.library.register_vmap(f"{ns}::scaled")
    def rule(info, in_dims, x, k=2.0, *, n=1):
        seen.append((info.batch_size, in_dims))
        return x * k * n, in_dims[0]

    assert torch.vmap(lambda x: op(x, 3.0), 1)(torch.ones(2, 3)).shape == (3, 2)
    assert seen == [(3, (1, None))]


@pytest.mark.parametrize(("function", "options", "text"), [
    (lambda x: x, {}, "Parameter x must have a type annotation. Got func with signature (x))"),
    (scaled("shapes")._init_fn, {"mutates_args": "unknown"}, "(Tensor(a0!) x, float k=2.0, *, SymInt n=1) -> Tensor"),
    (scaled("shapes")._init_fn, {"op_name": "hey"}, "hey(Tensor x, float k=2.0, *, SymInt n=1) -> Tensor"),
    (scaled("shapes")._init_fn, {"mutates_args": ("k",)}, "Parameter k is in mutable_args but only Tensors or collections of Tensors can be mutated"),
    (scaled("shapes")._init_fn, {"mutates_args": ("q",)}, "{'q'} in mutates_args were not found in the custom op's signature."),
])  # fmt: skip
def test_schemas_from_annotations(function, options, text):
    options = {"mutates_args": (), **options}
    if text.endswith("-> Tensor"):
        assert torch.library.infer_schema(function, **options) == text
    else:
        with pytest.raises(ValueError, match=r"^infer_schema\(func\): ") as caught:
            torch.library.infer_schema(function, **options)
        assert text in str(caught.value)


def test_libraries(ns):
    with torch.library._scoped_library(ns, "DEF") as library:
        assert repr(library) == f"Library(kind=DEF, ns={ns}, dispatch_key=)>"
        assert library.define("bar(Tensor x, int k=3) -> Tensor") == "bar"
        op = getattr(torch.ops, ns).bar
        with pytest.raises(NotImplementedError, match=f"^Could not run '{ns}::bar' with arguments from the 'CPU' backend"):
            op(torch.ones(1))
        library.impl("bar", lambda x, k=3: x * k, "CPU")
        assert op(torch.ones(1), 4).item() == 4.0
        with pytest.warns(UserWarning, match=f"^{ns}::bar: an autograd kernel was not registered to the Autograd key"):
            op(leaf()).sum().backward()
        library.define("whole(Tensor x) -> Tensor")
        library.impl("whole", lambda x: x.sin() * 2, "CompositeImplicitAutograd")
        x = leaf()
        getattr(torch.ops, ns).whole(x).sum().backward()
        assert torch.allclose(x.grad, 2 * x.cos())
        with pytest.raises(RuntimeError, match="with the same name and overload name multiple times"):
            library.define("bar(Tensor x) -> Tensor")
        with pytest.raises(RuntimeError, match="Tried to parse a function schema but only the operator name was given"):
            library.define("nonsense")
        with pytest.raises(RuntimeError, match=f"Only a single TORCH_LIBRARY can be used to register the namespace {ns};"):
            torch.library.Library(ns, "DEF")
        with pytest.raises(ValueError, match="Unsupported kind: FOO"):
            torch.library.Library(ns, "FOO")
    with pytest.raises(AttributeError):
        getattr(torch.ops, ns).bar  # noqa: B018


def test_overloads(ns):
    with torch.library._scoped_library(ns, "FRAGMENT") as library:
        library.define("f.Tensor(Tensor x) -> Tensor")
        library.define("f.Scalar(float x) -> Tensor")
        library.impl("f.Tensor", lambda x: x + 1, "CPU")
        library.impl("f.Scalar", lambda x: torch.tensor(x), "CompositeExplicitAutograd")
        f = getattr(torch.ops, ns).f
        assert f(torch.ones(1)).item() == 2.0 and f(4).item() == 4.0 and f.overloads() == ["Tensor", "Scalar"]
        assert f.Scalar(3).item() == 3.0


def test_functions_of_the_module(ns):
    torch.library.define(f"{ns}::z", "(Tensor x) -> Tensor")

    @torch.library.impl(f"{ns}::z", "cpu")
    def z(x):
        return x.detach() ** 2

    torch.library.register_autograd(f"{ns}::z", lambda ctx, g: g * ctx.x * 2, setup_context=lambda ctx, inputs, output: setattr(ctx, "x", inputs[0]))
    x = leaf()
    getattr(torch.ops, ns).z(x).sum().backward()
    assert torch.equal(x.grad, 2 * x)


def test_opcheck(ns):
    op, x = scaled(ns), leaf()
    opcheck = torch.library.opcheck
    assert opcheck(op, (x.detach(),), test_utils="test_schema") == {"test_schema": "SUCCESS"}
    with pytest.raises(torch.library.OpCheckError) as caught:
        opcheck(op, (x.detach(),))
    assert str(caught.value).startswith(
        f"opcheck(op, ...): test_faketensor failed with There was no fake impl registered for <CustomOpDef({ns}::scaled)>. This is necessary for "
        "torch.compile/export/fx tracing to work. Please use `scaled.register_fake` to add an fake impl."
    )
    op.register_fake(lambda x, k=2.0, *, n=1: torch.empty_like(x))
    assert set(opcheck(op, (x.detach(),)).values()) == {"SUCCESS"}
    op.register_fake(lambda x, k=2.0, *, n=1: x.new_empty(7))
    assert "shape [7]" in str(opcheck(op, (x.detach(),), raise_exception=False)["test_faketensor"])

    @torch.library.custom_op(f"{ns}::liar", mutates_args=())
    def liar(x: Tensor) -> Tensor:
        return x.add_(1) * 2

    with pytest.raises(torch.library.OpCheckError, match="test_schema failed with Argument x is not defined as mutable but was mutated"):
        opcheck(liar, (torch.ones(1),))


@pytest.mark.parametrize("call", [
    lambda: torch.library.Library("aten", "IMPL").impl("add.Tensor", lambda a, b: a, "CPU"), lambda: torch.library.get_ctx(),
    lambda: torch.library.triton_op("a::b", mutates_args=()),
    lambda: torch.library.Library("_", "IMPL").fallback(lambda *a: a),
])  # fmt: skip
def test_what_is_not_supported(call):
    with pytest.raises(NotImplementedError, match="torch.library"):
        call()


@pytest.mark.parametrize(
    "given", [(np.int64(2), np.float32(1.5), np.bool_(True), [np.int64(1)]), (torch.tensor(2), torch.tensor(1.5), torch.tensor(True), np.array([1])), (2, 1.5, 1.0, (True,))]
)
def test_numbers_of_numpy_and_tensors_of_one_element_stand_for_numbers(ns, given):
    seen = []

    @torch.library.custom_op(f"{ns}::noting", mutates_args=())
    def noting(x: torch.Tensor, n: int, s: float, b: bool, listed: list[int]) -> torch.Tensor:
        seen.extend([n, s, b, *listed])
        return x + 1

    noting(torch.ones(2), *given)
    assert seen == [2, 1.5, True, 1] and [type(x) for x in seen] == [int, float, bool, int]
    with pytest.raises(RuntimeError, match="Expected a value of type 'int' for argument 'n' but instead found type 'float'"):
        noting(torch.ones(2), 2.0, *given[1:])
    assert torch.library.opcheck(getattr(torch.ops, ns).noting, (torch.ones(2), *given), test_utils="test_schema") == {"test_schema": "SUCCESS"}
