"""``*_copy``: what a view shows, in memory of its own. Each row is its view's, with another name; their derivatives are the same."""
from . import views  # noqa: F401  its rows come first
from .row import ROWS, op

_COPIED = (
    "expand", "permute", "transpose", "t", "select", "slice", "squeeze", "unsqueeze", "unfold", "view_as_real", "view_as_complex", "unbind", "split",
    "split_with_sizes", "alias",
)  # fmt: skip
for _row in [r for r in ROWS if r.name in _COPIED and r.kind == "view" and r.key != "split.sizes"]:
    _module, _, _function = _row.impl.rpartition(".")
    if _module == "views":
        op(_row.signature.replace(_row.name, _row.name + "_copy", 1), kernel="view_copies." + _function,
           variants="fo", node=_row.node + "_copy", grad=_row.grad, keep=_row.keep, shown=_row.shown)
op("view_copy.dtype(Tensor self, dtype dtype)", composite="view_copies.view_dtype", variants="fo", node="ViewBackward0_copy")
op("view_copy(Tensor self, int[] size)", kernel="view_copies.view", variants="fo", node="ViewBackward0_copy", grad={"self": "reshape(grad, self.shape)"})
op("alias_copy(Tensor self)", kernel="view_copies.alias", variants="fo", node="AliasBackward0_copy", grad={"self": "grad"})
op("detach_copy(Tensor self)", kernel="view_copies.alias", variants="fo")
op("as_strided_copy(Tensor self, int[] size, int[] stride, int? storage_offset=None)", composite="view_copies.as_strided", variants="fo")
