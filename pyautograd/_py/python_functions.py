"""Operators of the table that are Python functions in PyTorch: their names there, their signatures, and how ``__torch_function__`` is given their arguments.

Loaded with the first call that somebody overrides, or when a signature is asked for.
"""
import keyword

_names = {}
_signatures = {}
_rows = {}

# Functions that take any number of tensors, or hand on what they were given.
_AS_GIVEN = frozenset((
    "atleast_1d", "atleast_2d", "atleast_3d", "block_diag", "broadcast_shapes", "broadcast_tensors", "cartesian_prod", "chain_matmul", "einsum", "meshgrid",
))  # fmt: skip
# Those that hand on arguments without a default by name as well: all of them, or these.
_ALL_BY_NAME = ("uniform_", "normal_", "constant_", "kaiming_uniform_")
_BY_NAME = {"unravel_index": "shape", "__array_wrap__": "array"}
# ``out=`` as one of the parameters: the one that it stands before.
_OUT_BEFORE = {"functional.norm": "dtype", "functional.tensordot": None}


def names():
    """What such a function is called here, as errors have it -> its name in PyTorch."""
    if not _names:
        from .._table import listings

        _names.update({"torch.nn." + name: "torch.nn.functional." + name for name in listings.PYTHON_FUNCTIONAL})
        _names.update({"torch." + name: "torch.functional." + name for name in listings.PYTHON_FUNCTIONS})
        _names.update({"torch.Tensor." + name: "torch._tensor." + name for name in listings.PYTHON_METHODS})
    return _names


def rows_named(name):
    """The rows of the table under a public name or alias, such as ``"nn.functional.relu"``; None if there are none."""
    if not _rows:
        from .._table import rows
        from .assembly import public_name

        for row in rows():
            for called in (public_name(row.name, row.module), *row.aliases):
                _rows.setdefault(called, []).append(row)
                _rows.setdefault(called + "_", []).append(row)
    return _rows.get(name)


def row_signature(name):
    """The signature of an operator as its first row has it; None for what is not in the table.

    `name` is its public name, such as ``"torch.add"``, ``"torch.Tensor.add_"`` or ``"torch.nn.functional.relu"``.
    """
    plain = name.removeprefix("torch.Tensor.").removeprefix("torch.")
    rows = rows_named(plain.removeprefix("functional."))
    if rows is None:
        return None
    import inspect

    found = []
    for p in rows[0].params:
        kind = inspect.Parameter.KEYWORD_ONLY if p.keyword_only else inspect.Parameter.POSITIONAL_OR_KEYWORD
        called = "input" if p.name == "self" and not name.startswith("torch.Tensor.") else p.name + "_" * keyword.iskeyword(p.name)
        if plain in _OUT_BEFORE and p.name == _OUT_BEFORE[plain]:
            found.append(inspect.Parameter("out", kind, default=None))
        default = inspect.Parameter.empty if p.required else p.default
        if plain.endswith("_with_indices") and p.name == "return_indices":
            default = False  # says PyTorch's signature, though they are returned
        found.append(inspect.Parameter(called, kind, default=default))
    if plain in _OUT_BEFORE and _OUT_BEFORE[plain] is None:
        found.append(inspect.Parameter("out", inspect.Parameter.POSITIONAL_OR_KEYWORD, default=None))
    return inspect.Signature(found)


def signature(shown):
    """The signature of a function that PyTorch has in Python, which errors call `shown`.

    Raises AttributeError for others: ``inspect.signature`` then says that a built-in function has none.
    """
    if shown not in _signatures:
        if shown not in names():
            raise AttributeError("__signature__")
        name = names()[shown]
        _signatures[shown] = row_signature(shown if name.startswith("torch._tensor.") else name)
    if _signatures[shown] is None:
        raise AttributeError("__signature__")
    return _signatures[shown]


def _of_python(func):
    """The signature of a function or method that PyTorch has in Python, whatever it is written in here."""
    import inspect

    try:
        return inspect.signature(func)
    except ValueError:
        from .._method_calls import Tensor

        return inspect.signature(getattr(Tensor, func.__name__))


def written_out(func, args, kwargs, shown=None):
    """The arguments of a call as PyTorch's Python functions hand them to ``__torch_function__``: what has a default by name, with its default.

    Parameters
    ----------
    func : callable
        The function or method that was called.
    args, kwargs : tuple, dict
        As they were given.
    shown : str, optional
        What errors call an operator of the table.

    Returns
    -------
    (tuple, dict). As they were given, if they do not fit the signature.
    """
    if func.__name__ == "einsum" and len(args) == 2 and isinstance(args[1], (list, tuple)):
        return (args[0], *args[1]), kwargs  # einsum calls itself with the operands apart
    if func.__name__ in _AS_GIVEN:
        return args, kwargs
    try:
        bound = (signature(shown) if shown is not None else _of_python(func)).bind(*args, **kwargs)
    except (AttributeError, TypeError, ValueError):
        return args, kwargs
    bound.apply_defaults()
    positional, by_name = [], {}
    for parameter in bound.signature.parameters.values():
        value = bound.arguments[parameter.name]
        if parameter.kind is parameter.VAR_POSITIONAL:
            positional.extend(value)
        elif parameter.kind is parameter.VAR_KEYWORD:
            by_name.update(value)
        elif parameter.default is parameter.empty and func.__name__ not in _ALL_BY_NAME and _BY_NAME.get(func.__name__) != parameter.name:
            positional.append(value)
        else:
            by_name[parameter.name] = value
    return tuple(positional), by_name
