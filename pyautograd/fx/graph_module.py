"""``torch.fx.graph_module``: `GraphModule`, a module whose ``forward`` is written from a graph."""
import copy
import itertools
import linecache
import os
import re
import sys
import textwrap
import traceback

import pyautograd as torch

from ..nn import Module, Parameter
from ._codegen import PyTreeCodeGen
from ._names import BUILTINS, from_torch
from .graph import Graph

_numbers = itertools.count()
_USER_PRESERVED_ATTRIBUTES_KEY = "_user_preserved_attributes"
_KEPT_HOOKS = (
    "_state_dict_hooks", "_load_state_dict_pre_hooks", "_load_state_dict_post_hooks", "_replace_hooks", "_create_node_hooks", "_erase_node_hooks",
    "_deepcopy_hooks",
)  # fmt: skip


def _execute(source, names):
    filename = f"<eval_with_key>.{next(_numbers)}"
    linecache.lazycache(filename, {"__name__": filename, "__loader__": _Source(source)})
    exec(compile(source, filename, "exec"), names)


class _Source:
    """What `linecache` asks for the text of generated code."""

    def __init__(self, source):
        self.source = source

    def get_source(self, name):
        """The text."""
        return self.source


def _forward_from_src(source, names, name="forward"):
    names = dict(names)
    _execute(source, names)
    return names[name]


def _imports(names):
    """The lines that make globals of generated code anew."""
    lines = []
    for name, made in names.items():
        if name in BUILTINS:
            lines.append(BUILTINS[name][0])
            continue
        module, attribute = ("torch", made.__name__) if from_torch(made) else (made.__module__, made.__qualname__.split(".")[0])
        lines.append(f"from {module} import {attribute}" + (f" as {name}" if name != attribute else ""))
    return "\n".join(lines)


def reduce_graph_module(body, import_block):
    """What unpickling a `GraphModule` calls: its code is traced."""
    # PyTorch need not be installed: what the lines import from it comes from here.
    block = re.sub(r"(?m)^(import|from) torch\b(\.\S+)?", r"\1 pyautograd\2", import_block).replace("import pyautograd\n", "")
    return _traced_anew(_forward_from_src(block.removesuffix("import pyautograd") + "\n" + (body.get("_code") or body["code"]), {"torch": torch}), body)


class _CodeOnlyModule(Module):
    """The attributes of a `GraphModule`, and its function."""

    def __init__(self, body):
        super().__init__()
        self.__dict__ = body


def _traced_anew(forward, body):
    from ._symbolic_trace import Tracer

    made = type("_CodeOnlyModule", (_CodeOnlyModule,), {"forward": forward})(body)
    tracer_cls = body.get("_tracer_cls") or Tracer

    class KeepModules(tracer_cls):
        def is_leaf_module(self, *_):
            return True

    graph = KeepModules().trace(made, **body.get("_tracer_extras", {}))
    graph._tracer_cls = tracer_cls
    module = GraphModule(made, graph, body.get("_graphmodule_cls_name", "GraphModule"))
    for name, value in body.items():
        if not hasattr(module, name):
            setattr(module, name, value)
    return module


def _assign(to_module, path, value):
    *above, name = path.split(".")
    for step in above:
        below = getattr(to_module, step, None)
        if below is None:
            below = Module()
            setattr(to_module, step, below)
        to_module = below
    if isinstance(value, torch.Tensor) and not isinstance(value, Parameter):
        to_module.register_buffer(name, value)
    else:
        setattr(to_module, name, value)


def _copy_attr(from_module, to_module, path):
    """Let `to_module` have what `from_module` has at a path; modules on the way that are not whole are made anew."""
    *above, name = path.split(".")
    value = from_module
    found = to_module
    for step in above:
        value = getattr(value, step)
        found = getattr(found, step, None)
        if found is value:  # a parent was installed as it is, with all below it
            return
    _assign(to_module, path, getattr(value, name))


class _WrappedCall:
    """Calls a `GraphModule`; shows the line of its generated code that failed."""

    def __init__(self, cls, cls_call):
        self.cls, self.cls_call = cls, cls_call

    @staticmethod
    def _generate_error_message(frame_summary):
        at, lines = frame_summary.lineno, linecache.getlines(frame_summary.filename)
        shown = [
            traceback.format_exc(), f"Call using an FX-traced Module, line {at} of the traced Module's generated forward function:",
            "".join(lines[at - 2 : at]), "~" * len(frame_summary.line) + "~~~ <--- HERE", "\n".join(lines[at : at + 2]),
        ]  # fmt: skip
        return "\n".join(shown)

    def __call__(self, obj, *args, **kwargs):
        try:
            if self.cls_call is not None:
                return self.cls_call(obj, *args, **kwargs)
            return super(self.cls, obj).__call__(*args, **kwargs)
        except Exception as error:
            last = traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__))[-1]
            if "eval_with_key" in last.filename:
                print(self._generate_error_message(last), file=sys.stderr)
                raise error.with_traceback(None)  # noqa: B904
            raise


class GraphModule(Module):
    """A module whose ``forward`` is generated from `graph`; `code` is its text. After the graph was changed, call `recompile`.

    Parameters
    ----------
    root : Module or dict
        Has the attributes and submodules that the graph refers to, by name; the new module takes those over.
    graph : Graph
    class_name : str
        The name of the new module's class.
    """

    def __new__(cls, *args, **kwargs):
        # A class for each instance, since each has a forward of its own.
        cls = next(base for base in cls.__mro__ if base.__qualname__.split(".")[-1] != "GraphModuleImpl")

        class GraphModuleImpl(cls):
            pass

        return super().__new__(GraphModuleImpl)

    def __init__(self, root, graph, class_name="GraphModule"):
        super().__init__()
        type(self).__name__ = class_name
        targets = [node.target for node in graph.nodes if node.op in ("get_attr", "call_module")]
        if isinstance(root, Module):
            if hasattr(root, "training"):
                self.training = root.training
            if isinstance(root, _CodeOnlyModule):
                targets = [*(name for name, _ in itertools.chain(root.named_children(), root.named_buffers(), root.named_parameters())), *targets]
            for target in targets:
                _copy_attr(root, self, target)
        elif isinstance(root, dict):
            for node in graph.nodes:
                if node.op in ("get_attr", "call_module") and node.target not in root:
                    raise RuntimeError(f"Node {node} referenced target {node.target} but that target was not provided in ``root``!")
            for target in sorted(targets, key=lambda path: path.count(".")):
                _assign(self, target, root[target])
        else:
            raise RuntimeError(f"Unsupported type {root} passed for root!")
        self.graph = graph
        tracer_cls = graph._tracer_cls
        self._tracer_cls = tracer_cls if tracer_cls and "<locals>" not in tracer_cls.__qualname__ else None
        self._tracer_extras = graph._tracer_extras or {}
        self.meta = dict(getattr(root, "meta", None) or {}) if isinstance(root, Module) else {}
        self._replace_hooks, self._create_node_hooks, self._erase_node_hooks, self._deepcopy_hooks = [], [], [], []

    @property
    def graph(self):
        """The graph; assigning one writes ``forward`` anew."""
        return self._graph

    @graph.setter
    def graph(self, graph):
        if not isinstance(graph, Graph):
            raise AssertionError(f"Expected a Graph instance, but got {type(graph)}")
        self._graph = graph
        graph.owning_module = self
        self.recompile()

    @property
    def code(self):
        """The text of ``forward``."""
        if not hasattr(self, "_code"):
            raise RuntimeError("Code has not been generated! Please report a bug to PyTorch")
        return self._code

    def recompile(self):
        """Write ``forward`` from the graph. Returns the code."""
        codegen = self._graph._codegen
        if isinstance(codegen, PyTreeCodeGen) and codegen.pytree_info is not None:
            self._in_spec, self._out_spec = codegen.pytree_info.in_spec, codegen.pytree_info.out_spec
        made = self._graph.python_code(root_module="self")
        self._code = made.src
        cls = type(self)
        cls.forward = _forward_from_src(made.src, made.globals, codegen._func_name)
        if "_wrapped_call" not in vars(cls):
            cls._wrapped_call = _WrappedCall(cls, vars(cls).get("__call__"))
        for child in self.children():
            if isinstance(child, GraphModule):
                child.recompile()

        def call_wrapped(self, *args, **kwargs):
            return self._wrapped_call(self, *args, **kwargs)

        cls.__call__ = call_wrapped
        return made

    # Submodules.

    def add_submodule(self, target, m):
        """Put a module at a path; empty modules on the way are made. Returns whether that was possible."""
        *above, name = target.split(".")
        module = self
        for step in above:
            below = getattr(module, step, None)
            if below is None:
                below = Module()
                setattr(module, step, below)
            if not isinstance(below, Module):
                return False
            module = below
        module.add_module(name, m)
        return True

    def delete_submodule(self, target):
        """Take out the module at a path. Returns whether there was one."""
        *above, name = target.split(".")
        module = self
        for step in above:
            module = getattr(module, step, None)
            if not isinstance(module, Module):
                return False
        if not isinstance(getattr(module, name, None), Module):
            return False
        delattr(module, name)
        return True

    def delete_all_unused_submodules(self):
        """Take out all submodules that the graph does not use."""
        used = set()
        for node in self.graph.nodes:
            if node.op in ("call_module", "get_attr"):
                used.update(itertools.accumulate(node.target.split("."), lambda path, step: f"{path}.{step}"))
                if node.op == "call_module":
                    try:
                        below = self.get_submodule(node.target).named_modules()
                    except AttributeError:  # nothing there to keep
                        continue
                    used.update(f"{node.target}.{name}" for name, _ in below if name)
        for name in [name for name, _ in self.named_modules() if name not in used]:
            self.delete_submodule(name)

    # Copies.

    def __reduce__(self):
        body = {name: value for name, value in self.__dict__.items() if name != "_graph"}
        body["_graphmodule_cls_name"] = type(self).__name__
        return reduce_graph_module, (body, _imports(self.recompile().globals) + "\n")

    def __reduce_ex__(self, protocol):
        return self.__reduce__()

    def _deepcopy_init(self):
        return GraphModule.__init__

    def __deepcopy__(self, memo):
        made = type(self).__new__(type(self))
        memo[id(self)] = made
        body = {name: copy.deepcopy(value, memo) for name, value in self.__dict__.items()}
        self._deepcopy_init()(made, _CodeOnlyModule(body), body["_graph"])
        type(made).__name__ = type(self).__name__
        for name in _KEPT_HOOKS:
            if name in body:
                setattr(made, name, body[name])
        made.meta = body.get("meta", {})
        for name, value in made.meta.get(_USER_PRESERVED_ATTRIBUTES_KEY, {}).items():
            setattr(made, name, value)
        for hook in self._deepcopy_hooks:
            hook(made)
        return made

    def __copy__(self):
        made = GraphModule(self, self.graph)
        made.meta = getattr(self, "meta", {})
        return made

    # How it is shown.

    def print_readable(self, print_output=True, **_shown):
        """Print the code as a class, and those of modules below it; returns the text. Nodes say what tensors came out of them, where that was noted."""
        lines = self._graph.python_code("self", verbose=True).src.strip("\n").split("\n")
        text = f"class {self._get_name()}(torch.nn.Module):\n" + textwrap.indent("\n".join(lines), "    ").rstrip(" ")
        for name, child in self.named_children():
            if isinstance(child, GraphModule):
                text += "\n" + textwrap.indent(child.print_readable(print_output=False).replace(child._get_name(), name, 1), "    ")
        if print_output:
            print(text)
        return text

    def __str__(self):
        return "\n".join([super().__str__(), self._code, "# To see more debug info, please use `graph_module.print_readable()`"])

    def to_folder(self, folder, module_name="FxModule"):
        """Write the module as a package of Python code into `folder`, with its state beside it."""
        os.makedirs(folder, exist_ok=True)
        torch.save(self.state_dict(), os.path.join(folder, "state_dict.pt"))
        lines = [_imports(self.recompile().globals), "from torch.nn import *", f"class {module_name}(torch.nn.Module):", "    def __init__(self):"]
        lines.append("        super().__init__()")
        for name, child in self.named_children():
            torch.save(child, os.path.join(folder, f"{name}.pt"))
            lines.append(f"        self.{name} = torch.load(r'{os.path.join(folder, name + '.pt')}', weights_only=False)")
        for kind, members in (("buffer", self._buffers), ("parameter", self._parameters)):
            for name, value in members.items():
                if value is not None:
                    made = f"torch.empty({list(value.shape)}, dtype={value.dtype})"
                    made = f"torch.nn.Parameter({made})" if kind == "parameter" else made
                    lines.append(f"        self.register_{kind}('{name}', {made})")
        lines.append(f"        self.load_state_dict(torch.load(r'{os.path.join(folder, 'state_dict.pt')}'))")
        lines.extend("    " + line for line in self._code.split("\n"))
        with open(os.path.join(folder, "module.py"), "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        with open(os.path.join(folder, "__init__.py"), "w", encoding="utf-8") as file:
            file.write("from .module import *\n")

    def _register_replace_node_hook(self, f):
        self._replace_hooks.append(f)

    def _unregister_replace_node_hook(self, f):
        self._replace_hooks.remove(f)

    def _register_create_node_hook(self, f):
        self._create_node_hooks.append(f)

    def _unregister_create_node_hook(self, f):
        self._create_node_hooks.remove(f)

    def _register_erase_node_hook(self, f):
        self._erase_node_hooks.append(f)

    def _unregister_erase_node_hook(self, f):
        self._erase_node_hooks.remove(f)


__all__ = ["GraphModule", "reduce_graph_module"]
