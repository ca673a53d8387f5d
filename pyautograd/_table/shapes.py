"""Repeats, rearrangements and copies: fresh tensors of the same elements."""
from .row import op

op("clone(Tensor self, *, memory_format? memory_format=None)", kernel="shapes.clone", grad={"self": "grad"})
op("contiguous(Tensor self, *, memory_format? memory_format=None)", composite="shapes.contiguous", variants="m")
op("repeat(Tensor self, int[] repeats)", kernel="shapes.repeat", variants="m", grad={"self": "repeat_backward(grad, repeats, self.shape)"})
op("tile(Tensor self, int[] dims)", composite="shapes.tile")
op("repeat_interleave.self_Tensor(Tensor self, Tensor repeats, int? dim=None, *, int? output_size=None)", composite="shapes.repeat_interleave")
op("repeat_interleave.Tensor(Tensor repeats, *, int? output_size=None)", kernel="shapes.repeat_counts", variants="f")
op("repeat_interleave.self_int(Tensor self, int repeats, int? dim=None, *, int? output_size=None)", composite="shapes.repeat_interleave_int")
op("flip(Tensor self, int[] dims)", kernel="shapes.flip", grad={"self": "flip(grad, dims)"})
op("fliplr(Tensor self)", composite="shapes.fliplr")
op("flipud(Tensor self)", composite="shapes.flipud")
op("roll(Tensor self, int[1] shifts, int[1] dims=[])", kernel="shapes.roll", grad={"self": "roll(grad, tuple([-s for s in shifts]), dims)"})
op("rot90(Tensor self, int k=1, int[] dims=[0, 1])", kernel="shapes.rot90", grad={"self": "rot90(grad, -k, dims)"})
op("tril(Tensor self, int diagonal=0)", kernel="shapes.tril", variants="fmio", grad={"self": "tril(grad, diagonal)"})
op("triu(Tensor self, int diagonal=0)", kernel="shapes.triu", variants="fmio", grad={"self": "triu(grad, diagonal)"})
op("diag(Tensor self, int diagonal=0)", composite="shapes.diag", variants="fmo")
op("diagonal_copy(Tensor self, int offset=0, int dim1=0, int dim2=1)", kernel="shapes.diagonal_copy", variants="fo", node="DiagonalBackward0_copy",
   grad={"self": "diagonal_backward(grad, self.shape, offset, dim1, dim2)"})
op("diag_embed(Tensor self, int offset=0, int dim1=-2, int dim2=-1)", kernel="shapes.diag_embed", grad={"self": "diagonal(grad, offset, dim1, dim2)"})
op("diagflat(Tensor self, int offset=0)", composite="shapes.diagflat")
op("trace(Tensor self)", kernel="shapes.trace", grad={"self": "trace_backward(grad, self.shape)"})
op("trace_backward(Tensor grad_output, int[] input_sizes)", composite="shapes.trace_backward", variants="")
op("combinations(Tensor self, int r=2, bool with_replacement=False)", composite="joins.combinations")
op("atleast_1d(Tensor self)", composite="joins.atleast_1d", variants="f")
op("atleast_1d.Sequence(Tensor[] tensors) -> object", composite="joins.atleast_1d_each", variants="f")
op("atleast_2d(Tensor self)", composite="joins.atleast_2d", variants="f")
op("atleast_2d.Sequence(Tensor[] tensors) -> object", composite="joins.atleast_2d_each", variants="f")
op("atleast_3d(Tensor self)", composite="joins.atleast_3d", variants="f")
op("atleast_3d.Sequence(Tensor[] tensors) -> object", composite="joins.atleast_3d_each", variants="f")
op("vander(Tensor x, int? N=None, bool increasing=False)", composite="samples.vander", variants="f")
op("linalg_vander(Tensor x, *, int? N=None)", composite="samples.linalg_vander", module="linalg", variants="f")
op("trapezoid.x(Tensor y, Tensor x, *, int dim=-1)", composite="samples.trapezoid", variants="f", aliases="trapz")
op("trapezoid.dx(Tensor y, *, Number dx=1, int dim=-1)", composite="samples.trapezoid_dx", variants="f", aliases="trapz")
op("cumulative_trapezoid.x(Tensor y, Tensor x, *, int dim=-1)", composite="samples.cumulative_trapezoid", variants="f")
op("cumulative_trapezoid.dx(Tensor y, *, Number dx=1, int dim=-1)", composite="samples.cumulative_trapezoid_dx", variants="f")
op("linalg_cross(Tensor self, Tensor other, *, int dim=-1)", kernel="shapes.cross", module="linalg", variants="fo",
   grad={"self": "linalg_cross(conj(other), grad, dim=dim)", "other": "linalg_cross(grad, conj(self), dim=dim)"})
op("cross(Tensor self, Tensor other, int? dim=None)", composite="samples.cross", variants="fmo")

op("narrow_copy(Tensor self, int dim, int start, int length)", kernel="shapes.narrow_copy", variants="fmo",
   grad={"self": "narrow_backward(grad, self.shape, dim, start, length)"})
op("slice_scatter(Tensor self, Tensor src, int dim=0, int? start=None, int? end=None, int step=1)", kernel="shapes.slice_scatter", variants="fmo",
   grad={"self": "written_backward(grad, 'slice', dim, start, end, step)", "src": "slice(grad, dim, start, end, step)"})
op("select_scatter(Tensor self, Tensor src, int dim, int index)", kernel="shapes.select_scatter",
   grad={"self": "written_backward(grad, 'select', dim, index)", "src": "select(grad, dim, index)"})
op("diagonal_scatter(Tensor self, Tensor src, int offset=0, int dim1=0, int dim2=1)", kernel="shapes.diagonal_scatter",
   grad={"self": "written_backward(grad, 'diagonal', offset, dim1, dim2)", "src": "diagonal(grad, offset, dim1, dim2)"})
op("as_strided_scatter(Tensor self, Tensor src, int[] size, int[] stride, int? storage_offset=None)", kernel="shapes.as_strided_scatter",
   grad={"self": "written_backward(grad.contiguous(), 'as_strided', size, stride, storage_offset)",
         "src": "as_strided(grad.contiguous(), size, stride, storage_offset)"})

op("gradient(Tensor self, *, object spacing=None, object dim=None, int edge_order=1) -> object", composite="differences.gradient", variants="f")
op("norm_except_dim(Tensor v, int pow=2, int dim=0)", composite="differences.norm_except_dim", variants="f")
