"""Which stems very many entries of an organisation have: counted by the worker, so that no search has to."""

from datetime import timedelta
from typing import Final

from django.core.cache import cache
from django.db import connection, transaction

_MANY: Final = 200  # what is in fewer is looked up in the index about as fast as its count
_LARGE: Final = 1000  # entries; of a smaller organisation nothing is too common
_EVERY: Final = timedelta(hours=1)
# ts_stat reads as whoever asks, inside the tenant; the condition is there a second time.
_COUNT: Final = """
INSERT INTO core_searchcommon (organisation_id, lexeme, held)
SELECT %(organisation)s, word, ndoc
FROM ts_stat(format('SELECT words FROM core_searchentry WHERE organisation_id = %%s', %(organisation)s::bigint))
WHERE ndoc >= %(many)s AND length(word) <= 100
"""


def keep_up(organisation_id: int) -> None:
    """Count them, at most once an hour. Needs the tenant; for the worker, after it wrote."""
    if cache.add(f"search-common:{organisation_id}", 1, timeout=int(_EVERY.total_seconds())):
        count(organisation_id)


@transaction.atomic
def count(organisation_id: int) -> None:
    """Count them now: about five milliseconds for a thousand entries. Needs the tenant."""
    values = {"organisation": organisation_id, "many": _MANY, "large": _LARGE}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_searchcommon WHERE organisation_id = %(organisation)s", values)
        cursor.execute(
            "SELECT count(*) FROM (SELECT 1 FROM core_searchentry WHERE organisation_id = %(organisation)s "
            "LIMIT %(large)s) AS counted",
            values,
        )
        if cursor.fetchone()[0] == _LARGE:
            cursor.execute(_COUNT, values)
