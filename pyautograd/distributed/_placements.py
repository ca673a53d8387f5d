"""How a tensor would lie over several processes: descriptions, which programs make whether or not they distribute anything."""
from dataclasses import dataclass


class Placement:
    """How a tensor lies along one dimension of a mesh of devices."""

    def is_shard(self, dim=None):
        """Whether it is cut (along `dim`, if given)."""
        return isinstance(self, Shard) and dim in (None, self.dim)

    def is_replicate(self):
        """Whether every process has all of it."""
        return isinstance(self, Replicate)

    def is_partial(self, reduce_op=None):
        """Whether the parts have to be reduced (by `reduce_op`, if given)."""
        return isinstance(self, Partial) and reduce_op in (None, self.reduce_op)


@dataclass(frozen=True)
class Shard(Placement):
    """Cut along a dimension."""

    dim: int

    def __str__(self):
        return f"S({self.dim})"


@dataclass(frozen=True)
class _StridedShard(Shard):
    """Cut along a dimension that other dimensions of the mesh cut as well."""

    split_factor: int = None

    def __str__(self):
        return f"_S({self.dim}, {self.split_factor})"


@dataclass(frozen=True)
class Replicate(Placement):
    """Whole on every process."""

    def __str__(self):
        return "R"


@dataclass(frozen=True)
class Partial(Placement):
    """Parts that have yet to be reduced."""

    reduce_op: str = "sum"

    def __str__(self):
        return f"P({self.reduce_op})"
