"""The beginning of most pipelines: any iterable as a pipe."""
import copy
import warnings

from ..datapipe import IterDataPipe, no_length, sized

__all__ = ["IterableWrapperIterDataPipe"]


class IterableWrapperIterDataPipe(IterDataPipe):
    """The elements of an iterable; of a copy of it, so that no change of them goes back, if `deepcopy`."""

    def __init__(self, iterable, deepcopy=True):
        self.iterable, self.deepcopy = iterable, deepcopy

    def __iter__(self):
        source = self.iterable
        if self.deepcopy:
            try:
                source = copy.deepcopy(source)
            except TypeError:  # a generator, a file
                text = "The input iterable can not be deepcopied, please be aware of in-place modification would affect source data."
                warnings.warn(text, stacklevel=2)
        yield from source

    def __len__(self):
        if not sized(self.iterable):
            raise no_length(self)
        return len(self.iterable)
