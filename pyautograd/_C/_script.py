"""What programs look up in ``torch._C`` to tell scripted objects from others. Nothing here is an instance of these."""
from ..jit import ScriptFunction, ScriptModule  # noqa: F401


def _refusing(name):
    def __new__(cls, *args, **kwargs):
        raise NotImplementedError(f"torch._C.{name}: TorchScript is not supported by pyautograd")

    return type(name, (), {"__new__": __new__, "__module__": "torch._C", "__doc__": "A type of TorchScript; not supported."})


ScriptDict, ScriptList, ScriptMethod = map(_refusing, ("ScriptDict", "ScriptList", "ScriptMethod"))
