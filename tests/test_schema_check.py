"""Operators against their schemas: `SchemaCheckMode`, and `opcheck` with it. What was written and shared is as PyTorch's mode records it."""
import pytest

import pyautograd as torch
from pyautograd._library.opcheck import OpCheckError
from pyautograd._subclasses.schema_check_mode import SchemaCheckMode


@pytest.fixture(scope="module")
def library():
    library = torch.library.Library("schema_check", "DEF")
    made = {
        "written(Tensor x) -> Tensor": lambda x: x.add_(1).clone(), "shared(Tensor x) -> Tensor": lambda x: x.view(-1),
        "overlapping(Tensor x) -> (Tensor, Tensor)": lambda x: (lambda y: (y, y[:1]))(x.clone()),
        "right(Tensor(a!) x, Tensor y) -> Tensor(a!)": lambda x, y: x.add_(y),
    }  # fmt: skip
    for schema, function in made.items():
        library.define(schema)
        library.impl(schema.partition("(")[0], function, "CPU")
    yield torch.ops.schema_check
    library._destroy()


def recorded(function):
    with SchemaCheckMode() as mode:
        function()
    return mode.ops, [tuple(m) for m in mode.mutated], [tuple(a) for a in mode.aliasing]


def test_what_operators_write_and_share():
    x = torch.ones(3)
    assert recorded(lambda: x + 1) == (["aten::add"], [], [])
    assert recorded(lambda: x.add_(1)) == (["aten::add_"], [("aten::add_", "input")], [("aten::add_", "input", "output_0")])
    assert recorded(lambda: x.detach()) == (["aten::detach"], [], [("aten::detach", "input", "output_0")])
    assert recorded(lambda: x.split(1)) == (["aten::split"], [], [("aten::split", "input", "output_0")])
    normalised = recorded(lambda: torch.nn.functional.batch_norm(torch.ones(2, 3), torch.zeros(3), torch.ones(3), training=True))
    assert normalised[1] == [("aten::native_batch_norm", "running_mean"), ("aten::native_batch_norm", "running_var")]


@pytest.mark.parametrize(("name", "text"), [
    ("written", "Argument x is not defined as mutable but was mutated"), ("shared", "Argument x is not defined to alias output but was aliasing"),
    ("overlapping", "Outputs 0 and 1 alias unexpectedly"),
])  # fmt: skip
def test_wrong_schemas(library, name, text):
    operator = getattr(library, name).default
    with pytest.raises(RuntimeError, match=text):
        recorded(lambda: operator(torch.ones(3)))
    with pytest.raises(OpCheckError, match=text):
        torch.library.opcheck(operator, (torch.ones(3),), test_utils="test_schema")


def test_a_right_schema(library):
    x = torch.ones(3)
    assert recorded(lambda: library.right(x, torch.ones(3)))[1] == [("schema_check::right", "x")] and x.tolist() == [2, 2, 2]
    torch.library.opcheck(library.right.default, (x, torch.ones(3)), test_utils="test_schema")


def test_schemas_of_what_shares_memory():
    shown = {str(torch.ops.aten.detach.default._schema), str(torch.ops.aten.detach_.default._schema), str(torch.ops.aten.unbind.int._schema)}
    assert shown == {
        "aten::detach(Tensor(a) self) -> Tensor(a)", "aten::detach_(Tensor(a!) self) -> Tensor(a!)", "aten::unbind.int(Tensor(a -> *) self, int dim=0) -> Tensor(a)[]"
    }


def test_users_operators_are_overloads(library):
    assert isinstance(library.right.default, torch._ops.OpOverload) and isinstance(library.right, torch._ops.OpOverloadPacket)
    assert type(library.right.default).__name__ == "OpOverload" and type(torch.ops.aten.sin).__name__ == "OpOverloadPacket"
    asked = torch._C._dispatch_has_kernel_for_dispatch_key
    assert asked("schema_check::right", "CPU") and not asked("schema_check::right", "Meta") and asked("aten::sin", "CPU")
    with pytest.raises(RuntimeError, match="operator schema_check::none does not exist"):
        asked("schema_check::none", "CPU")


def test_backward_without_a_derivative_may_be_silent(library, recwarn):
    assert torch._C._get_autograd_fallback_mode() == "warn"
    x = torch.ones(2, requires_grad=True)
    torch._C._set_autograd_fallback_mode("nothing")
    try:
        library.right((x * 1), torch.ones(2)).sum().backward()
    finally:
        torch._C._set_autograd_fallback_mode("warn")
    assert not recwarn.list
    with pytest.raises(RuntimeError, match="NYI: mode='error'"):
        torch._C._set_autograd_fallback_mode("error")


def test_fake_tensors_beside_real_ones():
    from pyautograd._subclasses import CrossRefFakeMode
    from pyautograd._subclasses.fake_tensor import MetadataMismatchError

    with torch.library._scoped_library("schema_check_fake", "DEF") as own:
        own.define("twice(Tensor x) -> Tensor")
        own.impl("twice", lambda x: torch.cat([x, x]), "CPU")
        own.impl("twice", lambda x: torch.empty_like(x), "Meta")
        with CrossRefFakeMode():
            assert torch.nn.functional.linear(torch.ones(2, 3), torch.ones(4, 3)).softmax(1).shape == (2, 4) and torch.ones(3).nonzero().shape == (3, 1)
            with pytest.raises(MetadataMismatchError, match="shape mismatch"):
                torch.ops.schema_check_fake.twice(torch.ones(2))
