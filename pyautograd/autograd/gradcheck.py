"""Derivatives held against finite differences.

`gradcheck` compares the Jacobian that backward (or forward mode) gives with central differences; `gradgradcheck` does
the same for the gradient as a function of inputs and output gradients. A Jacobian here has shape (input elements,
output elements), and inputs and outputs are counted among those that take part: inputs that require gradients,
outputs that have a graph.

Complex numbers follow PyTorch's convention: for a real function of z = x + iy the gradient is dL/dx + i dL/dy.

The fast mode contracts both Jacobians with fixed random unit vectors and compares v^T J u: two evaluations per input.
"""
import functools
import warnings
from typing import NamedTuple

import pyautograd as torch

from . import _gradcheck_messages as messages
from . import _gradcheck_properties as properties
from ._gradcheck_analytical import analytical_jacobian
from ._gradcheck_analytical import checked_jacobian as _check_analytical_jacobian_attributes  # noqa: F401
from ._gradcheck_analytical import jacobian_by_forward_mode as _get_analytical_jacobian_forward_ad  # noqa: F401
from ._gradcheck_compare import compare_backward, compare_forward
from ._gradcheck_messages import PRIVATE, GradcheckError
from ._gradcheck_numerical import as_tuple as _as_tuple
from ._gradcheck_numerical import differentiable_outputs as _differentiable_outputs
from ._gradcheck_numerical import get_numerical_jacobian_wrt_specific_input, is_floating, is_tensor_like
from ._gradcheck_numerical import iter_tensors as _iter_tensors  # noqa: F401
from ._gradcheck_numerical import numerical_jacobian as _get_numerical_jacobian

__all__ = [
    "gradcheck", "gradgradcheck", "GradcheckError", "get_numerical_jacobian", "get_analytical_jacobian", "get_numerical_jacobian_wrt_specific_input",
]  # fmt: skip


FAILED_NONDET_MSG, FAILED_BATCHED_GRAD_MSG, FAILED_BATCHED_GRAD_MSG_FWD_AD = messages.NONDETERMINISTIC, messages.BATCHED, messages.BATCHED_FORWARD
FAST_FAIL_SLOW_OK_MSG = messages.FAST_FAILED_SLOW_PASSES.strip()


def _answering(check):
    """A check that raises GradcheckError, as one that also answers True."""

    @functools.wraps(check)
    def answering(*args, **kwargs):
        check(*args, **kwargs)
        return True

    return answering


_test_batched_grad = _answering(properties.check_batched_grad)
_test_batched_grad_forward_ad = _answering(properties.check_batched_forward_grad)
_test_backward_mul_by_grad_output = _answering(properties.check_multiplied_by_grad_output)
_test_undefined_forward_mode = _answering(properties.check_undefined_tangents)
_test_undefined_backward_mode = _answering(properties.check_undefined_grads)
_is_float_or_complex_tensor = is_floating


def __getattr__(name):
    if not name.startswith("__"):
        from . import _gradcheck_parts

        if hasattr(_gradcheck_parts, name):
            return getattr(_gradcheck_parts, name)
    raise AttributeError(f"module 'torch.autograd.gradcheck' has no attribute '{name}'")


class Options(NamedTuple):
    """How exactly a comparison is made."""

    eps: float
    rtol: float
    atol: float
    nondet_tol: float
    check_grad_dtypes: bool
    fast_mode: bool


def get_numerical_jacobian(fn, inputs, target=None, eps=1e-3, grad_out=1.0):
    """The Jacobian of the first output of ``fn(inputs)`` by finite differences, for each of `target`. Deprecated.

    Parameters
    ----------
    fn : callable
        Takes the inputs as one tuple.
    target : tensors, optional
        With respect to what; the inputs if not given. Need not be among them.
    """
    warnings.warn(PRIVATE.format("get_numerical_jacobian"), FutureWarning, stacklevel=2)
    if grad_out != 1.0:
        raise ValueError("Expected grad_out to be 1.0. get_numerical_jacobian no longer supports values of grad_out != 1.0.")
    return tuple([per_output[0] for per_output in _get_numerical_jacobian(lambda *args: fn(args), inputs, None, target, eps)])


def get_analytical_jacobian(inputs, output, nondet_tol=0.0, grad_out=1.0):
    """The Jacobians of `output` by backward: (Jacobians, reentrant, sizes ok, types ok). Deprecated."""
    warnings.warn(PRIVATE.format("get_analytical_jacobian"), FutureWarning, stacklevel=2)
    if grad_out != 1.0:
        raise ValueError("Expected grad_out to be 1.0. get_analytical_jacobian no longer supports values of grad_out != 1.0.")
    if output.is_complex():
        raise ValueError("Expected output to be non-complex. get_analytical_jacobian no longer supports functions that return complex outputs.")
    return analytical_jacobian(inputs, output, nondet_tol)


def _check_inputs(inputs):
    """Warn about low precision, refuse inputs whose elements share memory, and a call with nothing to check."""
    checked = False
    for position, x in enumerate(inputs):
        if not (is_tensor_like(x) and x.requires_grad):
            continue
        checked = True
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
    if not checked:
        raise ValueError("gradcheck expects at least one input tensor to require gradient, but none of them have requires_grad=True.")


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
        Which modes to check.
    fast_mode : bool
        Compare v^T J u for random u, v in place of all of J.
    masked : bool, optional
        For sparse tensors; of dense ones it makes "zero" mean "close to zero" where output gradients are zero.

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
    options = Options(eps, rtol, atol, nondet_tol, check_grad_dtypes, fast_mode)
    try:
        inputs = _as_tuple(inputs)
        if _has_sparse(inputs):
            func, inputs = _over_values(func, inputs)
        _check_inputs(inputs)
        func_out = func(*inputs)
        if _has_sparse(func_out):
            func, inputs = _over_values(func, inputs)
            func_out = func(*inputs)
        outputs = _differentiable_outputs(func_out)
        if check_backward_ad:
            compare_backward(func, func_out, inputs, options)
        if check_forward_ad:
            compare_forward(func, func_out, inputs, options, properties.check_undefined_tangents if check_undefined_grad else None)
        if check_batched_forward_grad:
            properties.check_batched_forward_grad(func, inputs)
        if check_backward_ad:
            if check_batched_grad:
                for i, out in enumerate(outputs):
                    properties.check_batched_grad(inputs, out, i)
            properties.check_multiplied_by_grad_output(outputs, inputs, masked)
            if check_undefined_grad:
                properties.check_undefined_grads(func, outputs, inputs)
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def _has_sparse(values):
    """Whether there is a sparse tensor among arguments or results."""
    return any([is_tensor_like(v) and v.is_sparse for v in (values if isinstance(values, (list, tuple)) else (values,))])


def _over_values(func, inputs):
    """A function of sparse tensors and its inputs, as a function of their values."""
    from ..sparse._gradcheck import over_values

    return over_values(func, inputs)


def _random_grad_output(out, noncontiguous):
    """A gradient for `out`, uniform in [-1, 1), that requires gradients itself."""
    dtype = out.dtype if out.is_floating_point() or out.is_complex() else torch.float64
    return torch.testing.make_tensor(out.shape, dtype=dtype, low=-1, high=1, requires_grad=True, noncontiguous=noncontiguous)


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
    inputs = _as_tuple(inputs)
    if grad_outputs is None:
        outputs = _differentiable_outputs(func(*inputs))
        grad_outputs = tuple([_random_grad_output(out, gen_non_contig_grad_outputs) for out in outputs])
    else:
        grad_outputs = _as_tuple(grad_outputs)
    n = len(inputs)
    wanted = [is_tensor_like(x) and x.requires_grad for x in inputs + grad_outputs]

    def gradient(*args):
        args = [x.requires_grad_() if want else x for x, want in zip(args, wanted)]
        points = [x for x, want in zip(args[:n], wanted) if want]
        outputs = _differentiable_outputs(func(*args[:n]))
        grads = torch.autograd.grad(outputs, points, args[n:], create_graph=True, allow_unused=True)
        return tuple([grad for grad in grads if grad is not None])

    return gradcheck(
        gradient, inputs + grad_outputs, eps=eps, atol=atol, rtol=rtol, raise_exception=raise_exception, nondet_tol=nondet_tol,
        check_undefined_grad=check_undefined_grad, check_grad_dtypes=check_grad_dtypes, check_batched_grad=check_batched_grad,
        fast_mode=fast_mode, check_forward_ad=check_fwd_over_rev, check_backward_ad=check_rev_over_rev, masked=masked,
    )  # fmt: skip
