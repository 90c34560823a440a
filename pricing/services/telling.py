"""Tell people what a run came to."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import selectors as people
from notifications.services import inbox
from pricing import permissions
from pricing.models import Import, ImportState, Recommendation, Run, RunState
from synthai.core.money import group_digits

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
        people.member_ids_holding(run.organisation.pk, permissions.RECOMMENDATION_ACCEPT),
        title=done if finished else _("Working out prices failed"),
        body=_("The price run has finished. Look at the advice and decide.") if finished else run.error,
        url=page if finished else reverse("pricing:run-detail", args=[slug, run.public_id]),
        organisation_id=run.organisation_id,
        key=f"run:{run.public_id}:{run.attempts}",
        thread="pricing.runs",
    )


@transaction.atomic
def prices_started(*, now: datetime) -> int:
    """Ring the bell of everybody who may decide: once for each day on which accepted prices started.

    Works off what was not told yet, so a day on which nothing swept is told later. Idempotent and safe in parallel:
    the rows of a day are claimed in one statement, by one sweep. Needs the tenant. Returns the number of prices told.
    """
    waiting = Recommendation.objects.starting_untold(now=now)
    told = 0
    for day in sorted({day for day in waiting.values_list("starts_on", flat=True) if day}):
        found = waiting.filter(starts_on=day).order_by("-id").select_related("organisation").first()
        count = waiting.filter(starts_on=day).update(start_told_at=now)
        if found is not None and count:
            _tell_started(found.organisation, day, count, today=localdate(now))
            told += count
    return told


def _tell_started(organisation: Any, day: date, count: int, *, today: date) -> None:
    starts = ngettext("%(count)d new price starts today", "%(count)d new prices start today", count)
    started = ngettext(
        "%(count)d new price started on %(day)s", "%(count)d new prices started on %(day)s", count
    )
    inbox.notify(
        "pricing.start",
        people.member_ids_holding(organisation.pk, permissions.RECOMMENDATION_ACCEPT),
        title=(starts if day == today else started) % {"count": count, "day": date_format(day, "j F Y")},
        body=_("Load the price list into your till and change the shelf labels."),
        url=reverse("pricing:price-list", args=[organisation.slug]),
        organisation_id=organisation.pk,
        key=f"price-start:{organisation.public_id}:{day.isoformat()}",
        thread="pricing.starts",
    )


def import_moved(import_id: int) -> None:
    """Ring the bell of the person who uploaded a file: it is in, it failed, or it needs an answer.

    Idempotent by import, state and attempt. Imports without a person (sample data) ring nobody.
    """
    found = Import.objects.select_related("organisation").order_by("pk").get(pk=import_id)
    titles = {
        ImportState.LOADED: _("“%(file)s” is in"),
        ImportState.FAILED: _("“%(file)s” could not be imported"),
        ImportState.MAPPING: _("“%(file)s” needs your answer"),
    }
    if found.is_sample or found.uploaded_by_id is None or found.state not in titles:
        return
    done = ngettext("%(count)s new row.", "%(count)s new rows.", found.added_count) % {
        "count": group_digits(Decimal(found.added_count), 0)
    }
    inbox.notify(
        "pricing.import",
        [found.uploaded_by_id],
        title=titles[ImportState(found.state)] % {"file": found.file_name[:100]},
        body=found.error or (done if found.state == ImportState.LOADED else _("Say what its columns mean.")),
        url=reverse("pricing:import-detail", args=[found.organisation.slug, found.public_id]),
        organisation_id=found.organisation_id,
        key=f"import:{found.public_id}:{found.state}:{found.queued_at.isoformat()}",
        thread=f"import:{found.public_id}",
    )
