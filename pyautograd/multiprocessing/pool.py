"""``torch.multiprocessing.pool``: Python's pool."""
from multiprocessing.pool import Pool  # noqa: F401
