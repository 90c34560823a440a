"""Tell who asked for a document what became of it, when it took so long that they are likely elsewhere."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.models import WritingRun, WritingState
from content.selectors import confidential
from notifications.services import inbox

KIND = "content.writing"
QUICK = timedelta(seconds=20)  # who asked is still looking at the page


def run_ended(run_id: int) -> None:
    """Ring the bell of who asked. Idempotent by run and round. A run that was quick or cancelled tells nobody."""
    run = WritingRun.objects.select_related("organisation", "document").order_by("pk").get(pk=run_id)
    failed = run.state == WritingState.FAILED
    is_quick = run.finished_at is not None and run.finished_at - run.requested_at < QUICK
    if run.requested_by_id is None or run.is_active or (is_quick and not failed):
        return
    name = run.document.title[:100]
    count = run.totals.get("machine", 0) + run.totals.get("template", 0)
    done = ngettext(
        "%(count)d section was written. Read it before you send anything.",
        "%(count)d sections were written. Read them before you send anything.",
        count,
    )
    inbox.notify(
        KIND,
        confidential.readers(run.document, [run.requested_by_id]),
        title=(_("“%(name)s” could not be written") if failed else _("“%(name)s” is written"))
        % {"name": name},
        body=run.error if failed else done % {"count": count},
        url=reverse("content:run", args=[run.organisation.slug, run.public_id]),
        organisation_id=run.organisation_id,
        key=f"writing:{run.public_id}:{run.version}",
        thread=f"writing:{run.document.public_id}",
    )
