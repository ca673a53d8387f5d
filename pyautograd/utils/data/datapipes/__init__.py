"""``torch.utils.data.datapipes``: datasets made by composition, ``IterableWrapper(range(9)).shuffle().map(f).batch(2)``.

PyTorch calls them deprecated; programs written for torchdata and torchtext are made of them. The type annotations of pipes are not enforced here,
and there are no pipes over dataframes and no ``RoutedDecoder``.
"""
from . import iter, map  # noqa: F401
