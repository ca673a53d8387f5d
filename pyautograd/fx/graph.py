"""``torch.fx.graph``: `Graph`, the operations of a program in order."""
import contextlib
import copy
from contextlib import contextmanager

import pyautograd as torch

from . import _codegen
from ._codegen import INPLACE as inplace_methods  # noqa: F401
from ._codegen import MAGIC as magic_methods  # noqa: F401
from ._codegen import REFLECTABLE as reflectable_magic_methods  # noqa: F401
from ._codegen import CodeGen, PythonCode, PyTreeCodeGen, PyTreeInfo  # noqa: F401
from ._names import BUILTINS as _custom_builtins  # noqa: F401
from ._names import Namespace, is_magic, snake_case
from .node import Node, map_arg

_Namespace, _snake_case, _PyTreeCodeGen, _PyTreeInfo, _format_target = Namespace, snake_case, PyTreeCodeGen, PyTreeInfo, _codegen.format_target


class _InsertPoint:
    """Where new nodes go, until the context ends."""

    def __init__(self, graph, insert):
        self.graph = graph
        self.before, graph._insert = graph._insert, insert

    def __enter__(self):
        return None

    def __exit__(self, *exc):
        self.graph._insert = self.before


class _node_list:  # noqa: N801  PyTorch's name
    """The nodes of a graph in order. Nodes may be added and erased while it is walked."""

    def __init__(self, graph, direction="_next"):
        self.graph, self.direction = graph, direction

    def __len__(self):
        return self.graph._len

    def __iter__(self):
        root = self.graph._root
        node = getattr(root, self.direction)
        while node is not root:
            if not node._erased:
                yield node
            node = getattr(node, self.direction)

    def __reversed__(self):
        return _node_list(self.graph, "_next" if self.direction == "_prev" else "_prev").__iter__()


class Graph:
    """The operations of a program: nodes in the order in which they run."""

    def __init__(self, owning_module=None, tracer_cls=None, tracer_extras=None):
        self._root = Node(self, "", "root", "", (), {})
        self._len = 0
        self._used_names = {}
        self._insert = self._root.prepend
        self._graph_namespace = Namespace()
        self._owning_module = owning_module
        self._owners = 0
        self._tracer_cls = tracer_cls
        self._tracer_extras = tracer_extras
        self._codegen = CodeGen()
        self._co_fields = {}

    @property
    def owning_module(self):
        """The `GraphModule` that runs this graph."""
        return self._owning_module

    @owning_module.setter
    def owning_module(self, module):
        self._owning_module = module

    @property
    def nodes(self):
        """All nodes, in order."""
        return _node_list(self)

    def output_node(self):
        """The node that returns."""
        node = self._root._prev
        if node.op != "output":
            raise AssertionError(f"Expected output node, got {node.op}")
        return node

    def find_nodes(self, *, op, target=None, sort=True):
        """The nodes of a kind, and with a target where one is given."""
        return [node for node in self.nodes if node.op == op and (target is None or node.target == target)]

    # Building.

    def create_node(self, op, target, args=None, kwargs=None, name=None, type_expr=None):
        """Add a node at the place where new nodes go, the end unless `inserting_before` or `inserting_after` say otherwise."""
        args, kwargs = () if args is None else args, {} if kwargs is None else kwargs
        if not isinstance(args, tuple):
            raise AssertionError("args must be a tuple")
        if not isinstance(kwargs, dict):
            raise AssertionError("kwargs must be a dict")
        name = self._graph_namespace.create_name(name if name is not None else self._target_to_str(target), None)
        node = Node(self, name, op, target, args, kwargs, type_expr)
        for hook in getattr(self.owning_module, "_create_node_hooks", None) or ():
            hook(node)
        self._graph_namespace.associate_name_with_obj(name, node)
        self._insert(node)
        self._len += 1
        return node

    def _target_to_str(self, target):
        name = target.__name__ if callable(target) else target
        return snake_case(name[2:-2] if is_magic(name) else name)

    def placeholder(self, name, type_expr=None, default_value=...):
        """An argument of the program."""
        return self.create_node("placeholder", name, () if default_value is ... else (default_value,), type_expr=type_expr)

    def get_attr(self, qualified_name, type_expr=None):
        """An attribute of the module that the graph belongs to, such as ``"layer.weight"``."""
        if self.owning_module is not None and not _reaches(self.owning_module, qualified_name):
            _warn(
                "Attempted to insert a get_attr Node with no underlying reference in the owning GraphModule! Call GraphModule.add_submodule to add the "
                "necessary submodule, GraphModule.add_parameter to add the necessary Parameter, or nn.Module.register_buffer to add the necessary buffer"
            )
        return self.create_node("get_attr", qualified_name, type_expr=type_expr)

    def call_module(self, module_name, args=None, kwargs=None, type_expr=None):
        """A call of the submodule with this name."""
        if self.owning_module is not None and not _reaches(self.owning_module, module_name):
            _warn(
                "Attempted to insert a call_module Node with no underlying reference in the owning GraphModule! Call GraphModule.add_submodule to add the "
                "necessary submodule"
            )
        return self.create_node("call_module", module_name, args, kwargs, type_expr=type_expr)

    def call_method(self, method_name, args=None, kwargs=None, type_expr=None):
        """A call of a method of the first argument."""
        return self.create_node("call_method", method_name, args, kwargs, type_expr=type_expr)

    def call_function(self, the_function, args=None, kwargs=None, type_expr=None, name=None):
        """A call of a function."""
        return self.create_node("call_function", the_function, args, kwargs, name=name, type_expr=type_expr)

    def output(self, result, type_expr=None):
        """What the program returns."""
        return self.create_node("output", "output", (result,), type_expr=type_expr)

    def node_copy(self, node, arg_transform=lambda x: x):
        """Add a copy of a node of another graph; `arg_transform` gives this graph's node for a node of the other's."""
        args, kwargs = map_arg(node.args, arg_transform), map_arg(node.kwargs, arg_transform)
        made = self.create_node(node.op, node.target, args, kwargs, node.name, node.type)
        made.meta = copy.copy(node.meta)
        return made

    def graph_copy(self, g, val_map, return_output_node=False):
        """Add copies of all nodes of the graph `g` but its output, and return what that returns. `val_map` gets what stands for what."""
        for node in g.nodes:
            if node in val_map:
                continue
            if node.op == "output":
                result = map_arg(node.args[0], lambda n: val_map[n])
                return (result, node) if return_output_node else result
            val_map[node] = self.node_copy(node, lambda n: val_map[n])
        return None

    def __deepcopy__(self, memo=None):
        memo = {} if memo is None else memo
        made = Graph(tracer_cls=self._tracer_cls)
        found = made.graph_copy(self, (mapped := {}), return_output_node=True)
        made._codegen = copy.deepcopy(self._codegen)
        made._co_fields = self._co_fields
        if found is not None:
            result, old = found
            new = made.output(result, type_expr=getattr(old, "type", None))
            new.meta = copy.copy(old.meta)
            mapped[old] = new
        return made

    def inserting_before(self, n=None):
        """Until the context ends, new nodes go before `n` (the first of all where it is None)."""
        if n is None:
            return self.inserting_after(self._root)
        if n.graph is not self:
            raise AssertionError("Node to insert before is not in graph.")
        return _InsertPoint(self, n.prepend)

    def inserting_after(self, n=None):
        """Until the context ends, each new node goes right after `n` (to the end where it is None)."""
        if n is None:
            return self.inserting_before(self._root)
        if n.graph is not self:
            raise AssertionError("Node to insert after is not in graph.")
        return _InsertPoint(self, n.append)

    def erase_node(self, to_erase):
        """Take a node out. RuntimeError if others use it."""
        if to_erase.users:
            raise RuntimeError(f"Tried to erase Node {to_erase} but it still had {len(to_erase.users)} users in the graph: {to_erase.users}!")
        if to_erase.graph is not self:
            raise RuntimeError(f"Attempting to remove {to_erase} from wrong graph!")
        if to_erase._erased:
            _warn(f"erase_node({to_erase}) on an already erased node")
            return
        for hook in getattr(self.owning_module, "_erase_node_hooks", None) or ():
            hook(to_erase)
        to_erase._remove_from_list()
        to_erase._erased = True
        self._len -= 1
        to_erase.args, to_erase.kwargs = (), {}

    def eliminate_dead_code(self, is_impure_node=None):
        """Take out all nodes whose results nothing needs. Returns whether there were any."""
        self.lint()
        changed = False
        for node in reversed(self.nodes):
            impure = is_impure_node(node) if is_impure_node is not None else node.is_impure()
            if not impure and not node.users:
                self.erase_node(node)
                changed = True
        for node in self.nodes:
            for below in _graphs_below(self.owning_module, node):
                changed |= below.eliminate_dead_code(is_impure_node)
        return changed

    def lint(self):
        """RuntimeError where the graph cannot be right: a name twice, an argument that is computed later, a target that is not there."""
        names, seen = set(), set()

        def check(arg, node):
            within = f" of Node '{node}' "
            if arg.graph is not self:
                raise RuntimeError(f"Argument '{arg}'{within}does not belong to this Graph, but was used as an argument! If you are copying nodes from "
                                   "another graph, make sure to use ``arg_transform`` on node_copy() to remap values\n" + str(self))
            if arg not in seen:
                raise RuntimeError(f"Argument '{arg}'{within}was used before it has been defined! Please check that Nodes in the graph are topologically "
                                   f"ordered\n{self}")

        for node in self.nodes:
            if node.graph is not self:
                raise RuntimeError(f"Node '{node}' does not belong to this Graph!")
            for arg in node.all_input_nodes:
                check(arg, node)
            seen.add(node)
            if node.name in names:
                raise RuntimeError(f"Node redefined name {node.name}!")
            names.add(node.name)
            if self.owning_module is not None and node.op in ("get_attr", "call_module"):
                _check_target(self.owning_module, node)

    # The program.

    def process_inputs(self, *args):
        """The graph's arguments from those of the function that it is written as."""
        return self._codegen.process_inputs(*args)

    def process_outputs(self, out):
        """The result of the function from the graph's."""
        return self._codegen.process_outputs(out)

    def set_codegen(self, codegen):
        """Let `codegen` decide how the function takes arguments and returns."""
        self._codegen = codegen

    def on_generate_code(self, make_transformer):
        """Register ``make_transformer(current)``, which gives a function that changes the lines of the body. Returns a context that undoes it."""
        before = self._codegen._body_transformer
        self._codegen._body_transformer = make_transformer(before)

        @contextmanager
        def undone_at_exit():
            try:
                yield
            finally:
                self._codegen._body_transformer = before

        return undone_at_exit()

    def python_code(self, root_module, *, verbose=False, **_shown):
        """The graph as a Python function; `root_module` is the name of what has the attributes and submodules, ``"self"``."""
        namespace = Namespace()
        before = [(node, node.__dict__.get("_repr_fn")) for node in self.nodes]
        for node, _ in before:
            node._repr_fn = lambda n: namespace.create_name(n.name, n)
        try:
            return self._codegen._gen_python_code(self.nodes, root_module, namespace, **({"verbose": True} if verbose else {}))
        finally:
            for node, function in before:
                node._repr_fn = function

    def __str__(self):
        names, returned = [], [""]
        lines = [node.format_node(names, returned) for node in self.nodes]
        text = f"graph({', '.join(names)}){returned[0]}:"
        return text + "".join("\n    " + line for line in lines if line is not None)

    def print_tabular(self):
        """Print the nodes as a table. Needs the package ``tabulate``."""
        try:
            from tabulate import tabulate
        except ImportError:
            print(
                "`print_tabular` relies on the library `tabulate`, which could not be found on this machine. Run `pip install tabulate` to install the "
                "library."
            )
            raise
        print(tabulate([[n.op, n.name, n.target, n.args, n.kwargs] for n in self.nodes], headers=["opcode", "name", "target", "args", "kwargs"]))


def _warn(text):
    import warnings

    warnings.warn(text, stacklevel=3)


def _reaches(module, path):
    *above, name = path.split(".")
    for step in above:
        module = getattr(module, step, None)
        if not isinstance(module, torch.nn.Module):
            return False
    return hasattr(module, name)


def _graphs_below(module, node):
    if module is None or node.op != "call_module":
        return
    with contextlib.suppress(AttributeError):
        graph = getattr(module.get_submodule(node.target), "graph", None)
        if isinstance(graph, Graph):
            yield graph


def _check_target(module, node):
    path = node.target.split(".")
    found = module
    for at, step in enumerate(path):
        inside = getattr(found, step, None)
        if inside is None and not hasattr(found, step):
            where = f"{'.'.join(path[:at])}" or type(module).__name__
            raise RuntimeError(f"Node {node} target {node.target} references nonexistent attribute {step} of {where}")
        if node.op == "call_module" and at == len(path) - 1 and not isinstance(inside, torch.nn.Module):
            raise RuntimeError(f"Node {node} target {node.target} {step} of {'.'.join(path[:at])} does not reference an nn.Module")
        found = inside


__all__ = ["CodeGen", "Graph", "PythonCode"]
