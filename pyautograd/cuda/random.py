"""Generators of CUDA devices: there are none to seed."""
from . import _refuse


def manual_seed(seed):
    """Nothing to seed."""
    int(seed)


def manual_seed_all(seed):
    """Nothing to seed."""
    int(seed)


def seed():
    """Nothing to seed."""


seed_all = seed


def initial_seed():
    """Refused: there is no generator."""
    _refuse()


def get_rng_state(device="cuda"):
    """Refused: there is no generator."""
    _refuse()


def get_rng_state_all():
    """No device, no state."""
    return []


def set_rng_state(new_state, device="cuda"):
    """Dropped: it would be set once there is a device."""


def set_rng_state_all(new_states):
    """No device, no state."""
