"""Counting queries: every list states how many it may ask."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext


@contextmanager
def assert_max_queries(most: int) -> Iterator[CaptureQueriesContext]:
    """Fail, with the list of queries, when the block asks more than `most`."""
    with CaptureQueriesContext(connection) as captured:
        yield captured
    asked = [query["sql"] for query in captured.captured_queries]
    if len(asked) > most:
        numbered = "\n".join(f"{number}. {statement}" for number, statement in enumerate(asked, 1))
        raise AssertionError(f"{len(asked)} queries, at most {most} are allowed:\n{numbered}")
