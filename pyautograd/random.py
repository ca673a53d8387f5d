"""Seeding and the state of the random number generator: the ``torch.random`` namespace."""
import contextlib
import importlib

from ._core import core

_engine = importlib.import_module(".kernels.generator", core.__package__)
Generator = _engine.Generator
default_generator = _engine.default_generator
set_guard = _engine.set_guard


def manual_seed(seed):
    """Start the default generator's stream that belongs to `seed`; returns the generator.

    Parameters
    ----------
    seed : int
        In ``[-2**63, 2**64)``; negative numbers stand for ``2**64 + seed``. Raises ValueError beyond that.
    """
    return default_generator.manual_seed(int(seed))


def seed():
    """Seed the default generator with a number that cannot be foreseen, and return it."""
    return default_generator.seed()


def initial_seed():
    """The seed that started the default generator's stream."""
    return default_generator.initial_seed()


def get_rng_state():
    """The state of the default generator, a uint8 tensor of 5056 elements."""
    return default_generator.get_state()


def set_rng_state(new_state):
    """Continue the default generator from a state of `get_rng_state`."""
    default_generator.set_state(new_state)


@contextlib.contextmanager
def fork_rng(devices=None, enabled=True, _caller="fork_rng", _devices_kw="devices", device_type="cuda"):
    """Leave the default generator, after the ``with`` block, in the state it had before."""
    if not enabled:
        yield
        return
    state = default_generator.get_state()
    try:
        yield
    finally:
        default_generator.set_state(state)


def thread_safe_generator():
    """The generator of this thread where it is one of a `DataLoader`'s worker threads; otherwise None, which stands for the default generator."""
    from .utils.data import get_worker_info

    info = get_worker_info()
    if info is not None and info.worker_method == "thread" and info.rng is not None:
        return info.rng.torch_generator
    return None
