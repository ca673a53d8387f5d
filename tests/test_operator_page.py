"""The page of operators says what the table says."""
from operator_page import PAGE, SECTIONS, page

from pyautograd._table import rows


def test_the_page_is_in_step():
    assert PAGE.read_text(encoding="utf-8") == page(), "run python tests/operator_page.py"


def test_every_public_row_has_a_place():
    assert {r.module for r in rows() if r.variants} <= set(SECTIONS)
