"""The operator table is consistent: every row can be read, resolved and differentiated. Both cores are made from these rows."""
import ast
import builtins
import collections
import importlib
import pkgutil
import re

import pytest

import pyautograd
from pyautograd._py import elementwise, formulas
from pyautograd._py.core import ops
from pyautograd._table import formula, row, rows

ROWS = rows()
TYPES = {
    "Tensor", "Tensor[]", "Number", "Number[]", "int", "int[]", "float", "float[]", "bool", "bool[]", "str", "dtype", "Generator", "device", "layout",
    "memory_format", "object",
}  # fmt: skip
VARIANTS = set("fmio")
MODULES = {"", "linalg", "special", "fft", "nn.functional"}


def by_key(row):
    return row.key


def formula_functions():
    """Every function of the formulas package, by name."""
    found = {}
    for module in pkgutil.iter_modules(formulas.__path__):
        loaded = importlib.import_module(f"{formulas.__name__}.{module.name}")
        found.update((name, value) for name, value in vars(loaded).items() if not name.startswith("__"))
    return found


KNOWN = set(formula_functions()) | set(vars(ops)) | set(dir(builtins)) | {"conj", "grad", "grads"}


def test_no_two_rows_are_the_same_overload():
    counts = collections.Counter(r.key for r in ROWS)
    assert [key for key, count in counts.items() if count > 1] == []


def test_no_two_rows_share_an_alias():
    taken = collections.defaultdict(set)
    for r in ROWS:
        for name in (r.name, *r.aliases):
            taken[name].add(r.name)
    assert {name: owners for name, owners in taken.items() if len(owners) > 1} == {}


@pytest.mark.parametrize("r", ROWS, ids=by_key)
def test_the_signature_is_readable(r):
    name, overload, params, outputs = row.parse_signature(r.signature)
    assert (name, overload) == (r.name, r.overload)
    assert [p.name for p in params] == [p.name for p in r.params]
    assert len({p.name for p in params}) == len(params)
    for p in params:
        assert p.name.isidentifier() and p.type in TYPES, f"{p.name}: {p.type}"
    positional = [p for p in params if not p.keyword_only]
    required = [p.required for p in positional]
    assert required == sorted(required, reverse=True), "a required parameter after one with a default"
    assert outputs in ("Tensor", "Tensor[]", "object") or isinstance(outputs, list) and len(set(outputs)) == len(outputs)
    assert set(r.variants) <= VARIANTS and r.module in MODULES
    assert set(r.numbers) <= {p.name for p in params if p.type == "Tensor"}
    assert set(r.nondiff) <= set(outputs if isinstance(outputs, list) else ())


@pytest.mark.parametrize("r", [r for r in ROWS if "m" in r.variants or "i" in r.variants], ids=by_key)
def test_a_method_begins_with_a_tensor(r):
    assert r.params[0].type == "Tensor" and not r.params[0].keyword_only


@pytest.mark.parametrize("r", [r for r in ROWS if r.kind in ("kernel", "view", "composite")], ids=by_key)
def test_the_implementation_exists(r):
    module, _, name = r.impl.rpartition(".")
    package = "composite" if r.kind == "composite" else "kernels"
    assert callable(getattr(importlib.import_module(f"pyautograd._py.{package}.{module}"), name))


@pytest.mark.parametrize("r", [r for r in ROWS if r.kind == "ufunc"], ids=by_key)
def test_the_ufunc_exists(r):
    import numpy

    assert isinstance(getattr(numpy, r.impl), numpy.ufunc)


@pytest.mark.parametrize("r", [r for r in ROWS if r.kind == "scalar"], ids=by_key)
def test_the_scalar_expression_names_only_parameters_and_functions(r):
    allowed = {p.name for p in r.params} | set(elementwise._scalar_namespace())
    names = {node.id for node in ast.walk(ast.parse(r.impl, mode="eval")) if isinstance(node, ast.Name)}
    assert names <= allowed


DIFFERENTIABLE = [r for r in ROWS if r.grad is not None]


@pytest.mark.parametrize("r", DIFFERENTIABLE, ids=by_key)
def test_the_derivative_names_only_what_there_is(r):
    derivative = formula.Derivative(r)
    assert derivative.arguments, "a derivative with respect to nothing"
    if derivative.not_implemented:
        return
    tensors = {p.name for p in r.tensor_params}
    targets = [t for keys in r.grad for t in ((keys,) if isinstance(keys, str) else keys)]
    assert len(targets) == len(set(targets)) and set(targets) <= tensors
    for f in derivative.formulas:
        used = {node.id for node in ast.walk(f.expression) if isinstance(node, ast.Name)}
        asked = {f"needs_{name}" for name in f.needs}
        local = {node.id for node in ast.walk(f.expression) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        assert used - set(f.saved) - asked - local <= KNOWN
        assert set(f.needs) <= set(targets)


@pytest.mark.parametrize("r", DIFFERENTIABLE, ids=by_key)
def test_the_derivative_compiles(r):
    from pyautograd._py.table_node import CompiledFormula

    derivative = formula.Derivative(r)
    for f in derivative.formulas:
        assert callable(CompiledFormula(f, r).function)


@pytest.mark.parametrize("r", DIFFERENTIABLE, ids=by_key)
def test_the_node_is_named_as_pytorch_names_nodes(r):
    assert re.fullmatch(r"[A-Z]\w*Backward\d+(_copy)?|torch::autograd::(CopyBackwards|CopySlices|Identity)", r.node)


def test_overloads_that_users_tell_apart_by_their_node_have_different_ones():
    """``x.sum()`` is SumBackward0 and ``x.sum(0)`` SumBackward1: overloads of one name do not share a node by accident."""
    nodes = collections.defaultdict(list)
    for r in DIFFERENTIABLE:
        if r.variants and r.grad != "not_implemented":
            nodes[r.name, r.node].append(r)
    shared = {name for (name, _), found in nodes.items() if len(found) > 1}
    assert shared <= SHARED


# Overloads that PyTorch resolves to one operator, or whose rows split one operator of PyTorch by the kind of an argument.
SHARED = {"std", "var", "std_mean", "var_mean", "where", "special_zeta"}


def test_every_operator_is_reachable():
    public = {r.name for r in ROWS if "f" in r.variants and not r.module}
    assert [name for name in sorted(public) if not hasattr(pyautograd, name)] == []
    methods = {r.name for r in ROWS if "m" in r.variants} | {r.name + "_" for r in ROWS if "i" in r.variants}
    assert [name for name in sorted(methods) if not hasattr(pyautograd.Tensor, name)] == []
    below = {(r.module, r.name.removeprefix(r.module.replace(".", "_") + "_")) for r in ROWS if r.module and "f" in r.variants}
    for module in sorted({m for m, _ in below}):
        namespace = importlib.import_module("pyautograd." + module)
        assert [name for m, name in sorted(below) if m == module and not hasattr(namespace, name)] == []
