"""The comparison of derivatives with finite differences: all of the Jacobian, or its product with random vectors, for complex functions by parts.

A function with complex outputs is checked twice, by the imaginary and by the real part of its outputs; forward mode by the
parts of its inputs.
"""
import functools

import pyautograd as torch

from ._gradcheck_analytical import checked_jacobian, jacobian_by_forward_mode, products_by_backward
from ._gradcheck_messages import GradcheckError, in_slow_mode, mismatch
from ._gradcheck_numerical import (
    as_tuple,
    checked_inputs,
    differentiable_outputs,
    is_floating,
    is_tensor_like,
    numerical_jacobian,
    numerical_product,
)  # fmt: skip


def allclose(a, b, rtol, atol):
    dtype = torch.promote_types(a.dtype, b.dtype)
    return torch.allclose(a.to(dtype), b.to(dtype), rtol, atol)


def unit_vector(tensor, generator, dtype=None):
    """Random numbers of [0, 1), as many as the tensor has elements, scaled to norm 1."""
    vector = torch.rand(tensor.numel(), generator=generator).to(dtype or tensor.dtype)
    return vector / vector.norm()


def directions(inputs, generator):
    """Per checked input a unit vector; a pair of real ones where it is complex."""
    found = []
    for _, x in checked_inputs(inputs):
        real = x.dtype.to_real()
        found.append((unit_vector(x, generator, real), unit_vector(x, generator, real)) if x.is_complex() else unit_vector(x, generator))
    return found


class Comparison:
    """One comparison: of a function of real outputs (forward mode: inputs), by one of the modes.

    Parameters
    ----------
    func, func_out, inputs
        The function, what it returned, its arguments.
    options : Options
        Tolerances.
    use_forward_ad : bool
        Forward mode instead of backward.
    complex_indices, test_imag
        Which outputs (forward mode: inputs) are parts of complex ones, and which part; for the message.
    """

    def __init__(self, func, func_out, inputs, options, use_forward_ad=False, complex_indices=None, test_imag=False):
        self.func, self.func_out, self.inputs, self.options = func, as_tuple(func_out), inputs, options
        self.forward, self.complex_indices, self.test_imag = use_forward_ad, complex_indices, test_imag
        floating = [out for out in self.func_out if is_floating(out)]
        # (position among the floating point outputs, output) of those that have a graph
        self.outputs = [(at, out) for at, out in enumerate(floating) if out.requires_grad]

    def run(self):
        if self.options.fast_mode:
            self.run_fast()
        elif self.outputs:
            self.run_slow()
        else:
            for per_output in self.numerical():
                if any(torch.ne(jacobian, 0).sum() > 0 for jacobian in per_output):
                    raise GradcheckError("Numerical gradient for function expected to be zero")

    def numerical(self):
        return numerical_jacobian(self.func, self.inputs, self.func_out, eps=self.options.eps, is_forward_ad=self.forward)

    def analytical(self, output):
        return checked_jacobian(self.inputs, output, self.options.nondet_tol, self.options.check_grad_dtypes)

    def mismatch(self, analytical, numerical, output, input):
        return mismatch(analytical, numerical, output, input, self.complex_indices, self.test_imag, self.forward)

    def run_slow(self):
        options, numerical = self.options, self.numerical()
        by_forward = None
        if self.forward:
            by_forward = jacobian_by_forward_mode(self.func, self.inputs, self.func_out, check_grad_dtypes=options.check_grad_dtypes)
        for i, (at, out) in enumerate(self.outputs):
            analytical = [per_output[at] for per_output in by_forward] if self.forward else self.analytical(out)
            for j, (a, per_output) in enumerate(zip(analytical, numerical)):
                if not allclose(a, per_output[at], options.rtol, options.atol):
                    raise GradcheckError(self.mismatch(a, per_output[at], i, j))

    def run_fast(self):
        options, generator = self.options, torch.Generator()  # a generator of our own: the user's random numbers stay as they are
        all_u = directions(self.inputs, generator)
        all_v = None if self.forward else [unit_vector(out, generator) for _, out in self.outputs]
        numerical = []
        for (at, _), u in zip(checked_inputs(self.inputs), all_u):
            products = numerical_product(self.func, at, self.inputs, u, options.eps, self.forward)
            numerical.append([product for product, out in zip(products, self.func_out) if is_floating(out)])
        if self.forward:
            analytical = jacobian_by_forward_mode(
                self.func, self.inputs, self.func_out, all_u=all_u, check_grad_dtypes=options.check_grad_dtypes
            )
        else:
            if not self.outputs:
                self.expect_no_slope(numerical)
            outputs = [out for _, out in self.outputs]
            analytical = products_by_backward(self.inputs, outputs, options.nondet_tol, options.check_grad_dtypes, all_v, all_u)
        for i, (products, u) in enumerate(zip(numerical, all_u)):
            for j, (at, _) in enumerate(self.outputs):
                if self.forward:
                    a, n, v = analytical[i][at], products[at], None
                else:
                    v = all_v[j]
                    a, n = analytical[j][i], (v * products[at]).sum()
                if not allclose(a, n, options.rtol, options.atol * _reach(u, v)):
                    raise GradcheckError(self.mismatch(a, n, j, i) + self.explained_by_slow_mode(i, j))

    def expect_no_slope(self, products):
        if any(p.numel() and p.abs().max() > self.options.nondet_tol for per_output in products for p in per_output):
            raise GradcheckError("Numerical gradient for function expected to be zero")

    def explained_by_slow_mode(self, input, output):
        options, (at, out) = self.options, self.outputs[output]
        numerical = self.numerical()[input][at]
        if self.forward:
            analytical = jacobian_by_forward_mode(self.func, self.inputs, self.func_out)[input][at]
        else:
            analytical = checked_jacobian(self.inputs, out, float("inf"), False)[input]
        return in_slow_mode(numerical, analytical, allclose(analytical, numerical, options.rtol, options.atol))


def _reach(u, v):
    """By how much an error of 1 in every entry of a Jacobian changes v^T J u: the tolerance grows with it."""
    parts = u if isinstance(u, tuple) else (u,)
    return sum(float(part.sum()) for part in parts) * (1.0 if v is None else float(v.sum()))


def _by_output_part(func, part):
    return lambda *inputs: tuple([part(out) if out.is_complex() else out for out in as_tuple(func(*inputs))])


def _by_input_part(func, inputs, complex_indices, join):
    def function(*parts):
        parts = list(parts)
        for at in complex_indices:
            parts[at] = join(parts[at], inputs[at])
        return as_tuple(func(*parts))

    return function


def compare_backward(func, func_out, inputs, options):
    """Hold backward against finite differences."""
    if not any(out.is_complex() for out in as_tuple(func_out)):
        Comparison(func, func_out, inputs, options).run()
        return
    complex_indices = [i for i, out in enumerate(differentiable_outputs(func_out)) if out.is_complex()]
    for part, test_imag in ((torch.imag, True), (torch.real, False)):
        by_part = _by_output_part(func, part)
        Comparison(by_part, by_part(*inputs), inputs, options, complex_indices=complex_indices, test_imag=test_imag).run()


def compare_forward(func, func_out, inputs, options, check_undefined):
    """Hold forward mode against finite differences; then call ``check_undefined(func, inputs)`` if it is given."""
    complex_indices = [i for i, x in enumerate(inputs) if is_tensor_like(x) and x.is_complex()]
    if not complex_indices:
        Comparison(func, func_out, inputs, options, use_forward_ad=True).run()
        if check_undefined:
            check_undefined(func, func_out, inputs)
        return
    parts = (
        (True, _by_input_part(func, inputs, complex_indices, lambda part, whole: whole.real + part * 1j), "imag"),
        (False, _by_input_part(func, inputs, complex_indices, lambda part, whole: part + whole.imag * 1j), "real"),
    )
    checks = []
    for test_imag, by_part, name in parts:
        part_inputs = [getattr(x, name) if i in complex_indices else x for i, x in enumerate(inputs)]
        out = by_part(*part_inputs)
        Comparison(by_part, out, part_inputs, options, use_forward_ad=True, complex_indices=complex_indices, test_imag=test_imag).run()
        checks.append(functools.partial(check_undefined, by_part, out, part_inputs) if check_undefined else None)
    for check in checks:
        if check:
            check()
