"""``__torch_function__``: what is called, with what, in which order, and what comes back."""
import copy
import operator
import pickle
import re
import warnings

import numpy as np
import pytest

import pyautograd as torch

# Expressions over x (a subclass), y (a tensor), i and j (the same of integers), d (another object), n and nd (which answer NotImplemented). Each
# is evaluated here and, where it is installed, in PyTorch: the calls of __torch_function__, the type of the result or the error must agree.
EXPRESSIONS = """
x + y; y + x; x + 1; 1 + x; 1 - x; 1 / x if False else x; x - 1; x / 2; 2 ** x; x ** 2; x // 2; 2 // x; x % 2; 2 % x; x @ y; y @ x; -x; +x; abs(x)
~(x > 0); x == 1; 1 == x; y == x; x != y; x < y; x <= y; x > y; x >= y; 1 > x; 1 != x
i & j; 1 & i; i | j; 1 | i; i ^ j; 1 ^ i; i << 1; 1 << i; i >> 1; 1 >> i; i // 2
operator.iadd(x, 1); operator.isub(x, 1); operator.imul(x, 1); operator.itruediv(x, 1); operator.ifloordiv(x, 1); operator.imod(x, 2); operator.ipow(x, 2)
operator.iand(i, 1); operator.ior(i, 1); operator.ixor(i, 1); operator.ilshift(i, 1); operator.irshift(i, 1); x.__div__(2)
x.add(y); x.add(other=y); torch.add(x, y); torch.add(y, x); torch.add(y, other=x); torch.add(y, y, out=x); x.add_(1); x.sum(); x.sum(0, True)
x.max(0); torch.max(x, 0); torch.stack([y, x]); torch.cat((x, x)); torch.where(x > 0, x, y); x.where(x > 0, 0); torch.zeros_like(x); x.new_zeros(2)
x.shape; x.ndim; x.T; x.mT; x.H; x.real; x.grad; x.dtype; x.device; x.layout; x.data; x.requires_grad; x.grad_fn; x.is_leaf; x._version; x._base; x.output_nr
x.itemsize; x.nbytes; x.is_cuda; x.is_sparse; x.retains_grad; x.name
setattr(x, 'requires_grad', True); setattr(x, 'grad', None); setattr(x, 'data', y)
x[0]; x[0, :]; y[x > 0]; x.__setitem__(0, 1.0); y.__setitem__(0, x[0]); y[d]; y.__setitem__(0, d)
x.size(); x.size(0); x.dim(); x.numel(); torch.numel(x); x.stride(); x.storage_offset(); x.is_contiguous(); x.data_ptr() > 0; x.element_size(); x.get_device()
x.is_floating_point(); torch.is_floating_point(x); torch.is_complex(x); x.tolist(); x.numpy(); x[0, 0].item(); x.detach(); x.clone(); x.view(9); x.unsqueeze(0)
x.requires_grad_(); x.double(); x.to(torch.float64); x.cpu(); x.unbind(); x.chunk(3); x.type(); x.is_shared(); x.equal(y); torch.equal(x, y)
torch.allclose(x, y); torch.is_nonzero(x[0, 0]); torch.result_type(x, 1.0); x.is_same_size(y)
len(x); list(x); bool(x[0, 0]); float(x[0, 0]); int(x[0, 0]); complex(x[0, 0]); operator.index(i[0, 0]); format(x[0, 0], '.2f'); hash(x) != 0; 1.0 in x
torch.tensor(x); torch.as_tensor(x); torch.is_tensor(x); x.as_subclass(torch.Tensor); pickle.dumps(x) and None; copy.copy(x)
torch.nn.functional.gelu(x); torch.nn.functional.linear(x, y); torch.linalg.det(x); torch.special.expit(x); torch.einsum('ij,jk', x, y)
torch.broadcast_tensors(x, y); torch.nn.functional.one_hot(i)
y + d; d + y; y * d; y - d; y @ d; y == d; y < d; y ** d; y // d; torch.add(y, d); torch.add(d, 1); torch.sum(d); torch.sum(y, d); torch.full((2,), d)
torch.stack([y, d]); torch.cat((d,)); y.add_(d); y.reshape(d); torch.zeros(d); y.to(d); y.max(d); torch.where(y > 0, d, y); torch.nn.functional.linear(d, y)
torch.add(y, y, out=d); torch.einsum('i,i', d, d); torch.add(d, 'x'); torch.add(d); torch.tensor(d)
torch.add(n, 1); n + 1; n.add(1); n.add_(1); n.shape; n.T; n[0]; n == 1; torch.add(y, nd); torch.stack([n, n]); torch.add(n, nd); repr(n); torch.linalg.det(nd)
torch.nn.functional.gelu(nd); torch.nn.functional.relu(n); torch.einsum('i,i', n, n)
"""
EXPRESSIONS = [e.strip() for line in EXPRESSIONS.strip().splitlines() for e in line.split(";")]


def named(torch, func):
    return torch.overrides.resolve_name(func) or getattr(func, "__name__", repr(func))


def environment(torch, calls):
    def note(func, types, args, kwargs):
        calls.append((named(torch, func), [t.__name__ for t in types], len(args), None if kwargs is None else sorted(kwargs)))

    class Recorded(torch.Tensor):
        @classmethod
        def __torch_function__(cls, func, types, args=(), kwargs=None):
            note(func, types, args, kwargs)
            return super().__torch_function__(func, types, args, kwargs)

    class Duck:
        @classmethod
        def __torch_function__(cls, func, types, args=(), kwargs=None):
            note(func, types, args, kwargs)
            return "duck"

    class Silent(torch.Tensor):
        @classmethod
        def __torch_function__(cls, func, types, args=(), kwargs=None):
            return NotImplemented

    class SilentDuck:
        @classmethod
        def __torch_function__(cls, func, types, args=(), kwargs=None):
            return NotImplemented

    globals()["Recorded"] = Recorded  # for pickle
    Recorded.__qualname__ = "Recorded"
    return {
        "torch": torch, "copy": copy, "pickle": pickle, "operator": operator, "x": torch.ones(3, 3).as_subclass(Recorded), "y": torch.ones(3, 3),
        "i": torch.ones(3, 3, dtype=torch.int64).as_subclass(Recorded), "j": torch.ones(3, 3, dtype=torch.int64), "d": Duck(),
        "n": torch.ones(2).as_subclass(Silent), "nd": SilentDuck(),
    }  # fmt: skip


def evaluated(torch, expression):
    calls = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names = environment(torch, calls)
        try:
            value = eval(expression, names)
            outcome = value if isinstance(value, (str, bool, int, float)) else type(value).__name__
            if isinstance(value, (tuple, list)):
                outcome = outcome, [type(v).__name__ for v in value]
        except Exception as error:
            outcome = type(error).__name__, re.sub(r"0x[0-9a-f]+", "", str(error))
    return calls, outcome


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_calls_are_those_of_pytorch(expression):
    oracle = pytest.importorskip("torch", minversion="2.13")
    assert evaluated(torch, expression) == evaluated(oracle, expression)


# The rest stands by itself.


class Sub(torch.Tensor):
    pass


def test_results_are_of_the_subclass():
    x = torch.ones(2, 2).as_subclass(Sub)
    for made in (x + 1, 1 - x, x.T, x[0], x.data, x.detach(), torch.stack([x, x]), x.max(0)[0], x.split(1)[0], x.sum(), torch.nn.functional.relu(x), x.add_(1)):
        assert type(made) is Sub
    assert type(x.shape) is torch.Size and isinstance(x.max(0), torch.return_types.max)
    assert type(torch.tensor(x)) is torch.Tensor


def test_gradients_flow_through_subclasses():
    leaf = torch.tensor([1.0, 2.0], requires_grad=True)
    x = leaf.as_subclass(Sub)
    assert x.grad_fn.name() == "AliasBackward0" and x._is_view()
    (x * x).sum().backward()
    assert leaf.grad.tolist() == [2, 4] and type(leaf.grad) is torch.Tensor
    own = torch.Tensor._make_subclass(Sub, torch.ones(2), True)
    (own * 3).sum().backward()
    assert own.is_leaf and own.grad.tolist() == [3, 3]
    (g,) = torch.autograd.grad((own * 3).sum(), own)
    assert type(g) is Sub


def test_the_outermost_call_alone_is_seen():
    seen = []

    class Logged(torch.Tensor):
        @classmethod
        def __torch_function__(cls, func, types, args=(), kwargs=None):
            seen.append(func)
            return super().__torch_function__(func, types, args, kwargs)

    x = torch.ones(3, 3).as_subclass(Logged).requires_grad_()
    seen.clear()
    torch.nn.functional.layer_norm(x, (3,)).sum().backward()
    assert seen == [torch.nn.functional.layer_norm, torch.Tensor.sum, torch.Tensor.backward]


def test_subclasses_come_before_superclasses_and_left_before_right():
    asked = []

    def make(name, *bases):
        def function(cls, func, types, args=(), kwargs=None):
            asked.append((cls.__name__, [t.__name__ for t in types]))
            return NotImplemented

        return type(name, bases, {"__torch_function__": classmethod(function)})

    A = make("A", torch.Tensor)
    B = make("B", A)
    C = make("C", torch.Tensor)
    a, b, c = (torch.ones(1).as_subclass(k) for k in (A, B, C))
    with pytest.raises(TypeError, match="Multiple dispatch failed for 'torch.cat'"):
        torch.cat([c, a, b, a])
    assert [name for name, _ in asked] == ["C", "B", "A"] and asked[0][1] == ["C", "B", "A"]


def test_unrelated_subclasses():
    class Other(torch.Tensor):
        pass

    with pytest.raises(TypeError, match="unsupported operand"):
        torch.ones(1).as_subclass(Sub) + torch.ones(1).as_subclass(Other)
    with pytest.raises(TypeError, match="Multiple dispatch failed for 'torch.add'"):
        torch.add(torch.ones(1).as_subclass(Sub), torch.ones(1).as_subclass(Other))


def test_parameters_and_disabled_classes_give_plain_tensors():
    class Off(torch.Tensor):
        __torch_function__ = torch._C._disabled_torch_function_impl

    assert torch.nn.Parameter.__torch_function__ is torch._C._disabled_torch_function_impl
    assert type(torch.nn.Parameter(torch.ones(2)) + 1) is torch.Tensor
    assert type(torch.ones(2).as_subclass(Off) + 1) is torch.Tensor
    x = torch.ones(2).as_subclass(Sub)
    with torch._C.DisableTorchFunctionSubclass():
        assert type(x + 1) is torch.Tensor
    with torch._C.DisableTorchFunction():
        assert type(x + 1) is torch.Tensor and not torch.overrides.has_torch_function((x,))
    assert type(x + 1) is Sub


def test_a_plain_method_is_deprecated():
    class Old(torch.Tensor):
        def __torch_function__(self, func, types, args=(), kwargs=None):
            return 3

    with pytest.warns(UserWarning, match="as a plain method is deprecated"):
        assert torch.ones(2).as_subclass(Old) + 1 == 3


def test_errors_pass_through():
    class Broken(torch.Tensor):
        @classmethod
        def __torch_function__(cls, func, types, args=(), kwargs=None):
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        torch.ones(2).as_subclass(Broken) + 1
    assert (torch.ones(2) + 1).tolist() == [2, 2]


def test_modes():
    seen = []

    class Log(torch.overrides.TorchFunctionMode):
        def __init__(self, name):
            self.name = name

        def __torch_function__(self, func, types, args=(), kwargs=None):
            seen.append((self.name, torch.overrides.resolve_name(func)))
            return func(*args, **(kwargs or {}))

    x, outer, inner = torch.ones(2), Log("outer"), Log("inner")
    with outer, inner:
        assert torch.overrides._get_current_function_mode_stack() == [outer, inner]
        assert torch.overrides.has_torch_function((x,))
        (torch.zeros(2) + x).tolist()
        torch.tensor([1])
        with torch._C.DisableTorchFunction():
            torch.zeros(2)
    expected = ["torch.zeros", "torch.Tensor.add", "torch.Tensor.tolist", "torch.tensor"]
    assert seen == [pair for name in expected for pair in (("inner", name), ("outer", name))]
    seen.clear()
    x + 1
    assert not seen and torch.overrides._get_current_function_mode() is None


def test_modes_that_replace_and_decline():
    class Add(torch.overrides.TorchFunctionMode):
        def __torch_function__(self, func, types, args=(), kwargs=None):
            if func is torch.ones:
                return "ones"
            return NotImplemented if func is torch.zeros else func(*args, **(kwargs or {}))

    with Add():
        assert torch.ones(2) == "ones"
        with pytest.raises(TypeError, match="- mode object <.*Add object"):
            torch.zeros(2)
        assert torch.empty(2).shape == (2,)
    with torch.overrides.BaseTorchFunctionMode():
        assert (torch.ones(2) + 1).tolist() == [2, 2]
    with pytest.raises(NotImplementedError), torch.overrides.TorchFunctionMode():
        torch.ones(2)
    assert torch.ones(2).tolist() == [1, 1]


def test_modes_belong_to_their_thread():
    import threading

    class Refuse(torch.overrides.TorchFunctionMode):
        def __torch_function__(self, func, types, args=(), kwargs=None):
            raise AssertionError

    made = []
    with Refuse():
        thread = threading.Thread(target=lambda: made.append(torch.ones(2) + 1))
        thread.start()
        thread.join()
    assert made[0].tolist() == [2, 2]


def test_python_functions_of_users():
    def twice(a):
        if torch.overrides.has_torch_function_unary(a):
            return torch.overrides.handle_torch_function(twice, (a,), a)
        return a * 2

    class Named(torch.Tensor):
        @classmethod
        def __torch_function__(cls, func, types, args=(), kwargs=None):
            return f"my {func.__name__}" if func is twice else super().__torch_function__(func, types, args, kwargs)

    assert twice(torch.ones(1)).item() == 2
    assert twice(torch.ones(1).as_subclass(Named)) == "my twice"

    @torch.overrides.wrap_torch_function(lambda a: (a,))
    def thrice(a):
        return a * 3

    assert type(thrice(torch.ones(1).as_subclass(Sub))) is Sub and thrice(torch.ones(1)).item() == 3


def test_redispatch_skips_one_call():
    seen = []

    @torch.overrides.wrap_torch_function(lambda a: (a,))
    def twice(a):
        return a * 2 + 1

    class Logged(torch.Tensor):
        @classmethod
        def __torch_function__(cls, func, types, args=(), kwargs=None):
            seen.append(func.__name__)
            return torch.overrides.redispatch_function(func, types, args, kwargs)

    made = twice(torch.tensor([3.0]).as_subclass(Logged))
    assert made.item() == 7 and type(made) is torch.Tensor and seen == ["twice", "mul"]


def test_questions():
    o, x = torch.overrides, torch.ones(1).as_subclass(Sub)
    assert o.has_torch_function((x, 1)) and o.has_torch_function_variadic(1, x) and not o.has_torch_function((torch.ones(1), torch.nn.Parameter(torch.ones(1)), 3))
    assert o.is_tensor_like(torch.ones(1)) and o.is_tensor_like(x) and not o.is_tensor_like(6)
    assert o.is_tensor_method_or_property(torch.Tensor.add) and o.is_tensor_method_or_property(torch.Tensor.shape.__get__)
    assert not o.is_tensor_method_or_property(torch.add)
    assert o.resolve_name(torch.Tensor.add) == "torch.Tensor.add" and o.resolve_name(torch.Tensor.shape.__get__) == "torch.Tensor.shape.__get__"
    assert o.resolve_name(torch.add) == "torch.add" and o.resolve_name(print) is None
    functions = o.get_overridable_functions()
    assert torch.add in functions[torch] and torch.Tensor.add in functions[torch.Tensor] and torch.nn.functional.linear in functions[torch.nn.functional]
    assert torch.ones in o.get_ignored_functions() and torch.ones not in functions[torch]
    dummies = o.get_testing_overrides()
    assert dummies[torch.add](1, 2) == -1 and dummies[torch.Tensor.add](1, other=2) == -1
    with pytest.raises(TypeError):
        dummies[torch.add](1)


def test_every_overridable_function_asks():
    """Each public function, given objects for its required arguments, calls their ``__torch_function__`` with itself."""
    import inspect

    class Like:
        @classmethod
        def __torch_function__(cls, func, types, args=(), kwargs=None):
            return func, types

    asked = 0
    for functions in torch.overrides.get_overridable_functions().values():
        for function in functions:
            dummy = torch.overrides.get_testing_overrides().get(function)
            name = torch.overrides.resolve_name(function)
            if dummy is None or name.startswith("torch.Tensor."):
                continue
            required = [p for p in inspect.signature(dummy).parameters.values() if p.default is p.empty and p.kind in (0, 1, 3)]
            if not required:
                continue
            found, types = function(*[Like() for p in required if p.kind != 3], **{p.name: Like() for p in required if p.kind == 3})
            assert found is function and types == (Like,), name
            asked += 1
    assert asked > 400


def test_subclass_with_attributes_and_methods():
    class Meters(torch.Tensor):
        def __new__(cls, data, unit="m"):
            made = torch.Tensor._make_subclass(cls, torch.as_tensor(data))
            made.unit = unit
            return made

        @classmethod
        def __torch_function__(cls, func, types, args=(), kwargs=None):
            made = super().__torch_function__(func, types, args, kwargs)
            if isinstance(made, cls):
                made.unit = next((a.unit for a in args if isinstance(a, cls) and hasattr(a, "unit")), None)
            return made

        def __repr__(self):
            return f"Meters({super().__repr__()}, {self.unit})"

    x = Meters([1.0, 2.0], "km")
    assert (x + 1).unit == "km" and type(x.sum()) is Meters
    assert repr(x).startswith("Meters(") and repr(x).endswith(", km)")


def test_numpy_functions_give_the_subclass():
    x = torch.ones(2).as_subclass(Sub)
    assert type(np.sin(x)) is Sub


def test_deepcopy_needs_new_empty():
    with pytest.raises(RuntimeError, match="only works for subclass types that implement new_empty"):
        copy.deepcopy(torch.ones(2).as_subclass(Sub))

    class Own(torch.Tensor):
        def new_empty(self, *args, **kwargs):
            return super().new_empty(*args, **kwargs).as_subclass(Own)

    made = copy.deepcopy(torch.ones(2).as_subclass(Own))
    assert type(made) is Own and made.tolist() == [1, 1]


@pytest.mark.parametrize(
    "call, error",
    [
        (lambda: torch.ones(2).as_subclass(int), "Creating a Tensor subclass from a class that does not inherit from Tensor is not possible"),
        (lambda: torch.ones(2).as_subclass(3), r"cls must be a type \(got int\)"),
        (lambda: torch.Tensor._make_subclass(Sub, 3), r"_make_subclass\(\): argument 'data' \(position 2\) must be Tensor, not int"),
        (lambda: torch.Tensor._make_wrapper_subclass(Sub, (2,)), "Sub must define __torch_dispatch__"),
    ],
)
def test_bad_subclasses(call, error):
    with pytest.raises(TypeError, match=error):
        call()
