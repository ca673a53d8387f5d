"""Sorting, selection, search in sorted values, unique values and membership."""
from .row import op

op("sort.stable(Tensor self, *, bool? stable, int dim=-1, bool descending=False) -> (Tensor values, Tensor indices)", kernel="sorting.sort_stable",
   variants="fmo", node="SortBackward1", nondiff="indices", grad={"self": "value_selecting_backward(grad, dim, indices, self.shape)"}, jvp="selected_jvp")
op("sort(Tensor self, int dim=-1, bool descending=False) -> (Tensor values, Tensor indices)", kernel="sorting.sort", variants="fmo",
   nondiff="indices", grad={"self": "value_selecting_backward(grad, dim, indices, self.shape)"}, jvp="selected_jvp")
op("argsort.stable(Tensor self, *, bool stable, int dim=-1, bool descending=False)", kernel="sorting.argsort_stable", variants="fmo")
op("argsort(Tensor self, int dim=-1, bool descending=False)", kernel="sorting.argsort")
op("msort(Tensor self)", composite="indexing.msort", variants="fmo")
op("topk(Tensor self, int k, int dim=-1, bool largest=True, bool sorted=True) -> (Tensor values, Tensor indices)", kernel="sorting.topk",
   variants="fmo", nondiff="indices", grad={"self": "value_selecting_backward(grad, dim, indices, self.shape)"}, jvp="selected_jvp")

op("searchsorted.Tensor(Tensor sorted_sequence, Tensor self, *, bool out_int32=False, bool right=False, str? side=None, Tensor? sorter=None)",
   kernel="sorting.searchsorted", variants="fo")
op("searchsorted.Scalar(Tensor sorted_sequence, Number self, *, bool out_int32=False, bool right=False, str? side=None, Tensor? sorter=None)",
   kernel="sorting.searchsorted", variants="fo")
op("bucketize.Tensor(Tensor self, Tensor boundaries, *, bool out_int32=False, bool right=False)", kernel="sorting.bucketize", variants="fo")
op("bucketize.Scalar(Number self, Tensor boundaries, *, bool out_int32=False, bool right=False)", kernel="sorting.bucketize", variants="f")
op("isin.Tensor_Tensor(Tensor elements, Tensor test_elements, *, bool assume_unique=False, bool invert=False)", kernel="sorting.isin", variants="fo")
op("isin.Scalar_Tensor(Number element, Tensor test_elements, *, bool assume_unique=False, bool invert=False)", kernel="sorting.isin", variants="fo")
op("isin.Tensor_Scalar(Tensor elements, Number test_element, *, bool assume_unique=False, bool invert=False)", kernel="sorting.isin", variants="fo")

op("unique(Tensor self, bool sorted=True, bool return_inverse=False, bool return_counts=False, int? dim=None) -> object",
   composite="indexing.unique")
op("unique_consecutive(Tensor self, bool return_inverse=False, bool return_counts=False, int? dim=None) -> object",
   composite="indexing.unique_consecutive")
op("_unique2(Tensor self, bool sorted=True, bool return_inverse=False, bool return_counts=False) -> (Tensor output, Tensor inverse, Tensor counts)",
   kernel="sorting.unique", variants="f", node="Unique2Backward0", nondiff=("inverse", "counts"), grad={"self": "no_derivative('_unique2')"})
op("unique_dim(Tensor self, int dim, bool sorted=True, bool return_inverse=False, bool return_counts=False) "
   "-> (Tensor output, Tensor inverse, Tensor counts)",
   kernel="sorting.unique_dim", variants="", nondiff=("inverse", "counts"), grad={"self": "no_derivative('unique_dim')"})
op("_unique_consecutive(Tensor self, bool return_inverse=False, bool return_counts=False, int? dim=None) "
   "-> (Tensor output, Tensor inverse, Tensor counts)",
   kernel="sorting.unique_consecutive", variants="", node="UniqueConsecutiveBackward0", nondiff=("inverse", "counts"),
   grad={"self": "no_derivative('unique_consecutive')"})
