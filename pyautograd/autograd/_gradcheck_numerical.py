"""Jacobians of Python functions of tensors by finite differences.

A Jacobian here has shape (input elements, output elements), the transpose of the usual one, as PyTorch prints it. For a
complex input z = x + iy and a real output L its entries are dL/dx + i dL/dy, PyTorch's convention.
"""
import collections.abc
import functools
import itertools

import pyautograd as torch


def is_tensor_like(value):
    """Whether `value` is a tensor, or takes part as one by ``__torch_function__``."""
    return isinstance(value, torch.Tensor) or hasattr(type(value), "__torch_function__")


def is_floating(value):
    return is_tensor_like(value) and (value.is_floating_point() or value.is_complex())


def as_tuple(x):
    return x if isinstance(x, tuple) else tuple(x) if isinstance(x, list) else (x,)


def differentiable_outputs(x):
    return tuple([out for out in as_tuple(x) if out.requires_grad])


def iter_tensors(x, only_requiring_grad=False):
    """The tensors within nested iterables."""
    if is_tensor_like(x):
        if x.requires_grad or not only_requiring_grad:
            yield x
    elif isinstance(x, collections.abc.Iterable) and not isinstance(x, str):
        for part in x:
            yield from iter_tensors(part, only_requiring_grad)


def checked_inputs(inputs):
    """(position, input) of those that require gradients."""
    return [(at, x) for at, x in enumerate(inputs) if is_tensor_like(x) and x.requires_grad]


def zeros_for_outputs(outputs, rows, dtype=None):
    """A Jacobian of zeros for every floating point or complex output."""
    return tuple([out.new_zeros((rows, out.numel()), dtype=dtype or out.dtype) for out in outputs if is_floating(out)])


def zeros_for_inputs(inputs, columns):
    """A Jacobian of zeros for every input that is checked."""
    return tuple([x.new_zeros((x.numel(), columns)) for x in inputs if is_floating(x) and x.requires_grad])


def check_outputs_same(output1, output2, eps, idx=None):
    """Refuse a function whose outputs change shape or dtype when an input is moved a little."""
    where = f"on index {idx} " if idx is not None else ""
    for what in ("shape", "dtype"):
        first, second = getattr(output1, what), getattr(output2, what)
        if first != second:
            raise AssertionError(
                f"Expected `func` to return outputs with the same {what} when inputs are perturbed {where}by {eps}, "
                f"but got: {what}s {first} and {second}."
            )


def central_difference(fn, entry, step, eps, check):
    """Per output (f(x + d) - f(x - d)) / 2 eps, flattened. `entry` is (part of) an input's memory, which is moved by `step` and back."""
    original = entry.clone()
    try:
        entry.copy_(original - step)
        below = fn()
        entry.copy_(original + step)
        above = fn()
    finally:
        entry.copy_(original)
    differences = []
    for a, b in zip(below, above):
        check(a, b)
        differences.append(((b - a) / (2 * eps)).detach().reshape(-1))
    return tuple(differences)


def directional(difference, step, input_is_complex, is_forward_ad=False):
    """The derivatives of all outputs along `step`: ``difference(step)``, and for a complex input the one along ``1j * step`` beside it.

    `step` is a number, a tensor, or a pair of tensors for the real and the imaginary part of a complex input.
    """
    first, second = step if isinstance(step, tuple) else (step, step)
    along_real = difference(first)
    if not input_is_complex:
        if not is_forward_ad and any(d.is_complex() for d in along_real):
            raise AssertionError("Expected ds_dx to be real-valued, not complex.")
        return list(along_real)
    made = []
    for dx, dy in zip(along_real, difference(second * 1j)):
        if dx.is_complex():
            raise AssertionError("Expected ds_dx to be real-valued, not complex")
        made.append(dx + dy * 1j)
    return made


def _evaluation(fn, inputs):
    return lambda: tuple([out.clone() for out in as_tuple(fn(*as_tuple(inputs)))])


def get_numerical_jacobian_wrt_specific_input(fn, input_idx, inputs, outputs, eps, input=None, is_forward_ad=False):
    """The Jacobians of the floating point and complex outputs with respect to one input."""
    input = inputs[input_idx] if input is None else input
    if not input.requires_grad:
        raise AssertionError("Expected input to have requires_grad=True")
    evaluate, data = _evaluation(fn, inputs), input.data  # shares memory, not the version counter: what a graph saved stays usable
    rows = []
    for index in itertools.product(*[range(n) for n in data.shape]):
        check = functools.partial(check_outputs_same, idx=index, eps=eps)
        difference = functools.partial(central_difference, evaluate, data[index], eps=eps, check=check)
        rows.append(directional(difference, eps, input.is_complex(), is_forward_ad))
    kept = [at for at, out in enumerate(outputs) if is_floating(out)]
    jacobians = zeros_for_outputs(outputs, input.numel(), input.dtype if input.is_complex() else None)
    for at, jacobian in zip(kept, jacobians):
        for k, row in enumerate(rows):
            jacobian[k] = row[at]
    return jacobians


def numerical_jacobian(fn, inputs, outputs=None, target=None, eps=1e-3, is_forward_ad=False):
    """For each of `target` (the inputs, if not given) that requires gradients, the Jacobians of the floating point and complex outputs."""
    if outputs is None:
        outputs = as_tuple(fn(*as_tuple(inputs)))
    if not is_forward_ad and any(out.is_complex() for out in outputs):
        raise ValueError("Expected output to be non-complex. get_numerical_jacobian no longer supports functions that return complex outputs.")
    target = inputs if target is None else target
    positions = [at for at, x in enumerate(target) if is_tensor_like(x) and x.requires_grad]
    return [
        get_numerical_jacobian_wrt_specific_input(fn, at, inputs, outputs, eps, input=x, is_forward_ad=is_forward_ad)
        for x, at in zip(iter_tensors(target, True), positions)
    ]


def numerical_product(fn, input_idx, inputs, u, eps, is_forward_ad=False):
    """Per output J u for one input: `u` is a vector, or a pair of them for a complex input."""
    input = inputs[input_idx]
    step = tuple([eps * part.reshape(input.shape) for part in u]) if isinstance(u, tuple) else eps * u.reshape(input.shape)
    check = functools.partial(check_outputs_same, eps=eps)
    difference = functools.partial(central_difference, _evaluation(fn, inputs), input.data, eps=eps, check=check)
    return directional(difference, step, input.is_complex(), is_forward_ad)
