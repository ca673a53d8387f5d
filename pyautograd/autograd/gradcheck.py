"""Derivatives held against finite differences.

`gradcheck` compares the Jacobian that backward (or forward mode) gives with central differences; `gradgradcheck` does
the same for the gradient as a function of inputs and output gradients. A Jacobian here has shape (input elements,
output elements), and inputs and outputs are counted among those that take part: inputs that require gradients,
outputs that have a graph.

Complex numbers follow PyTorch's convention: for a real function of z = x + iy the gradient is dL/dx + i dL/dy. A function with complex
outputs is checked twice, by the imaginary and by the real part of its outputs; forward mode by the parts of its inputs.

The fast mode contracts both Jacobians with fixed random unit vectors and compares v^T J u: two evaluations per input.
"""
import warnings

import pyautograd as torch

from ._jacobians import (
    as_tuple,
    central_difference,
    contractions,
    differentiable_inputs,
    differentiable_outputs,
    forward_jacobians,
    forward_tangents,
    is_floating,
    is_tensor,
    numerical_jacobians,
    one_hots,
    tangents_of,
    vector_jacobian,
)  # fmt: skip

__all__ = ["gradcheck", "gradgradcheck", "GradcheckError"]


class GradcheckError(RuntimeError):
    """Raised by `gradcheck` and `gradgradcheck` when derivatives do not match."""


_NONDET_MSG = """

NOTE: If your op relies on non-deterministic operations i.e., it is listed here:
https://pytorch.org/docs/stable/generated/torch.use_deterministic_algorithms.html
this failure might be expected.

If you are adding a new operator, please file an issue and then use one of the
workarounds. The workaround depends on how your test invokes gradcheck/gradgradcheck.
If the test
- manually invokes gradcheck/gradgradcheck, then call gradcheck/gradgradcheck
  with `nondet_tol=<tol>` as a keyword argument.
- is OpInfo-based (e.g., in test_ops_gradients.py), then modify the OpInfo for the test
  to have `gradcheck_nondet_tol=<tol>`.
- is a Module test (e.g., in common_nn.py), then modify the corresponding
  module_test entry to have `gradcheck_nondet_tol=<tol>`
"""

_FAST_ONLY_MSG = """Fast gradcheck failed but element-wise differences are small. This means that the
test might've passed in slow_mode!

If you are adding a new operator, please file an issue and then use one of the
workarounds. The workaround depends on how your test invokes gradcheck/gradgradcheck:

If the test
- manually invokes gradcheck/gradgradcheck, then call gradcheck/gradgradcheck
  with `fast_mode=False` as a keyword argument.
- is OpInfo-based (e.g., in test_ops_gradients.py), then modify the OpInfo for the test
  to have `gradcheck_fast_mode=False`
- is a Module test (e.g., in common_nn.py), then modify the corresponding
  module_test entry to have `gradcheck_fast_mode=False`"""

_UNDEFINED_NOTES = '{} Please look at "Notes about undefined output gradients" in "tools/autograd/derivatives.yaml"'


# ---------------------------------------------------------------------------------------------------------------------
# Inputs


def _check_inputs(inputs):
    """Warn about low precision, refuse inputs whose elements share memory, and a call with nothing to check."""
    for position, x in enumerate(inputs):
        if not (is_tensor(x) and x.requires_grad):
            continue
        if x.dtype not in (torch.float64, torch.complex128):
            warnings.warn(
                f"Input #{position} requires gradient and is not a double precision floating point or complex. "
                "This check will likely fail if all the inputs are not of double precision floating point or complex. ",
                stacklevel=3,
            )
        if any(stride == 0 and size > 1 for stride, size in zip(x.stride(), x.shape)):
            raise RuntimeError(
                f"The {position}th input has a dimension with stride 0. gradcheck only supports inputs that are "
                "non-overlapping to be able to compute the numerical gradients correctly. You should call .contiguous on "
                "the input before passing it to gradcheck."
            )
        x.retain_grad()
    if not differentiable_inputs(inputs):
        raise ValueError("gradcheck expects at least one input tensor to require gradient, but none of them have requires_grad=True.")


def _analytical_jacobians(inputs, output, nondet_tol, check_grad_dtypes, v=None):
    """Per input the Jacobian of one output by backward, or v^T J as one column; computed twice, which must agree."""
    inputs = differentiable_inputs(inputs)
    vectors = one_hots(output) if v is None else [v.reshape(output.shape).to(output.dtype)]
    output = output.clone()
    first, types_ok, sizes_ok = contractions(output, inputs, vectors)
    second, _, _ = contractions(output, inputs, vectors)
    if not types_ok and check_grad_dtypes:
        raise GradcheckError("Gradient has dtype mismatch")
    if not sizes_ok:
        raise GradcheckError("Analytical gradient has incorrect size")
    for a, b in zip(first, second):
        if a.numel() and (a - b).abs().max() > nondet_tol:
            raise GradcheckError(
                "Backward is not reentrant, i.e., running backward with same input and grad_output multiple times gives different "
                "values, although analytical gradient matches numerical gradient.The tolerance for nondeterminism was "
                f"{nondet_tol}." + _NONDET_MSG
            )
    return first


# ---------------------------------------------------------------------------------------------------------------------
# The comparison


class _Check:
    """What one run of a check compares, and how exactly."""

    __slots__ = ("fn", "fn_out", "inputs", "eps", "rtol", "atol", "nondet_tol", "check_grad_dtypes", "forward", "complex_indices", "part")

    def __init__(self, fn, fn_out, inputs, options, forward, complex_indices=(), part=""):
        self.fn, self.fn_out, self.inputs = fn, as_tuple(fn_out), inputs
        self.eps, self.rtol, self.atol, self.nondet_tol, self.check_grad_dtypes = options
        self.forward = forward  # forward mode instead of backward
        self.complex_indices = complex_indices  # of the outputs (forward mode: inputs) that are complex
        self.part = part  # "real" or "imaginary": which part of them is looked at

    def checked_outputs(self):
        """(position among all outputs, output) of those that have a graph."""
        return [(at, out) for at, out in enumerate(self.fn_out) if out.requires_grad]

    def close(self, a, b, atol=None):
        dtype = torch.promote_types(a.dtype, b.dtype)
        return torch.allclose(a.to(dtype), b.to(dtype), self.rtol, self.atol if atol is None else atol)

    def mismatch(self, analytical, numerical, output, input):
        """The text of a failure."""
        prefix = ""
        if self.part and (input if self.forward else output) in self.complex_indices:
            prefix = f"While considering the {self.part} part of complex {'inputs' if self.forward else 'outputs'} only, "
        mode = "computed with forward mode " if self.forward else ""
        return (
            f"{prefix}Jacobian {mode}mismatch for output {output:d} with respect to input {input:d},\n"
            f"numerical:{numerical}\nanalytical:{analytical}\n"
        )

    def run(self, fast_mode):
        if not self.checked_outputs():
            return self.expect_zero(fast_mode)
        return self.run_fast() if fast_mode else self.run_slow()

    def expect_zero(self, fast_mode):
        """Outputs without a graph must not depend on the inputs."""
        if fast_mode:
            found = [[pair[0] for pair in pairs] for pairs in self.numerical_products(self.directions())]
        else:
            found = numerical_jacobians(self.fn, self.inputs, self.fn_out, self.eps)
        for per_output in found:
            for values in per_output:
                if values is not None and values.numel() and bool(values.ne(0).any()):
                    raise GradcheckError("Numerical gradient for function expected to be zero")

    def run_slow(self):
        numerical = numerical_jacobians(self.fn, self.inputs, self.fn_out, self.eps)
        forward = forward_jacobians(self.fn, self.inputs, self.fn_out) if self.forward else None
        for i, (at, out) in enumerate(self.checked_outputs()):
            if self.forward:
                analytical = [per_output[at] for per_output in forward]
            else:
                analytical = _analytical_jacobians(self.inputs, out, self.nondet_tol, self.check_grad_dtypes)
            for j, (a, per_output) in enumerate(zip(analytical, numerical)):
                if not self.close(a, per_output[at]):
                    raise GradcheckError(self.mismatch(a, per_output[at], i, j))

    # Fast mode

    def directions(self):
        """Random unit vectors: per input a pair (for the real and the imaginary part, which a real input has not)."""
        return self.vectors(torch.Generator())

    def vectors(self, generator):
        found = []
        for x in differentiable_inputs(self.inputs):
            real = _unit_vector(x, generator)
            found.append((real, _unit_vector(x, generator) if x.is_complex() else None))
        return found

    def numerical_products(self, directions):
        """Per input and output J u by finite differences, as a pair like the direction."""
        found = []
        for x, pair in zip(differentiable_inputs(self.inputs), directions):
            data = x.data
            original = data.clone()

            def along(direction, factor=1, data=data, original=original):
                if direction is None:
                    return None
                step = (direction.reshape(data.shape) * self.eps).to(data.dtype) * factor
                return central_difference(self.fn, self.inputs, data, lambda sign: data.copy_(original + sign * step), self.eps)

            real, imag = along(pair[0]), along(pair[1], 1j)
            found.append(list(zip(real, imag if imag is not None else [None] * len(real))))
        return found

    def run_fast(self):
        generator = torch.Generator()
        directions = self.vectors(generator)
        outputs = self.checked_outputs()
        products = self.numerical_products(directions)
        if self.forward:
            rows = forward_tangents(self.fn, self.inputs, [[pair[0]] for pair in directions])
            for i, (at, _) in enumerate(outputs):
                for j, (tangents, numerical, pair) in enumerate(zip(rows, products, directions)):
                    self.compare_fast(tangents[0][at].reshape(-1), numerical[at][0], i, j, float(pair[0].sum()))
            return
        contractors = [_unit_vector(out, generator) for _, out in outputs]
        analytical = [
            _analytical_jacobians(self.inputs, out, self.nondet_tol, self.check_grad_dtypes, v) for (_, out), v in zip(outputs, contractors)
        ]
        for i, ((at, _), v) in enumerate(zip(outputs, contractors)):
            for j, (numerical, pair) in enumerate(zip(products, directions)):
                expected = _dot(v, numerical[at][0])
                found = analytical[i][j][:, 0]
                if pair[1] is None:
                    found = _dot(found, pair[0])
                else:
                    expected = expected + _dot(v, numerical[at][1]) * 1j
                    found = _dot(found.real, pair[0]) + _dot(found.imag, pair[1]) * 1j
                self.compare_fast(found, expected, i, j, float(pair[0].sum()) * float(v.sum()))

    def compare_fast(self, analytical, numerical, output, input, scale):
        if self.close(analytical, numerical.to(torch.promote_types(analytical.dtype, numerical.dtype)), self.atol * scale):
            return
        shown = (analytical, numerical) if self.forward else (analytical.item(), numerical.item())
        raise GradcheckError(self.mismatch(*shown, output, input) + self.explain_by_slow_mode(output, input))

    def explain_by_slow_mode(self, output, input):
        at, out = self.checked_outputs()[output]
        numerical = numerical_jacobians(self.fn, self.inputs, self.fn_out, self.eps)[input][at]
        if self.forward:
            analytical = forward_jacobians(self.fn, self.inputs, self.fn_out)[input][at]
        else:
            analytical = contractions(out.clone(), differentiable_inputs(self.inputs), one_hots(out))[0][input]
        largest = (analytical - numerical).abs().max()
        return (
            "\nThe above quantities relating the numerical and analytical jacobians are computed \n"
            "in fast mode. See: https://github.com/pytorch/pytorch/issues/53876 for more background \n"
            "about fast mode. Below, we recompute numerical and analytical jacobians in slow mode:\n\n"
            f"Numerical:\n {numerical}\nAnalytical:\n{analytical}\n\n"
            f"The max per-element difference (slow mode) is: {largest}.\n"
        ) + (_FAST_ONLY_MSG if self.close(analytical, numerical) else "")


def _unit_vector(tensor, generator):
    vector = torch.rand(tensor.numel(), generator=generator).to(torch.float64)
    return vector / vector.norm()


def _dot(a, b):
    dtype = torch.promote_types(a.dtype, b.dtype)
    return (a.to(dtype) * b.to(dtype)).sum()


# ---------------------------------------------------------------------------------------------------------------------
# Complex functions, by parts


def _check_by_parts(func, func_out, inputs, options, fast_mode, check_forward_ad, check_backward_ad, check_undefined_grad):
    """Run the comparison, once if everything is real, else for the imaginary and then for the real parts."""
    if check_backward_ad:
        complex_outputs = [i for i, out in enumerate(as_tuple(func_out)) if out.is_complex()]
        if not complex_outputs:
            _Check(func, func_out, inputs, options, False).run(fast_mode)
        for part in ("imag", "real") if complex_outputs else ():

            def fn(*args, part=part):
                return tuple([getattr(out, part) if out.is_complex() else out for out in as_tuple(func(*args))])

            _Check(fn, fn(*inputs), inputs, options, False, complex_outputs, "imaginary" if part == "imag" else "real").run(fast_mode)
    if not check_forward_ad:
        return
    complex_inputs = [i for i, x in enumerate(inputs) if is_tensor(x) and x.is_complex()]
    if not complex_inputs:
        _Check(func, func_out, inputs, options, True).run(fast_mode)
        if check_undefined_grad:
            _check_undefined_tangents(func, inputs)
    for part in ("imag", "real") if complex_inputs else ():

        def fn(*args, part=part):
            args = list(args)
            for i in complex_inputs:
                whole = inputs[i].detach()
                args[i] = whole.real + args[i] * 1j if part == "imag" else args[i] + whole.imag * 1j
            return as_tuple(func(*args))

        parts = tuple([getattr(x, part) if i in complex_inputs else x for i, x in enumerate(inputs)])
        _Check(fn, fn(*parts), parts, options, True, complex_inputs, "imaginary" if part == "imag" else "real").run(fast_mode)
        if check_undefined_grad:
            _check_undefined_tangents(fn, parts)


# ---------------------------------------------------------------------------------------------------------------------
# Further properties


def _check_undefined_tangents(func, inputs):
    """An input without a tangent must count as one with a zero tangent."""
    generator = torch.Generator()
    directions = [_unit_vector(x, generator).reshape(x.shape).to(x.dtype) if is_tensor(x) and x.requires_grad else None for x in inputs]
    for position, x in enumerate(inputs):
        if directions[position] is None:
            continue
        before, after = directions[:position], directions[position + 1 :]
        zero, undefined = [tangents_of(func, inputs, [*before, t, *after]) for t in (torch.zeros_like(x.detach()), None)]
        for at, (a, b) in enumerate(zip(zero, undefined)):
            if a is not None and not torch.allclose(a, b, equal_nan=True):
                raise GradcheckError(
                    "Mismatch in tangent values for output with index: ", at, " when input: ", x, " has an undefined tangent value. ",
                    " Got: ", a, " but expected: ", b,
                )  # fmt: skip


def _check_batched_grad(inputs, output, output_idx):
    """A batch of output gradients must give the stack of what each gives."""
    diff_inputs = differentiable_inputs(inputs)
    batch = torch.stack([torch.randn_like(output) for _ in range(2)])
    single = [vector_jacobian(output, diff_inputs, grad_output) for grad_output in batch]
    try:
        batched = torch.autograd.grad(output, diff_inputs, batch, retain_graph=True, allow_unused=True, is_grads_batched=True)
    except RuntimeError as error:
        raise GradcheckError(f"While computing batched gradients, got: {error}\n\n{_batched_message('check_batched_grad')}") from error
    for position, got in enumerate(batched):
        if single[0][position] is None:
            continue
        expected = torch.stack([grads[position] for grads in single])
        if not torch.allclose(got, expected):
            raise GradcheckError(
                f"\nFor output {output_idx} and input {position}:\n\n{_batched_message('check_batched_grad')}\n\nGot:\n{got}\n\nExpected:\n{expected}\n"
            )


def _check_batched_forward_grad(func, inputs):
    """A batch of tangents must give the stack of what each gives; the batch is pushed through tangent by tangent."""
    for position, x in enumerate(inputs):
        if not (is_tensor(x) and x.requires_grad):
            continue
        batch = [torch.randn_like(x) for _ in range(2)]
        all_tangents = [[t if at == position else None for at in range(len(inputs))] for t in batch]
        expected, got = [list(zip(*[tangents_of(func, inputs, tangents) for tangents in all_tangents])) for _ in range(2)]
        for at, (a, b) in enumerate(zip(got, expected)):
            if a[0] is None:
                continue
            a, b = torch.stack(a), torch.stack(b)
            if not torch.allclose(a, b):
                raise GradcheckError(
                    f"\nFor output {at} and input {position}:\n\n{_batched_message('check_batched_forward_grad')}\n\nGot:\n{a}\n\nExpected:\n{b}\n"
                )


def _batched_message(option):
    mode = "" if option == "check_batched_grad" else " with forward-mode AD"
    return (
        f"gradcheck or gradgradcheck failed while testing batched gradient computation{mode}.\n"
        f"Call gradcheck/gradgradcheck with `{option}=False` as a keyword argument to leave the test out."
    )


def _check_multiplied_by_grad_output(outputs, inputs):
    """Zero output gradients must give zero input gradients, of the inputs' type, device and size."""
    diff_inputs = differentiable_inputs(inputs)
    if not diff_inputs:
        raise GradcheckError("no Tensors requiring grad found in input")
    grads = torch.autograd.grad(outputs, diff_inputs, [torch.zeros_like(out) for out in outputs], allow_unused=True)
    for grad, x in zip(grads, diff_inputs):
        if grad is None:
            continue
        if not bool(grad.eq(0).all()):
            raise GradcheckError("backward not multiplied by grad_output")
        if grad.dtype != x.dtype:
            raise GradcheckError("grad is incorrect type")
        if grad.device != x.device:
            raise GradcheckError("grad is incorrect device")
        if grad.shape != x.shape:
            raise GradcheckError("grad is incorrect size")


def _undefined_grad_function():
    """An identity whose backward passes an undefined gradient on. Made when needed: the package may be half imported here."""

    class UndefinedGrad(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.view_as(x)

        @staticmethod
        def backward(ctx, grad):
            return None

    return UndefinedGrad.apply


def _check_undefined_grads(func, inputs):
    """Backward must take undefined output gradients, all of them or one at a time, as zeros."""
    diff_inputs = differentiable_inputs(inputs)
    if not diff_inputs:
        raise GradcheckError("no Tensors requiring grad found in input")
    undefined = _undefined_grad_function()

    def fail(text, cause=None):
        warnings.warn(
            "Backwards compatibility: New undefined gradient support checking feature is enabled by default, but it may break "
            "existing callers of this function. If this is true for you, you can call this function with "
            '"check_undefined_grad=False" to disable the feature',
            stacklevel=2,
        )
        raise GradcheckError(_UNDEFINED_NOTES.format(text)) from cause

    def check(outputs):
        try:
            grads = torch.autograd.grad(outputs, diff_inputs, [torch.zeros_like(out) for out in outputs], allow_unused=True)
        except RuntimeError as error:
            fail("Expected backward function to handle undefined output grads.", error)
        if any(grad is not None and not bool(grad.eq(0).all()) for grad in grads):
            fail("Expected all input grads to be undefined or zero when all output grads are undefined or zero.")

    outputs = differentiable_outputs(func(*inputs))
    check([undefined(out) for out in outputs])
    if len(outputs) > 1:
        for number in range(len(outputs)):
            fresh = differentiable_outputs(func(*inputs))
            check([undefined(out) if i == number else out for i, out in enumerate(fresh)])


# ---------------------------------------------------------------------------------------------------------------------
# The checks


def gradcheck(
    func, inputs, *, eps=1e-6, atol=1e-5, rtol=1e-3, raise_exception=True, nondet_tol=0.0, check_undefined_grad=True, check_grad_dtypes=False,
    check_batched_grad=False, check_batched_forward_grad=False, check_forward_ad=False, check_backward_ad=True, fast_mode=False, masked=None,
):  # fmt: skip
    """Check derivatives computed by autograd against central differences.

    Parameters
    ----------
    func : callable
        Takes tensors, returns a tensor or a tuple of tensors. Must be deterministic.
    inputs : Tensor or tuple
        Those tensors that require gradients are perturbed; use float64 or complex128.
    eps : float
        Perturbation.
    atol, rtol : float
        Derivatives match where ``|analytical - numerical| <= atol + rtol * |numerical|``.
    raise_exception : bool
        Raise GradcheckError on a mismatch; otherwise return False.
    nondet_tol : float
        How much two backward passes over one graph may differ.
    check_undefined_grad : bool
        Also check that undefined gradients count as zeros.
    check_grad_dtypes : bool
        Also check that gradients have their inputs' dtypes.
    check_batched_grad, check_batched_forward_grad : bool
        Also check batches of gradients (of tangents) against one at a time.
    check_forward_ad, check_backward_ad : bool
        Which modes to check: `func` on dual tensors, where custom Functions need a ``jvp``, and gradients.
    fast_mode : bool
        Compare v^T J u for random u, v in place of all of J.
    masked : bool, optional
        For sparse tensors; without effect here.

    Returns
    -------
    bool
        True if all derivatives match.

    Raises
    ------
    GradcheckError
        If a derivative does not match, or one of the other checks fails.
    ValueError
        If no input requires gradients.
    RuntimeError
        If elements of an input share memory.
    AssertionError
        If options contradict each other, or `func` changes its outputs' shapes or dtypes when inputs are perturbed.
    """
    if not (check_forward_ad or check_backward_ad):
        raise AssertionError("Expected at least one of check_forward_ad or check_backward_ad to be True")
    if check_batched_grad and not check_backward_ad:
        raise AssertionError("Setting check_batched_grad=True requires check_backward_ad to be True")
    if check_batched_forward_grad and not check_forward_ad:
        raise AssertionError("Setting check_batched_forward_grad=True requires check_forward_ad to be True")
    options = (eps, rtol, atol, nondet_tol, check_grad_dtypes)
    inputs = as_tuple(inputs)
    try:
        _check_inputs(inputs)
        func_out = func(*inputs)
        outputs = differentiable_outputs(func_out)
        _check_by_parts(func, func_out, inputs, options, fast_mode, check_forward_ad, check_backward_ad, check_undefined_grad)
        if check_batched_forward_grad:
            _check_batched_forward_grad(func, inputs)
        if check_backward_ad:
            if check_batched_grad:
                for i, out in enumerate(outputs):
                    _check_batched_grad(inputs, out, i)
            if outputs:
                _check_multiplied_by_grad_output(outputs, inputs)
                if check_undefined_grad:
                    _check_undefined_grads(func, inputs)
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def _random_grad_output(out, noncontiguous):
    """A gradient for `out`, uniform in [-1, 1), that requires gradients itself."""
    dtype = out.dtype if is_floating(out) else torch.float64
    shape = tuple(out.shape)
    if noncontiguous and out.numel() > 1:
        shape += (2,)
    made = torch.rand(shape, dtype=dtype) * 2 - (1 + 1j if dtype.is_complex else 1)
    if noncontiguous and out.numel() > 1:
        made = made[..., 0]
    return made.requires_grad_()


def gradgradcheck(
    func, inputs, grad_outputs=None, *, eps=1e-6, atol=1e-5, rtol=1e-3, gen_non_contig_grad_outputs=False, raise_exception=True,
    nondet_tol=0.0, check_undefined_grad=True, check_grad_dtypes=False, check_batched_grad=False, check_fwd_over_rev=False,
    check_rev_over_rev=True, fast_mode=False, masked=False,
):  # fmt: skip
    """Check second derivatives: `gradcheck` of the gradient as a function of the inputs and the output gradients.

    Parameters
    ----------
    func, inputs, eps, atol, rtol, raise_exception, nondet_tol, check_undefined_grad, check_grad_dtypes, check_batched_grad, fast_mode, masked
        As for `gradcheck`.
    grad_outputs : Tensor or tuple of Tensors, optional
        Where to take the output gradients; random if not given.
    gen_non_contig_grad_outputs : bool
        Make the random ones non-contiguous.
    check_fwd_over_rev, check_rev_over_rev : bool
        Differentiate the backward pass in forward mode, in backward mode.

    Returns
    -------
    bool
        True if all second derivatives match.
    """
    if not (check_fwd_over_rev or check_rev_over_rev):
        raise AssertionError("Expected at least one of check_fwd_over_rev or check_rev_over_rev to be True")
    if check_undefined_grad and not check_rev_over_rev:
        raise AssertionError("Setting check_undefined_grad=True requires check_rev_over_rev to be True")
    if check_batched_grad and not check_rev_over_rev:
        raise AssertionError("Setting check_batched_grad=True requires check_rev_over_rev to be True")
    inputs = as_tuple(inputs)
    if grad_outputs is None:
        outputs = differentiable_outputs(func(*inputs))
        grad_outputs = tuple([_random_grad_output(out, gen_non_contig_grad_outputs) for out in outputs])
    else:
        grad_outputs = as_tuple(grad_outputs)
    n = len(inputs)
    wanted = [is_tensor(x) and x.requires_grad for x in inputs + grad_outputs]

    def gradient(*args):
        args = [x.requires_grad_() if want else x for x, want in zip(args, wanted)]
        points = [x for x, want in zip(args[:n], wanted) if want]
        outputs = differentiable_outputs(func(*args[:n]))
        grads = torch.autograd.grad(outputs, points, args[n:], create_graph=True, allow_unused=True)
        return tuple([grad for grad in grads if grad is not None])

    return gradcheck(
        gradient, inputs + grad_outputs, eps=eps, atol=atol, rtol=rtol, raise_exception=raise_exception, nondet_tol=nondet_tol,
        check_undefined_grad=check_undefined_grad, check_grad_dtypes=check_grad_dtypes, check_batched_grad=check_batched_grad,
        fast_mode=fast_mode, check_forward_ad=check_fwd_over_rev, check_backward_ad=check_rev_over_rev, masked=masked,
    )  # fmt: skip
