"""Structures of trees as JSON: `dumps` and `loads` of ``torch.utils._pytree``, in PyTorch's format."""
import importlib
import json
from collections import defaultdict

from . import _pytree

_PROTOCOL = 1


def _check_protocol(protocol):
    if protocol != _PROTOCOL:
        raise ValueError(f"Unknown protocol {protocol}. Available protocols: [{_PROTOCOL}]")


def _encoded(spec):
    if spec.type is None:
        return {"type": None, "context": None, "children_spec": []}
    kind, context = spec.type, spec._context
    if kind is _pytree.namedtuple:
        registered = _pytree.SERIALIZED_NODES.get(context)
        if registered is None:
            raise NotImplementedError(
                f"Can't serialize TreeSpec of namedtuple class {context} because we didn't register a serializated_type_name. Please register using "
                "`_register_namedtuple`."
            )
        name, context = "collections.namedtuple", registered.name
    else:
        registered = _pytree.SERIALIZED_NODES.get(kind)
        if registered is None:
            raise NotImplementedError(
                f"No registered serialization name for {kind} found. Please update your _register_pytree_node call with a `serialized_type_name` kwarg."
            )
        name = registered.name
        if kind is defaultdict:
            factory, keys = context
            context = {"default_factory_module": factory.__module__, "default_factory_name": factory.__qualname__, "dict_context": keys}
        elif registered.to_dumpable is not None:
            context = registered.to_dumpable(context)
        else:
            try:
                context = json.dumps(context)
            except TypeError as error:
                raise TypeError(
                    "Unable to serialize context. Please make the context json dump-able, or register a custom serializer using _register_pytree_node."
                ) from error
    return {"type": name, "context": context, "children_spec": [_encoded(child) for child in spec._children]}


def _decoded(found):
    if found["type"] is None and found["context"] is None and not found["children_spec"]:
        return _pytree.treespec_leaf()
    name, context = found["type"], found["context"]
    named = {registered.name: (kind, registered) for kind, registered in _pytree.SERIALIZED_NODES.items()}
    if name == "collections.namedtuple":
        kind, context = _pytree.namedtuple, named[context][0]
    elif name not in named:
        raise NotImplementedError(f"Deserializing {name} in pytree is not registered.")
    else:
        kind, registered = named[name]
        if kind is defaultdict:
            factory = getattr(importlib.import_module(context["default_factory_module"]), context["default_factory_name"])
            context = [factory, context["dict_context"]]
        elif registered.from_dumpable is not None:
            context = registered.from_dumpable(context)
        else:
            context = json.loads(context)
    return _pytree.TreeSpec(kind, context, [_decoded(child) for child in found["children_spec"]])


def dumps(treespec, protocol=None):
    """A structure as JSON."""
    if not isinstance(treespec, _pytree.TreeSpec):
        raise TypeError(f"Expected `treespec` to be an instance of PyTreeSpec but got item of type {type(treespec)}.")
    protocol = _PROTOCOL if protocol is None else protocol
    _check_protocol(protocol)
    return json.dumps((protocol, _encoded(treespec)))


def loads(serialized):
    """The structure that `dumps` wrote."""
    protocol, found = json.loads(serialized)
    _check_protocol(protocol)
    return _decoded(found)
