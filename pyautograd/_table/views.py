"""Operators whose result shares the memory of their argument, and the operators their derivatives are made of."""
from .row import op

op("view.dtype(Tensor self, dtype dtype)", view="views.view_dtype", variants="m")
op("view(Tensor self, int[] size)", view="views.view", variants="m", grad={"self": "reshape(grad, self.shape)"})
op("view_as(Tensor self, Tensor other)", composite="shapes.view_as", variants="m")
op("reshape(Tensor self, int[] shape)", composite="shapes.reshape")
op("_reshape_alias(Tensor self, int[] size)", view="views.view", variants="", node="ReshapeAliasBackward0",
   grad={"self": "reshape(grad, self.shape)"})
op("reshape_as(Tensor self, Tensor other)", composite="shapes.reshape_as", variants="m")
op("flatten(Tensor self, int start_dim=0, int end_dim=-1)", composite="shapes.flatten")
op("unflatten(Tensor self, int dim, int[] sizes)", composite="shapes.unflatten")
op("ravel(Tensor self)", composite="shapes.ravel")
op("_unsafe_view(Tensor self, int[] size)", kernel="views.view", variants="", node="UnsafeViewBackward0", grad={"self": "reshape(grad, self.shape)"})

op("transpose(Tensor self, int dim0, int dim1)", view="views.transpose", grad={"self": "transpose(grad, dim0, dim1)"})
op("swapaxes(Tensor self, int axis0, int axis1)", composite="shapes.swapaxes")
op("swapdims(Tensor self, int dim0, int dim1)", composite="shapes.swapaxes")
op("t(Tensor self)", view="views.t", node="TBackward0", grad={"self": "t(grad)"})
op("adjoint(Tensor self)", composite="shapes.adjoint")
op("numpy_T(Tensor self)", composite="shapes.numpy_T", variants="")
op("matrix_H(Tensor self)", composite="shapes.matrix_H", variants="")
op("mT(Tensor self)", composite="shapes.mT", variants="")
op("mH(Tensor self)", composite="shapes.mH", variants="")
op("permute(Tensor self, int[] dims)", view="views.permute", grad={"self": "permute_backward(grad, dims)"})
op("movedim(Tensor self, int source, int destination)", composite="shapes.movedim")
op("movedim.intlist(Tensor self, int[] source, int[] destination)", composite="shapes.movedim")
op("moveaxis(Tensor self, int source, int destination)", composite="shapes.movedim")
op("moveaxis.intlist(Tensor self, int[] source, int[] destination)", composite="shapes.movedim")

# The engine sums a gradient to the shape of what was expanded.
op("expand(Tensor self, int[] size, *, bool implicit=False)", view="views.expand", variants="m", grad={"self": "grad"}, keep="self.shape")
op("expand_as(Tensor self, Tensor other)", composite="shapes.expand_as", variants="m")
op("broadcast_to(Tensor self, int[] size)", composite="shapes.broadcast_to")

op("squeeze(Tensor self)", view="views.squeeze", node="SqueezeBackward0", grad={"self": "view(grad, self.shape)"})
op("squeeze.dim(Tensor self, int dim)", view="views.squeeze_dim", node="SqueezeBackward1", grad={"self": "view(grad, self.shape)"},
   keep="dim")
op("squeeze.dims(Tensor self, int[] dim)", view="views.squeeze_dims", node="SqueezeBackward2", grad={"self": "view(grad, self.shape)"},
   keep="dim")
op("_squeeze_product(Tensor self, int dim)", kernel="views.squeeze_dim", variants="", node="SqueezeBackward4", grad={"self": "unsqueeze(grad, dim)"})
op("unsqueeze(Tensor self, int dim)", view="views.unsqueeze", grad={"self": "squeeze(grad, dim)"})

op("slice(Tensor self, int dim=0, int? start=None, int? end=None, int step=1)", view="views.slice_", variants="",
   grad={"self": "slice_backward(grad, self.shape, dim, start, end, step)"})
op("slice_backward(Tensor grad_output, int[] input_sizes, int dim, int? start, int? end, int step)", kernel="shapes.slice_backward", variants="",
   grad={"grad_output": "slice(grad, dim, start, end, step)"})
op("narrow.Tensor(Tensor self, int dim, Tensor start, int length)", composite="shapes.narrow_tensor")
op("narrow(Tensor self, int dim, int start, int length)", composite="shapes.narrow")
op("select(Tensor self, int dim, int index)", view="views.select", grad={"self": "select_backward(grad, self.shape, dim, index)"})
op("select_backward(Tensor grad_output, int[] input_sizes, int dim, int index)", kernel="shapes.select_backward", variants="",
   grad={"grad_output": "select(grad, dim, index)"})
op("diagonal(Tensor self, int offset=0, int dim1=0, int dim2=1)", view="views.diagonal",
   grad={"self": "diagonal_backward(grad, self.shape, offset, dim1, dim2)"})
op("diagonal_backward(Tensor grad_output, int[] input_sizes, int offset, int dim1, int dim2)", kernel="shapes.diagonal_backward", variants="",
   grad={"grad_output": "diagonal(grad, offset, dim1, dim2)"})
op("linalg_diagonal(Tensor A, *, int offset=0, int dim1=-2, int dim2=-1)", composite="shapes.linalg_diagonal", module="linalg", variants="f")
# as_strided itself belongs to each core: it needs the storage.
op("as_strided(Tensor self, int[] size, int[] stride, int? storage_offset=None)", composite="inplace_views.as_strided", variants="fmi")
# What the forms in place record, under names of their own.
op("_t_inplace(Tensor self)", view="views.t", variants="", node="TBackward1", grad={"self": "t(grad)"})
op("_transpose_inplace(Tensor self, int dim0, int dim1)", view="views.transpose", variants="", node="TransposeBackward1",
   grad={"self": "transpose(grad, dim0, dim1)"})
op("_squeeze_inplace(Tensor self)", view="views.squeeze", variants="", node="SqueezeBackward3", grad={"self": "view(grad, self.shape)"})
op("_squeeze_inplace.dim(Tensor self, int dim)", view="views.squeeze_dim", variants="", node="SqueezeBackward4", grad={"self": "view(grad, self.shape)"})
op("_squeeze_inplace.dims(Tensor self, int[] dim)", view="views.squeeze_dims", variants="", node="SqueezeBackward5",
   grad={"self": "view(grad, self.shape)"}, keep="dim")
op("_unsqueeze_inplace(Tensor self, int dim)", view="views.unsqueeze", variants="", node="UnsqueezeBackward1", grad={"self": "squeeze(grad, dim)"})
op("as_strided_backward(Tensor grad_output, int[] input_sizes, int[] input_strides, int input_offset, int[] size, int[] stride, int? storage_offset)",
   kernel="shapes.as_strided_backward", variants="",
   grad={"grad_output": "as_strided_forward(grad, input_strides, input_offset, size, stride, storage_offset)"})
op("as_strided_forward(Tensor self, int[] input_strides, int input_offset, int[] size, int[] stride, int? storage_offset)",
   kernel="shapes.as_strided_forward", variants="",
   grad={"self": "as_strided_backward(grad, self.shape, input_strides, input_offset, size, stride, storage_offset)"})
op("unfold(Tensor self, int dimension, int size, int step)", view="views.unfold", variants="m",
   grad={"self": "unfold_backward(grad, self.shape, dimension, size, step)"})
op("unfold_backward(Tensor grad_output, int[] input_sizes, int dim, int size, int step)", kernel="shapes.unfold_backward", variants="",
   grad={"grad_output": "grad.unfold(dim, size, step)"})

op("split(Tensor self, int split_size, int dim=0) -> Tensor[]", view="views.split", multi_view=True, grad={"self": "cat(grads, dim)"},
   keep=("split_size", "self.shape"))
op("split.sizes(Tensor self, int[] split_size, int dim=0) -> Tensor[]", view="views.split_with_sizes", multi_view=True,
   node="SplitWithSizesBackward0", grad={"self": "cat(grads, dim)"}, keep=("split_size", "self.shape"), shown={"split_sizes": "split_size"})
op("split_with_sizes(Tensor self, int[] split_sizes, int dim=0) -> Tensor[]", view="views.split_with_sizes", multi_view=True,
   grad={"self": "cat(grads, dim)"}, keep=("split_sizes", "self.shape"))
op("unsafe_split(Tensor self, int split_size, int dim=0) -> Tensor[]", kernel="views.split", grad={"self": "cat(grads, dim)"},
   keep=("split_size", "self.shape"))
op("unsafe_split_with_sizes(Tensor self, int[] split_sizes, int dim=0) -> Tensor[]", kernel="views.split_with_sizes",
   grad={"self": "cat(grads, dim)"}, keep=("split_sizes", "self.shape"))
op("chunk(Tensor self, int chunks, int dim=0) -> object", composite="shapes.chunk")
op("unsafe_chunk(Tensor self, int chunks, int dim=0) -> object", composite="shapes.unsafe_chunk")
op("tensor_split.indices(Tensor self, int[] indices, int dim=0) -> object", composite="shapes.tensor_split")
op("tensor_split.tensor_indices_or_sections(Tensor self, Tensor tensor_indices_or_sections, int dim=0) -> object", composite="shapes.tensor_split_by")
op("tensor_split(Tensor self, int sections, int dim=0) -> object", composite="shapes.tensor_split")
op("hsplit(Tensor self, int sections) -> object", composite="shapes.hsplit")
op("hsplit.array(Tensor self, int[] indices) -> object", composite="shapes.hsplit")
op("vsplit(Tensor self, int sections) -> object", composite="shapes.vsplit")
op("vsplit.array(Tensor self, int[] indices) -> object", composite="shapes.vsplit")
op("dsplit(Tensor self, int sections) -> object", composite="shapes.dsplit")
op("dsplit.array(Tensor self, int[] indices) -> object", composite="shapes.dsplit")
op("unbind(Tensor self, int dim=0) -> Tensor[]", view="views.unbind", multi_view=True, grad={"self": "stack(grads, dim)"})

op("view_as_real(Tensor self)", view="views.view_as_real", variants="f", grad={"self": "view_as_complex(grad.contiguous())"})
op("view_as_complex(Tensor self)", view="views.view_as_complex", variants="f", grad={"self": "view_as_real(grad)"})

# These rows come after those of the functions, which lend the operator its name and place.
# In place a view changes the shape, not the data; `composite/inplace_views.py`.
op("t.inplace(Tensor self)", composite="inplace_views.t", variants="i")
op("transpose.inplace(Tensor self, int dim0, int dim1)", composite="inplace_views.transpose", variants="i")
op("swapaxes.inplace(Tensor self, int axis0, int axis1)", composite="inplace_views.transpose", variants="i")
op("swapdims.inplace(Tensor self, int dim0, int dim1)", composite="inplace_views.transpose", variants="i")
op("squeeze.inplace(Tensor self)", composite="inplace_views.squeeze", variants="i")
op("squeeze.inplace_dim(Tensor self, int dim)", composite="inplace_views.squeeze", variants="i")
op("squeeze.inplace_dims(Tensor self, int[] dim)", composite="inplace_views.squeeze", variants="i")
op("unsqueeze.inplace(Tensor self, int dim)", composite="inplace_views.unsqueeze", variants="i")
