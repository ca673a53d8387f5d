"""Advanced indexing, masks, flat positions and embedding. ``x[...]`` itself is ``composite/indexing.py``."""
from .row import op

# `indices` start at the dimensions `dims` of self; without dims they follow each other from dimension 0.
op("index(Tensor self, Tensor[] indices, object dims=None)", kernel="indexing.index", variants="",
   grad={"self": "index_backward(grad, indices, self.shape, dims)"}, shown={"dims": None})
op("index_backward(Tensor grad_output, Tensor[] indices, int[] shape, object dims=None)", kernel="indexing.index_backward", variants="",
   node="IndexPutBackward0", grad={"grad_output": "index(grad, indices, dims)"}, shown={"dims": None})
op("index_put(Tensor self, Tensor[] indices, Tensor values, bool accumulate=False)", kernel="indexing.index_put", variants="fmi",
   grad={"self": "grad if accumulate else index_zero(grad, indices)", "values": "index(grad, indices)"})
op("_unsafe_masked_index(Tensor self, Tensor mask, object indices, Number fill)", composite="indexing.masked_index", variants="f")
op("_unsafe_masked_index_put_accumulate(Tensor self, Tensor mask, object indices, Tensor values)", composite="indexing.masked_index_put", variants="f")
op("_index_put_impl(Tensor self, Tensor[] indices, Tensor values, bool accumulate, object dims)", kernel="indexing.index_put", variants="i",
   node="IndexPutBackward0", grad={"self": "grad if accumulate else index_zero(grad, indices, dims)", "values": "index(grad, indices, dims)"},
   shown={"dims": None})
op("index_zero(Tensor grad_output, Tensor[] indices, object dims=None)", kernel="indexing.index_zero", variants="",
   node="IndexPutBackward0", grad={"grad_output": "index_zero(grad, indices, dims)"}, shown={"dims": None})

op("nonzero(Tensor self, *, bool as_tuple=False) -> object", composite="indexing.nonzero", variants="fmo")
op("_nonzero(Tensor self)", kernel="indexing.nonzero", variants="")
op("nonzero_static(Tensor self, *, int size, int fill_value=-1)", kernel="indexing.nonzero_static", variants="fmo")
op("argwhere(Tensor self)", kernel="indexing.nonzero")

op("unravel_index(Tensor indices, object shape) -> object", composite="indexing.unravel_index", variants="f")

op("take(Tensor self, Tensor index)", kernel="masks.take", variants="fmo", grad={"self": "take_backward(grad, self.shape, index)"},
   keep="self")
op("take_backward(Tensor grad_output, int[] shape, Tensor index)", kernel="masks.take_backward", variants="",
   grad={"grad_output": "take(grad, index)"})
op("put(Tensor self, Tensor index, Tensor source, bool accumulate=False)", kernel="masks.put", variants="fmi",
   grad={"self": "grad if accumulate else put(grad, index, zeros_like(take(grad, index)))",
         "source": "reshape(take(grad, index), source.shape)"}, keep="source")
op("take_along_dim(Tensor self, Tensor indices, int? dim=None)", composite="indexing.take_along_dim", variants="fmo")

op("masked_fill.Tensor(Tensor self, Tensor mask, Tensor value)", kernel="masks.masked_fill", variants="fmi", node="MaskedFillBackward1",
   grad={"self": "masked_fill(grad, mask, 0)", "value": "where(mask, grad, zeros_like(grad)).sum()"})
op("masked_fill.Scalar(Tensor self, Tensor mask, Number value)", kernel="masks.masked_fill", variants="fmi",
   grad={"self": "masked_fill(grad, mask, 0)"}, jvp="elementwise")
op("masked_select(Tensor self, Tensor mask)", kernel="masks.masked_select", variants="fmo",
   grad={"self": "masked_select_backward(grad, self.shape, mask)"}, keep="self")
op("masked_select_backward(Tensor grad_output, int[] shape, Tensor mask)", kernel="masks.masked_select_backward", variants="",
   grad={"grad_output": "masked_select(grad, mask)"})
op("masked_scatter(Tensor self, Tensor mask, Tensor source)", kernel="masks.masked_scatter", variants="fmi",
   grad={"self": "masked_fill(grad, mask, 0)", "source": "masked_scatter_backward(grad, mask, source.shape)"})
op("masked_scatter_backward(Tensor grad_output, Tensor mask, int[] sizes)", kernel="masks.masked_scatter_backward", variants="",
   grad={"grad_output": "masked_scatter(zeros(grad_output.shape, dtype=grad.dtype), mask, grad)"}, shown={"grad_output_sym_sizes": None})

op("fill_diagonal(Tensor self, Number fill_value, bool wrap=False)", composite="indexing.fill_diagonal", variants="i")

op("embedding(Tensor weight, Tensor indices, int padding_idx=-1, bool scale_grad_by_freq=False, bool sparse=False)",
   kernel="embedding.embedding", variants="f",
   grad={"weight": "embedding_backward(grad, indices, weight.shape[0], padding_idx, scale_grad_by_freq)"}, keep="sparse",
   shown={"weight_sym_argsize_0": "weight_shape#0"})
op("embedding_backward(Tensor grad_output, Tensor indices, int num_weights, int padding_idx, bool scale_grad_by_freq)",
   kernel="embedding.embedding_backward", variants="", node="EmbeddingDenseBackwardBackward0",
   grad={"grad_output": "embedding_backward_adjoint(grad, indices, padding_idx, scale_grad_by_freq)"}, shown={"scale_grad_by_freq": None})
op("embedding_backward_adjoint(Tensor self, Tensor indices, int padding_idx, bool scale_grad_by_freq)",
   kernel="embedding.embedding_backward_adjoint", variants="",
   grad={"self": "embedding_backward(grad, indices, self.shape[0], padding_idx, scale_grad_by_freq)"})
op("embedding_renorm(Tensor self, Tensor indices, float max_norm, float norm_type)", kernel="embedding.embedding_renorm", variants="i")
op("nn_functional_embedding(object input, object weight, int? padding_idx=None, float? max_norm=None, float norm_type=2.0, "
   "bool scale_grad_by_freq=False, bool sparse=False)", composite="embedding.functional_embedding", module="nn.functional", variants="f")
op("nn_functional_embedding_bag(object input, object weight, object offsets=None, float? max_norm=None, float norm_type=2.0, "
   "bool scale_grad_by_freq=False, str mode='mean', bool sparse=False, Tensor? per_sample_weights=None, bool include_last_offset=False, "
   "int? padding_idx=None)", composite="embedding.functional_embedding_bag", module="nn.functional", variants="f")
op("nn_functional_one_hot(Tensor self, int num_classes=-1)", kernel="embedding.one_hot", module="nn.functional", variants="f")
