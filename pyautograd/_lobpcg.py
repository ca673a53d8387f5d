"""``torch.lobpcg``: the largest or smallest eigenvalues of a symmetric matrix, or of a pencil ``A x = e B x``, by iteration.

The locally optimal block preconditioned conjugate gradient method of A. V. Knyazev, SIAM J. Sci. Comput. 23 (2001) 517-541. In every step the
Rayleigh-Ritz problem is solved in the span of the approximations, their residuals and the last directions, made orthonormal by a QR decomposition
after J. A. Duersch et al., SIAM J. Sci. Comput. 40 (2018) C655-C676.
"""
from . import _types
from ._core import core
from .autograd import Function, no_grad

_F = core.functions


class LOBPCG:
    """The state of one iteration; what a `tracker` is given."""

    def __init__(self, A, B, X, iK, iparams, fparams, bparams, method, tracker):
        self.A, self.B, self.iK, self.method, self.tracker = A, B, iK, method, tracker
        self.iparams, self.fparams, self.bparams = iparams, fparams, bparams
        self.X, self.E, self.R, self.S = X, None, None, None
        self.ivars = {"istep": 0, "converged_count": 0, "iterations_left": iparams["niter"], "converged_end": 0}
        self.fvars, self.bvars, self.tvars = {}, {"force_stop": False}, {}
        self._direction = None

    def run(self):
        """Iterate until `k` pairs are close enough, the steps are used up, or the tracker sets ``bvars["force_stop"]``."""
        self.fvars["A_norm"] = float(_norm(_F["matmul"](self.A, self.X)) / _norm(self.X))
        self.fvars["B_norm"] = 1.0 if self.B is None else float(_norm(_F["matmul"](self.B, self.X)) / _norm(self.X))
        self._solve_within(self.X)
        while True:
            self._measure()
            if self.tracker is not None and self.ivars["istep"]:
                self.tracker(self)
            if self.bvars["force_stop"] or self.ivars["converged_count"] >= self.iparams["k"] or self.ivars["iterations_left"] == 0:
                return
            self.ivars["istep"] += 1
            self.ivars["iterations_left"] -= 1
            residual = self.R if self.iK is None else _F["matmul"](self.iK, self.R)
            parts = [self.X, residual] if self._direction is None else [self.X, residual, self._direction]
            self._solve_within(_F["cat"](parts, -1))

    def _solve_within(self, span):
        """The best approximations in the span of some columns, and the part of them that is new."""
        basis = self._orthonormal(span)
        self.S = basis
        inner = _F["matmul"](basis.mT, _F["matmul"](self.A, basis))
        values, vectors = _F["linalg.eigh"]((inner + inner.mT) / 2)
        n = self.iparams["n"]
        if self.bparams["largest"]:
            values, vectors = values.flip(-1), vectors.flip(-1)
        self.E, chosen = values[..., :n], vectors[..., :n]
        before, self.X = self.X, _F["matmul"](basis, chosen)
        if span is not before:
            weight = _F["matmul"](before.mT, self.X if self.B is None else _F["matmul"](self.B, self.X))
            self._direction = self.X - _F["matmul"](before, weight)

    def _orthonormal(self, columns):
        """A basis of the span that is orthonormal in the inner product of B; directions that are lost in rounding are left out."""
        for _ in range(2):  # the second pass removes what rounding left in the first
            if self.B is None:
                gram = _F["matmul"](columns.mT, columns)
            else:
                gram = _F["matmul"](columns.mT, _F["matmul"](self.B, columns))
            scale = gram.diagonal(0, -2, -1).clamp(min=0).sqrt()
            scale = _F["where"](scale > 0, 1 / scale, 0)
            values, vectors = _F["linalg.eigh"](gram * scale.unsqueeze(-1) * scale.unsqueeze(-2))
            kept = values > values[-1] * self.fparams["ortho_tol"] ** 2 * len(values)
            columns = _F["matmul"](columns * scale, vectors[:, kept]) * values[kept].rsqrt()
        return columns

    def _measure(self):
        """The residuals, and how many pairs are close enough."""
        scaled = self.X if self.B is None else _F["matmul"](self.B, self.X)
        self.R = _F["matmul"](self.A, self.X) - scaled * self.E.unsqueeze(-2)
        bound = _norm(self.X, -2) * (self.fvars["A_norm"] + self.E.abs() * self.fvars["B_norm"])
        self.tvars["rerr"] = _norm(self.R, -2) / bound
        close = (self.tvars["rerr"] < self.fparams["tol"]).tolist()
        count = close.index(False) if False in close else len(close)
        self.ivars["converged_count"] = self.ivars["converged_end"] = count


def _norm(x, dim=None):
    return (x * x).sum().sqrt() if dim is None else (x * x).sum(dim).sqrt()


class LOBPCGAutogradFunction(Function):
    """The iteration with the derivative of what it converges to."""

    @staticmethod
    def forward(ctx, A, B, X, iK, iparams, fparams, bparams, method, tracker):
        with no_grad():
            worker = LOBPCG(A.detach(), B if B is None else B.detach(), X, iK, iparams, fparams, bparams, method, tracker)
            worker.run()
        k = min(iparams["k"], iparams["n"])
        E, X = worker.E[..., :k].clone(), worker.X[..., :k].clone()
        ctx.save_for_backward(A, B, E, X)
        return E, X

    @staticmethod
    def backward(ctx, grad_E, grad_X):
        A, B, E, X = ctx.saved_tensors
        if B is not None and (ctx.needs_input_grad[0] or ctx.needs_input_grad[1]):
            raise ValueError("lobpcg.backward does not support backward with B != I yet.")
        # With P the projection beside X: dA = X diag(dE) X^T + sum_ij x_j (x_j . dx_i) / (e_i - e_j) x_i^T + sum_i (e_i - A)^-1 P dx_i x_i^T.
        overlap = _F["matmul"](X.mT, grad_X)
        gaps = E.unsqueeze(-2) - E.unsqueeze(-1)
        within = _F["where"](gaps == 0, 0, overlap / _F["where"](gaps == 0, 1, gaps)) + _F["diag_embed"](grad_E)
        n, k = X.shape
        eye = _F["eye"](n, dtype=A.dtype)
        corner = _F["zeros"]((k, k), dtype=A.dtype)
        below = _F["cat"]((X.mT, corner), -1)
        beside = grad_X - _F["matmul"](X, overlap)
        columns = []
        for i in range(k):  # bordered by X, A - e_i is regular
            system = _F["cat"]((_F["cat"]((A - E[i] * eye, X), -1), below), -2)
            right = _F["cat"]((-beside[:, i], _F["zeros"]((k,), dtype=A.dtype)))
            columns.append(_F["linalg.solve"](system, right)[:n])
        grad_A = _F["matmul"](_F["matmul"](X, within) + _F["stack"](columns, -1), X.mT)
        return (grad_A, *(None,) * 8)


@core.overridable
def lobpcg(
    A, k=None, B=None, X=None, n=None, iK=None, niter=None, tol=None, largest=None, method=None, tracker=None, ortho_iparams=None,
    ortho_fparams=None, ortho_bparams=None,
):  # fmt: skip
    """The `k` largest eigenvalues of a symmetric matrix, or of a pencil, and their eigenvectors.

    Parameters
    ----------
    A : Tensor, shape (*, m, m)
        Symmetric.
    k : int
        How many; by default as many as `X` has columns, or 1.
    B : Tensor, shape (*, m, m), optional
        Symmetric and positive definite.
    X : Tensor, shape (*, m, n), optional
        Approximations to begin with, ``k <= n``. By default random numbers.
    n : int
        How many approximations to draw; by default `k`.
    iK : Tensor, shape (*, m, m), optional
        A preconditioner.
    niter, tol
        At most so many steps (1000 by default, -1: no limit), until the relative residual is below `tol` (the root of the dtype's eps by default).
    largest : bool
        False for the smallest eigenvalues.
    method : str
        ``"basic"`` and ``"ortho"`` are the same iteration here.
    tracker : callable
        Called in each step with the state of the iteration.

    Returns
    -------
    E : Tensor, shape (*, k)
    X : Tensor, shape (*, m, k)

    Raises
    ------
    ValueError
        ``m < 3 n``.
    """
    size = A.shape[-1]
    assert A.shape[-2] == size, f"A must be square, got shape {A.shape}"
    dtype = A.dtype if A.is_floating_point() else _types.get_default_dtype()
    largest = True if largest is None else largest
    k = (1 if X is None else X.shape[-1]) if k is None else k
    n = (k if n is None else n) if X is None else X.shape[-1]
    if size < 3 * n:
        raise ValueError(
            f"LOBPCG algorithm is not applicable when the number of A rows (={size}) is smaller than 3 x the number of requested eigenpairs (={n})"
        )
    eps = 2**-23 if dtype is _types.float32 else 2**-52
    tol = eps**0.5 if tol is None else tol
    iparams = {"m": size, "n": n, "k": k, "niter": 1000 if niter is None else niter, "ortho_i_max": 3, "ortho_j_max": 3, **(ortho_iparams or {})}
    fparams = {"tol": tol, "ortho_tol": tol, "ortho_tol_drop": tol, "ortho_tol_replace": tol, **(ortho_fparams or {})}
    bparams = {"largest": largest, "ortho_use_drop": False, **(ortho_bparams or {})}
    start = _F["randn"]((*A.shape[:-1], n), dtype=dtype) if X is None else X
    assert start.shape == (*A.shape[:-1], n), f"X shape mismatch: got {start.shape}, expected {(*A.shape[:-1], n)}"

    def one(a, b, x, preconditioner):
        return LOBPCGAutogradFunction.apply(a, b, x, preconditioner, dict(iparams), dict(fparams), dict(bparams), method or "ortho", tracker)

    if A.dim() == 2:
        return one(A, B, start, iK)
    batch = A.shape[:-2]
    matrices = [None if x is None else x.reshape(-1, *x.shape[-2:]) for x in (A, B, start, iK)]
    made = [one(*[None if x is None else x[i] for x in matrices]) for i in range(len(matrices[0]))]
    values, vectors = [_F["stack"](parts) for parts in zip(*made)]
    return values.reshape(*batch, *values.shape[1:]), vectors.reshape(*batch, *vectors.shape[1:])
