"""Products with Jacobians and Hessians, and the matrices themselves, of functions of tensors.

Everything is made of `autograd.grad`. A Jacobian-vector product uses the double backward trick: v^T J is linear in v,
so its derivative with respect to v, contracted with u, is J u. The forward-mode strategies take the columns of a Jacobian from
such products.

Functions take and return a tensor or a tuple of tensors; a result has the structure of what it belongs to. In strict mode an
input or output that the graph does not reach is an error, otherwise it counts as a zero.
"""
import pyautograd as torch

from ._jacobians import Linearisation

__all__ = ["vjp", "jvp", "jacobian", "hessian", "hvp", "vhp"]

_OUTPUTS = "outputs of the user-provided function"
_NOT_ALLOWED = "This is not allowed in strict mode"


# ---------------------------------------------------------------------------------------------------------------------
# Tuples in, tuples out


def _as_tuple_nocheck(x):
    """`x` as a tuple, whatever it holds."""
    return x if isinstance(x, tuple) else tuple(x) if isinstance(x, list) else (x,)


def _as_tuple(inp, arg_name=None, fn_name=None):
    """`inp` as a tuple of tensors, and whether it was one; without names nothing is checked."""
    was_tuple = isinstance(inp, tuple)
    found = inp if was_tuple else (inp,)
    if arg_name is None and fn_name is None:
        return found
    for position, item in enumerate(found):
        if not isinstance(item, torch.Tensor):
            what = f"the value at index {position}" if was_tuple else f"the given {arg_name}"
            raise TypeError(f"The {arg_name} given to {fn_name} must be either a Tensor or a tuple of Tensors but {what} has type {type(item)}.")
    return was_tuple, found


def _tuple_postprocess(res, to_unpack):
    """Take off the tuples that were put around single tensors: `to_unpack` has one flag, or one for each of two levels."""
    if isinstance(to_unpack, tuple):
        outer, inner = to_unpack
        if not inner:
            res = tuple([row[0] for row in res])
        return res if outer else res[0]
    return res if to_unpack else res[0]


def _grad_preprocess(inputs, create_graph, need_graph):
    """Tensors to differentiate with respect to: still part of the caller's graph if it is to be differentiated later."""
    return tuple([x.view_as(x) if create_graph and x.requires_grad else x.detach().requires_grad_(need_graph) for x in inputs])


def _grad_postprocess(inputs, create_graph):
    """The results, cut off from the graph unless it was asked for. IndexError where there are none."""
    if isinstance(inputs[0], torch.Tensor) and create_graph:
        return inputs
    return tuple([x.detach() if isinstance(x, torch.Tensor) else _grad_postprocess(x, create_graph) for x in inputs])


def _validate_v(v, other, is_other_tuple):
    """Refuse a vector of another structure or other shapes than `other`."""
    if len(v) != len(other):
        if is_other_tuple:
            raise RuntimeError(f"v is a tuple of invalid length: should be {len(other)} but got {len(v)}.")
        raise RuntimeError("The given v should contain a single Tensor.")
    for position, (mine, theirs) in enumerate(zip(v, other)):
        if mine.shape != theirs.shape:
            which = f"Entry {position} in " if is_other_tuple else ""
            raise RuntimeError(f"{which}v has invalid size: should be {theirs.shape} but got {mine.shape}.")


def _vector(v, fn_name, create_graph, other, is_other_tuple, condition):
    """The vector of a product as a tuple; None stands for 1 where `other` is a single element."""
    if v is not None:
        _, v = _as_tuple(v, "v", fn_name)
        v = _grad_preprocess(v, create_graph=create_graph, need_graph=False)
        _validate_v(v, other, is_other_tuple)
    elif len(other) != 1 or other[0].numel() != 1:
        raise RuntimeError(f"The vector v can only be None if the {condition} a single Tensor with a single element.")
    return v


# ---------------------------------------------------------------------------------------------------------------------
# What the graph does not reach


def _check_requires_grad(inputs, input_type, strict):
    """In strict mode, refuse tensors of one stage of the computation that do not depend on the inputs."""
    if not strict:
        return
    for i, x in enumerate(inputs):
        if x is None:
            raise RuntimeError(f"The output of the user-provided function is independent of input {i}. {_NOT_ALLOWED}.")
        if x.requires_grad:
            continue
        if input_type == "hessian":
            raise RuntimeError(
                f"The hessian of the user-provided function with respect to input {i} is independent of the input. {_NOT_ALLOWED}. "
                "You should ensure that your function is thrice differentiable and that the hessian depends on the inputs."
            )
        if input_type == "jacobian":
            raise RuntimeError(
                "While computing the hessian, found that the jacobian of the user-provided function with respect to "
                f"input {i} is independent of the input. {_NOT_ALLOWED}. You should ensure that your function is twice differentiable "
                "and that the jacobian depends on the inputs (this would be violated by a linear function for example)."
            )
        if input_type == "grad_inputs":
            raise RuntimeError(f"The gradient with respect to input {i} is independent of the inputs of the user-provided function. {_NOT_ALLOWED}.")
        raise RuntimeError(
            f"Output {i} of the user-provided function does not require gradients. The outputs must be computed in a "
            "differentiable manner from the input when running in strict mode."
        )


_MISSING = {
    "back": "The output of the user-provided function is independent of input {}. " + _NOT_ALLOWED + ".",
    "back_trick": (
        "The gradient with respect to the input is independent of entry {} in the grad_outputs when using the double backward "
        "trick to compute forward mode gradients. " + _NOT_ALLOWED + "."
    ),
    "double_back": "The jacobian of the user-provided function is independent of input {}. " + _NOT_ALLOWED + ".",
    "double_back_trick": (
        "The hessian of the user-provided function is independent of entry {} in the grad_jacobian. " + _NOT_ALLOWED + " as it "
        "prevents from using the double backward trick to replace forward mode AD."
    ),
}


def _fill_in_zeros(grads, refs, strict, create_graph, stage):
    """Zeros like `refs` for missing gradients; an error in strict mode, as is a result without a graph where one was asked for."""
    filled = []
    for i, (grad, ref) in enumerate(zip(grads, refs)):
        if grad is None:
            if strict:
                raise RuntimeError(_MISSING[stage].format(i))
            grad = torch.zeros_like(ref)
        elif strict and create_graph and not grad.requires_grad:
            what = "hessian" if "double" in stage else "jacobian"
            raise RuntimeError(f"The {what} of the user-provided function is independent of input {i}. {_NOT_ALLOWED} when create_graph=True.")
        filled.append(grad)
    return tuple(filled)


def _autograd_grad(outputs, inputs, grad_outputs=None, create_graph=False, retain_graph=None):
    """`autograd.grad` of those outputs that have a graph; None for every input when there is none."""
    if grad_outputs is None:
        grad_outputs = (None,) * len(outputs)
    pairs = [(out, grad) for out, grad in zip(outputs, grad_outputs) if out is not None and out.requires_grad]
    if not pairs:
        return (None,) * len(inputs)
    outs, grads = zip(*pairs)
    return torch.autograd.grad(outs, inputs, grads, allow_unused=True, create_graph=create_graph, retain_graph=retain_graph)


def _scalar_output(outputs, was_tuple, fn_name):
    """Refuse what has no Hessian: several outputs, or more than one element."""
    if was_tuple:
        raise RuntimeError(f"The function given to {fn_name} should return a single Tensor")
    if outputs[0].numel() != 1:
        raise RuntimeError(f"The Tensor returned by the function given to {fn_name} should contain a single element")


def _grad_mode(create_graph):
    """Grad mode for the last differentiation: recording if asked for, else the caller's."""
    return torch.set_grad_enabled(bool(create_graph) or torch.is_grad_enabled())


# ---------------------------------------------------------------------------------------------------------------------
# Products


def vjp(func, inputs, v=None, create_graph=False, strict=False):
    """The product of a vector with the Jacobian of `func` at `inputs`: v^T J.

    Parameters
    ----------
    func : callable
        Takes tensors, returns a tensor or a tuple of tensors.
    inputs : Tensor or tuple of Tensors
    v : Tensor or tuple of Tensors, optional
        Of the shapes of the outputs; may be left out for a single output of one element.
    create_graph : bool
        Make the results differentiable.
    strict : bool
        Refuse inputs and outputs that do not depend on one another; otherwise their part is zero.

    Returns
    -------
    (outputs, product)
        The product has the structure of `inputs`.
    """
    with torch.enable_grad():
        is_inputs_tuple, inputs = _as_tuple(inputs, "inputs", "vjp")
        inputs = _grad_preprocess(inputs, create_graph=create_graph, need_graph=True)
        is_outputs_tuple, outputs = _as_tuple(func(*inputs), _OUTPUTS, "vjp")
        _check_requires_grad(outputs, "outputs", strict=strict)
        v = _vector(v, "vjp", create_graph, outputs, is_outputs_tuple, "user-provided function returns")
    with _grad_mode(create_graph):
        grads = _autograd_grad(outputs, inputs, v, create_graph=create_graph)
        product = _fill_in_zeros(grads, inputs, strict, create_graph, "back")
    outputs, product = _grad_postprocess(outputs, create_graph), _grad_postprocess(product, create_graph)
    return _tuple_postprocess(outputs, is_outputs_tuple), _tuple_postprocess(product, is_inputs_tuple)


def jvp(func, inputs, v=None, create_graph=False, strict=False):
    """The product of the Jacobian of `func` at `inputs` with a vector: J v, by the double backward trick.

    Parameters are those of `vjp`, with `v` of the shapes of the inputs. Returns ``(outputs, product)``; the product has
    the structure of the outputs.
    """
    with torch.enable_grad():
        is_inputs_tuple, inputs = _as_tuple(inputs, "inputs", "jvp")
        inputs = _grad_preprocess(inputs, create_graph=create_graph, need_graph=True)
        v = _vector(v, "jvp", create_graph, inputs, is_inputs_tuple, "input to the user-provided function is")
        is_outputs_tuple, outputs = _as_tuple(func(*inputs), _OUTPUTS, "jvp")
        _check_requires_grad(outputs, "outputs", strict=strict)
        # v^T J is linear in this v, whose value does not matter
        grad_outputs = tuple([torch.zeros_like(out, requires_grad=True) for out in outputs])
        grad_inputs = _autograd_grad(outputs, inputs, grad_outputs, create_graph=True)
        _check_requires_grad(grad_inputs, "grad_inputs", strict=strict)
    with _grad_mode(create_graph):
        grads = _autograd_grad(grad_inputs, grad_outputs, v, create_graph=create_graph)
        product = _fill_in_zeros(grads, outputs, strict, create_graph, "back_trick")
    outputs, product = _grad_postprocess(outputs, create_graph), _grad_postprocess(product, create_graph)
    return _tuple_postprocess(outputs, is_outputs_tuple), _tuple_postprocess(product, is_outputs_tuple)


def vhp(func, inputs, v=None, create_graph=False, strict=False):
    """The product of a vector with the Hessian of a scalar function: v^T H, by differentiating the gradient backwards.

    Parameters are those of `vjp`, with `v` of the shapes of the inputs. Returns ``(output, product)``; the product has
    the structure of `inputs`. Cheaper than `hvp`; the two agree where the Hessian is symmetric.
    """
    with torch.enable_grad():
        is_inputs_tuple, inputs = _as_tuple(inputs, "inputs", "vhp")
        inputs = _grad_preprocess(inputs, create_graph=create_graph, need_graph=True)
        v = _vector(v, "vhp", create_graph, inputs, is_inputs_tuple, "input to the user-provided function is")
        is_outputs_tuple, outputs = _as_tuple(func(*inputs), _OUTPUTS, "vhp")
        _check_requires_grad(outputs, "outputs", strict=strict)
        _scalar_output(outputs, is_outputs_tuple, "vhp")
        gradient = _autograd_grad(outputs, inputs, create_graph=True)
        _check_requires_grad(gradient, "jacobian", strict=strict)
    with _grad_mode(create_graph):
        grads = _autograd_grad(gradient, inputs, v, create_graph=create_graph)
        product = _fill_in_zeros(grads, inputs, strict, create_graph, "double_back")
    outputs, product = _grad_postprocess(outputs, create_graph), _grad_postprocess(product, create_graph)
    return _tuple_postprocess(outputs, is_outputs_tuple), _tuple_postprocess(product, is_inputs_tuple)


def hvp(func, inputs, v=None, create_graph=False, strict=False):
    """The product of the Hessian of a scalar function with a vector: H v, by the double backward trick on the gradient.

    Parameters are those of `vjp`, with `v` of the shapes of the inputs. Returns ``(output, product)``; the product has
    the structure of `inputs`.
    """
    with torch.enable_grad():
        is_inputs_tuple, inputs = _as_tuple(inputs, "inputs", "hvp")
        inputs = _grad_preprocess(inputs, create_graph=create_graph, need_graph=True)
        v = _vector(v, "hvp", create_graph, inputs, is_inputs_tuple, "input to the user-provided function is")
        is_outputs_tuple, outputs = _as_tuple(func(*inputs), _OUTPUTS, "hvp")
        _check_requires_grad(outputs, "outputs", strict=strict)
        _scalar_output(outputs, is_outputs_tuple, "hvp")
        gradient = _autograd_grad(outputs, inputs, create_graph=True)
        _check_requires_grad(gradient, "jacobian", strict=strict)
        grad_gradient = tuple([torch.zeros_like(x, requires_grad=True) for x in inputs])
        double_back = _autograd_grad(gradient, inputs, grad_gradient, create_graph=True)
        _check_requires_grad(gradient, "hessian", strict=strict)
    with _grad_mode(create_graph):
        grads = _autograd_grad(double_back, grad_gradient, v, create_graph=create_graph)
        product = _fill_in_zeros(grads, inputs, strict, create_graph, "double_back_trick")
    outputs, product = _grad_postprocess(outputs, create_graph), _grad_postprocess(product, create_graph)
    return _tuple_postprocess(outputs, is_outputs_tuple), _tuple_postprocess(product, is_inputs_tuple)


# ---------------------------------------------------------------------------------------------------------------------
# Matrices


def _construct_standard_basis_for(tensors, tensor_numels):
    """The unit vectors of the space of all elements of `tensors`, cut into one chunk per tensor.

    Chunk i has shape ``(sum(tensor_numels), tensor_numels[i])`` and the dtype of tensor i; row k of all chunks together
    is the k-th unit vector.
    """
    if len(tensors) != len(tensor_numels):
        raise AssertionError(f"Expected tensors and tensor_numels to have the same length, but got {len(tensors)} and {len(tensor_numels)}")
    if not tensors:
        raise AssertionError("Expected at least one tensor")
    total, start, chunks = sum(tensor_numels), 0, []
    for tensor, n in zip(tensors, tensor_numels):
        chunk = torch.zeros(total, n, dtype=tensor.dtype, device=tensor.device)
        chunk.diagonal(-start).fill_(1)
        chunks.append(chunk)
        start += n
    return tuple(chunks)


def _one_hot_like(tensor, position):
    """Zeros but for a one at `position` of the flattened tensor."""
    flat = torch.zeros(tensor.numel(), dtype=tensor.dtype, device=tensor.device)
    flat[position] = 1
    return flat.view(tensor.shape)


def _vectorised_blocks(outputs, inputs, create_graph):
    """The blocks of the Jacobian from one backward for all rows."""
    numels = [out.numel() for out in outputs]
    total = sum(numels)
    basis = [chunk.view((total, *out.shape)) for chunk, out in zip(_construct_standard_basis_for(outputs, numels), outputs)]
    pairs = [(out, b) for out, b in zip(outputs, basis) if out.requires_grad]
    found = [None] * len(inputs)
    if pairs:
        outs, grads = zip(*pairs)
        found = torch.autograd.grad(outs, inputs, grads, create_graph=create_graph, allow_unused=True, is_grads_batched=True)
    found = [torch.zeros((total, *x.shape), dtype=x.dtype) if g is None else g for g, x in zip(found, inputs)]
    columns = [g.split(numels, dim=0) for g in found]
    return tuple([
        tuple([column[i].view(out.shape + x.shape) for column, x in zip(columns, inputs)]) for i, out in enumerate(outputs)
    ])  # fmt: skip


def _strict_jacobian_rows(outputs, inputs, create_graph, strict):
    """The same from the elements of the outputs, with the checks of strict mode."""
    rows = []
    for i, out in enumerate(outputs):
        per_input = [[] for _ in inputs]
        flat = out.reshape(-1)
        for j in range(out.numel()):
            grads = _autograd_grad((flat[j],), inputs, retain_graph=True, create_graph=create_graph)
            for position, (row, grad, x) in enumerate(zip(per_input, grads, inputs)):
                if grad is None:
                    if strict:
                        raise RuntimeError(f"Output {i} of the user-provided function is independent of input {position}. {_NOT_ALLOWED}.")
                    grad = torch.zeros_like(x)
                elif strict and create_graph and not grad.requires_grad:
                    raise RuntimeError(
                        f"The jacobian of the user-provided function is independent of input {i}. {_NOT_ALLOWED} when create_graph=True."
                    )
                row.append(grad)
        rows.append(per_input)
    return rows


def _jacfwd(func, inputs, strict=False, vectorize=False, of_gradient=False):
    """The Jacobian by columns, from dual tensors, all at once.

    That of a gradient, which wants leaves of its own, from one evaluation of `func` and the tangents along each input element.
    """
    if strict:
        raise RuntimeError(
            'torch.autograd.functional.jacobian: `strict=True` and `strategy="forward-mode"` are not supported together (yet). '
            'Please either set `strict=False` or `strategy="reverse-mode"`.'
        )
    is_inputs_tuple, inputs = _as_tuple(inputs, "inputs", "jacobian")
    if not vectorize:
        raise NotImplementedError(
            "Computing Jacobian using forward-AD or forward-over-reverse Hessian isonly implemented for `vectorize=True`."
        )
    if not inputs:
        raise AssertionError("Expected at least one tensor")
    for x in inputs:
        if not (x.is_floating_point() or x.is_complex()):
            raise ValueError(f"Expected primal to be floating point or complex, but got: {x.dtype}")
    if not of_gradient:
        return _pushed_columns(func, inputs, is_inputs_tuple)
    structure = []

    def outputs_of(*args):
        was_tuple, found = _as_tuple(func(*args), "outputs")
        structure.append(was_tuple)
        return found

    create_graph = torch.is_grad_enabled() and any([x.requires_grad for x in inputs])
    linear = Linearisation(outputs_of, inputs, [True] * len(inputs), create_graph)
    columns = []  # per input, per element of it: the tangents of all outputs
    for position, x in enumerate(inputs):
        along = [None] * len(inputs)
        columns.append([])
        for k in range(x.numel()):
            along[position] = _one_hot_like(x, k)
            columns[-1].append(linear.tangents(along))
    blocks = []
    for i, out in enumerate(linear.outputs):
        row = []
        for x, tangents in zip(inputs, columns):
            if tangents:
                row.append(torch.stack([column[i] for column in tangents], dim=-1).reshape(out.shape + x.shape))
            else:
                row.append(torch.zeros(out.shape + x.shape, dtype=out.dtype))
        blocks.append(row)
    return _tuple_postprocess(blocks, (structure[0], is_inputs_tuple))


def _pushed_columns(func, inputs, is_inputs_tuple):
    from ..func._grad import standard_basis
    from ..func._vmap import one_pass, row_by_row
    from . import forward_ad

    outputs = []

    def push(*tangents):
        with forward_ad.dual_level():
            duals = [forward_ad.make_dual(x, t.view_as(x)) for x, t in zip(inputs, tangents)]
            was_tuple, found = _as_tuple(func(*duals), "outputs")
            parts = [forward_ad.unpack_dual(x) for x in found]
            outputs[:] = [was_tuple, [p.primal.shape for p in parts]]
            return tuple([torch.zeros_like(p.primal) if p.tangent is None else p.tangent for p in parts])

    # a leaf may not be changed, which shows only where it is not expanded to a batch
    run = row_by_row if torch.is_grad_enabled() and any([x.requires_grad and x.is_leaf for x in inputs]) else one_pass
    columns = run(push, *next(standard_basis(inputs)))
    was_tuple, shapes = outputs
    numels = [x.numel() for x in inputs]
    blocks = []
    for column, shape in zip(columns, shapes):
        parts = column.split(numels, dim=0)
        blocks.append([part.movedim(0, -1).reshape(shape + x.shape) for part, x in zip(parts, inputs)])
    return _tuple_postprocess(blocks, (was_tuple, is_inputs_tuple))


def jacobian(func, inputs, create_graph=False, strict=False, vectorize=False, strategy="reverse-mode"):
    """The Jacobian of `func` at `inputs`.

    Parameters
    ----------
    func : callable
        Takes tensors, returns a tensor or a tuple of tensors.
    inputs : Tensor or tuple of Tensors
    create_graph : bool
        Make the result differentiable; not with ``strategy="forward-mode"``.
    strict : bool
        Refuse inputs and outputs that do not depend on one another; otherwise their part is zero. Not with `vectorize`.
    vectorize : bool
        Compute all rows at once, as `vmap` does.
    strategy : {"reverse-mode", "forward-mode"}
        A backward pass per output element, or a tangent per input element. The second needs ``vectorize=True``, as in PyTorch,
        and custom Functions with a ``jvp``.

    Returns
    -------
    Tensor, or tuple, or tuple of tuples
        A block of shape ``output.shape + input.shape`` for each output and each input. As in PyTorch, the forward mode
        gives lists in place of tuples.
    """
    if strategy not in ("forward-mode", "reverse-mode"):
        raise AssertionError(
            'Expected strategy to be either "forward-mode" or "reverse-mode". Hint: If your function has more outputs than inputs, '
            '"forward-mode" tends to be more performant. Otherwise, prefer to use "reverse-mode".'
        )
    if strategy == "forward-mode":
        if create_graph:
            raise NotImplementedError(
                'torch.autograd.functional.jacobian: `create_graph=True` and `strategy="forward-mode"` are not supported together (yet). '
                'Please either set `create_graph=False` or `strategy="reverse-mode"`.'
            )
        return _jacfwd(func, inputs, strict, vectorize)
    with torch.enable_grad():
        is_inputs_tuple, inputs = _as_tuple(inputs, "inputs", "jacobian")
        inputs = _grad_preprocess(inputs, create_graph=create_graph, need_graph=True)
        is_outputs_tuple, outputs = _as_tuple(func(*inputs), _OUTPUTS, "jacobian")
        _check_requires_grad(outputs, "outputs", strict=strict)
        if vectorize and strict:
            raise RuntimeError(
                "torch.autograd.functional.jacobian: `strict=True` and `vectorized=True` are not supported together. "
                "Please either set `strict=False` or `vectorize=False`."
            )
        if vectorize and outputs:
            blocks = _vectorised_blocks(outputs, inputs, create_graph)
            return _tuple_postprocess(_grad_postprocess(blocks, create_graph), (is_outputs_tuple, is_inputs_tuple))
        rows = _strict_jacobian_rows(outputs, inputs, create_graph, strict)
        blocks = tuple([
            tuple([torch.stack(row, dim=0).view(out.shape + x.shape) for row, x in zip(per_input, inputs)]) for out, per_input in zip(outputs, rows)
        ])  # fmt: skip
        return _tuple_postprocess(_grad_postprocess(blocks, create_graph), (is_outputs_tuple, is_inputs_tuple))


def hessian(func, inputs, create_graph=False, strict=False, vectorize=False, outer_jacobian_strategy="reverse-mode"):
    """The Hessian of a scalar function at `inputs`: the Jacobian of its gradient.

    Parameters are those of `jacobian`; `outer_jacobian_strategy` is the strategy for the gradient's Jacobian.

    Returns
    -------
    Tensor, or tuple of tuples
        A block of shape ``inputs[i].shape + inputs[j].shape`` for each pair of inputs.
    """
    is_inputs_tuple, inputs = _as_tuple(inputs, "inputs", "hessian")
    if outer_jacobian_strategy not in ("forward-mode", "reverse-mode"):
        raise AssertionError('Expected strategy to be either "forward-mode" or "reverse-mode".')

    def scalar_function(*args):
        out = func(*args)
        was_tuple, outputs = _as_tuple(out, _OUTPUTS, "hessian")
        _check_requires_grad(outputs, "outputs", strict=strict)
        _scalar_output(outputs, was_tuple, "hessian")
        return out.squeeze()

    def gradient(*args):
        if outer_jacobian_strategy == "forward-mode":
            args = tuple([x.requires_grad_(True) for x in args])  # else the inner Jacobian detaches them
        found = jacobian(scalar_function, args, create_graph=True)
        _check_requires_grad(found, "jacobian", strict=strict)
        return found

    if outer_jacobian_strategy == "forward-mode" and not create_graph:
        found = _jacfwd(gradient, inputs, strict, vectorize, True)
    else:
        found = jacobian(gradient, inputs, create_graph=create_graph, strict=strict, vectorize=vectorize, strategy=outer_jacobian_strategy)
    return _tuple_postprocess(found, (is_inputs_tuple, is_inputs_tuple))
