"""Operators that join tensors or bring them to one shape."""
from .row import op

op("cat(Tensor[] tensors, int dim=0)", kernel="shapes.cat", variants="fo", aliases=("concat", "concatenate"),
   grad={"tensors": "cat_backward(grad, shapes(tensors), dim)"})
op("stack(Tensor[] tensors, int dim=0)", kernel="shapes.stack", variants="fo", grad={"tensors": "unbind(grad, dim)"})
op("hstack(Tensor[] tensors)", composite="joins.hstack", variants="fo")
op("vstack(Tensor[] tensors)", composite="joins.vstack", variants="fo", aliases="row_stack")
op("dstack(Tensor[] tensors)", composite="joins.dstack", variants="fo")
op("column_stack(Tensor[] tensors)", composite="joins.column_stack", variants="fo")
op("_chunk_cat(Tensor[] tensors, int dim, int num_chunks)", kernel="joins.chunk_cat", variants="fo", grad="not_implemented")
op("block_diag(Tensor[] tensors)", kernel="shapes.block_diag", variants="f", grad={"tensors": "block_diag_backward(grad, shapes(tensors))"})
op("meshgrid(Tensor[] tensors) -> object", composite="joins.meshgrid", variants="f")
op("meshgrid.indexing(Tensor[] tensors, *, str indexing) -> object", composite="joins.meshgrid", variants="f")
op("cartesian_prod(Tensor[] tensors)", composite="joins.cartesian_prod", variants="f")
op("broadcast_tensors(Tensor[] tensors) -> object", composite="joins.broadcast_tensors", variants="f")
