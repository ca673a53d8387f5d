"""What tests do around calls that draw random numbers."""
import contextlib

import pyautograd as torch


@contextlib.contextmanager
def freeze_rng_state():
    """Put the state of the default generator back at the end."""
    before = torch.get_rng_state()
    try:
        yield
    finally:
        torch.set_rng_state(before)


def wrapper_set_seed(op, *args, **kwargs):
    """`op` of the arguments, with random numbers drawn as after ``manual_seed(42)``; the generator's state is put back."""
    with freeze_rng_state():
        torch.manual_seed(42)
        return op(*args, **kwargs)
