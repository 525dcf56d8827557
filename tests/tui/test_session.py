"""What a sitting keeps, and what it lets go of."""

from __future__ import annotations

import gc
import weakref

from auditor import results
from tests.tui import factory
from tests.tui.conftest import make_session, with_audit


def test_another_audit_lets_go_of_what_read_the_one_before() -> None:
    """Its readers hold tables, which may be as large as the extract."""
    session = with_audit(make_session())
    readers = [weakref.ref(each) for each in (session.reader, session.fields, session.indicators)]
    assert all(each() is not None for each in readers)
    result = factory.audit_result()
    session.show(result, results.RowReader(result), results.summary(result))
    gc.collect()
    assert all(each() is None for each in readers)
    assert session.fields.result is result
