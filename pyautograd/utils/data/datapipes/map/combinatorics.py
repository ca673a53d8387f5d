"""The elements of an indexed pipe in random order."""
from ..datapipe import MapDataPipe
from ..iter.combinatorics import Shuffler, drawn_seed

__all__ = ["ShufflerIterDataPipe"]


class ShufflerIterDataPipe(Shuffler):
    """The elements at `indices` (all of them if None) in random order: an `IterDataPipe`. `set_seed` decides the next iteration's order."""

    def __init__(self, datapipe, *, indices=None):
        super().__init__()
        self.datapipe = datapipe
        self.indices = list(range(len(datapipe))) if indices is None else indices
        self._shuffled_indices = self.indices

    def __iter__(self):
        if not self._enabled:
            for index in self.indices:
                yield self.datapipe[index]
            return
        while self._shuffled_indices:
            yield self.datapipe[self._shuffled_indices.pop()]

    def reset(self):
        """Draw the next order."""
        self._rng.seed(drawn_seed() if self._enabled and self._seed is None else self._seed)
        self._seed = None
        self._shuffled_indices = self._rng.sample(self.indices, len(self.indices))

    def __len__(self):
        return len(self.datapipe)


MapDataPipe.register_datapipe_as_function("shuffle", ShufflerIterDataPipe)
