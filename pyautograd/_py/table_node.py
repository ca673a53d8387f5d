"""Nodes of table operators: save what the row's expressions name, evaluate the expressions on backward."""
import ast

import numpy as np

from .. import _autograd_texts as texts
from .. import _saved_names
from .grad_mode import modes
from .node import Node, SavedTensor, WeaklySavedTensor, edge_of

_namespace = {}
_node_types = {}


def namespace():
    """The names expressions may use: the functions of ``formulas`` and every operator."""
    if not _namespace:
        import importlib
        import pkgutil

        from . import core, formulas

        for module in pkgutil.iter_modules(formulas.__path__):
            loaded = importlib.import_module(f"{formulas.__name__}.{module.name}")
            _namespace.update((k, v) for k, v in vars(loaded).items() if not k.startswith("__"))
        _namespace.update(vars(core.ops))
        _namespace["conj"] = conj
    return _namespace


def conj(x):
    """The complex conjugate of a tensor, or of a Python number that stands for one."""
    from .core import ops

    return ops.conj_physical(x) if hasattr(x, "_counter") else x.conjugate()


class CompiledFormula:
    """A formula as a function of its saved names, ``grad``, ``grads`` and ``needs_*``."""

    __slots__ = ("targets", "names", "needs", "function")

    def __init__(self, formula, row):
        self.targets, self.names, self.needs = formula.targets, formula.saved, formula.needs
        arguments = ["grad", "grads", *self.names, *(f"needs_{n}" for n in dict.fromkeys(self.needs))]
        self.needs = list(dict.fromkeys(self.needs))
        signature = ast.arguments([], [ast.arg(a) for a in arguments], None, [], [], None, [])
        tree = ast.fix_missing_locations(ast.Expression(ast.Lambda(signature, formula.expression)))
        self.function = eval(compile(tree, f"<derivative of {row.key}>", "eval"), namespace())


class TableNode(Node):
    """A node whose derivative is a row of the table; one subclass per name, which is PyTorch's."""

    __slots__ = ("spec", "saved", "slots", "released")

    def __init__(self, spec=None, tensors=()):
        if spec is None:
            raise TypeError(f"cannot create '{type(self).__name__}' instances")
        self.spec = spec
        # tensors: per differentiable argument a tensor, a list of tensors, or None
        edges, slots = [], {}
        for name, value in zip(self.spec.arguments, tensors):
            if isinstance(value, (tuple, list)):
                slots[name] = (len(edges), len(value))
                edges.extend([edge_of(t) for t in value])
            else:
                slots[name] = (len(edges), None)
                edges.append(edge_of(value) if hasattr(value, "grad_fn") else None)
        Node.__init__(self, edges)
        self.slots, self.saved, self.released = slots, None, False

    def wants(self, name):
        """Whether any gradient of this argument is wanted."""
        start, count = self.slots[name]
        return any(e is not None for e in self._edges[start : start + (1 if count is None else count)])

    def needed(self, name):
        """The same of the run that evaluates this node: it may be restricted to what some inputs need."""
        start, count = self.slots[name]
        run = modes.run if modes.node is self else None
        if run is None or count is not None or self._edges[start] is None:
            return self.wants(name)
        return run.reaches(self._edges[start][0])

    def wanted(self):
        """The saved names that the formulas of wanted gradients use."""
        used = set()
        for formula in self.spec.derivative.formulas:
            if any(self.wants(t) for t in formula.targets):
                used.update(formula.saved)
        used.update(self.spec.derivative.kept)
        return [name for name in self.spec.derivative.saved if name in used]

    def save(self, values):
        """Keep what the wanted formulas use of the arguments. `values` maps their names."""
        self.saved = saved = {}
        for name in self.wanted():
            spec = self.spec.derivative.saved[name]
            if spec.kind == "output":
                continue
            value = values[spec.source]
            if spec.kind == "input":
                saved[name] = SavedTensor(value) if hasattr(value, "_counter") else value
            elif spec.kind == "weak":
                saved[name] = None if value is None or value._inference else WeaklySavedTensor(value)
            elif spec.kind == "inputs":
                saved[name] = [v if v is None else SavedTensor(v) for v in value]
            else:
                saved[name] = attribute_of(value, spec.kind)

    def save_outputs(self, results):
        """Keep what they use of the results, once those have this node as their history."""
        for name in self.wanted():
            spec = self.spec.derivative.saved[name]
            if spec.kind == "output":
                self.saved[name] = SavedTensor(results[spec.source], True)

    def value(self, name):
        """A saved value as the expressions see it."""
        if self.released:
            raise RuntimeError(texts.FREED)
        kept = self.saved[name]
        if isinstance(kept, SavedTensor):
            return kept.get(self)
        if type(kept) is list and self.spec.derivative.saved[name].kind == "inputs":
            return [k if k is None else k.get(self) for k in kept]
        return kept

    def apply(self, grads):
        results = [None] * len(self._edges)
        grad = grads[0] if grads else None
        if grad is None and all(g is None for g in grads):
            return results
        if len(self._outputs) > 1:
            grads = [self._zeros(i) if g is None else g for i, g in enumerate(grads)]
            grad = grads[0]
        unpacked = {}  # a hook is called once for a value that several formulas use
        for formula in self.spec.formulas():
            if not any(self.wants(t) for t in formula.targets):
                continue
            for name in formula.names:
                if name not in unpacked:
                    unpacked[name] = self.value(name)
            if not any(self.needed(t) for t in formula.targets):
                continue
            values = [unpacked[n] for n in formula.names]
            answer = formula.function(grad, grads, *values, *[self.needed(n) for n in formula.needs])
            answers = (answer,) if len(formula.targets) == 1 else answer
            for target, part in zip(formula.targets, answers):
                start, count = self.slots[target]
                if count is None:
                    results[start] = part if self.needed(target) else None
                elif part is not None:
                    results[start : start + count] = part
        return results

    def _zeros(self, index):
        from .core import ops

        meta = self._outputs[index]
        return ops.zeros(meta.shape, dtype=meta.dtype)

    def release(self):
        if self.saved:
            kinds = self.spec.derivative.saved
            # A Python number in the place of a tensor counts as a saved tensor, as in PyTorch.
            if any(value is not None and kinds[name].kind in _saved_names.TENSORS for name, value in self.saved.items()):
                self.released = True
                self.saved = {name: value for name, value in self.saved.items() if kinds[name].kind not in _saved_names.TENSORS}

    def was_released(self):
        """Whether the saved values are gone."""
        return self.released

    def __getattr__(self, name):
        if name.startswith("_saved_"):
            return self.saved_attribute(name[7:])
        if name.startswith("_raw_saved_"):
            return self.raw_attribute(name[11:])
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __dir__(self):
        return sorted({*object.__dir__(self), *_saved_names.names(self.spec.kinds(), self.spec.row.shown)})

    def saved_attribute(self, called):
        """What ``_saved_<called>`` shows."""
        spec, described = self.spec, self.spec.derivative.saved
        found = _saved_names.find(called, spec.kinds(), spec.row.shown)
        if found is None:
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '_saved_{called}'")
        name, part = found
        if name is None:
            return part
        if self.released and described[name].kind in _saved_names.TENSORS:
            raise RuntimeError(texts.FREED)
        value = None if self.saved is None else self.saved.get(name)
        if value is None:
            return None
        if described[name].kind in _saved_names.TENSORS:
            value = value.get(self, False) if isinstance(value, SavedTensor) else self.value(name)
        if described[name].kind == "value":
            return _saved_names.shown_value(_saved_names.part_of(value, part), next(p.type for p in spec.row.params if p.name == described[name].source))
        if described[name].kind == "input" and not hasattr(value, "_counter"):
            return number_tensor(value)
        if described[name].kind == "inputs" and "dims" in described:
            return _saved_names.aligned(value, self.value("dims"))
        value = _saved_names.part_of(value, part)
        return tuple(value) if isinstance(value, (list, tuple)) else value

    def raw_attribute(self, called):
        """What ``_raw_saved_<called>`` shows."""
        from .saved_hooks import make_raw

        described = self.spec.derivative.saved
        found = _saved_names.find(called, self.spec.kinds(), self.spec.row.shown)
        if found is None or found[1] is not None or described[found[0]].kind not in _saved_names.TENSORS:
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '_raw_saved_{called}'")
        kept = (self.saved or {}).get(found[0])
        if described[found[0]].kind != "inputs":
            if kept is not None and not isinstance(kept, SavedTensor):  # a number in the place of a tensor
                kept = self.saved[found[0]] = SavedTensor(number_tensor(kept))
            return make_raw(kept, self)
        if self.released:
            raise RuntimeError(texts.FREED)
        raws = [make_raw(k, self) for k in kept or ()]
        if "dims" not in described:
            return tuple(raws)
        order = iter(raws)
        return tuple([make_raw(None, self) if x is None else next(order) for x in _saved_names.aligned(self.value(found[0]), self.value("dims"))])


def number_tensor(value):
    """A number that was saved in the place of a tensor, as one."""
    from .core import wrap

    return wrap(np.asarray(value, np.bool_ if isinstance(value, bool) else np.int64 if isinstance(value, int) else None))


def evaluate_vjp(spec, values, results, wanted, grads):
    """The vector-Jacobian products of a row that was called with `values` and gave `results`, without a node.

    `wanted` are numbers of differentiable arguments, `grads` the gradients of the results. Gives a list with an entry, or None,
    per differentiable argument; they are neither summed to the argument's shape nor cast.
    """
    saved, arguments = spec.derivative.saved, spec.arguments
    names = {arguments[k] for k in wanted}
    by_name = dict(zip(spec.names, values))
    found = [None] * len(arguments)
    for formula in spec.formulas():
        if names.isdisjoint(formula.targets):
            continue
        given = []
        for name in formula.names:
            kind, source = saved[name].kind, saved[name].source
            value = results[source] if kind == "output" else by_name[source]
            given.append(value if kind in ("output", "input", "inputs") else attribute_of(value, kind))
        answer = formula.function(grads[0], grads, *given, *[n in names for n in formula.needs])
        answers = (answer,) if len(formula.targets) == 1 else answer
        for target, part in zip(formula.targets, answers):
            if target in names:
                found[arguments.index(target)] = part
    return found


def attribute_of(value, kind):
    """What a formula needs of an argument that is not saved itself."""
    if kind == "value":
        return value
    if kind in ("shapes", "dtypes"):
        return [getattr(v, kind[:-1]) for v in value]
    if not hasattr(value, "_counter"):
        return number_attribute(value, kind)
    if kind == "strides":  # of a sparse tensor, too, which does not show any
        return tuple([step // value._array.itemsize for step in value._array.strides])
    return value.numel() if kind == "numel" else getattr(value, kind)


def number_attribute(value, kind):
    """``shape``, ``dtype`` or ``ndim`` of a Python number in the place of a tensor."""
    if kind == "shape":
        return ()
    if kind == "ndim":
        return 0
    return None


def node_type(called):
    """The class of the nodes that carry a row's node name."""
    made = _node_types.get(called)
    if made is None:
        made = type(called.rpartition("::")[2], (TableNode,), {"__slots__": (), "label": called, "__module__": "builtins"})
        _node_types[called] = made
    return made
