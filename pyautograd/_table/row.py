"""One row per operator: what a row may say, and how its signature is read.

``docs/architecture.md`` describes the fields with examples. The build stamps the compiled core from the rows; the plain
core evaluates them at run time; the tests and the operator page walk them.
"""
import re

ROWS = []


class Param:
    """One parameter of a signature."""

    __slots__ = ("name", "type", "optional", "size", "default", "required", "keyword_only")

    def __init__(self, name, type, optional, size, default, required, keyword_only):
        self.name = name
        self.type = type  # "Tensor", "Tensor[]", "Number", "int", "int[]", "float", "bool", "str", "dtype", ...
        self.optional = optional  # None is accepted
        self.size = size  # the N of int[N]: a single int stands for N of them
        self.default = default
        self.required = required
        self.keyword_only = keyword_only


class Row:
    """An operator overload: signature, implementation, derivative."""

    __slots__ = (
        "name", "overload", "signature", "params", "outputs", "kind", "impl", "variants", "aliases", "promote", "numbers",
        "grad", "node", "nondiff", "multi_view", "doc", "jvp", "module", "keep", "shown",
    )  # fmt: skip

    def __repr__(self):
        return f"<row {self.signature}>"

    @property
    def key(self):
        return self.name + ("." + self.overload if self.overload else "")

    @property
    def bound_params(self):
        """The parameters as arguments are matched to them: in an overload named for its scalars (``remainder.Scalar``) the
        parameters in ``numbers`` take numbers alone, the tensors being another overload's."""
        if not self.numbers or "calar" not in self.overload:
            return self.params
        return [Param(p.name, "Number", *[getattr(p, f) for f in Param.__slots__[2:]]) if p.name in self.numbers else p for p in self.params]

    @property
    def forward_rule(self):
        """How tangents pass through the row; ``_py/forward.py`` has the rules."""
        if self.grad is None or self.kind == "composite":
            return "none"
        if self.grad == "not_implemented":
            return "refused"
        if self.jvp is not None:
            return self.jvp
        if self.kind == "view":
            return "linear"
        if self.kind in ("ufunc", "scalar") and self.outputs == "Tensor":
            return "elementwise"
        texts = [text for text in self.grad.values() if text is not None]
        if all(text == "zeros_like(grad)" for text in texts):
            return "constant"
        if any("no_derivative" in text for text in texts):
            return "unwritten"
        # A derivative that names no value of what is differentiated is that of a linear operator (those with a constant beside it say so in `jvp`).
        return "transposed" if self.derivative_reads_tensors else "linear"

    @property
    def derivative_reads_tensors(self):
        """Whether the derivative depends on what the row is differentiated at: on a differentiable argument, or a result."""
        if not isinstance(self.grad, dict):
            return False
        from .formula import Derivative

        derivative = Derivative(self)
        return any(s.kind == "output" or s.kind in ("input", "inputs") and s.source in derivative.arguments for s in derivative.used())

    @property
    def forward_reads_first(self):
        """Whether the rule needs what an in-place call overwrites, the first argument."""
        rule = self.forward_rule
        if rule in ("none", "refused", "unwritten", "linear", "constant"):
            return False
        if rule not in ("elementwise", "symmetric", "transposed", "transposed_at_zero"):
            return True
        from .formula import Derivative

        return any(s.kind == "input" and s.source == self.params[0].name for s in Derivative(self).used())

    @property
    def tensor_params(self):
        return [p for p in self.params if p.type in ("Tensor", "Tensor[]")]


_SIGNATURE = re.compile(r"^(\w+)(?:\.(\w+))?\((.*?)\)(?:\s*->\s*(.*))?$", re.S)
_TYPE = re.compile(r"^(\w+)(\[(\d*)\])?(\?)?$")
_LITERALS = {"None": None, "True": True, "False": False, "inf": float("inf"), "contiguous_format": None, "preserve_format": None}


def _split(text):
    depth, start, parts = 0, 0, []
    for at, c in enumerate(text):
        depth += (c in "[(") - (c in "])")
        if c == "," and not depth:
            parts.append(text[start:at].strip())
            start = at + 1
    last = text[start:].strip()
    return parts + [last] if last else parts


def _default(text):
    if text in _LITERALS:
        return _LITERALS[text]
    if text[0] in "\"'":
        return text[1:-1]
    if text[0] == "[":
        return tuple(_default(p) for p in _split(text[1:-1]))
    try:
        return int(text)
    except ValueError:
        return float(text)


def parse_signature(signature):
    """Read ``name.overload(Type name=default, *, ...) -> outputs`` into (name, overload, params, outputs)."""
    name, overload, inside, returns = _SIGNATURE.match(signature).groups()
    params, keyword_only = [], False
    for part in _split(inside):
        if part == "*":
            keyword_only = True
            continue
        declared, _, default = part.partition("=")
        kind, param = declared.split()
        base, bracket, size, optional = _TYPE.match(kind).groups()
        type_ = base + "[]" if bracket else base
        params.append(
            Param(param, type_, bool(optional), int(size) if size else 0, _default(default.strip()) if default else None, not default, keyword_only)
        )
    returns = (returns or "Tensor").strip()
    if returns.startswith("("):
        outputs = [p.split()[1] for p in _split(returns[1:-1])]
    else:
        outputs = returns  # "Tensor", "Tensor[]", "object"
    return name, overload or "", params, outputs


def camel(name):
    """``log_softmax`` -> ``LogSoftmax``, as node names are made."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


_KINDS = ("ufunc", "scalar", "kernel", "view", "composite")


def op(signature, /, *, variants=None, aliases=(), promote="common", numbers=(), grad=None, node=None, nondiff=(), multi_view=False, doc="", jvp=None, module="", keep=(), shown=None, **implementation):
    """Add a row. Exactly one of ``ufunc``, ``scalar``, ``kernel``, ``view``, ``composite`` says what it computes."""
    (kind, impl), = implementation.items()
    if kind not in _KINDS:
        raise TypeError(f"op({signature!r}): {kind} is no kind of implementation")
    row = Row()
    row.name, row.overload, row.params, row.outputs = parse_signature(signature)
    row.signature, row.kind, row.impl = signature, kind, impl
    row.variants = variants if variants is not None else "fmio" if kind in ("ufunc", "scalar") else "fm"
    row.aliases = (aliases,) if isinstance(aliases, str) else tuple(aliases)
    row.promote = promote
    row.numbers = (numbers,) if isinstance(numbers, str) else tuple(numbers)
    row.grad = grad if grad is None or isinstance(grad, str) else dict(grad)
    row.node = node or camel(row.name) + "Backward0"
    row.nondiff = (nondiff,) if isinstance(nondiff, str) else tuple(nondiff)
    row.multi_view, row.doc, row.jvp, row.module = multi_view, doc, jvp, module
    row.keep, row.shown = (keep,) if isinstance(keep, str) else tuple(keep), dict(shown or {})
    ROWS.append(row)
    return row
