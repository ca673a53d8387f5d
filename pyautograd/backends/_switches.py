"""Switches of a backend that are the attributes of its module."""
import contextlib


def switches(module, within=(), check=(), **initial):
    """``set_flags`` and ``flags`` for a module's namespace, which gets the attributes in `initial`.

    ``set_flags(_name=value, ...)`` sets and returns the values before. ``flags(name=value, ...)`` sets for a ``with`` block; what it does not name
    is within the block as in `within`, or as it was at first. `check` has functions that refuse values, by name.
    """
    module.update(initial)
    names, defaults, checks = list(initial), {**initial, **dict(within)}, dict(check)

    def set_flags(*values, **named):
        given = {**dict(zip(names, values)), **{name.lstrip("_"): value for name, value in named.items()}}
        unknown = next((name for name in given if name not in defaults), None)
        if unknown is not None:
            raise TypeError(f"set_flags() got an unexpected keyword argument '{unknown}'")
        for name in given:
            if name in checks:
                checks[name](given[name])
        before = tuple([module[name] for name in names])
        module.update({name: value for name, value in given.items() if value is not None})
        return before

    @contextlib.contextmanager
    def flags(**given):
        unknown = next((name for name in given if name not in defaults), None)
        if unknown is not None:
            raise TypeError(f"flags() got an unexpected keyword argument '{unknown}'")
        for name in given:
            if name in checks:
                checks[name](given[name])
        before = {name: module[name] for name in names}
        module.update({**defaults, **given})
        try:
            yield
        finally:
            module.update(before)

    set_flags.__doc__ = f"Set {', '.join(names)} (``None`` leaves one as it is); returns the values before."
    flags.__doc__ = f"A context manager within which {', '.join(names)} are as given."
    return set_flags, flags
