"""Pipes that are made one, and one that is made several."""
import copy as copying
import warnings
from collections import deque

from .._decorator import functional_datapipe
from .._hook_iterator import _SnapshotState
from ..datapipe import IterDataPipe, no_length, sized
from ..utils.common import StreamWrapper, _check_unpickable_fn

__all__ = ["ConcaterIterDataPipe", "DemultiplexerIterDataPipe", "ForkerIterDataPipe", "MultiplexerIterDataPipe", "ZipperIterDataPipe"]


@functional_datapipe("concat")
class ConcaterIterDataPipe(IterDataPipe):
    """All elements of one pipe, then of the next."""

    def __init__(self, *datapipes):
        if not datapipes:
            raise ValueError("Expected at least one DataPipe, but got nothing")
        if not all(isinstance(pipe, IterDataPipe) for pipe in datapipes):
            raise TypeError("Expected all inputs to be `IterDataPipe`")
        self.datapipes = datapipes

    def __iter__(self):
        for pipe in self.datapipes:
            yield from pipe

    def __len__(self):
        if not sized(*self.datapipes):
            raise no_length(self)
        return sum(map(len, self.datapipes))


def _identity(element):
    return element


class _Container(IterDataPipe):
    """The source of several pipes, each an iteration of its own over what is buffered here."""

    _name = None

    def __init__(self, datapipe, num_instances, buffer_size):
        self.main_datapipe, self.num_instances, self.buffer_size = datapipe, num_instances, buffer_size
        if buffer_size < 0:
            warnings.warn(f"Unlimited buffer size is set for `{self._name}`, please be aware of OOM at random places", UserWarning, stacklevel=3)
        self._clear()

    def _clear(self):
        self._datapipe_iterator = None
        self._child_stop = [True] * self.num_instances

    def reset(self):
        """Forget what was read."""
        self._clear()

    def _begin(self, instance_id):
        """Start the source if nobody has."""
        if self._datapipe_iterator is None and self._child_stop[instance_id]:
            self._datapipe_iterator = iter(self.main_datapipe)
            self._snapshot_state = _SnapshotState.Iterating
            self._child_stop = [False] * self.num_instances
            return True
        return False

    def __getstate__(self):
        left_out = {"_datapipe_iterator", "_child_stop", *self._buffers}
        return self._state({name: value for name, value in self.__dict__.items() if name not in left_out})

    def __setstate__(self, state):
        self.__dict__.update(state)
        self._clear()

    def _close(self, buffer):
        while buffer:
            StreamWrapper.close_streams(buffer.popleft())


class _ForkerIterDataPipe(_Container):
    _name, _buffers = "fork", ("buffer", "child_pointers", "slowest_ptr", "leading_ptr", "end_ptr")

    def __init__(self, datapipe, num_instances, buffer_size=1000, copy=None):
        super().__init__(datapipe, num_instances, buffer_size)
        ways = {None: _identity, "shallow": copying.copy, "deep": copying.deepcopy}
        if copy not in ways:
            raise ValueError(f"Unknown copy method `{copy}` requested, choose one of None, `shallow` or `deep`.")
        self.copy_fn = ways[copy]

    def _clear(self):
        super()._clear()
        self.buffer = deque()
        self.child_pointers = [0] * self.num_instances  # how many elements each has had
        self.slowest_ptr = self.leading_ptr = 0
        self.end_ptr = None

    def __len__(self):
        return len(self.main_datapipe)

    def get_length_by_instance(self, instance_id):
        """The length of a child."""
        return len(self.main_datapipe)

    def is_every_instance_exhausted(self):
        """Whether all children have had everything."""
        return self.end_ptr is not None and all(self._child_stop)

    def get_next_element_by_instance(self, instance_id):
        """The elements for one child."""
        self._begin(instance_id)
        at = self.child_pointers
        try:
            while not self._child_stop[instance_id]:
                at[instance_id] += 1
                if at[instance_id] == self.end_ptr:
                    self._child_stop[instance_id] = True
                    break
                if self.buffer and at[instance_id] <= self.leading_ptr:
                    element = self.buffer[at[instance_id] - self.slowest_ptr - 1]
                else:
                    self.leading_ptr = at[instance_id]
                    try:
                        element = next(self._datapipe_iterator)
                    except StopIteration:
                        self._child_stop[instance_id] = True
                        self._datapipe_iterator, self.end_ptr = None, self.leading_ptr
                        continue
                    self.buffer.append(element)
                if at[instance_id] == self.slowest_ptr + 1 and min(at) > self.slowest_ptr:
                    self.slowest_ptr = min(at)
                    self.buffer.popleft()
                if 0 <= self.buffer_size < self.leading_ptr - self.slowest_ptr:
                    raise BufferError(f"ForkerIterDataPipe buffer overflow,buffer size {self.buffer_size} is insufficient.")
                yield self.copy_fn(element)
        finally:
            self._child_stop[instance_id] = True
            if all(self._child_stop):  # nobody wants what is left
                self._datapipe_iterator = None
                self._close(self.buffer)


@functional_datapipe("fork")
class ForkerIterDataPipe(IterDataPipe):
    """`num_instances` pipes with all elements of one, as themselves or copied (``"shallow"``, ``"deep"``). They read it once, and buffer."""

    def __new__(cls, datapipe, num_instances, buffer_size=1000, copy=None):
        if num_instances < 1:
            raise ValueError(f"Expected `num_instances` larger than 0, but {num_instances} is found")
        if num_instances == 1:
            return datapipe
        container = _ForkerIterDataPipe(datapipe, num_instances, buffer_size, copy)
        return [_ChildDataPipe(container, i) for i in range(num_instances)]


class _ChildDataPipe(IterDataPipe):
    """One of the pipes of a container. Beginning one anew begins all of them anew."""

    _is_child_datapipe = True

    def __init__(self, main_datapipe, instance_id):
        if not isinstance(main_datapipe, _Container):
            raise AssertionError("main_datapipe must implement _ContainerTemplate")
        self.main_datapipe, self.instance_id = main_datapipe, instance_id

    def __iter__(self):
        return self.main_datapipe.get_next_element_by_instance(self.instance_id)

    def __len__(self):
        return self.main_datapipe.get_length_by_instance(self.instance_id)

    def _set_main_datapipe_valid_iterator_id(self):
        main = self.main_datapipe
        if main._valid_iterator_id is None:
            main._valid_iterator_id = 0
        elif main._valid_iterator_id == self._valid_iterator_id:
            main._valid_iterator_id += 1
            if not main.is_every_instance_exhausted():
                warnings.warn(
                    "Some child DataPipes are not exhausted when __iter__ is called. We are resetting the buffer and each child DataPipe will read from "
                    "the start again.",
                    UserWarning,
                    stacklevel=2,
                )
            main.reset()
        self._valid_iterator_id = main._valid_iterator_id
        return self._valid_iterator_id

    def _check_valid_iterator_id(self, iterator_id):
        return iterator_id == self._valid_iterator_id == self.main_datapipe._valid_iterator_id


@functional_datapipe("demux")
class DemultiplexerIterDataPipe(IterDataPipe):
    """`num_instances` pipes, each with the elements for which `classifier_fn` gives its number; None is dropped if `drop_none`, else an error."""

    def __new__(cls, datapipe, num_instances, classifier_fn, drop_none=False, buffer_size=1000):
        if num_instances < 1:
            raise ValueError(f"Expected `num_instances` larger than 0, but {num_instances} is found")
        _check_unpickable_fn(classifier_fn)
        container = _DemultiplexerIterDataPipe(datapipe, num_instances, classifier_fn, drop_none, buffer_size)
        return [_ChildDataPipe(container, i) for i in range(num_instances)]


class _DemultiplexerIterDataPipe(_Container):
    _name, _buffers = "demux", ("child_buffers", "current_buffer_usage", "main_datapipe_exhausted")

    def __init__(self, datapipe, num_instances, classifier_fn, drop_none, buffer_size):
        super().__init__(datapipe, num_instances, buffer_size)
        self.classifier_fn, self.drop_none = classifier_fn, drop_none

    def _clear(self):
        super()._clear()
        self.current_buffer_usage = 0
        self.child_buffers = [deque() for _ in range(self.num_instances)]
        self.main_datapipe_exhausted = False

    def get_length_by_instance(self, instance_id):
        """Not known before everything is read."""
        raise TypeError

    def is_every_instance_exhausted(self):
        """Whether all children have had everything."""
        return self.main_datapipe_exhausted and all(self._child_stop)

    def _read(self, instance_id):
        """The next element for a child; those for others are buffered."""
        if self.main_datapipe_exhausted or self._child_stop[instance_id]:
            raise StopIteration
        while True:
            element = next(self._datapipe_iterator)
            number = self.classifier_fn(element)
            if number is None and self.drop_none:
                StreamWrapper.close_streams(element)
                continue
            if number is None or not 0 <= number < self.num_instances:
                raise ValueError(f"Output of the classification fn should be between 0 and {self.num_instances - 1}. {number} is returned.")
            if number == instance_id:
                return element
            self.child_buffers[number].append(element)
            self.current_buffer_usage += 1
            if 0 <= self.buffer_size < self.current_buffer_usage:
                raise BufferError(f"DemultiplexerIterDataPipe buffer overflow, buffer size {self.buffer_size} is insufficient.")

    def get_next_element_by_instance(self, instance_id):
        """The elements for one child."""
        if self._begin(instance_id):
            self.main_datapipe_exhausted = False
        buffer = self.child_buffers[instance_id]
        try:
            while not self._child_stop[instance_id]:
                if buffer:
                    self.current_buffer_usage -= 1
                    yield buffer.popleft()
                    continue
                try:
                    element = self._read(instance_id)
                except StopIteration:
                    self._child_stop[instance_id] = self.main_datapipe_exhausted = True
                    self._datapipe_iterator = None
                else:
                    yield element
        finally:
            self._child_stop[instance_id] = True
            if all(self._child_stop):
                self._datapipe_iterator = None
            self._close(buffer)


@functional_datapipe("mux")
class MultiplexerIterDataPipe(IterDataPipe):
    """One element of each pipe in turn, until one of them ends."""

    def __init__(self, *datapipes):
        self.datapipes = datapipes

    def __iter__(self):
        iterators = [iter(pipe) for pipe in self.datapipes]
        for round_ in zip(*iterators):
            yield from round_

    def __len__(self):
        if not sized(*self.datapipes):
            raise no_length(self)
        return min(map(len, self.datapipes)) * len(self.datapipes)


@functional_datapipe("zip")
class ZipperIterDataPipe(IterDataPipe):
    """Tuples of an element of each pipe, until one of them ends."""

    def __init__(self, *datapipes):
        if not all(isinstance(pipe, IterDataPipe) for pipe in datapipes):
            raise TypeError("All inputs are required to be `IterDataPipe` for `ZipIterDataPipe`.")
        super().__init__()
        self.datapipes = datapipes

    def __iter__(self):
        yield from zip(*[iter(pipe) for pipe in self.datapipes])

    def __len__(self):
        if not sized(*self.datapipes):
            raise no_length(self)
        return min(map(len, self.datapipes))
