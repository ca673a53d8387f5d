"""``torch.fft``: arguments checked, inputs cut or padded with zeros to the sizes asked for, then one of the three transforms."""
from pyautograd import _types

from ..core import ops
from ..kernels import creation as kernels
from ..util import wrap_dim
from .creation import constant

_BY_NUMBER = {"forward": (2, 0), "ortho": (1, 1), "backward": (0, 2)}  # in the forward, in the inverse direction


def normalization(norm, forward):
    """The number that stands for a norm's name in a direction."""
    if norm is None:
        norm = "backward"
    if norm not in _BY_NUMBER:
        raise RuntimeError(f'Invalid normalization mode: "{norm}"')
    return _BY_NUMBER[norm][0 if forward else 1]


def floating(x):
    """`x` in floating point; half precision has no transforms on the CPU."""
    d = x.dtype
    if d.is_floating_point or d.is_complex:
        if d.itemsize < (8 if d.is_complex else 4):
            raise RuntimeError("MKL FFT doesn't support tensors of type: Half" if d.is_complex else f"Unsupported dtype {d.scalar_name}")
        return x
    return x.to(_types.get_default_dtype())


def complexed(x):
    """`x` in complex numbers."""
    x = floating(x)
    return x if x.dtype.is_complex else x.to(x.dtype.to_complex())


def check_points(n):
    """Refuse transforms of no points."""
    if n < 1:
        raise RuntimeError(f"Invalid number of data points ({n}) specified")


def resized(x, dims, sizes):
    """`x` with zeros at the end of, or cut along, each of `dims` to the given size (-1 leaves it)."""
    padding = [0] * (2 * x.ndim)
    padded = False
    for d, n in zip(dims, sizes):
        if n == -1 or x.shape[d] == n:
            continue
        if x.shape[d] < n:
            padding[2 * (x.ndim - 1 - d) + 1] = n - x.shape[d]
            padded = True
        else:
            x = ops.narrow(x, d, 0, n)
    return ops.constant_pad_nd(x, tuple(padding), 0) if padded else x


def _one(x, n, dim):
    """The dimension and the number of points of a one-dimensional transform."""
    dim = wrap_dim(dim, x.ndim, False)
    points = x.shape[dim] if n is None else n
    check_points(points)
    return dim, points, resized(x, (dim,), (n,)) if n is not None else x


def _refuse_complex(name, x):
    if x.dtype.is_complex:
        raise RuntimeError(f"{name} expects a real input tensor, but got {x.dtype.scalar_name}")


# Inverse transforms of real numbers are no conjugate views, as they are in PyTorch: `numpy()` refuses those.
def _any_to_complex(x, n, dim, norm, forward):
    real = not x.dtype.is_complex
    dim, points, x = _one(floating(x), n, dim)
    if real:
        made = ops._fft_r2c(x, (dim,), normalization(norm, forward), False)
        return made if forward else ops.conj_physical(made)
    return ops._fft_c2c(x, (dim,), normalization(norm, forward), forward)


def fft(self, n, dim, norm):
    """The transform along one dimension."""
    return _any_to_complex(self, n, dim, norm, True)


def ifft(self, n, dim, norm):
    """The inverse of `fft`."""
    return _any_to_complex(self, n, dim, norm, False)


def _real_to_half(name, x, n, dim, norm, forward):
    _refuse_complex(name, x)
    dim, points, x = _one(floating(x), n, dim)
    made = ops._fft_r2c(x, (dim,), normalization(norm, forward), True)
    return made if forward else ops.conj_physical(made)


def rfft(self, n, dim, norm):
    """The first half of the transform of real numbers; the other half is its mirrored conjugate."""
    return _real_to_half("rfft", self, n, dim, norm, True)


def ihfft(self, n, dim, norm):
    """The inverse of `hfft`: the first half of a Hermitian signal from its real transform."""
    return _real_to_half("ihfft", self, n, dim, norm, False)


def _half_to_real(x, n, dim, norm, forward):
    x = complexed(x)
    dim = wrap_dim(dim, x.ndim, False)
    points = 2 * (x.shape[dim] - 1) if n is None else n
    check_points(points)
    if n is not None:
        x = resized(x, (dim,), (points // 2 + 1,))
    if forward:
        x = ops.conj(x)
    return ops._fft_c2r(x, (dim,), normalization(norm, forward), points)


def irfft(self, n, dim, norm):
    """The inverse of `rfft`; `n` is the number of real points, twice the half's minus two if not given."""
    return _half_to_real(self, n, dim, norm, False)


def hfft(self, n, dim, norm):
    """The transform of a signal of which the first half is given, the other being its mirrored conjugate: real."""
    return _half_to_real(self, n, dim, norm, True)


def shape_and_dims(x, s, dim):
    """The transformed dimensions and their sizes from the optional arguments of the functions of several dimensions."""
    ndim = x.ndim
    if dim is not None:
        dims = [wrap_dim(d, ndim, False) for d in dim]
        if len(set(dims)) != len(dims):
            raise RuntimeError("FFT dims must be unique")
    if s is not None:
        if dim is not None and len(dim) != len(s):
            raise RuntimeError("When given, dim and shape arguments must have the same length")
        if len(s) > ndim:
            raise RuntimeError(f"Got shape with {len(s)} values but input tensor only has {ndim} dimensions.")
        if dim is None:
            dims = list(range(ndim - len(s), ndim))
        sizes = [x.shape[d] if n == -1 else n for d, n in zip(dims, s)]
    else:
        if dim is None:
            dims = list(range(ndim))
        sizes = [x.shape[d] for d in dims]
    for n in sizes:
        check_points(n)
    return sizes, dims


def _need_axes(name, dims):
    if not dims:
        raise RuntimeError(f"{name} must transform at least one axis")


def _complex_n(x, s, dim, norm, forward):
    sizes, dims = shape_and_dims(x, s, dim)
    x = complexed(x)
    return ops._fft_c2c(resized(x, dims, sizes), tuple(dims), normalization(norm, forward), forward)


def fftn(self, s, dim, norm):
    """The transform over several dimensions."""
    return _complex_n(self, s, dim, norm, True)


def ifftn(self, s, dim, norm):
    """The inverse of `fftn`."""
    return _complex_n(self, s, dim, norm, False)


def _real_n(name, x, s, dim):
    if x.dtype.is_complex:
        if name == "ihfftn":
            raise RuntimeError(f"Only supports floating-point dtypes, but found: {x.dtype.scalar_name}")
        raise RuntimeError(f"{name} expects a real-valued input tensor, but got {x.dtype.scalar_name}")
    sizes, dims = shape_and_dims(x, s, dim)
    _need_axes(name, dims)
    return resized(floating(x), dims, sizes), dims


def rfftn(self, s, dim, norm):
    """The transform of real numbers over several dimensions, halved along the last."""
    x, dims = _real_n("rfftn", self, s, dim)
    return ops._fft_r2c(x, tuple(dims), normalization(norm, True), True)


def ihfftn(self, s, dim, norm):
    """The inverse of `hfftn`."""
    x, dims = _real_n("ihfftn", self, s, dim)
    by = normalization(norm, False)
    made = ops._fft_r2c(x, tuple(dims[-1:]), by, True)
    if len(dims) == 1:
        return ops.conj_physical(made)
    return ops._fft_c2c(ops.conj_physical(made), tuple(dims[:-1]), by, False)


def _half_n(name, x, s, dim):
    sizes, dims = shape_and_dims(x, s, dim)
    _need_axes(name, dims)
    x = complexed(x)
    last = sizes[-1] if s is not None and s[-1] != -1 else 2 * (x.shape[dims[-1]] - 1)
    check_points(last)
    sizes[-1] = last // 2 + 1
    return resized(x, dims, sizes), dims, last


def irfftn(self, s, dim, norm):
    """The inverse of `rfftn`."""
    x, dims, last = _half_n("irfftn", self, s, dim)
    return ops._fft_c2r(x, tuple(dims), normalization(norm, False), last)


def hfftn(self, s, dim, norm):
    """`hfft` along the last dimension after `fftn` over the others."""
    x, dims, last = _half_n("hfftn", self, s, dim)
    by = normalization(norm, True)
    if len(dims) > 1:
        x = ops._fft_c2c(x, tuple(dims[:-1]), by, True)
    return ops._fft_c2r(ops.conj(x), tuple(dims[-1:]), by, last)


def _frequencies(name, n, d, half, out, dtype, layout, device, pin_memory, requires_grad):
    wanted = dtype or (out.dtype if out is not None else _types.get_default_dtype())
    if not (wanted.is_floating_point or wanted.is_complex):
        raise RuntimeError(f"{name} requires a floating point or complex dtype")
    if wanted.is_complex:
        raise NotImplementedError(f"\"arange_cpu\" not implemented for '{wanted.scalar_name}'")
    count = max(int(n / 2) + 1, 0) if half else n

    def make(size, dtype):
        return kernels.frequencies(n, count, d, dtype)

    return constant(name, make, (count,), out, dtype, layout, device, pin_memory, requires_grad)


def fftfreq(n, d=1.0, out=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """The frequencies that `fft` of `n` points with distance `d` is at: first the positive ones, then the negative."""
    return _frequencies("fftfreq", n, d, False, out, dtype, layout, device, pin_memory, requires_grad)


def rfftfreq(n, d=1.0, out=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """The frequencies that `rfft` is at."""
    return _frequencies("rfftfreq", n, d, True, out, dtype, layout, device, pin_memory, requires_grad)


def _shifted(x, dim, extra):
    dims = tuple(range(x.ndim)) if dim is None else tuple([wrap_dim(d, x.ndim) for d in dim])
    return ops.roll(x, tuple([(x.shape[d] + extra) // 2 for d in dims]), dims)


def fftshift(self, dim):
    """The zero frequency moved to the middle."""
    return _shifted(self, dim, 0)


def ifftshift(self, dim):
    """The inverse of `fftshift`."""
    return _shifted(self, dim, 1)
