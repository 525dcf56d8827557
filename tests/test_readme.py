"""The picture in the README is what the program shows today; ``make docs`` draws it anew."""

from __future__ import annotations

from tests.picture import FILE, picture


def test_the_picture_is_fresh() -> None:
    """The overview of the sample at 100 by 30."""
    assert FILE.read_text(encoding="utf-8") == picture()
