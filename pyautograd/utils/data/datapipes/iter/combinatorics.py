"""Pipes that give elements in another order."""
import random

from ..... import _types
from ....._core import core
from ...sampler import SequentialSampler
from .._decorator import functional_datapipe
from ..datapipe import IterDataPipe, no_length, sized

__all__ = ["SamplerIterDataPipe", "ShufflerIterDataPipe"]


def drawn_seed(generator=None):
    """A seed for ``random.Random``, from a generator of this library."""
    return int(core.ops.empty((), dtype=_types.int64).random_(generator=generator).item())


class SamplerIterDataPipe(IterDataPipe):
    """What a sampler over a pipe with a length gives."""

    def __init__(self, datapipe, sampler=SequentialSampler, sampler_args=None, sampler_kwargs=None):
        if not sized(datapipe):
            raise AssertionError("Sampler class requires input datapipe implemented `__len__`")
        super().__init__()
        self.datapipe = datapipe
        self.sampler_args = () if sampler_args is None else sampler_args
        self.sampler_kwargs = {} if sampler_kwargs is None else sampler_kwargs
        self.sampler_kwargs["data_source"] = datapipe
        self.sampler = sampler(*self.sampler_args, **self.sampler_kwargs)

    def __iter__(self):
        return iter(self.sampler)

    def __len__(self):
        if not sized(self.sampler):
            raise no_length(self)
        return len(self.sampler)


class Shuffler(IterDataPipe):
    """What pipes in random order share: whether they shuffle, the next iteration's seed, and a state of the generator that can be pickled."""

    def __init__(self):
        super().__init__()
        self._enabled, self._seed, self._rng = True, None, random.Random()

    def set_shuffle(self, shuffle=True):
        """Whether to shuffle at all. Returns the pipe."""
        self._enabled = shuffle
        return self

    def set_seed(self, seed):
        """The seed of the next iteration. Returns the pipe."""
        self._seed = seed
        return self

    def __getstate__(self):
        return self._state({**self.__dict__, "_rng": self._rng.getstate()})

    def __setstate__(self, state):
        self.__dict__.update(state)
        self._rng = random.Random()
        self._rng.setstate(state["_rng"])


@functional_datapipe("shuffle")
class ShufflerIterDataPipe(Shuffler):
    """The elements in random order, as far as a buffer of `buffer_size` of them allows. `set_seed` decides the next iteration's order."""

    def __init__(self, datapipe, *, buffer_size=10000, unbatch_level=0):
        super().__init__()
        self._buffer = []
        if buffer_size <= 0:
            raise AssertionError("buffer_size should be larger than 0")
        self.datapipe = datapipe if unbatch_level == 0 else datapipe.unbatch(unbatch_level=unbatch_level)
        self.buffer_size = buffer_size

    def __iter__(self):
        if not self._enabled:
            yield from self.datapipe
            return
        for element in self.datapipe:
            if len(self._buffer) == self.buffer_size:
                at = self._rng.randint(0, len(self._buffer) - 1)
                element, self._buffer[at] = self._buffer[at], element
                yield element
            else:
                self._buffer.append(element)
        while self._buffer:
            yield self._buffer.pop(self._rng.randint(0, len(self._buffer) - 1))

    def __len__(self):
        if not sized(self.datapipe):
            raise no_length(self)
        return len(self.datapipe)

    def reset(self):
        """Empty the buffer and seed the next order."""
        self._buffer = []
        if self._enabled:
            self._rng.seed(drawn_seed() if self._seed is None else self._seed)
            self._seed = None
