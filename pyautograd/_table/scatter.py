"""Reading and writing along one dimension: gather, scatter and the ``index_*`` operators, each with its transpose."""
from .row import op

op("gather(Tensor self, int dim, Tensor index, *, bool sparse_grad=False)", kernel="scatter.gather", variants="fmo",
   grad={"self": "gather_backward(grad, self.shape, dim, index)"}, keep=("sparse_grad", "self"))
op("gather_backward(Tensor grad_output, int[] shape, int dim, Tensor index, bool unique=False)", kernel="scatter.gather_backward", variants="",
   node="ScatterAddBackward0", grad={"grad_output": "gather(grad, dim, index)"})
op("scatter.src(Tensor self, int dim, Tensor index, Tensor src)", kernel="scatter.scatter", variants="fmio",
   grad={"self": "scatter(grad, dim, index, 0)", "src": "gather(grad, dim, index)"})
op("scatter.reduce(Tensor self, int dim, Tensor index, Tensor src, *, str reduce)", kernel="scatter.scatter", variants="fmio",
   grad="not_implemented")
op("scatter.value(Tensor self, int dim, Tensor index, Number value)", kernel="scatter.scatter", variants="fmio", node="ScatterBackward1",
   grad={"self": "scatter(grad, dim, index, 0)"}, jvp="symmetric")
op("scatter.value_reduce(Tensor self, int dim, Tensor index, Number value, *, str reduce)", kernel="scatter.scatter", variants="fmio",
   grad="not_implemented")
op("scatter_add(Tensor self, int dim, Tensor index, Tensor src)", kernel="scatter.scatter_add", variants="fmio",
   grad={"self": "grad", "src": "gather(grad, dim, index)"})
op("scatter_reduce(Tensor self, int dim, Tensor index, Tensor src, str reduce, *, bool include_self=True)", kernel="scatter.scatter_reduce",
   variants="fmio", grad={("self", "src"): "scatter_reduce_backward(grad, self, dim, index, src, reduce, include_self, result)"})

op("index_select(Tensor self, int dim, Tensor index)", kernel="scatter.index_select", variants="fmo",
   grad={"self": "index_select_backward(grad, self.shape, dim, index)"})
op("index_select_backward(Tensor grad_output, int[] self_sizes, int dim, Tensor index)", kernel="scatter.index_select_backward", variants="",
   node="IndexAddBackward0", grad={"grad_output": "index_select(grad, dim, index)"})
op("index_add(Tensor self, int dim, Tensor index, Tensor source, *, Number alpha=1)", kernel="scatter.index_add", variants="fmio",
   grad={"self": "grad", "source": "index_rows(grad, dim, index, source.shape) * alpha"}, keep="source", shown={"source_dim": "source_shape#len"})
op("index_copy(Tensor self, int dim, Tensor index, Tensor source)", kernel="scatter.index_copy", variants="fmio",
   grad={"self": "index_fill(grad, dim, index, 0)", "source": "index_rows(grad, dim, index, source.shape)"}, keep="source",
   shown={"source_dim": "source_shape#len"})
op("index_fill.int_Tensor(Tensor self, int dim, Tensor index, Tensor value)", kernel="scatter.index_fill", variants="fmi",
   node="IndexFillBackward1", grad={"self": "index_fill(grad, dim, index, 0)", "value": "index_fill_value_backward(grad, dim, index)"})
op("index_fill.int_Scalar(Tensor self, int dim, Tensor index, Number value)", kernel="scatter.index_fill", variants="fmi",
   grad={"self": "index_fill(grad, dim, index, 0)"}, jvp="symmetric")
op("index_reduce(Tensor self, int dim, Tensor index, Tensor source, str reduce, *, bool include_self=True)", kernel="scatter.index_reduce",
   variants="fmio", grad={("self", "source"): "index_reduce_backward(grad, self, dim, index, source, reduce, include_self, result)"})

op("segment_reduce(Tensor data, str reduce, *, Tensor? lengths=None, Tensor? indices=None, Tensor? offsets=None, int axis=0, bool unsafe=False, "
   "Number? initial=None)", kernel="segments.segment_reduce", variants="f", aliases="_segment_reduce",
   grad={"data": "segment_reduce_backward(grad, data, reduce, lengths, offsets, axis, initial, result)"})
