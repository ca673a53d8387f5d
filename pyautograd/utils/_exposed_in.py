"""A decorator that says where a function belongs."""


def exposed_in(module):
    """Have a function or class say that it is defined in `module`."""

    def place(function):
        function.__module__ = module
        return function

    return place
