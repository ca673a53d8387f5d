"""Which classes are nodes of trees (`_pytree`), how each is taken apart and put together, and the keys of its children."""
import dataclasses
from collections import OrderedDict, defaultdict, deque
from typing import Any, NamedTuple

from .._return_types import _Result
from .._types import Size


class NodeDef(NamedTuple):
    """How a class is taken apart and put together."""

    type: Any
    flatten_fn: Any
    unflatten_fn: Any
    flatten_with_keys_fn: Any = None


class _Serialized(NamedTuple):
    """How the spec of a class is written as JSON: its name, and what its context becomes and comes from."""

    name: str
    to_dumpable: Any = None
    from_dumpable: Any = None


SERIALIZED_NODES = {}
SUPPORTED_NODES = {}


def register_pytree_node(
    cls, flatten_fn, unflatten_fn, *, serialized_type_name=None, to_dumpable_context=None, from_dumpable_context=None, flatten_with_keys_fn=None
):  # fmt: skip
    """Make the instances of `cls` nodes: ``flatten_fn(x)`` gives (children, context), ``unflatten_fn(children, context)`` an instance."""
    if cls in SUPPORTED_NODES:
        raise ValueError(f"{cls} is already registered as pytree node.")
    _register(cls, flatten_fn, unflatten_fn, flatten_with_keys_fn)
    if serialized_type_name is not None:
        SERIALIZED_NODES[cls] = _Serialized(serialized_type_name, to_dumpable_context, from_dumpable_context)


def _register(cls, flatten_fn, unflatten_fn, flatten_with_keys_fn=None):
    SUPPORTED_NODES[cls] = NodeDef(cls, flatten_fn, unflatten_fn, flatten_with_keys_fn)


_register_pytree_node = _private_register_pytree_node = register_pytree_node


def _deregister_pytree_node(cls):
    SUPPORTED_NODES.pop(cls, None)
    SERIALIZED_NODES.pop(cls, None)


def register_dataclass(cls, *, field_names=None, drop_field_names=None, serialized_type_name=None):
    """Make the instances of a dataclass nodes, with the fields as children."""
    names = list(field_names) if field_names is not None else [f.name for f in dataclasses.fields(cls) if f.init]
    for dropped in drop_field_names or ():
        if dropped in names:
            names.remove(dropped)

    def flatten(x):
        pairs = [(n, getattr(x, n)) for n in names]
        return [v for _, v in pairs if v is not None], [[n for n, v in pairs if v is not None], [n for n, v in pairs if v is None]]

    def unflatten(values, context):
        present, absent = context
        return cls(**dict(zip(present, values)), **dict.fromkeys(absent))

    def with_keys(x):
        values, context = flatten(x)
        return [(GetAttrKey(n), v) for n, v in zip(context[0], values)], context

    register_pytree_node(cls, flatten, unflatten, flatten_with_keys_fn=with_keys)


def register_constant(cls):
    """Make the instances of `cls` nodes without children, compared by ``==``."""
    register_pytree_node(cls, lambda x: ([], ConstantNode(x)), lambda _, context: context.value, flatten_with_keys_fn=lambda x: ([], ConstantNode(x)))


@dataclasses.dataclass(frozen=True)
class ConstantNode:
    """The context of a constant."""

    value: Any


@dataclasses.dataclass(frozen=True)
class SequenceKey:
    """A step into a sequence."""

    idx: int

    def __str__(self):
        return f"[{self.idx!r}]"

    def get(self, sequence):
        return sequence[self.idx]


@dataclasses.dataclass(frozen=True)
class MappingKey:
    """A step into a mapping."""

    key: Any

    def __str__(self):
        return f"[{self.key!r}]"

    def get(self, mapping):
        return mapping[self.key]


@dataclasses.dataclass(frozen=True)
class GetAttrKey:
    """A step to an attribute."""

    name: str

    def __str__(self):
        return f".{self.name}"

    def get(self, obj):
        return getattr(obj, self.name)


def _numbered(flatten):
    def with_keys(x):
        values, context = flatten(x)
        return [(SequenceKey(i), v) for i, v in enumerate(values)], context

    return with_keys


def _keyed(flatten, keys):
    def with_keys(x):
        values, context = flatten(x)
        return [(MappingKey(k), v) for k, v in zip(keys(context), values)], context

    return with_keys


def _named(x):
    return [(GetAttrKey(n), v) for n, v in zip(x._fields, x)], type(x)


def _list_flatten(d):
    return list(d), None


def _list_unflatten(values, context):
    return list(values)


_tuple_flatten = _list_flatten


def _tuple_unflatten(values, context):
    return tuple(values)


def _dict_flatten(d):
    return list(d.values()), list(d)


def _dict_unflatten(values, context):
    return dict(zip(context, values))


def _namedtuple_flatten(d):
    return list(d), type(d)


def _namedtuple_unflatten(values, context):
    return context(*values)


_list_flatten_with_keys = _tuple_flatten_with_keys = _numbered(_list_flatten)
_dict_flatten_with_keys = _keyed(_dict_flatten, lambda context: context)
_namedtuple_flatten_with_keys = _named


def _register_builtin():
    sequence, mapping = _list_flatten, _dict_flatten

    def with_default(x):
        return list(x.values()), [x.default_factory, list(x)]

    def bounded(x):
        return list(x), x.maxlen

    _register(list, _list_flatten, _list_unflatten, _list_flatten_with_keys)
    for kind in (tuple, Size):  # a size becomes a tuple, whose items may be anything
        _register(kind, sequence, lambda values, _: tuple(values), _numbered(sequence))
    for kind in (dict, OrderedDict):
        _register(kind, mapping, lambda values, keys, kind=kind: kind(zip(keys, values)), _keyed(mapping, lambda context: context))
    _register(namedtuple, _namedtuple_flatten, _namedtuple_unflatten, _named)
    _register(
        defaultdict, with_default, lambda values, context: defaultdict(context[0], zip(context[1], values)), _keyed(with_default, lambda context: context[1])
    )
    _register(deque, bounded, lambda values, length: deque(values, maxlen=length), _numbered(bounded))


class namedtuple:  # noqa: N801  the name that a spec shows
    """Stands for all named tuples, whose spec has the class as context."""


_register_builtin()
SERIALIZED_NODES.update(
    {kind: _Serialized(f"{kind.__module__}.{kind.__name__}") for kind in (tuple, list, dict, OrderedDict, defaultdict, deque)}
)
STANDARD_DICT_TYPES = frozenset({dict, OrderedDict, defaultdict})
BUILTIN_TYPES = frozenset({tuple, list, dict, namedtuple, OrderedDict, defaultdict, deque})


def is_namedtuple_class(cls):
    """Whether a class comes from ``collections.namedtuple`` or `NamedTuple`."""
    fields = getattr(cls, "_fields", None)
    return isinstance(cls, type) and issubclass(cls, tuple) and isinstance(fields, tuple) and hasattr(cls, "_make") and all(type(f) is str for f in fields)


def is_namedtuple_instance(obj):
    return is_namedtuple_class(type(obj))


def is_namedtuple(obj):
    return is_namedtuple_class(obj if isinstance(obj, type) else type(obj))


def is_structseq(obj):
    return issubclass(obj if isinstance(obj, type) else type(obj), _Result)


def is_structseq_class(cls):
    return isinstance(cls, type) and issubclass(cls, _Result)


is_structseq_instance = is_structseq
_is_namedtuple_instance = is_namedtuple_instance


def _node_type(tree):
    """The key of `SUPPORTED_NODES` for a node; None for a leaf."""
    kind = type(tree)
    if kind in SUPPORTED_NODES:
        return kind
    if isinstance(tree, tuple):
        if is_namedtuple_class(kind):
            return namedtuple
        if isinstance(tree, _Result):
            _register(kind, lambda x: (list(x), None), lambda values, _: kind(tuple(values)), _numbered(lambda x: (list(x), None)))
            return kind
    return None


def _get_node_type(tree):
    return _node_type(tree) or type(tree)
