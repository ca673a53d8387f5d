"""`NestedIOFunction`, kept for programs that name it, and the walks over nested containers that it uses.

As in PyTorch, neither calling an instance nor ``apply`` has worked since Functions became static.
"""
from .._core import core
from .function import Function


def _is_tensor(value):
    return isinstance(value, core.TensorBase)


def _type_name(value):
    if _is_tensor(value):
        return value.type()
    kind = type(value)
    return kind.__name__ if kind.__module__ in ("builtins", "", None) else f"{kind.__module__}.{kind.__name__}"


def _refuse(value, accepted):
    text = "Auto nesting doesn't know how to process an input object of type " + _type_name(value)
    raise ValueError(text + (f". Accepted types: {accepted}, or lists/tuples of them" if accepted else ""))


def _nested_map(condition, fn, condition_msg=None):
    """A function that applies `fn` to the values within nested lists, tuples and dicts that meet `condition`."""

    def walk(value):
        if condition(value):
            return fn(value)
        if value is None:
            return None
        if isinstance(value, (list, tuple)):
            parts = [walk(v) for v in value]
            return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
        if isinstance(value, dict):
            return {key: walk(v) for key, v in value.items()}
        _refuse(value, condition_msg)

    return walk


def _iter_filter(condition, allow_unknown=False, condition_msg=None, conversion=None):
    """A generator over the values within nested lists, tuples and dicts that meet `condition`."""

    def walk(value):
        value = conversion(value) if conversion is not None else value
        if condition(value):
            yield value
        elif value is None:
            return
        elif isinstance(value, (list, tuple, dict)):
            for part in value.values() if isinstance(value, dict) else value:
                yield from walk(part)
        elif allow_unknown:
            yield value
        else:
            _refuse(value, condition_msg)

    return walk


def _unflatten(input, proto):
    """The values of `input` in the nested lists and tuples of `proto`; None stays None."""

    def fill(values, shape):
        if not isinstance(shape, (list, tuple)):
            return values[0], values[1:]
        made = []
        for part in shape:
            if part is not None:
                part, values = fill(values, part)
            made.append(part)
        return type(shape)(made), values

    return fill(input, proto)[0]


_iter_tensors = _iter_filter(_is_tensor, condition_msg="Tensors")
_iter_tensors_permissive = _iter_filter(_is_tensor, allow_unknown=True, condition_msg="Tensors (permissive)")
_iter_None_tensors = _iter_filter(lambda value: value is None or _is_tensor(value), condition_msg="Tensors or None")
_map_tensor_data = _nested_map(_is_tensor, lambda value: value.data, condition_msg="Tensors")


class NestedIOFunction(Function):
    """A Function on nested containers of tensors, in the style of old: ``forward_extended`` and ``backward_extended`` are methods."""

    def _do_forward(self, *input):
        self._nested_input = input
        return _unflatten(super()._do_forward(*_iter_tensors(input)), self._nested_output)

    def _do_backward(self, gradients, retain_variables):
        self.retain_variables = retain_variables
        result = super()._do_backward(gradients, retain_variables)
        if not retain_variables:
            del self._nested_output, self._to_save_nested
        return result

    __call__ = _do_forward

    def forward(self, *args):
        """The tensors within what `forward_extended` returns for the nested input."""
        tensors = _map_tensor_data(self._nested_input)
        result = self.forward_extended(*tensors)
        del self._nested_input
        self._nested_output = result
        return tuple(_iter_tensors(result))

    def backward(self, *gradients):
        """The gradients within what `backward_extended` returns."""
        gradients = _unflatten(gradients, self._nested_output)
        return tuple(_iter_None_tensors(self.backward_extended(*gradients)))

    def save_for_backward(self, *args):
        """Keep the tensors within nested containers."""
        self.to_save, self._to_save_nested = tuple(_iter_tensors(args)), args

    @property
    def saved_tensors(self):
        """What was saved, nested as it was."""
        return _unflatten(super().saved_tensors, self._to_save_nested)

    def mark_dirty(self, *args, **kwargs):
        """Say which tensors were changed in place."""
        self.dirty_tensors = tuple(_iter_tensors((args, kwargs)))

    def mark_non_differentiable(self, *args, **kwargs):
        """Say which tensors carry no gradient."""
        self.non_differentiable = tuple(_iter_tensors((args, kwargs)))

    def forward_extended(self, *input):
        """The results, nested as liked."""
        raise NotImplementedError

    def backward_extended(self, *grad_output):
        """Gradients in the structure of the arguments."""
        raise NotImplementedError
