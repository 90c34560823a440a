"""When a table's days are over, and what its owner is told."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content import locks
from content.models import BulkPart, BulkRow, BulkRun, BulkState
from content.selectors import confidential
from notifications.services import inbox
from synthai.core import files
from synthai.core.after_commit import after_commit

KIND = "content.bulk"
QUICK = timedelta(seconds=20)  # who asked is still looking at the page


@transaction.atomic
def forget_expired(*, now: datetime) -> int:
    """Delete the runs whose days are over, with rows and files. Documents made of them stay. Needs the tenant."""
    expired = locks.lock_expired_bulk(now=now, limit=50)
    for run in expired:
        for path in paths(run.organisation_id or 0, run_id=run.pk):
            after_commit(files.delete, path)
        BulkPart.objects.filter(run=run).delete()
        BulkRow.objects.filter(run=run).delete()
        run.delete()
    return len(expired)


def paths(organisation_id: int, *, run_id: int | None = None) -> set[str]:
    """Every file of an organisation's runs, or of one of them."""
    runs = BulkRun.objects.filter(organisation_id=organisation_id).exclude(path="")
    parts = BulkPart.objects.filter(organisation_id=organisation_id)
    if run_id is not None:
        runs, parts = runs.filter(pk=run_id), parts.filter(run_id=run_id)
    return {*runs.values_list("path", flat=True), *parts.values_list("path", flat=True)}


def tell(run_id: int) -> None:
    """Ring the bell of who asked, unless they are still looking. Idempotent by run and round."""
    run = BulkRun.objects.select_related("organisation").order_by("pk").get(pk=run_id)
    failed = run.state == BulkState.FAILED
    is_quick = run.finished_at is not None and run.finished_at - run.asked_at < QUICK
    if run.created_by_id is None or run.is_active or (is_quick and not failed):
        return
    done = ngettext("%(count)d row was written.", "%(count)d rows were written.", run.done_count)
    inbox.notify(
        KIND,
        confidential.readers(run, [run.created_by_id]),
        title=(
            _("The documents of “%(name)s” stopped")
            if failed
            else _("The documents of “%(name)s” are written")
        )
        % {"name": run.title[:100]},
        body=run.error if failed else done % {"count": run.done_count},
        url=reverse("content:bulk", args=[run.organisation.slug, run.public_id]),
        organisation_id=run.organisation_id,
        key=f"bulk:{run.public_id}:{run.version}",
        thread=f"bulk:{run.public_id}",
    )
