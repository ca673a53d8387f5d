"""``torch.backends.opt_einsum``: the package ``opt_einsum`` orders the contractions of ``einsum`` where it is installed, else they go from left to right."""
import importlib.util
import itertools

from ._switches import switches


def is_available():
    """Whether the package is installed."""
    return importlib.util.find_spec("opt_einsum") is not None


def get_opt_einsum():
    """The package, or None."""
    if not is_available():
        return None
    import opt_einsum

    return opt_einsum


def path_of(equation, operands):
    """The order of contractions as flat numbers, as `einsum` takes it; None for that from left to right."""
    package = get_opt_einsum() if enabled else None  # noqa: F821  made below
    if package is None:
        return None
    path = package.contract_path(equation, *operands, optimize=strategy)[0]  # noqa: F821
    return list(itertools.chain.from_iterable(path))


def _check_strategy(value):
    if value is not None and value not in ("auto", "greedy", "optimal"):
        raise ValueError(f"`strategy` must be one of the following: [auto, greedy, optimal] but is {value}")


set_flags, flags = switches(globals(), check={"strategy": _check_strategy}, enabled=is_available(), strategy="auto" if is_available() else None)
