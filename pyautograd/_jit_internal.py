"""``torch._jit_internal``: what programs import of it. Nothing is scripted, so that marks for the compiler leave functions as they are."""
from .jit import export, ignore, is_scripting, is_tracing, unused  # noqa: F401


def _copy_to_script_wrapper(fn):
    """The function itself."""
    return fn


def _overload(func):
    """The function itself."""
    return func


_overload_method = _overload


def boolean_dispatch(arg_name, arg_index, default, if_true, if_false, module_name, func_name):
    """A function that calls one of two, by an argument that is true or false."""

    def fn(*args, **kwargs):
        chosen = kwargs[arg_name] if arg_name in kwargs else args[arg_index] if arg_index < len(args) else default
        return (if_true if chosen else if_false)(*args, **kwargs)

    fn.__doc__ = if_true.__doc__ or if_false.__doc__
    if module_name is not None:
        fn.__module__ = module_name
    if func_name is not None:
        fn.__name__ = func_name
    return fn


class BroadcastingListCls:
    """Annotations of arguments that are a number or a list of that many: ``BroadcastingList2[int]``."""

    def __getitem__(self, types):
        return None


BroadcastingList1 = BroadcastingList2 = BroadcastingList3 = BroadcastingList4 = BroadcastingList5 = BroadcastingList6 = BroadcastingListCls()
