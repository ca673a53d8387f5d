"""Cases whose outcomes are recorded from PyTorch: a value as it prints, or an exception's type and text, and the warnings.

A test module makes a `Recorder`, decorates its cases, and is run as a program (where torch is installed) to record them again. It takes `torch`
from here: PyTorch while it records, pyautograd otherwise.
"""
import importlib
import json
import math
import os
import re
import sys
import warnings
from collections import OrderedDict

RECORDING = os.path.basename(getattr(sys.modules["__main__"], "__file__", None) or "").startswith("test_")
torch = importlib.import_module("torch" if RECORDING else "pyautograd")

DIRECTORY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden")


def clean(text):
    """Without what differs from run to run and between the two packages' names."""
    text = text.replace("pyautograd.", "torch.").replace("'pyautograd'", "'torch'")
    text = re.sub(r"\s*\(Triggered internally at .*?\)\.?", "", text, flags=re.S)
    text = re.sub(r'  File "[^"]*", line \d+.*', "FILE", text, flags=re.S)
    text = re.sub(r"\b(__main__|test_\w+)\.(?=\w)", "", text)
    text = re.sub(r"without an implementation for (abstract methods?) ('[^)]*)", _as_before, text)
    text = text.replace("was encountered, but no persistent_load function", "was encountered,\nbut no persistent_load function")
    text = text.replace(" and no __dict__ for setting new attributes", "")  # Python 3.13 says more
    return re.sub(r" (object )?at 0x[0-9a-f]+", "", text).rstrip()


def _as_before(found):
    return f"with {found[1]} {found[2].replace(chr(39), '')}"  # Python 3.12 quotes the methods that are missing


class _Ordered:
    """Prints as an OrderedDict did before Python 3.12."""

    def __init__(self, items):
        self.items = items

    def __repr__(self):
        return f"OrderedDict({self.items})" if self.items else "OrderedDict()"


def shown(value):
    """`value`, in which each OrderedDict prints alike in all versions of Python."""
    if type(value) is OrderedDict:
        return _Ordered([(key, shown(item)) for key, item in value.items()])
    if type(value) in (list, tuple):
        return type(value)([shown(item) for item in value])
    return {key: shown(item) for key, item in value.items()} if type(value) is dict else value


def outcome(function, *args):
    """What a function returns for `args`, or the type and text of what it raises."""
    try:
        return function(*args)
    except Exception as error:  # any exception is an outcome
        return f"{type(error).__name__}: {error}"


def leaf_maker(torch, size=2):
    """A function that makes leaves of ones, of shape ``(size,)`` unless another is given, with the library that is tested or recorded."""

    def leaf(*shape):
        return torch.ones(*(shape or (size,)), requires_grad=True)

    return leaf


def ramp_maker(torch):
    """A function that makes leaves of 1, 2, 3, ... of a given shape."""

    def ramp(*shape):
        return torch.arange(1.0, 1 + math.prod(shape)).reshape(shape).requires_grad_()

    return ramp


def names(*tensors):
    """The names of the nodes that tensors come from; None for those that come from none."""
    return [None if t.grad_fn is None else t.grad_fn.name() for t in tensors]


class Recorder:
    """The cases of one test module.

    Parameters
    ----------
    name : str
        ``golden/<name>.json`` holds the recorded outcomes.
    """

    def __init__(self, name):
        self.path = os.path.join(DIRECTORY, name + ".json")
        self.cases = {}

    def case(self, name):
        """Decorator: record what the function gives under `name`."""

        def add(function):
            if name in self.cases:
                raise ValueError(f"two cases are called {name!r}")
            self.cases[name] = function
            return function

        return add

    def outcome(self, name):
        """What a case gives here and now."""
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                result = repr(shown(self.cases[name]()))
            except Exception as error:  # any exception is an outcome: type and text are compared
                result = f"{type(error).__name__}: {error}"
        # Not compared: what comes once in a process, in whichever case is first, and Python's own of forks in tests with several threads.
        others = ("jit.script", "use of fork() may lead to deadlocks", "index_reduce() is in beta", "The reduce argument of torch.scatter")
        texts = [f"{w.category.__name__}: {w.message}" for w in caught if not any(text in str(w.message) for text in others)]
        return [clean(result), [clean(text) for text in texts]]

    def golden(self):
        """The recorded outcomes."""
        with open(self.path, encoding="utf-8") as file:
            return json.load(file)

    def record(self):
        """Write the outcomes of all cases."""
        outcomes = {name: self.outcome(name) for name in self.cases}
        with open(self.path, "w", encoding="utf-8") as file:
            json.dump(outcomes, file, indent=0, ensure_ascii=False)
            file.write("\n")
        print(f"{len(outcomes)} outcomes in {self.path}")
