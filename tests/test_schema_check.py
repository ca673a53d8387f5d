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
