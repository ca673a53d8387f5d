"""The parts of `gradcheck` that PyTorch has under names of their own, for programs that take them from there. `gradcheck` itself is put together otherwise."""
import itertools
import math

import pyautograd as torch

from ._gradcheck_analytical import checked_jacobian
from ._gradcheck_compare import allclose as _allclose_with_type_promotion  # noqa: F401
from ._gradcheck_compare import unit_vector
from ._gradcheck_messages import GradcheckError
from ._gradcheck_numerical import as_tuple, is_floating, is_tensor_like, numerical_jacobian


def _is_sparse_any_tensor(obj):
    """Whether `obj` is a sparse tensor."""
    return is_tensor_like(obj) and obj.is_sparse


def _is_sparse_compressed_tensor(obj):
    """False: compressed formats are not here."""
    return False


def _iter_tensor(x_tensor):
    """For every element: the tensor without history, to be changed in place; the element's index; its place in row-major order."""
    data = x_tensor.data
    for place, index in enumerate(itertools.product(*[range(n) for n in data.shape])):
        yield data, index, place


def _get_inp_tensors(tupled_inputs):
    """The positions of the inputs that require gradients, and those inputs."""
    found = [(i, t) for i, t in enumerate(tupled_inputs) if is_tensor_like(t) and t.requires_grad]
    return [i for i, _ in found], [t for _, t in found]


def _allocate_jacobians_with_inputs(input_tensors, numel_output):
    """Zeros of shape (elements, `numel_output`) for each input that requires gradients."""
    return tuple([t.new_zeros((t.numel(), numel_output)) for t in input_tensors if is_floating(t) and t.requires_grad])


def _allocate_jacobians_with_outputs(output_tensors, numel_input, dtype=None, device=None):
    """Zeros of shape (`numel_input`, elements) for each output that has derivatives."""
    return tuple([t.new_zeros((numel_input, t.numel()), dtype=dtype) for t in output_tensors if is_floating(t)])


def _adjusted_atol(atol, u, v):
    """The tolerance of ``v^T J u`` where each element of J may be off by `atol`. `u` of a complex input is a pair."""
    reach = sum(float(part.sum()) for part in u) if isinstance(u, tuple) else float(u.sum())
    return atol * reach * (1.0 if v is None else float(v.sum()))


def _to_real_dtype(dtype):
    """The dtype of the parts of a complex dtype; any other as it is."""
    return dtype.to_real()


def _vec_from_tensor(x, generator, downcast_complex=False):
    """A random unit vector with as many elements as `x`, of its dtype, or of that of its parts."""
    return unit_vector(x, generator, dtype=_to_real_dtype(x.dtype) if downcast_complex else x.dtype)


def _make_vectors(inp_tensors, outputs, *, use_forward_ad):
    """Random vectors for the fast mode: for the outputs (None for forward mode), for the inputs (a pair for a complex one), and the latter again."""
    generator, us = torch.Generator(), []
    for t in inp_tensors:
        u = _vec_from_tensor(t, generator, True)
        us.append((u, _vec_from_tensor(t, generator, True)) if t.is_complex() else u)
    return None if use_forward_ad else [_vec_from_tensor(t, generator) for t in outputs], us, list(us)


def _dot_with_type_promotion(u, v):
    """The sum of products of two vectors, without conjugation."""
    if u.dim() != 1 or v.dim() != 1:
        raise AssertionError(f"Expected u and v to be 1D tensors, but got dims {u.dim()} and {v.dim()}")
    return (u * v).sum()


def _mul_tensor_or_tuple(u, k):
    """`u` times a number; of a pair both parts."""
    return tuple([k * part for part in u]) if isinstance(u, tuple) else k * u


def _reshape_tensor_or_tuple(u, shape):
    """`u` in another shape; of a pair both parts."""
    return tuple([part.reshape(shape) for part in u]) if isinstance(u, tuple) else u.reshape(shape)


def _transpose(matrix_of_tensors):
    """A list of rows as a list of columns."""
    return list(zip(*matrix_of_tensors))


def _get_input_to_perturb(input):
    """What is changed in place to perturb an input."""
    return input.data


def _prepare_input(input, maybe_perturbed_input, fast_mode=False):
    """What the function is called with for a perturbed input: the input itself, whose memory was changed."""
    return input


def _to_flat_dense_if_sparse(tensor):
    """The tensor: it is dense."""
    return tensor


def _densify(x):
    """The argument: what is in it is dense."""
    return x


def _real_and_imag_input(fn, complex_inp_indices, tupled_inputs):
    """Two functions of real inputs in the place of the complex ones: of their real parts, and of their imaginary parts, the other part being fixed."""

    def of_parts(whole):
        def called(*inputs):
            given = list(inputs)
            for i in complex_inp_indices:
                given[i] = whole(given[i], tupled_inputs[i])
            return as_tuple(fn(*given))

        return called

    return of_parts(lambda part, whole: part + whole.imag * 1j), of_parts(lambda part, whole: whole.real + part * 1j)


def _real_and_imag_output(fn):
    """Two functions: the real parts of the outputs, and the imaginary parts. A real output is the same in both."""

    def with_part(part):
        return lambda *inputs: tuple([part(out) if out.is_complex() else out for out in as_tuple(fn(*inputs))])

    return with_part(torch.real), with_part(torch.imag)


def _get_analytical_jacobian(inputs, outputs, input_idx, output_idx):
    """The Jacobian of one output by one input that backward gives."""
    return checked_jacobian(inputs, outputs[output_idx], math.inf, False)[input_idx]


def _check_outputs(outputs):
    """Nothing to refuse: outputs are dense."""


def _check_no_differentiable_outputs(func, inputs, func_out, eps, *, is_forward_ad):
    """True where finite differences are zero, as they should be for outputs without derivatives; else GradcheckError."""
    for row in numerical_jacobian(func, inputs, func_out, eps=eps, is_forward_ad=is_forward_ad):
        if any([(jacobian != 0).any() for jacobian in row]):
            raise GradcheckError("Numerical gradient for function expected to be zero")
    return True
