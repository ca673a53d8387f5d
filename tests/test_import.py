"""What `import pyautograd` loads, in a fresh process: a module more is a cost for everybody, so the set is held here."""
import json
import os
import subprocess
import sys

import pyautograd

_PROGRAM = """
import sys, json, numpy
before = set(sys.modules)
import pyautograd
print(json.dumps(sorted(set(sys.modules) - before)))
"""


def loaded(statement=""):
    done = subprocess.run([sys.executable, "-c", _PROGRAM + statement], capture_output=True, text=True, check=True, env={**os.environ, "PYAUTOGRAD_BACKEND": pyautograd.backend})
    return json.loads(done.stdout.splitlines()[0])


BOTH = """
    pyautograd pyautograd._autograd_texts pyautograd._core pyautograd._absent pyautograd._lazy pyautograd._node_arguments pyautograd._overrides pyautograd._py
    pyautograd._py.assembly pyautograd._py.determinism pyautograd._py.overrides pyautograd._py.python_functions pyautograd._saved_names pyautograd._table pyautograd._table.listings pyautograd._table.row
    pyautograd._tensor pyautograd._tensor_attributes pyautograd._types pyautograd._utils pyautograd._version pyautograd._warnings pyautograd.autograd
    pyautograd.autograd._engine pyautograd.autograd._gradcheck_analytical pyautograd.autograd._gradcheck_compare
    pyautograd.autograd._gradcheck_messages pyautograd.autograd._gradcheck_numerical pyautograd.autograd._gradcheck_properties
    pyautograd.autograd._switches pyautograd.autograd.grad_mode pyautograd.autograd.gradcheck pyautograd.autograd.variable pyautograd.func
    pyautograd.func._levels pyautograd.torch_version pyautograd.utils pyautograd.utils._contextlib
"""
OURS = {
    "compiled": """
    pyautograd._C pyautograd._C._compiled pyautograd._C._shared_modules pyautograd._C.binder pyautograd._C.core pyautograd._C.fast pyautograd._C.table_data pyautograd._C.util pyautograd._cpus
""",
    "python": """
    pyautograd._memory pyautograd._py.arg_errors pyautograd._py.arithmetic pyautograd._py.binder pyautograd._py.core pyautograd._py.current pyautograd._py.custom_function
    pyautograd._py.custom_node pyautograd._py.dispatch pyautograd._py.duals pyautograd._py.elementwise pyautograd._py.engine pyautograd._py.fast
    pyautograd._py.function_errors pyautograd._py.grad_mode pyautograd._py.history pyautograd._py.hooks pyautograd._py.inplace pyautograd._py.kernels
    pyautograd._py.kernels.views pyautograd._py.lazy pyautograd._py.memory pyautograd._py.node pyautograd._py.operators pyautograd._py.overlap pyautograd._py.overridable
    pyautograd._table.layouts pyautograd._table.refused_dtypes
    pyautograd._py.saved_hooks pyautograd._py.swap pyautograd._py.table_node pyautograd._py.tensor pyautograd._py.tensor_state pyautograd._py.util
    pyautograd._table.conversion pyautograd._table.convolution pyautograd._table.creation pyautograd._table.ctc pyautograd._table.elementwise_binary
    pyautograd._table.elementwise_nn pyautograd._table.elementwise_special pyautograd._table.elementwise_unary pyautograd._table.fft
    pyautograd._table.foreach pyautograd._table.indexing pyautograd._table.joins pyautograd._table.linalg pyautograd._table.losses
    pyautograd._table.normalise pyautograd._table.out_dtypes pyautograd._table.out_shapes pyautograd._table.padding pyautograd._table.pooling pyautograd._table.products
    pyautograd._table.random pyautograd._table.recurrent pyautograd._table.reductions pyautograd._table.scans pyautograd._table.scatter
    pyautograd._table.shapes pyautograd._table.sorting pyautograd._table.views pyautograd._table.views_copied
""",
}


def test_modules_of_the_package():
    found = {name for name in loaded() if name.partition(".")[0] == "pyautograd"}
    assert found == set(BOTH.split()) | set(OURS[pyautograd.backend].split())


def test_nothing_heavy():
    others = {name.partition(".")[0] for name in loaded()} - {"pyautograd"}
    assert not others & {
        "asyncio", "concurrent", "ctypes", "doctest", "email", "http", "importlib_metadata", "inspect", "logging", "multiprocessing", "pdb", "pydoc", "sqlite3", "ssl",
        "subprocess", "tempfile", "torch", "typing_extensions", "unittest", "urllib", "xml",
    }  # fmt: skip
