"""Pages of tables that become documents that every browser check visits."""

import io
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone

from content.models import BulkRun
from content.selectors import bulk as selectors
from content.services import bulk, bulk_files, bulk_working
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

_TABLE: Final = (
    'Customer,"Who reads it there?",subject,terms\nKasi Café,Lerato,catering,30\nShisa Nyama Corner,,fruit,\n'
)
_REF: Final = "library:quotation:1"


def _address(view: str, *ids: Any) -> str:
    return reverse(f"content:{view}", args=["umoja-foods", *ids])


def _run(cast: Cast) -> BulkRun:
    with tenant(cast.umoja):
        return bulk.begin([_REF], by=cast.thandi.actor, now=timezone.now())


def _uploaded(cast: Cast, content: bytes) -> BulkRun:
    made = _run(cast)
    with tenant(cast.umoja):
        file, by = io.BytesIO(content), cast.thandi.actor
        return bulk.upload(made.pk, file, name="customers.csv", by=by, now=timezone.now())


def _worked(cast: Cast, run: BulkRun) -> BulkRun:
    with tenant(cast.umoja):
        bulk_working.work(run.pk, go_on=lambda _run: None)
        return selectors.get_bulk(run.public_id, by=cast.thandi.actor)


def _good(cast: Cast) -> bytes:
    with tenant(cast.umoja), bulk_files.example(_run(cast), "csv") as file:
        head, _line, row = file.read().decode("utf-8-sig").partition("\n")
    other, wrong = row.replace("Kasi Café", "Shisa Nyama Corner"), row.replace("185.00", "R one")
    return f"{head}\n{row}{other}{wrong}".encode()


def begun(cast: Cast) -> str:
    return _address("bulk", _run(cast).public_id)


def to_mend(cast: Cast) -> str:
    return _address("bulk", _worked(cast, _uploaded(cast, _TABLE.encode())).public_id)


def ready(cast: Cast) -> str:
    return _address("bulk", _worked(cast, _uploaded(cast, _good(cast))).public_id)


def writing(cast: Cast) -> str:
    return _address("bulk", _started(cast).public_id)


def finished(cast: Cast) -> str:
    return _address("bulk", _worked(cast, _started(cast)).public_id)


def looked_at(cast: Cast) -> str:
    return _address("bulk-preview", _worked(cast, _uploaded(cast, _good(cast))).public_id, 2)


def listed(cast: Cast) -> str:
    finished(cast)
    to_mend(cast)
    return _address("bulk-list")


def _started(cast: Cast) -> BulkRun:
    run = _worked(cast, _uploaded(cast, _good(cast)))
    with tenant(cast.umoja):
        return bulk.start(run.pk, formats=["pdf", "docx"], by=cast.thandi.actor, now=timezone.now())


LISTED: Final[list[dict[str, Any]]] = [
    {"name": "bulk-empty", "who": "thandi", "path": lambda: _address("bulk-list")},
    {"name": "bulk-list", "who": "thandi", "prepare": listed},
    {"name": "bulk-new", "who": "thandi", "path": lambda: _address("bulk-new")},
    {"name": "bulk-begun", "who": "thandi", "prepare": begun},
    {"name": "bulk-to-mend", "who": "thandi", "prepare": to_mend},
    {"name": "bulk-ready", "who": "thandi", "prepare": ready},
    {"name": "bulk-writing", "who": "thandi", "prepare": writing},
    {"name": "bulk-finished", "who": "thandi", "prepare": finished},
    {"name": "bulk-row", "who": "thandi", "prepare": looked_at},
]
