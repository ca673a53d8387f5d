"""``torch.jit.annotations``: types of arguments, as compiled code names them."""
import types
from typing import Any, Dict, List, Optional, Tuple, Union, get_args, get_origin  # noqa: F401, UP035

from .._C import _script_types as kinds
from .._jit_internal import BroadcastingList1, BroadcastingList2, BroadcastingList3  # noqa: F401


def try_ann_to_type(ann, loc, rcb=None):
    """The type of TorchScript that an annotation stands for, or None where it stands for none.

    Parameters
    ----------
    ann : object
        A class, or a form of `typing`; ``inspect.Signature.empty`` and a missing annotation mean a tensor.
    loc, rcb : object
        Where it stands, and what resolves names there: not used, annotations are objects.
    """
    import inspect

    from .. import Generator, Tensor, _types, dtype, layout

    if ann is inspect.Signature.empty:
        return kinds.TensorType.getInferred()
    if ann is None or ann is type(None):
        return kinds.NoneType.get()
    simple = {
        float: kinds.FloatType, complex: kinds.ComplexType, int: kinds.IntType, bool: kinds.BoolType, str: kinds.StringType, Any: kinds.AnyType,
        _types.device: kinds.DeviceObjType, dtype: kinds.IntType, layout: kinds.IntType, Generator: kinds.GeneratorType,
    }  # fmt: skip
    origin, inside = get_origin(ann), get_args(ann)
    if origin is None:
        if isinstance(ann, type) and issubclass(ann, Tensor):
            return kinds.TensorType.get()
        found = next((kind for named, kind in simple.items() if ann is named), None)
        return None if found is None else found.get()
    members = [kinds.TupleType([]) if member == () else try_ann_to_type(member, loc, rcb) for member in inside]
    if None in members:
        return None
    if origin is list:
        return kinds.ListType(members[0])
    if origin is dict:
        if not isinstance(members[0], (kinds.StringType, kinds.IntType, kinds.FloatType, kinds.ComplexType, kinds.BoolType, kinds.TensorType)):
            return None
        return kinds.DictType(*members)
    if origin is tuple:
        return kinds.TupleType([] if inside == ((),) else members)
    if origin is Union or origin is getattr(types, "UnionType", None):
        return kinds.UnionType(members)
    return None


def ann_to_type(ann, loc, rcb=None):
    """`try_ann_to_type`; ValueError where the annotation stands for no type."""
    found = try_ann_to_type(ann, loc, rcb)
    if found is None:
        raise ValueError(f"Unknown type annotation: '{ann}' at {loc.highlight() if hasattr(loc, 'highlight') else loc}")
    return found
