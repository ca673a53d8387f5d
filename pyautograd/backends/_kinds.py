"""What the modules of ``torch.backends`` are made of: libraries whose flags can be set, and objects that choose among implementations."""
import contextlib
import types
from enum import IntEnum


class Library(types.ModuleType):
    """A library that does not compute here. `switches` are flags that must be bools, `values` any others, `answers` functions that say one thing."""

    def __init__(self, name, switches=(), values=(), **answers):
        super().__init__("torch.backends." + name, f"``torch.backends.{name}``: absent here. What is set is kept and changes nothing.")
        self.__dict__["_switches"] = frozenset(switches)
        self.__dict__.update(dict(switches), **dict(values))
        for asked, answer in {"is_available": False, **answers}.items():
            self.__dict__[asked] = _answer(asked, answer)

    def __setattr__(self, name, value):
        if name in self._switches and not isinstance(value, bool):
            kind = self.__name__.rpartition(".")[2]
            raise RuntimeError(f"set_{name}_{kind} expects a bool, but got {type(value).__name__}")
        super().__setattr__(name, value)

    def set_flags(self, *args, **kwargs):
        """Set flags by ``_name=value``; returns what they were."""
        names = [name for name in vars(self) if name in self._switches or name in ("benchmark_limit", "fp32_precision", "allow_tf32", "strategy")]
        given = {**dict(zip(names, args)), **{name.removeprefix("_"): value for name, value in kwargs.items()}}
        before = tuple(getattr(self, name) for name in names)
        for name, value in given.items():
            if value is not None:
                setattr(self, name, value)
        return before


def _answer(name, value):
    def answer(*args, **kwargs):
        return value

    answer.__name__ = answer.__qualname__ = name
    answer.__doc__ = f"{value}."
    return answer


def flags_of(library, **defaults):
    """``flags(...)`` of a library: a context in which its flags are others."""

    @contextlib.contextmanager
    def flags(*args, **kwargs):
        """Set the flags for a ``with`` block."""
        given = {**defaults, **dict(zip(defaults, args)), **kwargs}
        for name in given:
            if name not in defaults:
                raise TypeError(f"flags() got an unexpected keyword argument '{name}'")
        before = {name: getattr(library, name) for name in given if hasattr(library, name)}
        for name in before:
            if given[name] is not None:
                setattr(library, name, given[name])
        try:
            yield
        finally:
            for name, value in before.items():
                setattr(library, name, value)

    return flags


class Precision:
    """The precision that products of float32 may be computed in, by kind of operator."""

    def __init__(self, fp32_precision):
        self.fp32_precision = fp32_precision


class Products:
    """``torch.backends.cuda.matmul``."""

    def __init__(self):
        self.__dict__.update(
            allow_tf32=False, allow_fp16_reduced_precision_reduction=True, allow_bf16_reduced_precision_reduction=True, allow_fp16_accumulation=False,
            fp32_precision="none",
        )  # fmt: skip

    def __getattr__(self, name):
        raise AttributeError("Unknown attribute " + name)

    def __setattr__(self, name, value):
        if name not in self.__dict__:
            raise AttributeError("Unknown attribute " + name)
        self.__dict__[name] = value
        if name == "allow_tf32":
            self.__dict__["fp32_precision"] = "tf32" if value else "ieee"
        elif name == "fp32_precision":
            self.__dict__["allow_tf32"] = value == "tf32"


class PlanCache:
    """``torch.backends.cuda.cufft_plan_cache``: an empty cache."""

    size = 0
    max_size = 0

    def __getitem__(self, device):
        raise RuntimeError(f"cufft_plan_cache: expected 0 <= device index < 0, but got device with index {device}")

    def clear(self):
        """Nothing is cached."""


class verbose:  # noqa: N801
    """A context in which a library would say what it computes."""

    def __init__(self, level=1):
        self.level = level

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return False


class Choice:
    """``preferred_..._library(name)``: which of several libraries is preferred. The default alone can be had."""

    def __init__(self, kind, names, first):
        shown = {"cublas": "Cublas", "cublaslt": "Cublaslt", "cusolver": "Cusolver", "magma": "Magma", "ck": "Ck", "default": "Default"}
        members = [shown[name] for name in names]
        self._kind = IntEnum(kind, dict(zip(members, range(len(members)))))
        self._names = dict(zip(names, self._kind))
        self._chosen = self._kind(first)

    def __call__(self, backend=None):
        if backend is None:
            return self._chosen
        if isinstance(backend, str) and backend not in self._names:
            raise RuntimeError(f"Unknown input value. Choose from: {', '.join(self._names)}.")
        chosen = self._names[backend] if isinstance(backend, str) else self._kind(backend)
        if chosen == 0:
            return self._chosen
        if chosen != self._chosen:
            raise RuntimeError(f"Cannot set preferred backend to {chosen.name.upper()} if PyTorch has not been compiled with {chosen.name.upper()}.")
        return self._chosen
