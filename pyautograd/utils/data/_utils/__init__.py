"""What `DataLoader` is made of: taking samples, making batches of them, and the workers' side."""
from . import collate, fetch, worker

MP_STATUS_CHECK_INTERVAL = 5.0  # seconds between looks whether the other side still lives
