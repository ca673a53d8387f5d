"""The arguments of the methods of nodes, refused in PyTorch's words. Both cores check them here; no method of theirs is called per operator."""

_LARGEST = 2**64 - 1


def one_argument(owner, method, args, named):
    """The one argument of a method of the class that is called `owner`."""
    if named:
        raise TypeError(f"{owner}.{method}() takes no keyword arguments")
    if len(args) != 1:
        raise TypeError(f"{owner}.{method}() takes exactly one argument ({len(args)} given)")
    return args[0]


def no_argument(owner, method, args, named):
    """Refuse all arguments."""
    if named:
        raise TypeError(f"{owner}.{method}() takes no keyword arguments")
    if args:
        raise TypeError(f"{owner}.{method}() takes no arguments ({len(args)} given)")


def sequence_number(value):
    """A sequence number, as PyTorch's unsigned integers are."""
    if not isinstance(value, int):
        raise TypeError("an integer is required")
    if value < 0:
        raise OverflowError("can't convert negative int to unsigned")
    if value > _LARGEST:
        raise OverflowError("int too big to convert")
    return int(value)


def not_a_tensor(of_function):
    """What ``_register_hook_dict`` raises for anything else than a tensor."""
    return RuntimeError("_register_hook_dict expected a Tensor") if of_function else TypeError("_register_hook_dict expected a variable")
