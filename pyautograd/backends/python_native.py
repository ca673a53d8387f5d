"""``torch.backends.python_native``: operators written in languages inside Python. None is here, and the switches say so."""
import contextlib

available_dsls = []
all_dsls = []


def get_dsl_operations(dsl_name):
    """No operators."""
    return []


def is_operation_disabled(op_symbol):
    """False: there is nothing to disable."""
    return False


is_dsl_disabled = is_operation_disabled


def disable_operations(*op_symbols):
    """Nothing to disable."""


enable_operations = disable_dispatch_keys = enable_dispatch_keys = disable_operations


@contextlib.contextmanager
def operations_disabled(*op_symbols):
    """A block; there is nothing to disable."""
    yield
