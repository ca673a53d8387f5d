"""Settings of PyTorch's compiler: they may be read and set, and change nothing."""
import contextlib
import sys

verbose = suppress_errors = False
cache_size_limit = recompile_limit = 8
accumulated_cache_size_limit = accumulated_recompile_limit = 256
compiled_autograd = log_compilation_metrics = False
issue_3_13_0_warning = True
assume_static_by_default = automatic_dynamic_shapes = True
dynamic_shapes = capture_scalar_outputs = capture_dynamic_output_shape_ops = specialize_int = False


@contextlib.contextmanager
def patch(changes=None, **kwargs):
    """Set settings for a while: ``patch("name", value)`` as a dict, or by keyword."""
    module = sys.modules[__name__]
    changes = {**(changes or {}), **kwargs}
    before = {name: getattr(module, name) for name in changes}
    try:
        vars(module).update(changes)
        yield
    finally:
        vars(module).update(before)
