"""What is measured: groups of cases, each a statement that pyautograd and PyTorch run alike, and other libraries where they have it.

A case's statements are source text, run by `timeit` with the garbage collector on, as in a user's program. Setups run once per library, before; what a
case leaves behind is dropped before the next.
"""
import importlib
from dataclasses import dataclass, field

GROUPS = ("overhead", "in_cache", "large", "products", "networks")


@dataclass(frozen=True)
class Case:
    """One row of a table.

    Parameters
    ----------
    title : str
    run, setup : str
        The statement, and what it rests on, for a library that speaks PyTorch.
    target : float or None
        How many times PyTorch's speed the project wants; None: the group's.
    others : dict
        Dialect -> statement, or (setup, statement), for libraries that speak otherwise.
    bytes, flops : float
        What has to move between memory and processor at the least, and what has to be computed, for the limit of the machine.
    dtype : str
        Of the products, for the limit.
    """

    title: str
    run: str
    setup: str = ""
    target: float | None = None
    others: dict = field(default_factory=dict)
    bytes: float = 0
    flops: float = 0
    dtype: str = "float32"

    def source(self, dialect):
        """(setup, statement) for a dialect, None where it has none."""
        if dialect == "torch":
            return self.setup, self.run
        found = self.others.get(dialect)
        return ("", found) if isinstance(found, str) else found


@dataclass(frozen=True)
class Group:
    """Cases that are judged together: each by its own target or `target`, all by the geometric mean of their ratios to PyTorch."""

    name: str
    title: str
    note: str
    setups: dict
    cases: tuple
    target: float = 1
    mean: float | None = None
    threads: bool = False  # measured with two threads as well

    def case(self, title):
        return next(case for case in self.cases if case.title == title)


def load(name):
    """The group of that name."""
    return importlib.import_module(f"{__name__}.{name}").GROUP
