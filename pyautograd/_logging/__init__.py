"""``torch._logging``: which of PyTorch's components log what. Compilers and tracers, which log, are not here; the settings are taken."""
import contextlib
import logging

DEFAULT_LOG_LEVEL = logging.WARNING


def set_logs(**levels):
    """Set the level of components by name (``dynamo=logging.DEBUG``), or switch their artifacts on. Nothing logs here.

    Raises
    ------
    ValueError
        For a value that is neither a level nor, for an artifact, a bool.
    """
    for name, value in levels.items():
        if value is not None and not isinstance(value, (int, bool, dict)):
            raise ValueError(f"Unrecognized log component name: {name}")


def getArtifactLogger(module_qname, artifact_name):
    """The logger of one artifact of a module."""
    return logging.getLogger(f"{module_qname}.__{artifact_name}")


def get_loggers():
    """The loggers of the components."""
    return [logging.getLogger("torch")]


def trace_structured(name, *args, **kwargs):
    """Nothing is traced."""


def warning_once(logger, *args, **kwargs):
    """Log a warning the first time that it comes."""
    key = (logger.name, args)
    if key not in _warned:
        _warned.add(key)
        logger.warning(*args, **kwargs)


_warned = set()


@contextlib.contextmanager
def hide_warnings(filter_fn=lambda message, category, filename, lineno, file=None, line=None: False):
    """Leave out the warnings that `filter_fn` says so of."""
    import warnings

    show = warnings.showwarning

    def shown(message, category, filename, lineno, file=None, line=None):
        if not filter_fn(message, category, filename, lineno, file, line):
            show(message, category, filename, lineno, file, line)

    warnings.showwarning = shown
    try:
        yield
    finally:
        warnings.showwarning = show
