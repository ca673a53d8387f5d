"""``torch.multiprocessing.queue``: Python's queues, through which tensors go as copies."""
from multiprocessing.queues import Queue, SimpleQueue  # noqa: F401
