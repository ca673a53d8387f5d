"""Tests that are made several times, with other arguments each time, when their class is instantiated."""
import functools

import pyautograd as torch


class subtest:
    """Arguments of one test, with a name of their own and decorators."""

    __slots__ = ["arg_values", "name", "decorators"]

    def __init__(self, arg_values, name=None, decorators=None):
        self.arg_values = arg_values
        self.name = name
        self.decorators = decorators or []


def _shown(index, name, value):
    if isinstance(value, torch.dtype):
        return dtype_name(value)
    if isinstance(value, torch.device):
        return str(value)
    return f"{name}_{str(value).replace('.', '_')}" if isinstance(value, (int, float, str)) else f"{name}{index}"


def dtype_name(dtype):
    """The name of a dtype without its module."""
    return str(dtype).split(".")[1]


class _TestParametrizer:
    """A decorator whose `_variants` gives (suffix of the name, keyword arguments, decorators) for each test to be made."""

    def __call__(self, fn):
        before = getattr(fn, "_variants_of", None)
        if before is None:
            fn._variants_of = self._variants
            return fn

        def combined(name):
            for suffix, named, decorators in self._variants(name):
                for other_suffix, other_named, other_decorators in before(name):
                    both = set(named) & set(other_named)
                    if both:
                        raise RuntimeError(f"Parametrization over parameter \"{', '.join(sorted(both))}\" detected multiple times!")
                    yield "_".join(filter(None, (suffix, other_suffix))), {**other_named, **named}, [*other_decorators, *decorators]

        fn._variants_of = combined
        return fn

    def _variants(self, name):
        raise NotImplementedError


class parametrize(_TestParametrizer):
    """``@parametrize("x,y", [(1, 2), subtest((3, 4), name="big")])``: one test for each item. `instantiate_parametrized_tests` makes them."""

    def __init__(self, arg_str, arg_values, name_fn=None):
        self.arg_names = [name.strip() for name in arg_str.split(",") if name != ""]
        self.arg_values, self.name_fn = arg_values, name_fn

    def _variants(self, name):
        if not self.arg_names:
            yield "", {}, []
            return
        index = -1
        for index, values in enumerate(self.arg_values):
            suffix, decorators = None, []
            if isinstance(values, subtest):
                suffix, decorators, values = values.name, values.decorators, values.arg_values
            values = list(values) if len(self.arg_names) > 1 else [values]
            if len(values) != len(self.arg_names):
                raise RuntimeError(
                    f'Expected # values == # arg names, but got: {len(values)} values and {len(self.arg_names)} names for test "{name}"'
                )
            if not suffix:
                suffix = self.name_fn(*values) if self.name_fn else "_".join(_shown(index, n, v) for n, v in zip(self.arg_names, values))
            yield suffix, dict(zip(self.arg_names, values)), decorators
        if index < 0:
            raise ValueError(
                f"{name}: An empty arg_values was passed to @parametrize. Note that this may result from reuse of a generator."
            )


def bound_test(test, named):
    """The method `test` with some of its arguments given."""

    @functools.wraps(test)
    def instantiated(self, *args):
        return test(self, *args, **named)

    instantiated.__dict__.pop("_variants_of", None)
    instantiated.__dict__.pop("__wrapped__", None)  # pytest would ask for its arguments
    return instantiated


def instantiate_parametrized_tests(generic_cls):
    """Put the parametrised tests of a class in the place of those they are made from. May decorate the class."""
    for name in dir(generic_cls):
        test = getattr(generic_cls, name)
        variants = getattr(test, "_variants_of", None)
        if variants is None:
            continue
        if name in vars(generic_cls):
            delattr(generic_cls, name)
        for suffix, named, decorators in variants(test.__name__):
            made = bound_test(test, named)
            for decorator in decorators:
                made = decorator(made)
            full = f"{test.__name__}_{suffix}"
            if hasattr(generic_cls, full):
                raise AssertionError(f"Redefinition of test {full}")
            setattr(generic_cls, full, made)
    return generic_cls
