"""``torch.backends.cpu``: what the processor offers."""


def processor_features():
    """Name -> whether the processor has that extension of its instruction set, as NumPy found and names them."""
    try:
        from numpy._core import _multiarray_umath
    except ImportError:  # NumPy before 2
        from numpy.core import _multiarray_umath
    return _multiarray_umath.__cpu_features__


def get_cpu_capability():
    """The widest vector instructions that NumPy found: ``"AVX512"``, ``"AVX2"`` or ``"DEFAULT"``."""
    features = processor_features()
    return "AVX512" if features.get("AVX512F") else "AVX2" if features.get("AVX2") else "DEFAULT"
