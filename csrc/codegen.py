"""Stamps the compiled core's sources from the operator table.

Written files change only when their text does, so that an unchanged table recompiles nothing:

* ``pyautograd/_C/table_data.py``: the rows as literals, read at import;
* ``build/generated/derivatives.pyx``: one C function per row, its derivative expressions as Cython;
* ``build/generated/scalar_kernels.pyx``: float32 and float64 loops for the scalar expressions;
* ``build/generated/single_expressions.h``: the float32 loops of those that call elementary functions;
* ``build/generated/expressions.py``: the same expressions over NumPy arrays, for every other dtype;
* ``build/generated/special_tables.h``: ``pyautograd/_special_tables.py`` and the terms of ``_py/kernels/bessel_modified.py`` as C.
"""
import ast
import base64
import hashlib
import importlib
import marshal
import sys
import types
import zlib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import scalar_loops  # noqa: E402
import single_expressions  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
GENERATED = ROOT / "build" / "generated"
SAVED_KINDS = ("input", "inputs", "output", "value", "shape", "dtype", "ndim", "numel", "shapes", "dtypes", "strides", "is_leaf", "weak")


def load_table():
    """The table's rows, without importing the package they belong to (its core is what is being built)."""
    if "pyautograd" not in sys.modules:
        package = types.ModuleType("pyautograd")
        package.__path__ = [str(ROOT / "pyautograd")]
        sys.modules["pyautograd"] = package
    table = importlib.import_module("pyautograd._table")
    formula = importlib.import_module("pyautograd._table.formula")
    rows = table.rows()
    return rows, [formula.Derivative(r) if r.grad is not None else None for r in rows]


def write_if_changed(path, text):
    """Write `text` unless the file holds it already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


# The table as data.


def row_literal(row, derivative):
    """The tuple that ``make_spec`` of the compiled core unpacks."""
    names = [p.name for p in row.params]
    bound = row.bound_params
    params = tuple((p.name, p.type, p.optional, p.size, p.default, p.required, p.keyword_only, b.type) for p, b in zip(row.params, bound))
    if derivative is None:
        data = None
    elif derivative.not_implemented:
        data = "not_implemented"
    else:
        saved = []
        for name, spec in derivative.saved.items():
            mask = 2 ** len(derivative.arguments) - 1 if name in derivative.kept else 0
            for formula in derivative.formulas:
                if name in formula.saved:
                    for target in formula.targets:
                        mask |= 1 << derivative.arguments.index(target)
            source = spec.source if spec.kind == "output" else names.index(spec.source)
            saved.append((name, SAVED_KINDS.index(spec.kind), source, mask))
        data = (tuple(names.index(a) for a in derivative.arguments), tuple(saved))
    outputs = tuple(row.outputs) if isinstance(row.outputs, list) else row.outputs
    return (
        row.name, row.overload, params, outputs, row.kind, row.impl, row.variants, row.aliases, row.promote, row.numbers, row.node,
        row.nondiff, bool(row.multi_view), row.module, data, row.shown, row.forward_rule, row.forward_reads_first, row.derivative_reads_tensors,
    )  # fmt: skip


def table_data(rows, derivatives):
    """The rows as one packed literal: an eighth of the size of their text, and read in a millisecond.

    ``marshal`` ties the file to this version of Python, as the extension modules beside it are.
    """
    packed = base64.b64encode(zlib.compress(marshal.dumps([row_literal(r, d) for r, d in zip(rows, derivatives)]), 9)).decode()
    lines = ['"""The operator table as data, written by csrc/codegen.py."""', "import binascii", "import marshal", "import zlib", ""]
    return "\n".join(lines) + f"\nROWS = marshal.loads(zlib.decompress(binascii.a2b_base64({packed!r})))\n"


# Derivatives.


def formula_functions():
    """Name -> module of every function in ``_py/formulas``."""
    found = {}
    for path in sorted((ROOT / "pyautograd" / "_py" / "formulas").glob("*.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef):
                found[node.name] = path.stem
    return found


class Names(ast.NodeTransformer):
    """Gives functions of formulas and operators the names they have in the stamped module."""

    def __init__(self, local, operators, formulas):
        self.local, self.operators, self.formulas = local, operators, formulas
        self.used_operators, self.used_formulas = set(), set()

    def visit_Name(self, node):
        name = node.id
        if name in self.local:
            return node
        if name == "conj":
            return ast.Name("conj_of", node.ctx)
        if name in self.operators:
            self.used_operators.add(name)
            return ast.Name("o_" + name, node.ctx)
        if name in self.formulas:
            self.used_formulas.add(name)
            return ast.Name("f_" + name, node.ctx)
        return node


def comprehension_names(tree):
    """Names that a comprehension or lambda inside the expression binds."""
    names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return names | {a.arg for n in ast.walk(tree) if isinstance(n, ast.Lambda) for a in n.args.args}


def derivative_function(number, row, derivative, names):
    """The Cython text of one row's backward."""
    arguments, saved = derivative.arguments, list(derivative.saved)
    listed = {p.name for p in row.params if p.type == "Tensor[]"}
    several = isinstance(row.outputs, list) or row.outputs == "Tensor[]"
    out = [f"cdef int d_{number}(Node node, PyObject **grads, PyObject **results) except -1:", f"    # {row.key}"]
    used = {n.id for f in derivative.formulas for n in ast.walk(f.expression) if isinstance(n, ast.Name)}
    if several:
        out.append("    grads_ = grads_list(node, grads)")
        out.append("    grad = grads_[0]")
    elif "grads" in used:
        out.append("    grads_ = grads_list(node, grads)")
        out.append("    grad = grads_[0]")
    else:
        out.append("    grad = <object>grads[0]")
    for formula in derivative.formulas:
        if formula.saved:      # as in PyTorch, a value is unpacked also where the run is restricted to what does not need it
            condition = " or ".join(f"wants(node, {arguments.index(t)})" for t in formula.targets)
            out.append(f"    if {condition}:")
        for name in formula.saved:
            out.append(f"        {name} = saved_value(node, {saved.index(name)})")
        condition = " or ".join(f"needed(node, {arguments.index(t)}, results)" for t in formula.targets)
        out.append(f"    if {condition}:")
        for name in dict.fromkeys(formula.needs):
            value = f"needed(node, {arguments.index(name)}, results)" if name in arguments else "False"
            out.append(f"        needs_{name} = {value}")
        names.local = {"grad", "grads", *formula.saved, *(f"needs_{n}" for n in formula.needs), *comprehension_names(formula.expression)}
        text = ast.unparse(names.visit(formula.expression))
        text = ast.unparse(_Direct().visit(_Renamed().visit(ast.parse(text, mode="eval"))))
        if len(formula.targets) == 1:
            (target,) = formula.targets
            position = arguments.index(target)
            if target in listed:
                out.append(f"        put_list(node, {position}, {text}, results)")
            else:
                at = f"span_start(node, {position})" if listed & set(arguments) else str(position)
                out.append(f"        put(results, {at}, {text})")
        else:
            out.append(f"        answer = {text}")
            for i, target in enumerate(formula.targets):
                position = arguments.index(target)
                out.append(f"        if needed(node, {position}, results):")
                if target in listed:
                    out.append(f"            put_list(node, {position}, answer[{i}], results)")
                else:
                    at = f"span_start(node, {position})" if listed & set(arguments) else str(position)
                    out.append(f"            put(results, {at}, answer[{i}])")
    out.append("    return 0")
    return "\n".join(out)


class _Renamed(ast.NodeTransformer):
    """``grads`` is the C array in a stamped function; the list is ``grads_``."""

    def visit_Name(self, node):
        return ast.Name("grads_", node.ctx) if node.id == "grads" else node


class _Direct(ast.NodeTransformer):
    """Operators on one to three arguments are called by functions of the core that need no look at the arguments' types."""

    def visit_Call(self, node):
        self.generic_visit(node)
        if not (isinstance(node.func, ast.Name) and node.func.id.startswith("o_")) or node.keywords or not 1 <= len(node.args) <= 3:
            return node
        if any(isinstance(argument, ast.Starred) for argument in node.args):
            return node
        return ast.Call(ast.Name(("call_one", "call_two", "call_three")[len(node.args) - 1], ast.Load()), [node.func, *node.args], [])


DERIVATIVES_HEAD = '''# cython: language_level=3
"""Derivatives of the table's operators. Written by csrc/codegen.py."""
from cpython.object cimport PyObject
from cpython.ref cimport Py_INCREF
from pyautograd._C.core cimport Node, call_one, call_three, call_two, conj_of, grads_list, needed, put_list, saved_value
from pyautograd._C.core cimport set_backward, span_start, wanted_part, wants

from .core import ops
'''


def derivatives_source(rows, derivatives):
    operators = {r.name for r in rows} | {a.replace(".", "_") for r in rows for a in r.aliases} | {"as_strided"}
    formulas = formula_functions()
    names = Names(set(), operators, formulas)
    functions = []
    for number, (row, derivative) in enumerate(zip(rows, derivatives)):
        if derivative is not None and not derivative.not_implemented:
            functions.append(derivative_function(number, row, derivative, names))
    out = [DERIVATIVES_HEAD]
    for name in sorted(names.used_formulas):
        out.append(f"from .formulas.{formulas[name]} import {name} as f_{name}")
    out += [f"cdef object o_{name} = ops.{name}" for name in sorted(names.used_operators)]
    out.append(
        "\n\ncdef inline void put(PyObject **results, int at, object value) noexcept:\n    if value is not None:\n"
        "        Py_INCREF(value)\n        results[at] = <PyObject *>value\n"
    )
    out += ["\n" + f + "\n" for f in functions]
    out.append("")
    for number, derivative in enumerate(derivatives):
        if derivative is not None and not derivative.not_implemented:
            out.append(f"set_backward({number}, d_{number})")
    return "\n".join(out) + "\n"


# Scalar expressions.

ARRAY_NAMES = {
    "asin": "np.arcsin", "acos": "np.arccos", "atan": "np.arctan", "atan2": "np.arctan2", "asinh": "np.arcsinh", "acosh": "np.arccosh",
    "atanh": "np.arctanh", "pow": "np.power", "rsqrt": "rsqrt", "erf": "erf", "erfc": "erfc", "erfinv": "erfinv", "lgamma": "lgamma",
    "digamma": "digamma", "ndtr": "ndtr", "inf": "np.inf", "nan": "np.nan", "pi": "np.pi",
}  # fmt: skip
ARRAY_NAMES.update({n: f"np.{n}" for n in (
    "exp exp2 expm1 log log1p log2 log10 sqrt sin cos tan sinh cosh tanh floor ceil trunc rint abs fmod hypot copysign maximum minimum where isnan "
    "isinf isfinite"
).split()})  # fmt: skip


class _ArrayNames(ast.NodeTransformer):
    def __init__(self, params):
        self.params = params

    def visit_Name(self, node):
        if node.id in self.params:
            return node
        return ast.parse(ARRAY_NAMES[node.id], mode="eval").body


def expressions_source(rows):
    out = [
        '"""The table\'s scalar expressions over NumPy arrays. Written by csrc/codegen.py."""', "import numpy as np", "",
        "from .kernels.elementwise import digamma, erf, erfc, erfinv, lgamma, ndtr", "", "", "def rsqrt(x):", "    return 1 / np.sqrt(x)",
    ]  # fmt: skip
    for number, row in enumerate(rows):
        if row.kind == "scalar":
            names = [p.name for p in row.params]
            body = _ArrayNames(names).visit(ast.parse(row.impl.strip(), mode="eval").body)
            out += ["", "", f"def row_{number}({', '.join(names)}):", f"    return {ast.unparse(body)}"]
    return "\n".join(out) + "\n"


def special_tables_source():
    """The special functions' tables: a row's number, or what `in_table` takes, by name; the terms of the modified Bessel functions of float32.

    The rows themselves are read from the Python module when `special_loops` is imported: a wheel holds them once."""
    tables = importlib.import_module("pyautograd._special_tables")
    out = ["/* Written by csrc/codegen.py from pyautograd/_special_tables.py and _py/kernels/bessel_modified.py. */"]
    for name, (row, first, step) in tables.TABLES.items():
        out += [f"#define ROW_{name} {row}", f"#define TABLE_{name} {row}, {first!r}, {step!r}"]
    text = (ROOT / "pyautograd" / "_py" / "kernels" / "bessel_modified.py").read_text()
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple) and ast.unparse(node.targets[0]).startswith("_I_"):
            terms = ",".join(f"(float){term!r}" for term in ast.literal_eval(node.value))
            out.append(f"static const float FIRST_KIND{ast.unparse(node.targets[0])[2:]}[] = {{{terms}}};")
    out.append(f"#define SPECIAL_ROWS {len(base64.b64decode(tables.ROWS)) // (16 * 8)}")
    return "\n".join(out) + "\n"


def generate():
    """Write all stamped files, each with the table's fingerprint: modules built from different tables refuse to work together."""
    rows, derivatives = load_table()
    data = table_data(rows, derivatives)
    mark = f"FINGERPRINT = {hashlib.sha256(data.encode()).hexdigest()[:16]!r}\n"
    write_if_changed(ROOT / "pyautograd" / "_C" / "table_data.py", data + mark)
    write_if_changed(GENERATED / "derivatives.pyx", derivatives_source(rows, derivatives) + mark)
    write_if_changed(GENERATED / "expressions.py", expressions_source(rows) + mark)
    write_if_changed(GENERATED / "special_tables.h", special_tables_source())
    write_if_changed(GENERATED / "single_expressions.h", single_expressions.header(rows)[0])
    write_if_changed(GENERATED / "scalar_kernels.pyx", scalar_loops.scalar_kernels_source(rows) + mark)


if __name__ == "__main__":
    generate()
