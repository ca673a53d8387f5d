"""Handles that take a registered hook away again."""
import itertools
import weakref

_ids = itertools.count()


class RemovableHandle:
    """What ``register_*_hook`` returns; ``remove()`` takes the hook away. Also a context manager.

    Parameters
    ----------
    hooks_dict : dict
        Where the hook stands, by the handle's ``id``. Held weakly: the handle does not keep a graph alive.
    extra_dict : dict or list of dict
        Others to remove the id from as well.
    """

    def __init__(self, hooks_dict, *, extra_dict=None):
        self.hooks_dict_ref = weakref.ref(hooks_dict)
        self.id = next(_ids)
        extra = extra_dict if isinstance(extra_dict, (list, tuple)) else [extra_dict] if extra_dict is not None else []
        self.extra_dict_ref = tuple([weakref.ref(d) for d in extra])

    def remove(self):
        """Take the hook away; harmless if it is gone already."""
        for reference in (self.hooks_dict_ref, *self.extra_dict_ref):
            hooks = reference()
            if hooks is not None:
                hooks.pop(self.id, None)

    def __getstate__(self):
        if self.extra_dict_ref:
            return self.hooks_dict_ref(), self.id, tuple([r() for r in self.extra_dict_ref])
        return self.hooks_dict_ref(), self.id

    def __setstate__(self, state):
        from collections import OrderedDict

        self.hooks_dict_ref = weakref.ref(OrderedDict() if state[0] is None else state[0])
        self.id = state[1]
        self.extra_dict_ref = tuple([weakref.ref(OrderedDict() if d is None else d) for d in (state[2] if len(state) > 2 else ())])

    def __enter__(self):
        return self

    def __exit__(self, type, value, tb):
        self.remove()
