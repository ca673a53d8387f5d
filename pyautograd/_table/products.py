"""Products of vectors, matrices and batches of them."""
from .row import op


def _laid_out(*arguments):
    """Sizes and strides of tensors that are kept, under PyTorch's names."""
    return {f"{a}_sym_{part}": f"{a}.{part}" for a in arguments for part in ("sizes", "strides")}


op("mm(Tensor self, Tensor mat2)", kernel="products.mm", variants="fmo",
   grad={"self": "left_factor_gradient(grad, mat2, self.strides)", "mat2": "right_factor_gradient(grad, self, mat2.strides)"}, jvp="multilinear", shown=_laid_out("self", "mat2"))
op("bmm(Tensor self, Tensor mat2)", kernel="products.bmm", variants="fmo",
   grad={"self": "bmm(grad, conj(transpose(mat2, 1, 2)))", "mat2": "bmm(conj(transpose(self, 1, 2)), grad)"}, jvp="multilinear")
op("mv(Tensor self, Tensor vec)", kernel="products.mv", variants="fmo",
   grad={"self": "outer(grad, conj(vec))", "vec": "mv(conj(t(self)), grad)"}, jvp="multilinear")
op("dot(Tensor self, Tensor tensor)", kernel="products.dot", variants="fmo",
   grad={"self": "mul(grad, conj(tensor))", "tensor": "mul(grad, conj(self))"}, jvp="multilinear")
op("vdot(Tensor self, Tensor other)", kernel="products.vdot", variants="fmo",
   grad={"self": "mul(conj(grad), other)", "other": "mul(grad, self)"}, jvp="multilinear")
op("matmul(Tensor self, Tensor other)", composite="products.matmul", variants="fmo", aliases="linalg.matmul")
op("addmm(Tensor self, Tensor mat1, Tensor mat2, *, Number beta=1, Number alpha=1)", kernel="products.addmm", variants="fmio",
   grad={"self": "scaled(grad, beta)", "mat1": "scaled(left_factor_gradient(grad, mat2, mat1.strides), alpha)",
         "mat2": "scaled(right_factor_gradient(grad, mat1, mat2.strides), alpha)"}, jvp="added_product_jvp",
   shown=_laid_out("mat1", "mat2"))
op("addmv(Tensor self, Tensor mat, Tensor vec, *, Number beta=1, Number alpha=1)", kernel="products.addmv", variants="fmio",
   grad={"self": "scaled(grad, beta)", "mat": "scaled(outer(grad, conj(vec)), alpha)", "vec": "scaled(mv(conj(t(mat)), grad), alpha)"}, jvp="added_product_jvp")
op("addr(Tensor self, Tensor vec1, Tensor vec2, *, Number beta=1, Number alpha=1)", kernel="products.addr", variants="fmio",
   grad={"self": "scaled(grad, beta)", "vec1": "scaled(mv(grad, conj(vec2)), alpha)", "vec2": "scaled(mv(t(grad), conj(vec1)), alpha)"}, jvp="added_product_jvp")
op("addbmm(Tensor self, Tensor batch1, Tensor batch2, *, Number beta=1, Number alpha=1)", kernel="products.addbmm", variants="fmio",
   grad={"self": "scaled(grad, beta)",
         "batch1": "scaled(bmm(over_batch(grad, batch1.shape), conj(transpose(batch2, 1, 2))), alpha)",
         "batch2": "scaled(bmm(conj(transpose(batch1, 1, 2)), over_batch(grad, batch2.shape)), alpha)"}, jvp="added_product_jvp",
   shown={"batch1_sym_argsize_0": "batch1_shape#0", "batch1_sym_argsize_1": "batch1_shape#1", "batch2_sym_argsize_2": "batch2_shape#2",
          "batch1_sym_sizes": None, "batch2_sym_sizes": None})
op("baddbmm(Tensor self, Tensor batch1, Tensor batch2, *, Number beta=1, Number alpha=1)", kernel="products.baddbmm", variants="fmio",
   grad={"self": "scaled(grad, beta)",
         "batch1": "scaled(bmm(grad, conj(transpose(batch2, 1, 2))), alpha)",
         "batch2": "scaled(bmm(conj(transpose(batch1, 1, 2)), grad), alpha)"}, jvp="added_product_jvp")
op("outer(Tensor self, Tensor vec2)", composite="products.outer", variants="fmo", aliases="ger")
op("inner(Tensor self, Tensor other)", composite="products.inner", variants="fmo")
op("kron(Tensor self, Tensor other)", composite="products.kron", variants="fmo")
op("tensordot(Tensor a, Tensor b, object dims=2)", composite="products.tensordot", variants="fo")
op("einsum(str equation, Tensor[] operands, *, int[]? path=None)", composite="einsum.einsum", variants="f")
op("chain_matmul(Tensor[] matrices)", composite="products.chain_matmul", variants="f")
op("linalg_multi_dot(Tensor[] tensors)", composite="products.multi_dot", module="linalg", variants="fo")
op("linalg_vecdot(Tensor x, Tensor y, *, int dim=-1)", composite="products.vecdot", module="linalg", variants="fo")
op("nn_functional_linear(Tensor input, Tensor weight, Tensor? bias=None)", composite="products.linear", module="nn.functional", variants="fo")
op("nn_functional_bilinear(Tensor input1, Tensor input2, Tensor weight, Tensor? bias=None)", composite="products.bilinear", module="nn.functional",
   variants="f", aliases="bilinear")
