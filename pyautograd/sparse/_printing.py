"""The text of sparse tensors: coordinates and values, and what they are of."""
from .. import _tensor_str, _types


def _text(tensor, indent):
    """The bracketed elements of a plain tensor, with its size where it stores nothing."""
    array = _tensor_str.printable(_tensor_str.array_of(tensor), repr(tensor.dtype)[6:])
    return _tensor_str.array_str(array, indent)


def _part(name, tensor, indent):
    """``name=tensor(...)``."""
    head = f"{name}=tensor("
    text = head + _text(tensor, indent + len(head))
    return text + (f", size={tuple(tensor.shape)})" if tensor.numel() == 0 else ")")


def describe(tensor):
    """The text of ``repr(tensor)``."""
    indent = len("tensor(")
    suffixes = [f"size={tuple(tensor.shape)}", f"nnz={tensor._nnz()}"]
    default = _types.get_default_dtype()
    usual = (default, _types.complex128 if default is _types.float64 else _types.complex64, _types.int64, _types.bool_)
    if tensor.dtype not in usual:
        suffixes.append(f"dtype={tensor.dtype!r}")
    break_ = ",\n" + " " * indent
    if tensor.is_sparse:
        parts = [_part("indices", tensor._indices(), indent), _part("values", tensor._values(), indent)]
        suffixes.append("layout=torch.sparse_coo")
        contents = break_.join(parts)
    else:
        parts = [_part(name, part, indent) for name, part in tensor.parts_shown()]
        suffixes.append(f"layout={tensor.layout!r}")
        contents = break_.join(parts)
    name = _tensor_str._grad_fn_name(tensor)
    if name is not None:
        suffixes.append(f"grad_fn=<{name}>")
    elif tensor.requires_grad:
        suffixes.append("requires_grad=True")
    return _tensor_str._add_suffixes("tensor(" + contents, suffixes, indent, _tensor_str.PRINT_OPTS, tensor.is_sparse)
