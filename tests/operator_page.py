"""The page of all operators, written from the table.

    python tests/operator_page.py

writes ``docs/operators.md``: names, signatures, derivatives as the rows state them, rules of forward mode, and the dtypes that the rows run in.
``test_operator_page.py`` compares the page with the table.
"""
import pathlib
import sys
import warnings

import numpy as np

if __name__ == "__main__":
    sys.path[:0] = [str(pathlib.Path(__file__).parents[1]), str(pathlib.Path(__file__).parent)]

from guessed_arguments import guesses
from operator_calls import Call, ops
from operator_samples import NO_SECOND, SAMPLES

import pyautograd as torch
from pyautograd._py.assembly import public_name
from pyautograd._table import rows

PAGE = pathlib.Path(__file__).parents[1] / "docs" / "operators.md"
SECTIONS = {
    "": "torch", "linalg": "torch.linalg", "special": "torch.special", "fft": "torch.fft", "nn.functional": "torch.nn.functional",
}  # fmt: skip
DTYPES = ("bool", "uint8", "int32", "int64", "float16", "bfloat16", "float32", "float64", "complex64", "complex128")
SHORT = {
    "bool": "bool", "uint8": "u8", "int32": "i32", "int64": "i64", "float16": "f16", "bfloat16": "bf16", "float32": "f32", "float64": "f64", "complex64": "c64",
    "complex128": "c128",
}  # fmt: skip
FORMS = {"f": "function", "m": "method", "i": "in place", "o": "out="}
HEAD = """# Operators

Written from the operator table by `python tests/operator_page.py`; [how the table is read](architecture.md#a-row).

* **derivative**: the vector-Jacobian product for each argument as the row states it, an expression over other operators. A composite has the
  derivatives of what it calls, to any order. *refuses* stands for a node whose backward raises "derivative for aten::... is not implemented";
  a dash for a result that never requires gradients.
* **forward**: how tangents pass in forward mode: by a rule for linear, multilinear or elementwise operators or those with a symmetric Jacobian, *transposed* (the
  vector-Jacobian product of the vector-Jacobian product), or by the function of that name in `pyautograd/_py/forward_rules.py`; [the rules](architecture.md#a-row).
* **second**: whether the derivative can be differentiated again. It can wherever the expression is one over operators that can.
* **dtypes** in which the row's first sample in the test suite runs, or, of rows without samples, a call with arguments guessed from the signature; the
  others raise what PyTorch raises. Left out where no guess fits.

What differs from PyTorch 2.13:

* `conj()` is a view, as in PyTorch, but gradients and inverse Fourier transforms of real numbers are never conjugate views: their elements
  are computed at once.
* Eigenvectors and singular vectors may differ from PyTorch's by a sign or a phase, which neither library defines.
* `as_strided_scatter` gives `self` a gradient of zero where it was overwritten; PyTorch 2.13 does so everywhere else.
* `matrix_exp` is computed in double precision; so are the Bessel functions, to full precision.
* A few composite operators are one node in PyTorch and several here, or the other way round (`grid_sample`, `embedding_bag`, `rrelu`).
"""


def dtypes_of(row):
    """The dtypes of `DTYPES` in which the row's first sample runs, or the guessed call that runs in most."""
    sample = next((s for s in SAMPLES.get(row.key, ()) if s.real), None) or next(iter(SAMPLES.get(row.key, ())), None)
    if sample is not None:
        found = runs_in(lambda dtype: call_of_sample(row, sample, dtype))
    else:
        form = getattr(ops, row.key.replace(".", "_"), None) or getattr(ops, row.name, None) or getattr(ops, row.name + "_")
        found = []
        for make in guesses(row):
            found = max(found, runs_in(lambda dtype, make=make: call_of_guess(form, make, dtype)), key=len)
            if len(found) == len(DTYPES):
                break
    return "all" if len(found) == len(DTYPES) else " ".join(found)


def call_of_sample(row, sample, dtype):
    call = Call(row, sample, dtype.is_complex)
    call(*[torch.from_numpy(np.array(x.detach().numpy())).to(dtype) for x in call.inputs])


def call_of_guess(form, make, dtype):
    args, kwargs = make(dtype)
    form(*args, **kwargs)


def runs_in(call):
    """The short names of the dtypes that a function of a dtype does not refuse."""
    found = []
    for name in DTYPES:
        try:
            with torch.no_grad(), torch.random.fork_rng(), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                call(getattr(torch, name))
        except (RuntimeError, TypeError, ValueError, IndexError, OverflowError, AssertionError, AttributeError):
            continue
        found.append(SHORT[name])
    return found


def derivative_of(row):
    """The derivative and whether it has one itself, as cells."""
    if row.kind == "composite" and row.grad is None:
        return "by its parts", "yes"
    if row.grad is None:
        return "–", "–"
    if row.grad == "not_implemented":
        return "refuses", "–"
    shown = [
        f"`{', '.join(targets) if isinstance(targets, tuple) else targets}: {text}`" for targets, text in row.grad.items() if text is not None
    ]
    refusing = any("no_derivative" in text or "not_implemented" in text for text in row.grad.values() if text)
    return "; ".join(shown) or "–", "no" if row.key in NO_SECOND or refusing else "yes"


def forward_of(row):
    """The rule of forward mode, as a cell."""
    if row.kind == "composite":
        return "–" if row.grad == "not_implemented" else "by its parts"
    rule = row.forward_rule
    return "–" if rule in ("none", "refused", "unwritten") else f"`{rule}`" if rule.endswith("_jvp") else rule.replace("_", " ")


def line(row):
    derivative, second = derivative_of(row)
    forms = ", ".join([FORMS[v] for v in row.variants])
    name = public_name(row.name, row.module)
    signature = row.signature.replace(row.name, name.rpartition(".")[2], 1)
    also = f" also {', '.join(f'`{a}`' for a in row.aliases)}" if row.aliases else ""
    cells = [f"`{signature}`{also}", forms, derivative, forward_of(row), second, dtypes_of(row)]
    return "| " + " | ".join([c.replace("|", "\\|") for c in cells]) + " |"


def page():
    """The text of the page."""
    parts = [HEAD]
    for module, title in SECTIONS.items():
        public = sorted([r for r in rows() if r.variants and r.module == module], key=lambda r: r.name)
        parts.append(f"\n## {title}\n\n| operator | forms | derivative | forward | second | dtypes |\n| :-- | :-- | :-- | :-- | :-- | :-- |\n")
        parts.extend([line(r) + "\n" for r in public])
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
