"""A table that became documents, with its archive, for the sweeps."""

import io
from typing import Any

from django.utils import timezone

from content.models import BulkPart, BulkRow, BulkRun
from content.terms import BULK_KEPT
from synthai.core import files
from synthai.core.facts import gathering, storing
from synthai.core.testing.cast import Person


def store(organisation: Any, owner: Person) -> dict[str, str]:
    """Needs the organisation's tenant. Returns what addresses call it."""
    now = timezone.now()
    stored = files.save_stream(io.BytesIO(b"PK"), folder="content/bulk", name="documents.zip")
    facts = gathering.gather(organisation.pk, language="en", now=now, without=("sales", "products"))
    run = BulkRun.objects.create(
        title=f"Quotations of {organisation.name}", refs=["library:quotation:1"], state="finished", formats=["pdf"],
        columns=["customer.name"], mapping=["customer.name"], row_count=1, done_count=1, created_by=owner.user, created_at=now,
        asked_at=now, finished_at=now, expires_at=now + BULK_KEPT, path=stored.path, size=stored.size, facts=storing.dump(facts),
    )  # fmt: skip
    name = f"Quotation for {organisation.name}"
    BulkRow.objects.create(run=run, line=1, cells=["Kasi Café"], state="done", name=name)
    BulkPart.objects.create(run=run, path=f"content/bulk/part-of-{organisation.pk}.zip", is_done=True)
    return {"bulk_run": run.public_id, "bulk_title": run.title, "bulk_name": name}
