"""A helper for code that is checked by types."""


def not_none(obj):
    """`obj`, which is not None. Raises TypeError if it is."""
    if obj is None:
        raise TypeError("Invariant encountered: value was None when it should not be")
    return obj
