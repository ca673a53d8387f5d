"""Switches of TorchScript's compiler and executor: there are none, so they keep what was set, and setting one gives what was set before."""


def _switch(value):
    """(a function that gives the setting, and with an argument changes it; one that changes it). A change gives what was set before."""

    def set(new_settings):
        nonlocal value
        before, value = value, new_settings
        return before

    def get(new_settings=None):
        return value if new_settings is None else set(new_settings)

    return get, set


_jit_can_fuse_on_cpu, _jit_override_can_fuse_on_cpu = _switch(False)
_jit_can_fuse_on_gpu, _jit_override_can_fuse_on_gpu = _switch(True)
_jit_texpr_fuser_enabled, _jit_set_texpr_fuser_enabled = _switch(True)
_jit_nvfuser_enabled, _jit_set_nvfuser_enabled = _switch(False)
_get_graph_executor_optimize, _set_graph_executor_optimize = _switch(True)
_jit_get_num_profiled_runs, _jit_set_num_profiled_runs = _switch(1)
_jit_set_profiling_executor, _jit_set_profiling_mode, _jit_set_nvfuser_guard_mode = [_switch(True)[1] for _ in range(3)]
