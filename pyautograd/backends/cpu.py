"""``torch.backends.cpu``: what the processor offers."""


def get_cpu_capability():
    """The widest vector instructions that NumPy found: ``"AVX512"``, ``"AVX2"`` or ``"DEFAULT"``."""
    from numpy import _core

    features = _core._multiarray_umath.__cpu_features__
    return "AVX512" if features.get("AVX512F") else "AVX2" if features.get("AVX2") else "DEFAULT"
