"""Switches of TorchScript's executor: there is none, so they only keep what was set. Each gives what was set before."""
_settings = {"profiling executor": True, "profiling": True, "optimize": True, "profiled runs": 1}


class TensorType:
    """The type of tensors in TorchScript. Nothing is an instance."""


def _swap(name, value):
    before, _settings[name] = _settings[name], value
    return before


def _jit_set_profiling_executor(profile):
    """Whether graphs would be run by the executor that profiles."""
    return _swap("profiling executor", profile)


def _jit_set_profiling_mode(profile):
    """Whether graphs would be profiled."""
    return _swap("profiling", profile)


def _jit_set_num_profiled_runs(number):
    """How many runs would be profiled."""
    return _swap("profiled runs", number)


def _jit_get_num_profiled_runs():
    """How many runs would be profiled."""
    return _settings["profiled runs"]


def _set_graph_executor_optimize(optimize):
    """Whether graphs would be optimised."""
    _settings["optimize"] = optimize


def _get_graph_executor_optimize(new_settings=None):
    """Whether graphs would be optimised; an argument sets it."""
    return _settings["optimize"] if new_settings is None else _swap("optimize", new_settings)
