"""What `DataLoader` is made of: taking samples, making batches of them, and the workers' side."""
from . import collate, fetch, pin_memory, worker  # noqa: F401

MP_STATUS_CHECK_INTERVAL = 5.0  # seconds between looks whether the other side still lives
