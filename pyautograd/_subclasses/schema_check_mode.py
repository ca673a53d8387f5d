"""``torch._subclasses.schema_check_mode``: whether operators write and share memory as their schemas say."""
from collections import namedtuple

from .._core import core
from ..utils._python_dispatch import TorchDispatchMode
from ..utils._pytree import tree_leaves, tree_map

Mutation = namedtuple("Mutation", ["op_name", "arg_name"])
Aliasing = namedtuple("Aliasing", ["op_name", "arg_name", "output_number"])


_STATISTICS = ("running_mean", "running_var")  # which normalisations write, whatever their schemas say


def _tensors(value):
    return [x for x in tree_leaves(value) if isinstance(x, core.TensorBase) and not x.is_sparse and not x.is_meta]


def _same(a, b):
    return a.shape == b.shape and bool(((a == b) | ((a != a) & (b != b))).all())


def clone_inputs(args):
    """Copies of the tensors among arguments; anything else is left."""
    return tree_map(lambda x: x.detach().clone() if isinstance(x, core.TensorBase) else x, args)


def check_call(func, args, kwargs):
    """Call an operator; RuntimeError where it writes or shares memory in a way that its schema does not say.

    Returns
    -------
    result : object
    mutated, aliasing : list
        The names of arguments that it wrote, and pairs of a name and the number of the output that shares its memory.
    """
    schema = func._schema
    names = {a.name: "input" if a.name == "self" else a.name for a in schema.arguments}
    given = {names[a.name]: value for a, value in zip(schema.arguments, args)} | dict(kwargs)
    before = {name: [x.detach().clone() for x in _tensors(value)] for name, value in given.items()}
    result = func(*args, **kwargs)
    outputs = list(result) if len(schema.returns) > 1 and isinstance(result, (tuple, list)) else [result]
    declared = {names[a.name]: a.alias_info for a in schema.arguments}
    storages = [{x.untyped_storage()._cdata for x in _tensors(output)} for output in outputs]
    mutated, aliasing = [], []
    for name, value in given.items():
        info, held = declared.get(name), {x.untyped_storage()._cdata for x in _tensors(value)}
        if not all(map(_same, _tensors(value), before[name])):
            if (info is None or not info.is_write) and name not in _STATISTICS:
                raise RuntimeError(f"Argument {name} is not defined as mutable but was mutated")
            mutated.append(name)
        for number, storage in enumerate(storages):
            if held & storage:
                returned = schema.returns[number].alias_info if number < len(schema.returns) else None
                if info is None or returned is None or info.name.partition(" ")[0] != returned.name:
                    raise RuntimeError(f"Argument {name} is not defined to alias output but was aliasing")
                aliasing.append((name, number))
    for first, storage in enumerate(storages):
        for second in range(first + 1, len(storages)):
            if storage & storages[second] and (schema.returns[first].alias_info is None or schema.returns[second].alias_info is None):
                raise RuntimeError(f"Outputs {first} and {second} alias unexpectedly")
    return result, mutated, aliasing


class SchemaCheckMode(TorchDispatchMode):
    """A mode that checks every operator call against its schema.

    Attributes
    ----------
    ops : list of str
        The names of the operators that were called.
    mutated : list of Mutation
    aliasing : list of Aliasing
    """

    def __init__(self):
        super().__init__()
        self.reset_cache()

    def reset_cache(self):
        """Forget what was called."""
        self.ops, self.mutated, self.aliasing = [], [], []

    def display_ops(self):
        """Print the names of the operators that were called."""
        print(*self.ops, sep=",")

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        result, mutated, aliasing = check_call(func, args, kwargs or {})
        name = func._schema.name
        self.ops.append(name)
        self.mutated.extend(Mutation(name, argument) for argument in mutated)
        self.aliasing.extend(Aliasing(name, argument, f"output_{number}") for argument, number in aliasing)
        return result


__all__ = ["Aliasing", "Mutation", "SchemaCheckMode", "clone_inputs"]
