"""Nested Python structures of tensors: taken apart into leaves and a `TreeSpec`, and put together again.

Tuples, lists, dicts, named tuples, `OrderedDict`, `defaultdict`, `deque` and what operators with several results return are
nodes; classes can be registered; everything else, None too, is a leaf.
"""
import warnings
from collections import defaultdict, deque
from collections.abc import Callable
from typing import Any

from ._pytree_nodes import (  # noqa: F401  names that programs use
    BUILTIN_TYPES,
    SERIALIZED_NODES,
    STANDARD_DICT_TYPES,
    SUPPORTED_NODES,
    ConstantNode,
    GetAttrKey,
    MappingKey,
    NodeDef,
    SequenceKey,
    _deregister_pytree_node,
    _dict_flatten,
    _dict_flatten_with_keys,
    _dict_unflatten,
    _get_node_type,
    _is_namedtuple_instance,
    _keyed,
    _list_flatten,
    _list_flatten_with_keys,
    _list_unflatten,
    _named,
    _namedtuple_flatten,
    _namedtuple_flatten_with_keys,
    _namedtuple_unflatten,
    _node_type,
    _numbered,
    _private_register_pytree_node,
    _register,
    _register_builtin,
    _register_pytree_node,
    _Serialized,
    _tuple_flatten,
    _tuple_flatten_with_keys,
    _tuple_unflatten,
    is_namedtuple,
    is_namedtuple_class,
    is_namedtuple_instance,
    is_structseq,
    is_structseq_class,
    is_structseq_instance,
    namedtuple,
    register_constant,
    register_dataclass,
    register_pytree_node,
)


def tree_is_leaf(tree, is_leaf=None):
    """Whether `tree` is a leaf; `is_leaf` makes leaves of further things."""
    return is_leaf is not None and is_leaf(tree) or _node_type(tree) is None


_is_leaf = tree_is_leaf
class TreeSpec:
    """The structure of a tree: a node's type and context, and the specs of its children."""

    __slots__ = ("type", "_context", "_children", "num_nodes", "num_leaves", "num_children")

    def __init__(self, type, context, children_specs):
        self.type, self._context, self._children = type, context, list(children_specs)
        self.num_children = len(self._children)
        self.num_nodes = 1 + sum([c.num_nodes for c in self._children])
        self.num_leaves = 1 if type is None else sum([c.num_leaves for c in self._children])

    context = property(lambda self: self._context)

    @property
    def children_specs(self):
        """Deprecated: `children`."""
        warnings.warn(
            "`treespec.children_specs` is deprecated. Use `treespec.child(index)` to access a single child, or `treespec.children()` to get all children.",
            FutureWarning, stacklevel=2,
        )  # fmt: skip
        return self._children

    def is_leaf(self):
        return self.type is None

    def children(self):
        return self._children.copy()

    def child(self, index):
        return self._children[index]

    def __repr__(self, indent=0):
        if self.type is None:
            return "*"
        indent += 2
        shown = (",\n" + " " * indent).join([c.__repr__(indent) for c in self._children])
        return f"TreeSpec({self.type.__name__}, {self._context}, [{shown}])"

    def __eq__(self, other):
        if self is other:
            return True
        if type(other) is not type(self):
            return NotImplemented
        return self.type is other.type and self._context == other._context and self._children == other._children

    def __hash__(self):
        context = self._context
        if self.type in STANDARD_DICT_TYPES:
            context = tuple(context) if self.type is not defaultdict else (context[0], tuple(context[1]))
        return hash((self.type, context, tuple(self._children)))

    def unflatten(self, leaves):
        """A tree of this structure."""
        leaves = list(leaves)
        if len(leaves) != self.num_leaves:
            raise ValueError(
                f"treespec.unflatten(leaves): `leaves` has length {len(leaves)} but the spec refers to a pytree that holds {self.num_leaves} "
                f"items ({self})."
            )
        return self._build(iter(leaves))

    def _build(self, leaves):
        if self.type is None:
            return next(leaves)
        return SUPPORTED_NODES[self.type].unflatten_fn([c._build(leaves) for c in self._children], self._context)

    def flatten_up_to(self, tree):
        """The subtrees of `tree` that stand where this structure has leaves. ValueError where the structures differ."""
        found = []
        self._match(tree, found)
        return found

    def _match(self, tree, found):
        if self.type is None:
            found.append(tree)
            return
        kind = _get_node_type(tree)
        dicts = self.type in STANDARD_DICT_TYPES and kind in STANDARD_DICT_TYPES
        if kind != self.type and not dicts:
            raise ValueError(f"Node type mismatch; expected {self.type!r}, but got {kind!r}.")
        children, context = SUPPORTED_NODES[kind].flatten_fn(tree)
        if len(children) != self.num_children:
            raise ValueError(f"Node arity mismatch; expected {self.num_children}, but got {len(children)}.")
        if dicts:
            keys = self._context[1] if self.type is defaultdict else self._context
            if set(tree) != set(keys):
                missing, extra = [k for k in keys if k not in tree], [k for k in tree if k not in keys]
                message = (f"; missing key(s): {set(missing)}" if missing else "") + (f"; extra key(s): {set(extra)}" if extra else "")
                raise ValueError(f"Node keys mismatch{message}.")
            children = [tree[k] for k in keys]
        elif context != self._context and self.type is not deque:
            raise ValueError(f"Node context mismatch for node type {self.type!r}; expected {self._context!r}, but got {context!r}.")
        for spec, child in zip(self._children, children):
            spec._match(child, found)


class LeafSpec(TreeSpec):
    """The structure of a leaf."""

    __slots__ = ()

    def __init__(self):
        TreeSpec.__init__(self, None, None, [])


PyTreeSpec = TreeSpec
PyTree = Any
_LEAF_SPEC = LeafSpec()


def treespec_leaf():
    return _LEAF_SPEC


def treespec_tuple(iterable=()):
    return TreeSpec(tuple, None, iterable)


def treespec_dict(mapping=(), **kwargs):
    found = dict(mapping, **kwargs)
    return TreeSpec(dict, list(found), found.values())


def _take_apart(tree, leaves, is_leaf):
    if is_leaf is not None and is_leaf(tree):
        leaves.append(tree)
        return _LEAF_SPEC
    kind = _node_type(tree)
    if kind is None:
        leaves.append(tree)
        return _LEAF_SPEC
    children, context = SUPPORTED_NODES[kind].flatten_fn(tree)
    return TreeSpec(kind, context, [_take_apart(c, leaves, is_leaf) for c in children])


def tree_flatten(tree, is_leaf=None):
    """The leaves of a tree, left to right, and its structure."""
    leaves = []
    spec = _take_apart(tree, leaves, is_leaf)
    return leaves, spec


def tree_unflatten(leaves, treespec):
    """The tree of the given structure and leaves."""
    if not isinstance(treespec, TreeSpec):
        raise TypeError(f"Expected `treespec` to be an instance of PyTreeSpec but got item of type {type(treespec)}.")
    return treespec.unflatten(leaves)


def tree_leaves(tree, is_leaf=None):
    return tree_flatten(tree, is_leaf)[0]


def tree_iter(tree, is_leaf=None):
    yield from tree_leaves(tree, is_leaf)


def tree_structure(tree, is_leaf=None):
    return tree_flatten(tree, is_leaf)[1]


def arg_tree_leaves(*args, **kwargs):
    """The leaves of arguments."""
    return tree_leaves((args, kwargs))


def tree_map(func, tree, *rests, is_leaf=None):
    """``func`` on every leaf (and what stands in its place in `rests`), in the structure of `tree`."""
    leaves, spec = tree_flatten(tree, is_leaf)
    others = [spec.flatten_up_to(r) for r in rests]
    return spec.unflatten([func(*xs) for xs in zip(leaves, *others)])


def tree_map_(func, tree, *rests, is_leaf=None):
    """``func`` on every leaf; returns `tree`."""
    leaves, spec = tree_flatten(tree, is_leaf)
    for xs in zip(leaves, *[spec.flatten_up_to(r) for r in rests]):
        func(*xs)
    return tree


def map_only(type_or_types_or_pred, /):
    """A decorator: the function acts on what is of these types (or fulfils the predicate), the rest is handed through."""
    if isinstance(type_or_types_or_pred, (type, tuple)):

        def wanted(x):
            return isinstance(x, type_or_types_or_pred)
    elif callable(type_or_types_or_pred):
        wanted = type_or_types_or_pred
    else:
        raise TypeError("Argument must be a type, a tuple of types, or a callable.")
    return lambda func: lambda x: func(x) if wanted(x) else x


def tree_map_only(type_or_types_or_pred, /, func, tree, is_leaf=None):
    return tree_map(map_only(type_or_types_or_pred)(func), tree, is_leaf=is_leaf)


def tree_map_only_(type_or_types_or_pred, /, func, tree, is_leaf=None):
    return tree_map_(map_only(type_or_types_or_pred)(func), tree, is_leaf=is_leaf)


def tree_all(pred, tree, is_leaf=None):
    return all(map(pred, tree_leaves(tree, is_leaf)))


def tree_any(pred, tree, is_leaf=None):
    return any(map(pred, tree_leaves(tree, is_leaf)))


def tree_all_only(kind, /, pred, tree, is_leaf=None):
    return all(pred(x) for x in tree_leaves(tree, is_leaf) if isinstance(x, kind))


def tree_any_only(kind, /, pred, tree, is_leaf=None):
    return any(pred(x) for x in tree_leaves(tree, is_leaf) if isinstance(x, kind))


def _broadcast_to_and_flatten(tree, treespec, is_leaf=None):
    """The leaves of `tree` repeated to fit `treespec`, of which `tree` is a prefix; None where it is not."""
    if type(tree) is int or tree is None:
        return [tree] * treespec.num_leaves
    leaves, spec = tree_flatten(tree, is_leaf)
    full = treespec.unflatten([0] * treespec.num_leaves)
    try:
        subtrees = spec.flatten_up_to(full)
    except ValueError:
        return None
    found = []
    for leaf, subtree in zip(leaves, subtrees):
        found.extend([leaf] * len(tree_leaves(subtree, is_leaf)))
    return found


class _Asterisk(str):
    __slots__ = ()

    def __new__(cls):
        return super().__new__(cls, "*")

    def __repr__(self):
        return "*"


def treespec_pprint(treespec):
    """The structure shown as a tree with ``*`` for leaves."""
    return repr(treespec.unflatten([_Asterisk()] * treespec.num_leaves))


def _with_paths(path, tree, is_leaf):
    if tree_is_leaf(tree, is_leaf):
        yield path, tree
        return
    definition = SUPPORTED_NODES[_get_node_type(tree)]
    if definition.flatten_with_keys_fn is None:
        raise ValueError(f"Did not find a flatten_with_keys_fn for type: {definition.type}. Please pass a flatten_with_keys_fn argument to register_pytree_node.")
    for key, child in definition.flatten_with_keys_fn(tree)[0]:
        yield from _with_paths((*path, key), child, is_leaf)


def tree_leaves_with_path(tree, is_leaf=None):
    return list(_with_paths((), tree, is_leaf))


def tree_flatten_with_path(tree, is_leaf=None):
    """(path, leaf) pairs, and the structure."""
    return tree_leaves_with_path(tree, is_leaf), tree_structure(tree, is_leaf)


def tree_map_with_path(func, tree, *rests, is_leaf=None):
    """``func(path, leaf, ...)`` on every leaf."""
    pairs, spec = tree_flatten_with_path(tree, is_leaf)
    others = [spec.flatten_up_to(r) for r in rests]
    return spec.unflatten([func(*pair, *xs) for pair, *xs in zip(pairs, *others)])


def keystr(kp):
    """A path as Python would write it."""
    return "".join([str(k) for k in kp])


def key_get(obj, kp):
    """What a path leads to."""
    for k in kp:
        obj = k.get(obj)
    return obj


def treespec_dumps(treespec, protocol=None):
    """A structure as JSON, for `treespec_loads`. NotImplementedError for classes that were registered without a ``serialized_type_name``."""
    from ._pytree_json import dumps

    return dumps(treespec, protocol)


def treespec_loads(serialized):
    """The structure that `treespec_dumps` wrote."""
    from ._pytree_json import loads

    return loads(serialized)


Context = DumpableContext = Any
FlattenFn, UnflattenFn = Callable[[PyTree], tuple], Callable[..., PyTree]
ToDumpableContextFn, FromDumpableContextFn = Callable[[Context], DumpableContext], Callable[[DumpableContext], Context]

__all__ = [
    "PyTree", "Context", "FlattenFn", "UnflattenFn", "DumpableContext", "ToDumpableContextFn", "FromDumpableContextFn", "PyTreeSpec", "TreeSpec", "LeafSpec",
    "keystr", "key_get", "register_pytree_node", "tree_is_leaf", "tree_flatten", "tree_flatten_with_path", "tree_unflatten", "tree_iter", "tree_leaves",
    "tree_leaves_with_path", "tree_structure", "tree_map", "tree_map_with_path", "tree_map_", "tree_map_only", "tree_map_only_", "tree_all", "tree_any",
    "tree_all_only", "tree_any_only", "treespec_dumps", "treespec_loads", "treespec_pprint", "is_namedtuple", "is_namedtuple_class",
    "is_namedtuple_instance", "is_structseq", "is_structseq_class", "is_structseq_instance",
]  # fmt: skip
