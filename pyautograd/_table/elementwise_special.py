"""Special functions: error functions, gamma functions, entropy terms, Bessel functions."""
from .row import op

_S = dict(module="special", variants="fo")

# Error functions; 1.1283791670955126 is 2/sqrt(pi).
op("erf(Tensor self)", scalar="erf(self)", promote="float", aliases="special.erf", grad={"self": "grad * exp(neg(self * self)) * 1.1283791670955126"})
op("erfc(Tensor self)", scalar="erfc(self)", promote="float", aliases="special.erfc",
   grad={"self": "grad * exp(neg(self * self)) * -1.1283791670955126"})  # fmt: skip
op("erfinv(Tensor self)", scalar="erfinv(self)", promote="float", aliases="special.erfinv", grad={"self": "erfinv_backward(grad, self)"})
op("special_erfcx(Tensor self)", kernel="elementwise.erfcx", node="SpecialErfcxBackward0",
   grad={"self": "grad * (2 * self * result - 1.1283791670955126)"}, **_S)  # fmt: skip
op("special_ndtr(Tensor self)", scalar="ndtr(self)", promote="float", node="MulBackward1",
   grad={"self": "grad * exp(self * self * -0.5) * 0.3989422804014327"}, shown={"self": None, "other": (0.5,)}, **_S)  # fmt: skip
op("special_log_ndtr(Tensor self)", kernel="elementwise.log_ndtr", node="SpecialLogNdtrBackward0",
   grad={"self": "grad * exp(neg(result + self * self * 0.5)) * 0.3989422804014327"}, **_S)  # fmt: skip
op("special_ndtri(Tensor self)", kernel="elementwise.ndtri", node="SpecialNdtriBackward0",
   grad={"self": "grad * exp(result * result * 0.5) * 2.5066282746310002"}, **_S)  # fmt: skip

# Gamma functions.
op("lgamma(Tensor self)", scalar="lgamma(self)", promote="float", aliases="special.gammaln", grad={"self": "grad * digamma(self)"})
op("digamma(Tensor self)", scalar="digamma(self)", promote="float", aliases=("special.psi", "special.digamma"),
   grad={"self": "grad * polygamma(1, self)"})  # fmt: skip
op("polygamma(int n, Tensor self)", kernel="elementwise.polygamma", variants="fo", aliases="special.polygamma",
   grad={"self": "grad * polygamma(n + 1, self)"})  # fmt: skip
op("polygamma.method(Tensor self, int n)", composite="elementwise.polygamma", variants="m")
op("polygamma.in_place(Tensor self, int n)", kernel="elementwise.polygamma_of", variants="i", node="PolygammaBackward1",
   grad={"self": "grad * polygamma(n + 1, self)"})  # fmt: skip
op("mvlgamma(Tensor self, int p)", kernel="elementwise.mvlgamma", variants="fmio", aliases="special.multigammaln",
   grad={"self": "mvlgamma_backward(grad, self, p)"})  # fmt: skip
op("igamma(Tensor self, Tensor other)", kernel="elementwise.igamma", variants="fmio", aliases="special.gammainc",
   grad={"self": "no_derivative('igamma: input')", "other": "igamma_backward(grad, self, other)"})  # fmt: skip
op("igammac(Tensor self, Tensor other)", kernel="elementwise.igammac", variants="fmio", aliases="special.gammaincc",
   grad={"self": "no_derivative('igammac: input')", "other": "neg(igamma_backward(grad, self, other))"})  # fmt: skip
for _number, (_overload, _numbers, _grad) in enumerate((
    ("", (), {"self": "no_derivative('zeta')", "other": "zeta_backward(grad, self, other)"}),
    (".self_scalar", "self", {"other": "zeta_backward(grad, self, other)"}),
    (".other_scalar", "other", {"self": "no_derivative('zeta')"}),
)):
    op(f"special_zeta{_overload}(Tensor self, Tensor other)", kernel="elementwise.zeta", numbers=_numbers, node=f"SpecialZetaBackward{_number}",
       grad=_grad, jvp="unwritten", **_S)  # fmt: skip

# x log y, with 0 where x is 0.
_XLOGY = "where(self == 0, where(isnan(other), other, 0), self * log(other))"
_XLOG1PY = "where(self == 0, where(isnan(other), other, 0), self * log1p(other))"
op("xlogy.Tensor(Tensor self, Tensor other)", scalar=_XLOGY, promote="float", aliases="special.xlogy",
   grad={"self": "xlogy_backward(grad, self, other)", "other": "div(grad * self, other)"})  # fmt: skip
op("xlogy.Scalar_Self(Tensor self, Tensor other)", scalar=_XLOGY, promote="float", numbers="self", variants="fo", aliases="special.xlogy",
   node="XlogyBackward1", grad={"other": "div(grad * self, other)"})  # fmt: skip
op("xlogy.Scalar_Other(Tensor self, Tensor other)", scalar=_XLOGY, promote="float", numbers="other", aliases="special.xlogy", node="XlogyBackward2",
   grad={"self": "xlogy_backward(grad, self, other)"})  # fmt: skip
op("special_xlog1py(Tensor self, Tensor other)", scalar=_XLOG1PY, promote="float", node="SpecialXlog1PyBackward0",
   grad={"self": "xlog1py_backward(grad, self, other)", "other": "div(grad * self, other + 1)"}, **_S)  # fmt: skip
op("special_xlog1py.self_scalar(Tensor self, Tensor other)", scalar=_XLOG1PY, promote="float", numbers="self", node="SpecialXlog1PyBackward1",
   grad={"other": "div(grad * self, other + 1)"}, **_S)  # fmt: skip
op("special_xlog1py.other_scalar(Tensor self, Tensor other)", scalar=_XLOG1PY, promote="float", numbers="other", node="SpecialXlog1PyBackward2",
   grad={"self": "xlog1py_backward(grad, self, other)"}, **_S)  # fmt: skip
op("special_entr(Tensor self)", scalar="where(self > 0, -self * log(self), where(self == 0, 0, where(isnan(self), self, -inf)))", promote="float",
   node="SpecialEntrBackward0", grad={"self": "neg(grad * (log(self) + 1))"}, **_S)  # fmt: skip

# Modified Bessel functions of the first kind.
op("i0(Tensor self)", kernel="elementwise.i0", variants="fmio", aliases="special.i0", grad={"self": "grad * special_i1(self)"})
op("special_i0e(Tensor self)", kernel="elementwise.i0e", node="SpecialI0EBackward0",
   grad={"self": "grad * (special_i1e(self) - sgn(self) * result)"}, **_S)  # fmt: skip
op("special_i1(Tensor self)", kernel="elementwise.i1", node="SpecialI1Backward0", grad={"self": "i1_backward(grad, self, result)"}, **_S)
op("special_i1e(Tensor self)", kernel="elementwise.i1e", node="SpecialI1EBackward0", grad={"self": "i1e_backward(grad, self, result)"}, **_S)

# Other names under special.
op("special_exp2(Tensor self)", ufunc="exp2", promote="float", node="Exp2Backward0", grad={"self": "grad * conj(result) * 0.6931471805599453"}, **_S)
op("special_round(Tensor self, *, int decimals=0)", kernel="elementwise.round_decimals", node="RoundBackward1",
   grad={"self": "zeros_like(grad)"}, **_S)  # fmt: skip

# Bessel and Airy functions and orthogonal polynomials: without derivatives, as in PyTorch.
for _name in (
    "bessel_j0", "bessel_j1", "bessel_y0", "bessel_y1", "modified_bessel_i0", "modified_bessel_i1", "modified_bessel_k0", "modified_bessel_k1",
):  # fmt: skip
    op(f"special_{_name}(Tensor self)", kernel=f"bessel.{_name}", **_S)
for _name in ("scaled_modified_bessel_k0", "scaled_modified_bessel_k1", "spherical_bessel_j0", "airy_ai"):
    op(f"special_{_name}(Tensor x)", kernel=f"bessel.{_name}", **_S)
for _name in (
    "chebyshev_polynomial_t", "chebyshev_polynomial_u", "chebyshev_polynomial_v", "chebyshev_polynomial_w", "shifted_chebyshev_polynomial_t",
    "shifted_chebyshev_polynomial_u", "shifted_chebyshev_polynomial_v", "shifted_chebyshev_polynomial_w", "hermite_polynomial_h",
    "hermite_polynomial_he", "laguerre_polynomial_l", "legendre_polynomial_p",
):  # fmt: skip
    for _overload, _numbers in (("", ()), (".x_scalar", "x"), (".n_scalar", "n")):
        op(f"special_{_name}{_overload}(Tensor x, Tensor n)", kernel=f"polynomials.{_name}", numbers=_numbers, **_S)
