"""``torch.nn.parallel.parallel_apply``: modules that run at once on several devices, of which there are none."""


def parallel_apply(modules, inputs, kwargs_tup=None, devices=None):
    """Refused: there are no devices to run on."""
    for name, values in (("inputs", inputs), ("kwargs_tup", kwargs_tup), ("devices", devices)):
        if values is not None and len(modules) != len(values):
            raise AssertionError(f"The number of modules {len(modules)} is not equal to the number of {name} {len(values)}")
    raise RuntimeError("Cannot access accelerator device when none is available.")
