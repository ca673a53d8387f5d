"""The Python function that a graph is written as."""
import enum
import re
import typing
from dataclasses import dataclass
from typing import NamedTuple

import pyautograd as torch

from .._ops import OpOverload
from ..utils import _pytree as pytree
from ..utils._dtype_abbrs import dtype_abbrs
from ._names import BUILTINS, from_torch, qualified_name, type_repr
from .node import Node

REFLECTABLE = {
    "add": "{} + {}", "sub": "{} - {}", "mul": "{} * {}", "floordiv": "{} // {}", "truediv": "{} / {}", "div": "{} / {}", "mod": "{} % {}",
    "pow": "{} ** {}", "lshift": "{} << {}", "rshift": "{} >> {}", "and_": "{} & {}", "or_": "{} | {}", "xor": "{} ^ {}", "getitem": "{}[{}]",
    "matmul": "{} @ {}",
}  # fmt: skip
MAGIC = {
    "eq": "{} == {}", "ne": "{} != {}", "lt": "{} < {}", "gt": "{} > {}", "le": "{} <= {}", "ge": "{} >= {}", "pos": "+{}", "neg": "-{}",
    "invert": "~{}", **REFLECTABLE,
}  # fmt: skip
INPLACE = {
    "iadd": "{} += {}", "iand": "{} &= {}", "ifloordiv": "{} //= {}", "ilshift": "{} <<= {}", "imod": "{} %= {}", "imul": "{} *= {}",
    "imatmul": "{} @= {}", "ior": "{} |= {}", "ipow": "{} **= {}", "irshift": "{} >>= {}", "isub": "{} -= {}", "itruediv": "{} /= {}",
    "ixor": "{} ^= {}", "setitem": "{}[{}] = {}",
}  # fmt: skip
_TYPING = {list: typing.List, dict: typing.Dict, set: typing.Set, frozenset: typing.FrozenSet, tuple: typing.Tuple}  # noqa: UP006


@dataclass
class PythonCode:
    """The text of a function, and the objects that it needs as globals."""

    src: str
    globals: dict
    _lineno_map: dict | None = None
    _prologue_start: int = 0


def format_target(base, target):
    """The expression for the attribute `target`, a path with dots, of `base`."""
    for name in target.split("."):
        base = f"{base}.{name}" if name.isidentifier() else f'getattr({base}, "{name}")'
    return base


class _Writer:
    """Writes one function."""

    def __init__(self, codegen, root_module, namespace, verbose=False):
        self.codegen, self.root, self.namespace, self.verbose = codegen, root_module, namespace, verbose
        self.free, self.body, self.globals, self.wrapped = [], [], {}, {}
        self.annotation = ""
        for name, (_, made) in BUILTINS.items():
            self.add_global(name, made)

    def add_global(self, hint, obj):
        if from_torch(obj):
            return qualified_name(obj) if not isinstance(obj, type) else type_repr(obj)
        name = self.namespace.create_name(hint, obj)
        self.globals.setdefault(name, obj)
        return name

    def type(self, obj):
        if obj == ():
            return "()"
        shown = type_repr(obj)
        origin = getattr(obj, "__origin__", None)
        if origin is None:
            return self.add_global(shown, obj)
        if isinstance(obj, typing._GenericAlias):
            origin = _TYPING.get(origin, origin)
        name = self.add_global(type_repr(origin), origin)
        args = typing.get_args(obj)
        return f"{name}[{','.join(map(self.type, args))}]" if args else name

    def value(self, arg):
        if isinstance(arg, Node):
            return repr(arg)
        if isinstance(arg, tuple) and hasattr(arg, "_fields"):
            return f"{self.add_global(qualified_name(type(arg)), type(arg))}{tuple(arg)!r}"
        if isinstance(arg, OpOverload):
            return self.add_global(qualified_name(arg), arg)
        if isinstance(arg, enum.Enum):
            return f"{self.add_global(type(arg).__name__, type(arg))}.{arg.name}"
        if isinstance(arg, torch.Tensor):
            return f"torch.Tensor(size={list(arg.size())}, dtype={str(arg.dtype).split('.')[-1]})"
        if isinstance(arg, tuple):
            return f"({self.value(arg[0])},)" if len(arg) == 1 else f"({', '.join(map(self.value, arg))})"
        if isinstance(arg, list):
            return f"[{', '.join(map(self.value, arg))}]"
        if isinstance(arg, slice):
            return f"slice({self.value(arg.start)}, {self.value(arg.stop)}, {self.value(arg.step)})"
        if isinstance(arg, dict):
            return "{" + ", ".join(f"{key!r}: {self.value(x)}" for key, x in arg.items()) + "}"
        return repr(arg)

    def arguments(self, args, kwargs):
        return ", ".join([*map(self.value, args), *(f"{key} = {self.value(x)}" for key, x in kwargs.items())])

    def node(self, node):
        """The line for one node, without its end."""
        typed = "" if node.type is None else f" : {self.type(node.type)}"
        if self.verbose and not typed:
            typed = _seen_type(node)
        if node.op == "placeholder":
            default = f" = {self.value(node.args[0])}" if node.args else ""
            self.free.append(f"{node.target}{typed}{default}")
            raw = node.target.replace("*", "")
            return f"{node!r} = {raw}\n" if raw != repr(node) else ""
        if node.op == "output":
            if node.type is not None:
                self.annotation = f" -> {self.type(node.type)}"
            return self.codegen.generate_output(node.args[0], repr_fn=self.value)
        assigned = f"{node!r}{typed} = "
        if node.op == "call_function":
            return self.function(node, assigned)
        if node.op == "call_method":
            return f"{assigned}{format_target(self.value(node.args[0]), node.target)}({self.arguments(node.args[1:], node.kwargs)})"
        if node.op == "call_module":
            return f"{assigned}{format_target(self.root, node.target)}({self.arguments(node.args, node.kwargs)})"
        if node.op == "get_attr":
            return assigned + format_target(self.root, node.target)
        raise NotImplementedError(f"node: {node.op} {node.target}")

    def function(self, node, assigned):
        if getattr(node.target, "__module__", None) == "_operator":
            name, args = node.target.__name__, [self.value(a) for a in node.args]
            if name in MAGIC:
                return assigned + MAGIC[name].format(*args)
            if name in INPLACE:
                return f"{INPLACE[name].format(*args)};  {assigned}{args[0]}"
        name = self.add_global(qualified_name(node.target), node.target)
        if name == "getattr" and len(node.args) == 2 and isinstance(node.args[1], str) and node.args[1].isidentifier():
            return assigned + format_target(self.value(node.args[0]), node.args[1])
        if node.meta.get("is_wrapped"):
            self.wrapped.setdefault(name)
        return f"{assigned}{name}({self.arguments(node.args, node.kwargs)})"


def _seen_type(node):
    """The annotation that says what tensor came out of a node when it was run, if that was noted: ``: "f32[2, 3]"``."""
    seen = node.meta.get("val", node.meta.get("tensor_meta"))
    if not isinstance(getattr(seen, "dtype", None), torch.dtype):
        return ""
    return f': "{dtype_abbrs[seen.dtype]}[{", ".join(map(str, seen.shape))}]"'


def _origin(trace):
    """The comment that says from which line of the program the following nodes are."""
    if not trace:
        return "# No stacktrace found for following nodes"
    frames = re.findall(r'File "(.+)", line (\d+), in (.+)\n *(.*)', trace)
    if not frames:
        return "# No stacktrace found for following nodes"
    file, line, name, code = frames[-1]
    return f"# File: {file}:{line} in {name}, code: {code}"


def _last_uses(nodes):
    """User -> nodes whose values nothing needs after it."""
    seen, found = set(), {}
    for user in reversed(nodes):
        for node in user._input_nodes:
            if node not in seen:
                seen.add(node)
                found.setdefault(user, []).append(node)
    return found


class CodeGen:
    """How the function of a graph takes its arguments and returns its result; to be overridden."""

    def __init__(self):
        self._body_transformer = None
        self._func_name = "forward"

    def gen_fn_def(self, free_vars, maybe_return_annotation):
        """The line with ``def``."""
        if not free_vars or free_vars[0] != "self":
            free_vars.insert(0, "self")
        return f"def {self._func_name}({', '.join(free_vars)}){maybe_return_annotation}:"

    def generate_output(self, output_args, *, repr_fn=repr):
        """The line with ``return``."""
        return f"return {repr_fn(output_args)}"

    def process_inputs(self, *args):
        """The graph's arguments from the function's."""
        return args

    def process_outputs(self, outputs):
        """The function's result from the graph's."""
        return outputs

    def additional_globals(self):
        """Names and objects that the lines above need."""
        return []

    def _gen_python_code(self, nodes, root_module, namespace, *, verbose=False):
        writer = _Writer(self, root_module, namespace, verbose)
        last = _last_uses(nodes)
        body = writer.body
        traced = ...
        for node in nodes:
            line = writer.node(node)
            if verbose and node.op not in ("placeholder", "output") and node.stack_trace != traced:
                traced = node.stack_trace
                body.append(f"\n{_origin(traced)}\n")
            if node.op == "placeholder":
                if line:
                    body.append(line)
                continue
            done = [] if node.op == "output" else last.get(node, []) + ([] if node.users else [node])
            body.append(line + (f";  {' = '.join([*map(repr, done), 'None'])}\n" if done else "\n"))
        if not body:
            body.append("pass\n")
        wraps = ""
        if writer.wrapped:
            wrap = writer.add_global("wrap", torch.fx.wrap)
            wraps = "\n".join(f'{wrap}("{name}")' for name in writer.wrapped)
        if self._body_transformer is not None:
            body = self._body_transformer(body)
        for name, value in self.additional_globals():
            writer.add_global(name, value)
        head = self.gen_fn_def(writer.free, writer.annotation)
        lines = "".join(body).lstrip("\n").split("\n")
        return PythonCode("\n".join(["", wraps, "", head, *("    " + line for line in lines)]), writer.globals, None, wraps.count("\n") + 4)


class PyTreeInfo(NamedTuple):
    """The names of a function's arguments, and the structures of arguments and result."""

    orig_args: list
    in_spec: object
    out_spec: object


class PyTreeCodeGen(CodeGen):
    """A function whose arguments are structures; the graph has their leaves."""

    def __init__(self, pytree_info):
        super().__init__()
        self.pytree_info = pytree_info

    def process_inputs(self, *inputs):
        return pytree.arg_tree_leaves(*inputs)

    def process_outputs(self, out):
        if self.pytree_info is None or self.pytree_info.out_spec is None:
            return out
        return pytree.tree_unflatten(out if isinstance(out, (list, tuple)) else [out], self.pytree_info.out_spec)

    def gen_fn_def(self, free_vars, maybe_return_annotation):
        if self.pytree_info is None:
            return super().gen_fn_def(free_vars, maybe_return_annotation)
        names = list(self.pytree_info.orig_args)
        inside = [name for name in names if name != "self"]
        head = super().gen_fn_def(names, maybe_return_annotation)
        leaves = [text.split(":")[0].split("=")[0].strip() for text in free_vars]
        if leaves:
            head += f"\n    {', '.join(leaves)}, = fx_pytree.tree_flatten_spec([{', '.join(inside)}], self._in_spec)"
        return head

    def generate_output(self, output_args, *, repr_fn=repr):
        if self.pytree_info is not None and self.pytree_info.out_spec is not None:
            return f"return pytree.tree_unflatten({repr_fn(output_args)}, self._out_spec)"
        return super().generate_output(output_args, repr_fn=repr_fn)

