"""``torch.compiler``: nothing is compiled, every decorator gives its function back."""
import functools

import numpy


def is_compiling():
    """False."""
    return False


def is_dynamo_compiling():
    """False."""
    return False


def is_exporting():
    """False."""
    return False


def disable(fn=None, recursive=True, *, reason=None):
    """The function itself."""
    return (lambda f: f) if fn is None else fn


def allow_in_graph(fn):
    """The function itself."""
    return fn


def assume_constant_result(fn):
    """The function itself."""
    return fn


def compile(*args, **kwargs):
    """`pyautograd.compile`."""
    from . import compile as whole

    return whole(*args, **kwargs)


def reset():
    """Nothing to forget."""


def cudagraph_mark_step_begin():
    """Nothing to mark."""


class set_stance:
    """How to compile: kept for as long as it is asked to be, as a function, ``with`` block or decorator; nothing is compiled, whatever it says.

    Raises
    ------
    RuntimeError
        For a backend together with a stance other than ``"default"``.
    """

    current = ("default", None)

    def __init__(self, stance="default", *, skip_guard_eval_unsafe=False, force_backend=None):
        if force_backend is not None and stance != "default":
            raise RuntimeError("non-default stance cannot have force_backend set")
        self.stance = (stance, force_backend)
        self.prev, set_stance.current = set_stance.current, self.stance

    def __call__(self, fn):
        set_stance.current = self.prev

        @functools.wraps(fn)
        def wrapper(*args, **kwargs):
            with set_stance(self.stance[0], force_backend=self.stance[1]):
                return fn(*args, **kwargs)

        return wrapper

    def __enter__(self):
        set_stance.current = self.stance

    def __exit__(self, *exc):
        set_stance.current = self.prev


_backend = "inductor"


def set_default_backend(backend):
    """What `get_default_backend` says from now on; None for what it says at first."""
    global _backend
    _backend = "inductor" if backend is None else backend


def get_default_backend():
    """The name that was set: none is used."""
    return _backend


def list_backends(exclude_tags=("debug", "experimental")):
    """None."""
    return []


def nested_compile_region(fn=None, *, options=None, max_reuse_entries=8, reuse_hash_fn=None):
    """The function itself."""
    return (lambda f: f) if fn is None else fn


def substitute_in_graph(original_fn, *, can_constant_fold_through=False, skip_signature_check=False, is_embedded_type=False):
    """A decorator that gives its function back. TypeError for an `original_fn` that cannot be called."""
    if not callable(original_fn):
        raise TypeError(f"substitute_in_graph expects a function but got {type(original_fn)!r}")
    return lambda traceable_fn: traceable_fn


def wrap_numpy(fn):
    """A function of tensors from one of ndarrays; arrays among its results become tensors."""
    from . import Tensor, from_numpy
    from .utils._pytree import tree_map

    @functools.wraps(fn)
    def wrapper(*args, **kwargs):
        args, kwargs = tree_map(lambda x: x.detach().numpy() if isinstance(x, Tensor) else x, (args, kwargs))
        return tree_map(lambda x: from_numpy(numpy.asarray(x)) if isinstance(x, (numpy.ndarray, numpy.generic)) else x, fn(*args, **kwargs))

    return wrapper


def set_enable_guard_collectives(enabled):
    """False: there were none before."""
    return False


def save_cache_artifacts():
    """None: nothing was compiled."""
    return None


def load_cache_artifacts(serialized_artifacts):
    """None: nothing is compiled."""
    return None


def load_compiled_function(file, *, f_globals=None, external_data=None):
    """Refused: there are no compiled functions."""
    raise NotImplementedError("torch.compiler.load_compiled_function: compiled functions are not supported by pyautograd")


def _no_guards(guard_entries):
    """False for each entry: there are no guards."""
    return [False for _ in guard_entries]


keep_portable_guards_unsafe = skip_all_guards_unsafe = skip_guard_on_globals_unsafe = _no_guards
skip_guard_on_all_nn_modules_unsafe = skip_guard_on_inbuilt_nn_modules_unsafe = _no_guards


def keep_tensor_guards_unsafe(guard_entries, keep_parameters=False):
    """False for each entry: there are no guards."""
    return _no_guards(guard_entries)
