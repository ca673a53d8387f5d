"""``torch.__config__``: what this installation is made of."""


def show():
    """What ``python -m pyautograd`` prints."""
    from ._runner import describe

    return describe()


def parallel_info():
    """The number of threads."""
    from ._threads import get_num_interop_threads, get_num_threads

    return f"ATen/Parallel:\n\tat::get_num_threads() : {get_num_threads()}\n\tat::get_num_interop_threads() : {get_num_interop_threads()}\n"
