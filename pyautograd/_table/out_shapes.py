"""What becomes of an ``out=`` tensor whose shape is not the result's. Most are resized, with a warning unless they were empty."""
import warnings

_SILENT = frozenset("multinomial bernoulli addbmm logsigmoid nn_functional_logsigmoid log_sigmoid_forward linspace logspace narrow_copy".split())
_FILLED = frozenset("arange linspace logspace range".split())
# Results with the columns of each matrix together that are written into a resized tensor row by row: always, or where it had elements before.
_ROWS = frozenset("cholesky cholesky_solve linalg_tensorinv".split())
_ROWS_AGAIN = frozenset("geqrf ormqr linalg_eig linalg_householder_product linalg_lstsq cholesky_inverse".split())


def lies_row_major(name, had_elements):
    """Whether a tensor that operator `name` resizes is row-major, however the result lies."""
    return name in _ROWS or name.startswith("fft_") or had_elements and name in _ROWS_AGAIN


def keeps_shape(name, before, after):
    """Whether operator `name` writes a result of shape `after` into a tensor of shape `before` as it is: the count of elements is all that matters."""
    if name not in _FILLED:
        return False
    count = 1
    for n in before:
        count *= n
    return after == (count,)


def warn_resized(name, before, after):
    """The warning for operator `name` where a tensor of shape `before`, which is not empty, is resized to the shape `after` of the result."""
    if name in _SILENT:
        return
    if name == "arange":
        count = 1
        for n in before:
            count *= n
        warnings.warn(
            f"The number of elements in the out tensor of shape {list(before)} is {count} which does not match the computed number of elements "
            f"{after[0]}. Note that this may occur as a result of rounding error. The out tensor will be resized to a tensor of shape ({after[0]},).",
            stacklevel=4,
        )
        return
    warnings.warn(
        f"An output with one or more elements was resized since it had shape {list(before)}, which does not match the required output "
        f"shape {list(after)}. This behavior is deprecated, and in a future PyTorch release outputs will not be resized unless they have zero "
        "elements. You can explicitly reuse an out tensor t by resizing it, inplace, to zero elements with t.resize_(0).",
        stacklevel=4,
    )
