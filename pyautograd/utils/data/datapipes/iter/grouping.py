"""Pipes that make batches, take them apart, and group elements by a key."""
from collections import defaultdict

from .._decorator import functional_datapipe
from ..datapipe import DataChunk, IterDataPipe, no_length, sized
from ..utils.common import _check_unpickable_fn

__all__ = ["BatcherIterDataPipe", "GrouperIterDataPipe", "UnBatcherIterDataPipe"]


def batches_of(pipe):
    """The length of a pipe of batches."""
    if not sized(pipe.datapipe):
        raise no_length(pipe)
    return (len(pipe.datapipe) + (0 if pipe.drop_last else pipe.batch_size - 1)) // pipe.batch_size


@functional_datapipe("batch")
class BatcherIterDataPipe(IterDataPipe):
    """Batches of `batch_size` elements; the last one may be shorter unless `drop_last`."""

    def __init__(self, datapipe, batch_size, drop_last=False, wrapper_class=DataChunk):
        if batch_size <= 0:
            raise AssertionError("Batch size is required to be larger than 0!")
        super().__init__()
        self.datapipe, self.batch_size, self.drop_last, self.wrapper_class = datapipe, batch_size, drop_last, wrapper_class

    def __iter__(self):
        batch = []
        for element in self.datapipe:
            batch.append(element)
            if len(batch) == self.batch_size:
                yield self.wrapper_class(batch)
                batch = []
        if batch and not self.drop_last:
            yield self.wrapper_class(batch)

    def __len__(self):
        return batches_of(self)


@functional_datapipe("unbatch")
class UnBatcherIterDataPipe(IterDataPipe):
    """The elements of batches that are nested `unbatch_level` deep; -1 for however deep they are."""

    def __init__(self, datapipe, unbatch_level=1):
        self.datapipe, self.unbatch_level = datapipe, unbatch_level

    def __iter__(self):
        for element in self.datapipe:
            yield from self._dive(element, self.unbatch_level)

    def _dive(self, element, unbatch_level):
        if unbatch_level < -1:
            raise ValueError("unbatch_level must be -1 or >= 0")
        if unbatch_level == 0 or unbatch_level == -1 and not isinstance(element, list):
            yield element
        elif isinstance(element, list):
            for item in element:
                yield from self._dive(item, max(unbatch_level - 1, -1))
        else:
            raise IndexError(f"unbatch_level {self.unbatch_level} exceeds the depth of the DataPipe")


@functional_datapipe("groupby")
class GrouperIterDataPipe(IterDataPipe):
    """Batches of elements with the same key: of `group_size` if it is given, and the largest one when `buffer_size` elements wait."""

    def __init__(
        self, datapipe, group_key_fn, *, keep_key=False, buffer_size=10000, group_size=None, guaranteed_group_size=None, drop_remaining=False
    ):
        _check_unpickable_fn(group_key_fn)
        self.datapipe, self.group_key_fn, self.keep_key, self.max_buffer_size = datapipe, group_key_fn, keep_key, buffer_size
        self.group_size, self.guaranteed_group_size = group_size, None
        if group_size is not None and buffer_size is not None:
            if not 0 < group_size <= buffer_size:
                raise AssertionError("group_size must be > 0 and <= buffer_size")
            self.guaranteed_group_size = group_size
        if guaranteed_group_size is not None:
            if group_size is None or not 0 < guaranteed_group_size <= group_size:
                raise AssertionError("guaranteed_group_size must be > 0 and <= group_size and group_size must be set")
            self.guaranteed_group_size = guaranteed_group_size
        self.drop_remaining, self.wrapper_class = drop_remaining, DataChunk
        self._forget()

    def _forget(self):
        self.buffer_elements, self.curr_buffer_size = defaultdict(list), 0

    def reset(self):
        """Forget what waits."""
        self._forget()

    def _take_largest(self):
        """Take out the largest group; None if it is too small to be given."""
        key = max(self.buffer_elements, key=lambda k: len(self.buffer_elements[k]))
        group = self.buffer_elements[key]
        enough = self.guaranteed_group_size is None or len(group) >= self.guaranteed_group_size
        if not enough and not self.drop_remaining:
            raise RuntimeError("Failed to group items", str(group))
        self.curr_buffer_size -= len(group)
        del self.buffer_elements[key]
        return group if enough else None

    def _batch(self, key, elements):
        batch = self.wrapper_class(elements)
        return (key, batch) if self.keep_key else batch

    def __iter__(self):
        for element in self.datapipe:
            key = self.group_key_fn(element)
            self.buffer_elements[key].append(element)
            self.curr_buffer_size += 1
            if self.group_size is not None and len(self.buffer_elements[key]) == self.group_size:
                yield self._batch(key, self.buffer_elements[key])
                self.curr_buffer_size -= len(self.buffer_elements.pop(key))
            if self.curr_buffer_size == self.max_buffer_size:
                group = self._take_largest()
                if group is not None:
                    yield self._batch(key, group)  # PyTorch too gives the last element's key here
        for key in list(self.buffer_elements):
            elements = self.buffer_elements.pop(key)
            self.curr_buffer_size -= len(elements)
            yield self._batch(key, elements)

    def __getstate__(self):
        return self._state({name: value for name, value in self.__dict__.items() if name not in ("buffer_elements", "curr_buffer_size")})

    def __setstate__(self, state):
        self.__dict__.update(state)
        self._forget()
