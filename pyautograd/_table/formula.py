"""What a row's derivative expressions need: which values must be saved, and the expression over those names.

Both cores read a row through `Derivative`: the plain core compiles the rewritten expression with `eval`, the code generator
of the compiled core prints it as Cython.
"""
import ast

ATTRIBUTES = ("shape", "dtype", "ndim", "strides", "is_leaf")


class Saved:
    """One value a node keeps: ``name`` in the expressions, and where it comes from.

    kind is ``input`` (a tensor argument), ``inputs`` (a list of tensors), ``output``, ``value`` (any other argument) or an
    attribute of a tensor argument (``shape``, ``dtype``, ``ndim``, ``numel``, ``shapes``), or ``weak``: a tensor argument that is only shown, as
    long as something else holds it. `source` is the argument's name, or the index of the output.
    """

    __slots__ = ("name", "kind", "source")

    def __init__(self, name, kind, source):
        self.name, self.kind, self.source = name, kind, source


class Formula:
    """One expression and the inputs it serves."""

    __slots__ = ("targets", "expression", "saved", "needs")

    def __init__(self, targets, expression, saved, needs):
        self.targets = targets  # names of arguments
        self.expression = expression  # an ast.expr, rewritten; None for no gradient
        self.saved = saved  # names of Saved values it uses
        self.needs = needs  # names of arguments it asks needs(...) about


class _Rewriter(ast.NodeTransformer):
    """Turns ``self.shape`` into the saved name ``self_shape`` and collects what is used."""

    def __init__(self, row):
        self.tensors = {p.name: p.type for p in row.params if p.type in ("Tensor", "Tensor[]")}
        self.values = {p.name for p in row.params} - set(self.tensors)
        self.outputs = output_names(row)
        self.saved, self.needs = {}, []

    def _keep(self, name, kind, source):
        self.saved[name] = Saved(name, kind, source)
        return ast.Name(name, ast.Load())

    def _tensor(self, node):
        return node.id if isinstance(node, ast.Name) and node.id in self.tensors else None

    def visit_Attribute(self, node):
        owner = self._tensor(node.value)
        if owner and node.attr in ATTRIBUTES:
            return self._keep(f"{owner}_{node.attr}", node.attr, owner)
        return self.generic_visit(node)

    def visit_Call(self, node):
        func = node.func
        if isinstance(func, ast.Attribute) and func.attr == "numel" and self._tensor(func.value):
            return self._keep(f"{func.value.id}_numel", "numel", func.value.id)
        if isinstance(func, ast.Attribute) and func.attr == "conj" and not node.args:
            return ast.Call(ast.Name("conj", ast.Load()), [self.visit(func.value)], [])
        if isinstance(func, ast.Name) and func.id == "shapes":
            return self._keep(f"{node.args[0].id}_shapes", "shapes", node.args[0].id)
        if isinstance(func, ast.Name) and func.id == "dtypes":
            return self._keep(f"{node.args[0].id}_dtypes", "dtypes", node.args[0].id)
        if isinstance(func, ast.Name) and func.id == "needs":
            self.needs.append(node.args[0].id)
            return ast.Name(f"needs_{node.args[0].id}", ast.Load())
        node.args = [self.visit(a) for a in node.args]
        node.keywords = [ast.keyword(k.arg, self.visit(k.value)) for k in node.keywords]
        if not isinstance(func, ast.Name):
            node.func = self.visit(func)
        return node

    def visit_Name(self, node):
        name = node.id
        if name in self.outputs:
            return self._keep(name, "output", self.outputs[name])
        if name in self.tensors:
            return self._keep(name, "inputs" if self.tensors[name] == "Tensor[]" else "input", name)
        if name in self.values:
            return self._keep(name, "value", name)
        return node


def output_names(row):
    """Names that stand for results in the row's expressions, with their positions."""
    if isinstance(row.outputs, list):
        arguments = {p.name for p in row.params}
        names = {f"result{i}": i for i in range(len(row.outputs))}
        names.update({n: i for i, n in enumerate(row.outputs) if n not in arguments})
        return names
    return {} if any(p.name == "result" for p in row.params) else {"result": 0}


class Derivative:
    """The derivative of one row.

    Attributes
    ----------
    arguments : list of str
        The differentiable arguments in signature order: the order of the node's edges.
    formulas : list of Formula
    saved : dict of Saved by name
    kept : list of str
        Those of `saved` that are kept although no formula needs them.
    """

    __slots__ = ("arguments", "formulas", "saved", "kept", "not_implemented")

    def __init__(self, row):
        self.not_implemented = row.grad == "not_implemented"
        self.formulas, self.saved, self.kept = [], {}, []
        if self.not_implemented:
            self.arguments = [p.name for p in row.tensor_params]
            return
        named = set()
        for targets, text in row.grad.items():
            targets = (targets,) if isinstance(targets, str) else targets
            named.update(targets)
            if text is None:
                continue
            rewriter = _Rewriter(row)
            body = rewriter.visit(ast.parse(text.strip(), mode="eval").body)
            self.formulas.append(Formula(targets, ast.fix_missing_locations(body), sorted(rewriter.saved), rewriter.needs))
            self.saved.update(rewriter.saved)
        rewriter = _Rewriter(row)
        for text in row.keep:
            rewriter.visit(ast.parse(text, mode="eval").body)
        self.kept = [name for name in rewriter.saved if name not in self.saved]
        for name in self.kept:
            kept = rewriter.saved[name]
            self.saved[name] = Saved(name, "weak", kept.source) if kept.kind == "input" else kept
        self.arguments = [p.name for p in row.tensor_params if p.name in named]
        unknown = named - {p.name for p in row.tensor_params}
        if unknown:
            raise ValueError(f"{row!r}: derivative for {sorted(unknown)}, which are no tensor arguments")

    def used(self):
        """The values that formulas need."""
        return [saved for name, saved in self.saved.items() if name not in self.kept]
