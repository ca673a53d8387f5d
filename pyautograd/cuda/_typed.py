"""The typed classes of CUDA: ``isinstance(x, cuda.FloatTensor)`` is False, making one raises."""
from . import _MISSING


class _AbsentType(type):
    def __call__(cls, *args, **kwargs):
        if cls.__name__.endswith("Storage"):
            raise AssertionError(_MISSING)
        raise TypeError(f"type torch.cuda.{cls.__name__} not available. {_MISSING}.")

    def __repr__(cls):
        return f"<class 'torch.cuda.{cls.__name__}'>"


_AbsentType.__module__ = "torch"


def _make(name):
    return _AbsentType(name, (), {"__module__": "torch.cuda", "is_cuda": True, "is_sparse": False, "__doc__": "Refused: there is no CUDA."})


for _kind in ("BFloat16", "Bool", "Byte", "Char", "Double", "Float", "Half", "Int", "Long", "Short"):
    for _what in ("Tensor", "Storage"):
        globals()[_kind + _what] = _make(_kind + _what)
