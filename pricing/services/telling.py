"""Tell people what a run came to."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import selectors as people
from notifications.services import inbox
from pricing import permissions
from pricing.models import Run, RunState

KIND = "pricing.run"


def run_ended(run_id: int) -> None:
    """Ring the bell of everybody who may decide about prices. Idempotent by run and attempt."""
    run = Run.objects.select_related("organisation").order_by("pk").get(pk=run_id)
    finished = run.state == RunState.FINISHED
    changes = run.totals.get("change", 0)
    done = ngettext("%(count)d price to change", "%(count)d prices to change", changes) % {"count": changes}
    slug = run.organisation.slug
    page = reverse("pricing:recommendation-list", args=[slug])
    inbox.notify(
        KIND,
        people.member_ids_holding(run.organisation_id, permissions.RECOMMENDATION_ACCEPT),
        title=done if finished else _("Working out prices failed"),
        body=_("The price run has finished. Look at the advice and decide.") if finished else run.error,
        url=page if finished else reverse("pricing:run-detail", args=[slug, run.public_id]),
        organisation_id=run.organisation_id,
        key=f"run:{run.public_id}:{run.attempts}",
    )
