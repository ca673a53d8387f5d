"""Handles that take a registered hook away again."""
import weakref
from collections import OrderedDict

from ._backward_hook import BackwardHook

__all__ = ["BackwardHook", "RemovableHandle", "unserializable_hook", "warn_if_has_hooks"]


class RemovableHandle:
    """What ``register_*_hook`` returns; ``remove()`` takes the hook away. Also a context manager.

    Parameters
    ----------
    hooks_dict : dict
        Where the hook stands, by the handle's ``id``. Held weakly: the handle does not keep a graph alive.
    extra_dict : dict or list of dict
        Others to remove the id from as well.
    """

    id: int
    next_id: int = 0

    def __init__(self, hooks_dict, *, extra_dict=None):
        self.hooks_dict_ref = weakref.ref(hooks_dict)
        self.id = RemovableHandle.next_id
        RemovableHandle.next_id += 1
        extra = extra_dict if isinstance(extra_dict, (list, tuple)) else [extra_dict] if extra_dict is not None else []
        self.extra_dict_ref = tuple([weakref.ref(d) for d in extra])

    def remove(self):
        """Take the hook away; harmless if it is gone already."""
        for reference in (self.hooks_dict_ref, *self.extra_dict_ref):
            hooks = reference()
            if hooks is not None:
                hooks.pop(self.id, None)

    def __getstate__(self):
        return self.hooks_dict_ref(), self.id, tuple([r() for r in self.extra_dict_ref])

    def __setstate__(self, state):
        self.hooks_dict_ref = weakref.ref(OrderedDict() if state[0] is None else state[0])  # of a dictionary that dies here: a dead reference
        self.id = state[1]
        RemovableHandle.next_id = max(RemovableHandle.next_id, self.id + 1)
        self.extra_dict_ref = tuple([weakref.ref(OrderedDict() if d is None else d) for d in (state[2] or () if len(state) > 2 else ())])

    def __enter__(self):
        return self

    def __exit__(self, type, value, tb):
        self.remove()


def unserializable_hook(f):
    """Mark a hook as one that pickling a tensor may leave out without a warning. Returns it."""
    f.__torch_unserializable__ = True
    return f


def warn_if_has_hooks(tensor):
    """Warn of each hook of a tensor that pickling leaves out, unless it is marked by `unserializable_hook`."""
    import warnings

    for hook in (tensor._backward_hooks or {}).values():
        if not hasattr(hook, "__torch_unserializable__"):
            warnings.warn(
                f"backward hook {hook!r} on tensor will not be serialized.  If this is expected, you can decorate the function with "
                "@torch.utils.hooks.unserializable_hook to suppress this warning",
                stacklevel=2,
            )
