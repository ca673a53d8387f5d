"""``torch.nn``: modules, their parameters, the functions they call, initialisation and tools. Everything loads when it is asked for."""
from .. import _lazy
from .modules import _NAMES as _MODULES

_NAMES = {
    **{_name: f"modules.{_module}" for _name, _module in _MODULES.items()},
    **dict.fromkeys(("Parameter", "Buffer", "UninitializedParameter", "UninitializedBuffer"), "parameter"),
    "DataParallel": "parallel",
}
__all__ = [*_NAMES, "factory_kwargs"]

__getattr__, __dir__ = _lazy.attributes(
    __name__, (
        "modules", "functional", "parameter", "init", "utils", "grad", "attention", "parallel", "common_types", "_reduction"
    ), _NAMES
)


def factory_kwargs(kwargs):
    """The keyword arguments that a module passes on to the functions that make its tensors.

    Parameters
    ----------
    kwargs : dict or None
        May hold ``device``, ``dtype``, ``memory_format`` and a dict ``factory_kwargs`` of such arguments; no name may come twice.

    Raises
    ------
    TypeError
        For any other name, or one that comes twice.
    """
    if kwargs is None:
        return {}
    known = {"device", "dtype", "memory_format"}
    given = set(kwargs)
    if not given <= known | {"factory_kwargs"}:
        raise TypeError(f"unexpected kwargs {given - known - {'factory_kwargs'}}")
    made = dict(kwargs.get("factory_kwargs", {}))
    for name in known & given:
        if name in made:
            raise TypeError(f"{name} specified twice, in **kwargs and in factory_kwargs")
        made[name] = kwargs[name]
    return made
