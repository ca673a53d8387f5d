"""``torch.fx.interpreter``: `Interpreter`, which runs a graph node by node, and `Transformer`, which makes another graph of it."""
from contextlib import contextmanager

from ._symbolic_trace import Tracer
from .graph import Graph
from .graph_module import GraphModule
from .node import map_aggregate, map_arg
from .proxy import Proxy

_TLPARSE = "\nUse tlparse to see full graph. (https://github.com/pytorch/tlparse?tab=readme-ov-file#tlparse-parse-structured-pt2-logs)"


class Interpreter:
    """Runs a `GraphModule` node by node; what a node does can be overridden by the kind of operation.

    Parameters
    ----------
    module : GraphModule, or a Module that has what `graph` refers to
    garbage_collect_values : bool
        Forget values after their last use.
    graph : Graph, optional
        The graph to run instead of the module's.
    """

    def __init__(self, module, garbage_collect_values=True, graph=None):
        self.module = module
        self.submodules = dict(module.named_modules())
        self.graph = module.graph if graph is None else graph
        self.env = {}
        self.name = "Interpreter"
        self.garbage_collect_values = garbage_collect_values
        self.extra_traceback = True
        self.user_to_last_uses = {}
        if garbage_collect_values:
            seen = set()
            for user in reversed(self.graph.nodes):
                for node in user.all_input_nodes:
                    if node not in seen:
                        seen.add(node)
                        self.user_to_last_uses.setdefault(user, []).append(node)

    def run(self, *args, initial_env=None, enable_io_processing=True):
        """The result for these arguments. `initial_env` has values of nodes that are not to be computed."""
        self.env = {} if initial_env is None else initial_env
        self.args_iter = iter(self.graph.process_inputs(*args) if enable_io_processing else args)
        for node in self.graph.nodes:
            if node in self.env:
                continue
            try:
                self.env[node] = self.run_node(node)
            except Exception as error:
                if self.extra_traceback:
                    text = f"While executing {node.format_node()}"
                    text = f"{error.args[0]}\n\n{text}" if error.args else text
                    error.args = (f"{text}\nOriginal traceback:\n{node.stack_trace}{_TLPARSE}", *error.args[1:])
                    if isinstance(error, KeyError):
                        raise RuntimeError(*error.args) from error
                raise
            for unused in self.user_to_last_uses.get(node, ()):
                del self.env[unused]
            if node.op == "output":
                return self.graph.process_outputs(self.env[node]) if enable_io_processing else self.env[node]
        return None

    def boxed_run(self, args_list):
        """`run` with the arguments in a list, which is emptied."""
        args = list(args_list)
        args_list.clear()
        values = dict(zip((node for node in self.graph.nodes if node.op == "placeholder"), args))
        return self.run(initial_env=values)

    @contextmanager
    def _set_current_node(self, node):
        yield

    def run_node(self, n):
        """The value of one node."""
        args, kwargs = self.fetch_args_kwargs_from_env(n)
        return getattr(self, n.op)(n.target, args, kwargs)

    def placeholder(self, target, args, kwargs):
        """The next argument."""
        if target.startswith("*"):
            return list(self.args_iter)
        try:
            return next(self.args_iter)
        except StopIteration as end:
            if args:
                return args[0]
            raise RuntimeError(f"Expected positional argument for parameter {target}, but one was not passed in!") from end

    def get_attr(self, target, args, kwargs):
        """An attribute of the module."""
        return self.fetch_attr(target)

    def call_function(self, target, args, kwargs):
        """The result of a function."""
        if isinstance(target, str):
            raise AssertionError(f"Expected target to be a callable, got {target}")
        return target(*args, **kwargs)

    def call_method(self, target, args, kwargs):
        """The result of a method."""
        obj, *args = args
        return getattr(obj, target)(*args, **kwargs)

    def call_module(self, target, args, kwargs):
        """The result of a submodule."""
        return self.fetch_attr(target)(*args, **kwargs)

    def output(self, target, args, kwargs):
        """What the program returns."""
        return args[0]

    def fetch_attr(self, target):
        """What the module has at a path. RuntimeError where there is nothing."""
        found, steps = self.module, target.split(".")
        for at, step in enumerate(steps):
            if not hasattr(found, step):
                raise RuntimeError(f"Node referenced nonexistent target {'.'.join(steps[: at + 1])}")
            found = getattr(found, step)
        return found

    def fetch_args_kwargs_from_env(self, n):
        """The arguments of a node, with values in the place of nodes."""
        return self.map_nodes_to_values(n.args, n), self.map_nodes_to_values(n.kwargs, n)

    def map_nodes_to_values(self, args, n):
        """`args` with values in the place of nodes."""

        def value(node):
            if node not in self.env:
                raise RuntimeError(f"Node {n} referenced nonexistent value {node}! Run Graph.lint() to diagnose such issues")
            return self.env[node]

        return map_arg(args, value)


class Transformer(Interpreter):
    """Makes another graph of a `GraphModule`: its methods are called with proxies, and what they do is recorded."""

    def __init__(self, module):
        super().__init__(module)
        self.new_graph = Graph()
        self.new_graph.set_codegen(module.graph._codegen)

        class TransformerTracer(Tracer):
            def __init__(self, graph):
                super().__init__()
                self.graph = graph
                self.tensor_attrs = {}

            def is_leaf_module(self, *_):
                return True

        self.tracer = TransformerTracer(self.new_graph)
        self.tracer.root = module

    def placeholder(self, target, args, kwargs):
        """A new argument."""
        return Proxy(self.new_graph.placeholder(target, default_value=next(iter(args), ...)), self.tracer)

    def get_attr(self, target, args, kwargs):
        """A new node."""
        return self.tracer.create_proxy("get_attr", target, args, kwargs)

    def call_module(self, target, args, kwargs):
        """A call of the submodule, which is a node."""
        return self.tracer.call_module(self.fetch_attr(target), self.fetch_attr(target).forward, args, kwargs)

    def call_function(self, target, args, kwargs):
        """A new node."""
        return self.tracer.create_proxy("call_function", target, args, kwargs)

    def call_method(self, target, args, kwargs):
        """A new node."""
        return self.tracer.create_proxy("call_method", target, args, kwargs)

    def transform(self):
        """The new `GraphModule`."""
        result = super().run(enable_io_processing=False)
        if result is not None:
            old = self.graph.output_node()
            made = self.new_graph.output(map_aggregate(result, lambda a: a.node if isinstance(a, Proxy) else a))
            made.meta.update(old.meta)
        return GraphModule(self.module, self.new_graph)


__all__ = ["Interpreter", "Transformer"]
