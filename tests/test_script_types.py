"""Types of TorchScript: how they are written, compared, and read off annotations."""
# ruff: noqa: UP006, UP007, UP035, UP045
from typing import Any, Dict, List, Optional, Set, Tuple, Union

import pytest

import pyautograd as torch
from pyautograd.jit.annotations import ann_to_type, try_ann_to_type

INT, TENSOR, STRING, NONE = (getattr(torch, name).get() for name in ("IntType", "TensorType", "StringType", "NoneType"))
# What PyTorch 2.13 gives: the type, its kind, how it is shown, how it is written in a schema.
WRITTEN = [
    (lambda: torch.AnyType.get(), "AnyType", "Any", "Any"), (lambda: torch.NumberType.get(), "NumberType", "number", "Scalar"),
    (lambda: torch.DeviceObjType.get(), "DeviceObjType", "Device", "Device"), (lambda: torch.SymIntType.get(), "SymIntType", "int", "SymInt"),
    (lambda: torch.ListType(INT), "ListType", "List[int]", "int[]"), (lambda: torch.ListType.ofComplexDoubles(), "ListType", "List[complex]", "complex[]"),
    (lambda: torch.DictType(STRING, TENSOR), "DictType", "Dict[str, Tensor]", "Dict(str, Tensor)"), (lambda: torch.TupleType([INT, TENSOR]), "TupleType", "Tuple[int, Tensor]", "(int, Tensor)"),
    (lambda: torch.OptionalType.ofTensor(), "OptionalType", "Optional[Tensor]", "Tensor?"), (lambda: torch.UnionType([INT, TENSOR]), "UnionType", "Union[Tensor, int]", "Union(Tensor, int)"),
    (lambda: torch.UnionType([INT, NONE]), "OptionalType", "Optional[int]", "int?"), (lambda: torch.FutureType(INT), "FutureType", "Future[int]", "Future[int]"),
    (lambda: torch.RRefType(INT), "RRefType", "RRef[int]", "RRef[int]"), (lambda: torch.AwaitType(INT), "AwaitType", "Await[int]", "Await(int)"),
    (lambda: torch.OptionalType(torch.OptionalType(INT)), "OptionalType", "Optional[int]", "int?"),
    (lambda: torch.FutureType(torch.ListType(torch.OptionalType(INT))), "FutureType", "Future[List[Optional[int]]]", "Future[int?[]]"),
    (lambda: torch.TupleType([]), "TupleType", "Tuple[()]", "()"), (lambda: torch.OptionalType(torch.UnionType([INT, STRING])), "OptionalType", "Optional[Union[int, str]]", "Union(int, str)?"),
    (lambda: torch.DictType(STRING, torch.ListType(torch.NumberType.get())), "DictType", "Dict[str, List[number]]", "Dict(str, Scalar[])"),
]  # fmt: skip


@pytest.mark.parametrize("make, kind, shown, written", WRITTEN)
def test_how_types_are_written(make, kind, shown, written):
    made = make()
    assert isinstance(made, torch.Type) and made.kind() == kind and repr(made) == str(made) == made.annotation_str == shown
    assert made.str() == written and made == make() and made != torch.BoolType.get()
    with pytest.raises(TypeError, match="unhashable type"):
        hash(made)


@pytest.mark.parametrize("annotation, shown", [
    (int, "int"), (float, "float"), (bool, "bool"), (str, "str"), (complex, "complex"), (None, "NoneType"), (torch.Tensor, "Tensor"), (List[int], "List[int]"),
    (Optional[int], "Optional[int]"), (Dict[str, torch.Tensor], "Dict[str, Tensor]"), (Tuple[int, float], "Tuple[int, float]"), (Union[int, str], "Union[int, str]"),
    (Any, "Any"), (torch.device, "Device"), (torch.dtype, "int"), (list[int], "List[int]"), (torch.Generator, "Generator"), (Union[int, float], "Union[float, int]"),
    (Union[int, float, complex], "number"), (Optional[Union[int, str]], "Union[int, NoneType, str]"), (Tuple[()], "Tuple[()]"), (Dict[float, int], "Dict[float, int]"),
    (Union[List[int], int], "Union[List[int], int]"), (Optional[List[torch.Tensor]], "Optional[List[Tensor]]"),
])  # fmt: skip
def test_types_of_annotations(annotation, shown):
    assert str(ann_to_type(annotation, None)) == shown


def test_annotations_of_no_type():
    assert try_ann_to_type(Set[int], None) is None and try_ann_to_type(Dict[Any, int], None) is None
    with pytest.raises(ValueError, match="^Unknown type annotation: 'typing.Set.int.' at None$"):
        ann_to_type(Set[int], None)


def test_subtypes():
    union = torch.UnionType([INT, TENSOR])
    for narrow, wide in (
        (INT, torch.NumberType.get()), (INT, torch.AnyType.get()), (INT, torch.OptionalType(INT)), (NONE, torch.OptionalType(INT)), (INT, union),
        (torch.TupleType([INT]), torch.TupleType([torch.NumberType.get()])), (torch.UnionType([INT, torch.FloatType.get()]), torch.NumberType.get()),
    ):
        assert narrow.isSubtypeOf(wide) and not wide.isSubtypeOf(narrow)
    assert not torch.ListType(INT).isSubtypeOf(torch.ListType(torch.NumberType.get()))


def test_what_is_inside():
    assert torch.ListType(INT).getElementType() == INT and torch.DictType(STRING, TENSOR).getKeyType() == STRING
    assert torch.DictType(STRING, TENSOR).getValueType() == TENSOR and torch.TupleType([INT, TENSOR]).elements() == [INT, TENSOR]
    assert torch.UnionType([INT, TENSOR]).containedTypes() == [TENSOR, INT]
    with pytest.raises(TypeError, match="^torch._C.IntType: No constructor defined!$"):
        torch.IntType()


def test_every_type_is_a_name_of_torch():
    from pyautograd._C import _script_types

    assert all(getattr(torch, name) is getattr(torch._C, name) is getattr(_script_types, name) for name in _script_types.NAMES)
