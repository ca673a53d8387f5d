"""Expressions with what PyTorch 2.13 makes of them: a value's repr or an exception's text, and the warnings.

    python tests/expressions.py

(with torch installed) measures the files ``golden/*.txt`` again and writes the answers beside them as JSON. A line is an
expression over small tensors; what stands before its last ``;`` is executed first.
"""
import json
import pathlib
import re
import warnings

import numpy as np

FOLDER = pathlib.Path(__file__).parent / "golden"


def clean(text):
    """`text` without addresses, places in PyTorch's source and the name of the library."""
    text = text.replace("pyautograd", "torch")
    text = re.sub(r"\s*\(Triggered internally at .*?\)\.?", "", text, flags=re.S)
    text = text.split("\nException raised from")[0]
    return re.sub(r"0x[0-9a-f]{6,}", "0x", text).rstrip()


def answer(torch, line):
    """What `torch` makes of one line: [kind, text, [[category, text], ...]]."""

    def t(*shape, **options):
        return torch.arange(int(np.prod(shape)) if shape else 1, **({"dtype": torch.float32} | options)).reshape(shape)

    names = {
        "torch": torch, "np": np, "t": t, "x": t(3), "m": t(3, 4), "c": t(2, 3, 4), "g": t(3, 4).requires_grad_(), "z": torch.tensor(5.0),
        "F": torch.nn.functional,
    }  # fmt: skip
    before, _, expression = line.rpartition(";")
    always = torch.is_warn_always_enabled()
    torch.set_warn_always(True)  # what a process sees once as well, whichever line comes first
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        try:
            exec(before, names)
            kind, text = "ok", repr(eval(expression, names))
        except Exception as error:
            kind, text = type(error).__name__, str(error)
        finally:
            torch.set_warn_always(always)
    given = [[w.category.__name__, clean(str(w.message))] for w in seen]
    return [kind, clean(text), given]


def lines(name):
    """The expressions of ``golden/<name>.txt``."""
    return [line for line in (FOLDER / f"{name}.txt").read_text().splitlines() if line and not line.startswith("#")]


def golden(name):
    """The measured answers to them."""
    return json.loads((FOLDER / f"{name}.json").read_text())


if __name__ == "__main__":
    import torch as oracle

    oracle.set_num_threads(1)
    for source in sorted(FOLDER.glob("*.txt")):
        measured = {line: answer(oracle, line) for line in lines(source.stem)}
        source.with_suffix(".json").write_text(json.dumps(measured, indent=0, ensure_ascii=False) + "\n")
        print(source.stem, len(measured))
