"""The elements of an indexed pipe in random order."""
import random

from ..datapipe import IterDataPipe, MapDataPipe
from ..iter.combinatorics import drawn_seed

__all__ = ["ShufflerIterDataPipe"]


class ShufflerIterDataPipe(IterDataPipe):
    """The elements at `indices` (all of them if None) in random order: an `IterDataPipe`. `set_seed` decides the next iteration's order."""

    def __init__(self, datapipe, *, indices=None):
        super().__init__()
        self.datapipe = datapipe
        self.indices = list(range(len(datapipe))) if indices is None else indices
        self._enabled, self._seed, self._rng, self._shuffled_indices = True, None, random.Random(), self.indices

    def set_shuffle(self, shuffle=True):
        """Whether to shuffle at all. Returns the pipe."""
        self._enabled = shuffle
        return self

    def set_seed(self, seed):
        """The seed of the next iteration. Returns the pipe."""
        self._seed = seed
        return self

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

    def __getstate__(self):
        return self._state({**self.__dict__, "_rng": self._rng.getstate()})

    def __setstate__(self, state):
        self.__dict__.update(state)
        self._rng = random.Random()
        self._rng.setstate(state["_rng"])


MapDataPipe.register_datapipe_as_function("shuffle", ShufflerIterDataPipe)
