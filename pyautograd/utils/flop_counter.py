"""``torch.utils.flop_counter``: counting floating point operations, which is not supported. The names exist to be imported."""

flop_registry = {}


class FlopCounterMode:
    """Refused: NotImplementedError."""

    def __init__(self, mods=None, depth=2, display=True, custom_mapping=None):
        raise NotImplementedError("torch.utils.flop_counter.FlopCounterMode: counting operations is not supported by pyautograd")


def register_flop_formula(targets, get_raw=False):
    """A decorator that keeps a formula; nothing counts with it."""
    targets = targets if isinstance(targets, (list, tuple)) else [targets]

    def keep(formula):
        for target in targets:
            flop_registry[target] = formula
        return formula

    return keep


__all__ = ["FlopCounterMode", "register_flop_formula"]
