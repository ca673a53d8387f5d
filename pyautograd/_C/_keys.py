"""Dispatch keys: names of what PyTorch's dispatcher chooses by. Here nothing is dispatched by key; programs build sets of them and hold guards."""
from enum import Enum

_NAMES = (
    "Undefined Dense CPU CUDA HIP XLA MPS IPU XPU HPU VE Lazy MTIA MAIA PrivateUse1 PrivateUse2 PrivateUse3 Meta Quantized QuantizedCPU Sparse SparseCPU "
    "SparseCsr SparseCsrCPU NestedTensor NestedTensorCPU BackendSelect Python PythonTLSSnapshot Functionalize Conjugate Negative ZeroTensor ADInplaceOrView "
    "AutogradOther AutogradFunctionality AutogradNestedTensor AutogradCPU AutogradCUDA AutogradXLA AutogradMPS AutogradXPU AutogradMeta AutocastCPU "
    "AutocastXPU AutocastCUDA AutocastMPS FuncTorchBatched FuncTorchGradWrapper FuncTorchVmapMode PreDispatch PythonDispatcher Autograd "
    "CompositeImplicitAutograd CompositeExplicitAutograd"
)
DispatchKey = Enum("DispatchKey", _NAMES.split(), start=0)


class DispatchKeySet:
    """A set of dispatch keys."""

    def __init__(self, *keys):
        self._keys = frozenset(keys)

    def has(self, key):
        """Whether a key is in the set."""
        return key in self._keys

    def add(self, key):
        """The set with a key."""
        return DispatchKeySet(*self._keys, key)

    def remove(self, key):
        """The set without a key."""
        return DispatchKeySet(*(self._keys - {key}))

    def __or__(self, other):
        return DispatchKeySet(*(self._keys | other._keys))

    def __and__(self, other):
        return DispatchKeySet(*(self._keys & other._keys))

    def __sub__(self, other):
        return DispatchKeySet(*(self._keys - other._keys))

    def __eq__(self, other):
        return isinstance(other, DispatchKeySet) and self._keys == other._keys

    def __hash__(self):
        return hash(self._keys)

    def __repr__(self):
        return f"DispatchKeySet({', '.join(key.name for key in sorted(self._keys, key=lambda key: key.value))})"


class _Guard:
    """A context in which PyTorch would leave keys out, or put them in; of the keys of autocast, that is followed."""

    _autocast = None

    def __init__(self, keys):
        self.keys = keys

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return False


class _ExcludeDispatchKeyGuard(_Guard):
    """A context without some keys: without autocast where the CPU's autocast key is among them."""

    def __enter__(self):
        if self.keys.has(DispatchKey.AutocastCPU):
            from .. import is_autocast_enabled, set_autocast_enabled

            self._autocast = is_autocast_enabled("cpu")
            set_autocast_enabled("cpu", False)
        return self

    def __exit__(self, *exc):
        if self._autocast is not None:
            from .. import set_autocast_enabled

            set_autocast_enabled("cpu", self._autocast)
        return False


class _IncludeDispatchKeyGuard(_Guard):
    """A context with more keys: changes nothing."""
