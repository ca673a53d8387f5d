"""``torch.distributed``: groups of processes on the CPU, which exchange what they compute by a store (a socket or a file).

A program for several processes also runs in one. What PyTorch builds above groups (meshes of devices, sharded modules and tensors, pipelines, calls of
other processes) is left out: its names are there, and their use is refused.
"""
from .. import _lazy
from .distributed_c10d import *  # noqa: F403
from .distributed_c10d import _rank_not_in_group  # noqa: F401


def _absent(name):
    def refuse(*args, **kwargs):
        raise NotImplementedError(f"torch.distributed.{name}: this part of distributed computation is not supported")

    refuse.__name__ = refuse.__qualname__ = name
    refuse.__doc__ = "Not supported."
    return refuse


init_device_mesh, split_group, shrink_group = map(_absent, ("init_device_mesh", "split_group", "shrink_group"))


class _Absent:
    def __new__(cls, *args, **kwargs):
        _absent(cls.__name__)()


class DeviceMesh(_Absent):
    """Devices in rows and columns. Not supported."""


from . import nn, rpc  # noqa: E402, F401

__getattr__, __dir__ = _lazy.attributes(__name__)
