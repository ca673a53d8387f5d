"""Pipes that apply a function to each element."""
from ..._utils.collate import default_collate
from .._decorator import functional_datapipe
from ..datapipe import IterDataPipe, no_length, sized
from ..utils.common import _check_unpickable_fn, validate_input_col

__all__ = ["CollatorIterDataPipe", "MapperIterDataPipe"]


def apply_to_columns(fn, data, columns):
    """`fn` of an element, or of the columns of it that are named."""
    if columns is None:
        return fn(data)
    return fn(*[data[column] for column in columns]) if isinstance(columns, (list, tuple)) else fn(data[columns])


@functional_datapipe("map")
class MapperIterDataPipe(IterDataPipe):
    """``fn(element)``; or of the columns `input_col` of each element, put in the column `output_col` (-1: a new one), which is that of the input if None."""

    def __init__(self, datapipe, fn, input_col=None, output_col=None):
        super().__init__()
        _check_unpickable_fn(fn)
        self.datapipe, self.fn, self.input_col = datapipe, fn, input_col
        if input_col is None and output_col is not None:
            raise ValueError("`output_col` must be None when `input_col` is None.")
        if isinstance(output_col, (list, tuple)):
            if len(output_col) > 1:
                raise ValueError("`output_col` must be a single-element list or tuple")
            output_col = output_col[0]
        self.output_col = output_col
        validate_input_col(fn, input_col)

    def _apply_fn(self, data):
        result = apply_to_columns(self.fn, data, self.input_col)
        if self.input_col is None:
            return result
        made = list(data) if isinstance(data, tuple) else data
        if self.output_col is None:
            first, *others = self.input_col if isinstance(self.input_col, (list, tuple)) else [self.input_col]
            made[first] = result
            for column in sorted(others, reverse=True):
                del made[column]
        elif self.output_col == -1:
            made.append(result)
        else:
            made[self.output_col] = result
        return tuple(made) if isinstance(data, tuple) else made

    def __iter__(self):
        for data in self.datapipe:
            yield self._apply_fn(data)

    def __len__(self):
        if not sized(self.datapipe):
            raise no_length(self)
        return len(self.datapipe)


@functional_datapipe("collate")
class CollatorIterDataPipe(MapperIterDataPipe):
    """Batches (lists of elements) as tensors: `collate_fn` or `conversion` of each, `default_collate` if none is given."""

    def __init__(self, datapipe, conversion=default_collate, collate_fn=None):
        function = conversion if collate_fn is None else collate_fn
        if not callable(function):
            raise NotImplementedError("collate with a dict of conversions works on dataframes of torcharrow: not supported by pyautograd")
        super().__init__(datapipe, fn=function)
