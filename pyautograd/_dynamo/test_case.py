"""The base of test classes for what is compiled."""
import importlib.util

from ..testing._internal import common_utils
from . import reset


def run_tests(needs=()):
    """Run the tests of a program, where the modules that it needs are here (``"cuda"`` is not)."""
    for need in (needs,) if isinstance(needs, str) else needs:
        if need == "cuda" or importlib.util.find_spec(need) is None:
            return
    common_utils.run_tests()


class TestCase(common_utils.TestCase):
    """A test case that forgets what was compiled before and after each test."""

    def setUp(self):
        super().setUp()
        reset()

    def tearDown(self):
        reset()
        super().tearDown()
