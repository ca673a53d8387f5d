"""``torch.testing._internal.common_utils``: what test suites import from there."""
import contextlib
import functools
import gc
import importlib.util
import os
import platform
import sys
import tempfile
import unittest
import warnings

import numpy as np

import pyautograd as torch

from .. import assert_close, make_tensor  # noqa: F401
from .._utils import freeze_rng_state  # noqa: F401
from ._parametrize import dtype_name, instantiate_parametrized_tests, parametrize, subtest  # noqa: F401
from ._test_case import SEED, TestCase, run_tests, set_rng_seed, set_warn_always_context  # noqa: F401


def _installed(name):
    return importlib.util.find_spec(name) is not None


IS_LINUX, IS_WINDOWS, IS_MACOS = sys.platform == "linux", sys.platform == "win32", sys.platform == "darwin"
IS_X86 = platform.machine() in ("x86_64", "i386", "AMD64")
IS_ARM64 = platform.machine() in ("arm64", "aarch64")
IS_PPC, IS_S390X = platform.machine() == "ppc64le", platform.machine() == "s390x"
IS_CI, IS_FBCODE, IS_SANDCASTLE, IS_REMOTE_GPU = bool(os.getenv("CI")), False, False, False
TEST_NUMPY, TEST_SCIPY, TEST_NUMBA, TEST_OPT_EINSUM = True, _installed("scipy"), _installed("numba"), _installed("opt_einsum")
TEST_CUDA = TEST_MULTIGPU = TEST_MPS = TEST_XPU = TEST_HPU = TEST_MKL = TEST_MKLDNN = TEST_ONEDNN = TEST_CUDNN = False
TEST_WITH_ROCM = TEST_WITH_ASAN = TEST_WITH_TSAN = TEST_WITH_UBSAN = TEST_WITH_TORCHDYNAMO = TEST_WITH_TORCHINDUCTOR = TEST_WITH_CROSSREF = False
TEST_WITH_SLOW = os.getenv("PYTORCH_TEST_WITH_SLOW", "0") == "1"
TEST_SKIP_FAST = os.getenv("PYTORCH_TEST_SKIP_FAST", "0") == "1"
TEST_DILL, TEST_TRANSFORMERS = _installed("dill"), _installed("transformers")
NO_MULTIPROCESSING_SPAWN = os.getenv("NO_MULTIPROCESSING_SPAWN", "0") == "1"
GRADCHECK_NONDET_TOL = 1e-12
NOTEST_CPU = False
numpy_to_torch_dtype_dict = {
    np.bool_: torch.bool, np.uint8: torch.uint8, np.int8: torch.int8, np.int16: torch.int16, np.int32: torch.int32, np.int64: torch.int64,
    np.float16: torch.float16, np.float32: torch.float32, np.float64: torch.float64, np.complex64: torch.complex64, np.complex128: torch.complex128,
}  # fmt: skip
torch_to_numpy_dtype_dict = {value: key for key, value in numpy_to_torch_dtype_dict.items()}


def gradcheck(fn, inputs, **kwargs):
    """`autograd.gradcheck`, batched gradients too and in the slow mode unless told otherwise."""
    return torch.autograd.gradcheck(fn, inputs, **{"check_batched_grad": True, "fast_mode": True, **kwargs})


def gradgradcheck(fn, inputs, grad_outputs=None, **kwargs):
    """`autograd.gradgradcheck`, batched gradients too and in the slow mode unless told otherwise."""
    return torch.autograd.gradgradcheck(fn, inputs, grad_outputs, **{"check_batched_grad": True, "fast_mode": True, **kwargs})


@contextlib.contextmanager
def set_default_dtype(dtype):
    """A block with another default dtype."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


@contextlib.contextmanager
def disable_gc():
    """A block in which the garbage collector does not run."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@contextlib.contextmanager
def TemporaryFileName(*args, **kwargs):  # noqa: N802
    """The name of a file that exists during the block."""
    kwargs.pop("delete", None)
    with tempfile.NamedTemporaryFile(*args, delete=False, **kwargs) as file:
        pass
    try:
        yield file.name
    finally:
        os.unlink(file.name)


@contextlib.contextmanager
def TemporaryDirectoryName(suffix=None):  # noqa: N802
    """The name of a directory that exists during the block."""
    with tempfile.TemporaryDirectory(suffix=suffix) as name:
        yield name


class DeterministicGuard:
    """A block with `use_deterministic_algorithms` set."""

    def __init__(self, deterministic, *, warn_only=False, fill_uninitialized_memory=True):
        self.deterministic, self.warn_only = deterministic, warn_only

    def __enter__(self):
        self.before = torch.are_deterministic_algorithms_enabled(), torch.is_deterministic_algorithms_warn_only_enabled()
        torch.use_deterministic_algorithms(self.deterministic, warn_only=self.warn_only)

    def __exit__(self, *exc):
        torch.use_deterministic_algorithms(self.before[0], warn_only=self.before[1])


def suppress_warnings(fn):
    """A test whose warnings are not shown."""

    @functools.wraps(fn)
    def quiet(*args, **kwargs):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return fn(*args, **kwargs)

    return quiet


def slowTest(fn):  # noqa: N802
    """A test that runs only where PYTORCH_TEST_WITH_SLOW is 1."""
    return unittest.skipUnless(TEST_WITH_SLOW, "test is slow; run with PYTORCH_TEST_WITH_SLOW to enable test")(fn)


def slowTestIf(condition):  # noqa: N802
    """`slowTest` where a condition holds."""
    return slowTest if condition else lambda fn: fn


skipIfNoSciPy = unittest.skipUnless(TEST_SCIPY, "test require SciPy, but SciPy not found")  # noqa: N816
skipIfWindows = unittest.skipIf(IS_WINDOWS, "test doesn't currently work on the Windows stack")  # noqa: N816


def _unchanged(fn=None, *args, **kwargs):
    """The test itself: what it skips is not here."""
    return fn if callable(fn) else lambda test: test


skipIfNoLapack = skipIfRocm = skipIfMPS = skipIfXpu = skipIfHpu = skipIfTorchDynamo = skipIfTorchInductor = skipIfCrossRef = _unchanged  # noqa: N816
skipIfCompiledWithoutNumpy = skipIfLegacyJitExecutor = markDynamoStrictTest = unMarkDynamoStrictTest = serialTest = _unchanged  # noqa: N816
xfailIfTorchDynamo = skipIfFreeThreaded = _unchanged  # noqa: N816


class NoTest:
    """A class that holds no tests."""

    __test__ = False


def is_iterable(obj):
    """Whether `obj` can be iterated over."""
    try:
        iter(obj)
    except TypeError:
        return False
    return True


def is_iterable_of_tensors(iterable, include_empty=False):
    """Whether `iterable` is not a tensor but gives tensors alone."""
    if isinstance(iterable, torch.Tensor):
        return False
    if not is_iterable(iterable):
        return False
    items = list(iterable)
    return include_empty if not items else all(isinstance(item, torch.Tensor) for item in items)


def noncontiguous_like(t):
    """A copy of a tensor that is not contiguous."""
    if not t.is_contiguous():
        return t
    wide = t.new_full(t.shape + (2,), float("nan") if t.is_floating_point() or t.is_complex() else 12)
    copy = wide[..., 0]
    copy.copy_(t.detach())
    copy.requires_grad = t.requires_grad
    return copy


def random_square_matrix_of_rank(n, rank, dtype=torch.double, device="cpu"):
    """A square matrix of a given rank."""
    if rank > n:
        raise AssertionError(f"expected rank <= l, got rank={rank}, l={n}")
    u, _, vh = torch.linalg.svd(torch.randn(n, n, dtype=dtype), full_matrices=False)
    s = torch.where(torch.arange(n) < rank, torch.rand(n, dtype=dtype).abs() + 1, 0).to(dtype)
    return (u * s) @ vh


def random_symmetric_matrix(n, *batches, dtype=torch.double, device="cpu"):
    """Symmetric matrices."""
    a = torch.randn(*batches, n, n, dtype=dtype)
    return (a + a.mT).div_(2)


def random_symmetric_psd_matrix(n, *batches, dtype=torch.double, device="cpu"):
    """Symmetric positive semidefinite matrices."""
    a = torch.randn(*batches, n, n, dtype=dtype)
    return a @ a.mT


def random_symmetric_pd_matrix(n, *batches, dtype=torch.double, device="cpu"):
    """Symmetric positive definite matrices."""
    a = torch.randn(*batches, n, n, dtype=dtype)
    return a @ a.mT + torch.eye(n, dtype=dtype) * 1e-3


def random_hermitian_pd_matrix(n, *batches, dtype=torch.double, device="cpu"):
    """Hermitian positive definite matrices."""
    a = torch.randn(*batches, n, n, dtype=dtype)
    return a @ a.mH + torch.eye(n, dtype=dtype)


def make_fullrank_matrices_with_distinct_singular_values(*shape, device="cpu", dtype=torch.double, requires_grad=False):
    """Matrices of full rank whose singular values are 2, 3, ... up to a part below 1."""
    k = min(shape[-1], shape[-2])
    u, _, vh = torch.linalg.svd(make_tensor(shape, device=device, dtype=dtype), full_matrices=False)
    s = torch.linspace(1 / (k + 1), 1, k, dtype=u.real.dtype)
    return ((u * s.to(u.dtype)) @ vh).requires_grad_(requires_grad)


def find_free_port():
    """The number of a port that nobody listens on."""
    import socket

    with socket.socket() as found:
        found.bind(("localhost", 0))
        return found.getsockname()[1]
