"""``torch.__future__``: how conversions of modules (`nn.Module.to` and its like, `load_state_dict`) change their parameters."""
_overwrite_module_params_on_conversion = False
_swap_module_params_on_conversion = False


def set_overwrite_module_params_on_conversion(value):
    """Whether conversions put new parameters into the module instead of changing those that are there."""
    global _overwrite_module_params_on_conversion
    _overwrite_module_params_on_conversion = value


def get_overwrite_module_params_on_conversion():
    """What `set_overwrite_module_params_on_conversion` set; False at first."""
    return _overwrite_module_params_on_conversion


def set_swap_module_params_on_conversion(value):
    """Whether conversions and `load_state_dict` exchange parameters with their new ones by `utils.swap_tensors`."""
    global _swap_module_params_on_conversion
    _swap_module_params_on_conversion = value


def get_swap_module_params_on_conversion():
    """What `set_swap_module_params_on_conversion` set; False at first."""
    return _swap_module_params_on_conversion
