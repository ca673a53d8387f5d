"""What every test session starts from: one thread, a header that says which core runs, reproducible random examples."""
import gc
import os

# Before NumPy loads its BLAS: the tests are about values and orders of sums, and run beside each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import hypothesis
import numpy as np

import pyautograd

hypothesis.settings.register_profile("default", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "default")


def pytest_report_header(config):
    where = os.path.dirname(os.path.abspath(pyautograd.__file__))
    return f"pyautograd {pyautograd._version.__version__}: {pyautograd.backend} core, NumPy {np.__version__}, in {where}"


def pytest_collection_finish(session):
    """Tests that collect garbage look through what they made, and not each time through thirty thousand tests that wait."""
    gc.collect()
    gc.freeze()
