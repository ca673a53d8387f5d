"""Weak references to tensors, and dictionaries whose keys they are: compared by identity, as tensors compare element by element."""
import copy
import weakref
from collections.abc import Mapping, MutableMapping
from weakref import ref as WeakRef


class WeakIdRef(weakref.ref):
    """A weak reference that hashes and compares as the object's identity."""

    __slots__ = ("_id",)

    def __init__(self, key, callback=None):
        self._id = id(key)
        super().__init__(key, callback)

    def __hash__(self):
        return self._id

    def __eq__(self, other):
        # By the objects while both live: the id of a dead one may be another's by now.
        a, b = self(), other()
        return a is b if a is not None and b is not None else self is other

    def __ne__(self, other):
        return not self == other


class _WeakHashRef(weakref.ref):
    """A weak reference that compares by the hash of the object."""

    __slots__ = ("_id",)

    def __init__(self, key, callback=None):
        self._id = hash(key)
        super().__init__(key, callback)

    def __hash__(self):
        return self._id

    def __eq__(self, other):
        a, b = self(), other()
        return hash(a) == hash(b) if a is not None and b is not None else self is other

    def __ne__(self, other):
        return not self == other


class WeakIdKeyDictionary(MutableMapping):
    """A dictionary that holds its keys weakly and tells them apart by identity; an entry goes with its key.

    Parameters
    ----------
    dict : mapping, optional
        First entries.
    ref_type : type
        The kind of weak reference.
    """

    def __init__(self, dict=None, ref_type=WeakIdRef):
        self.data, self.ref_type = {}, ref_type
        own = weakref.ref(self)

        def remove(key):
            held = own()
            if held is not None:
                held.data.pop(key, None)

        self._remove = remove
        if dict is not None:
            self.update(dict)

    def __getitem__(self, key):
        return self.data[self.ref_type(key)]

    def __setitem__(self, key, value):
        self.data[self.ref_type(key, self._remove)] = value

    def __delitem__(self, key):
        del self.data[self.ref_type(key)]

    def __contains__(self, key):
        try:
            return self.ref_type(key) in self.data
        except TypeError:
            return False

    def __len__(self):
        return len(self.data)

    def __iter__(self):
        # over a list: a key may die, and its entry go, meanwhile
        for reference in list(self.data):
            key = reference()
            if key is not None:
                yield key

    def keys(self):
        """The keys that live."""
        return iter(self)

    def items(self):
        """Pairs of living keys and values."""
        for reference, value in list(self.data.items()):
            key = reference()
            if key is not None:
                yield key, value

    def values(self):
        """The values of living keys."""
        for _, value in self.items():
            yield value

    def keyrefs(self):
        """The references to the keys, dead ones perhaps among them."""
        return list(self.data)

    def popitem(self):
        """Take out the last entry whose key lives."""
        while True:
            reference, value = self.data.popitem()
            key = reference()
            if key is not None:
                return key, value

    def copy(self):
        """Another dictionary with the same entries."""
        made = type(self)()
        for key, value in self.items():
            made[key] = value
        return made

    __copy__ = copy

    def __deepcopy__(self, memo):
        made = type(self)()
        for key, value in self.items():
            made[key] = copy.deepcopy(value, memo)
        return made

    def __ior__(self, other):
        self.update(other)
        return self

    def __or__(self, other):
        if not isinstance(other, Mapping):
            return NotImplemented
        made = self.copy()
        made.update(other)
        return made

    def __ror__(self, other):
        if not isinstance(other, Mapping):
            return NotImplemented
        made = type(self)()
        made.update(other)
        made.update(self)
        return made

    def __eq__(self, other):
        if not isinstance(other, Mapping):
            return NotImplemented
        return {id(k): v for k, v in self.items()} == {id(k): v for k, v in other.items()}

    __hash__ = None

    def __repr__(self):
        return f"<{type(self).__name__} at {id(self):#x}>"


WeakTensorKeyDictionary = WeakIdKeyDictionary


class TensorWeakRef:
    """A weak reference to a tensor."""

    def __init__(self, tensor):
        from .._core import core

        if not isinstance(tensor, core.TensorBase):
            raise AssertionError(f"expected torch.Tensor, got {type(tensor)}.")
        self.ref = weakref.ref(tensor)

    def __call__(self):
        return self.ref()


__all__ = ["TensorWeakRef", "WeakIdKeyDictionary", "WeakIdRef", "WeakRef", "WeakTensorKeyDictionary"]
