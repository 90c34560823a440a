"""The admin's front page: live figures, each with where to look."""

from datetime import timedelta
from typing import Any

import redis
from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_celery_beat.models import PeriodicTask

from accounts.models import Organisation, User
from notifications.models import Mail, MailState
from pricing.models import Import, Run, RunState
from synthai.core import health
from synthai.core.models import FailedTask, OutboxEvent
from synthai.staff import money, searching
from synthai.staff.tiles import Tile

QUEUES = ("default", "mail", "heavy", "ai")
NEWEST = 8


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add the tiles; called by the theme, inside all_tenants()."""
    now = timezone.now()
    day = now - timedelta(days=1)
    context["tiles"] = [
        *_people(day),
        *money.tiles(now),
        *_work(day),
        *_machinery(now),
        searching.tile(now),
        _schedule(),
        _health(),
    ]
    context["customers"], context["failures"] = _newest_customers(), _newest_failures()
    return context


def _newest_customers() -> list[dict[str, Any]]:
    return [
        {
            "at": found.created_at,
            "title": found.name,
            "detail": found.slug,
            "url": reverse("admin:organisation-desk", args=[found.pk]),
        }
        for found in Organisation.objects.order_by("-created_at")[:NEWEST]
    ]


def _newest_failures() -> list[dict[str, Any]]:
    """Tasks that gave up, and price runs and imports that failed, newest first."""
    tasks = FailedTask.objects.filter(resolved_at=None).order_by("-failed_at")[:NEWEST]
    runs = Run.objects.filter(state=RunState.FAILED).select_related("organisation")
    files = Import.objects.filter(state="failed").select_related("organisation")
    found = [
        *(_failure(row, row.failed_at, row.name, row.error) for row in tasks),
        *(
            _failure(row, row.requested_at, _("Price run"), row.organisation.name)
            for row in runs.order_by("-pk")[:NEWEST]
        ),
        *(
            _failure(row, row.uploaded_at, row.file_name, row.organisation.name)
            for row in files.order_by("-pk")[:NEWEST]
        ),
    ]
    return sorted(found, key=lambda line: line["at"], reverse=True)[:NEWEST]


def _failure(row: Any, at: Any, title: str, detail: str) -> dict[str, Any]:
    options = row._meta  # noqa: SLF001
    url = reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[row.pk])
    return {"at": at, "title": title, "detail": detail, "url": url}


def _list(name: str, query: str = "") -> str:
    return reverse(f"admin:{name}_changelist") + query


def _people(since: Any) -> list[Tile]:
    new = Organisation.objects.filter(created_at__gt=since).count()
    leaving = Organisation.objects.filter(delete_after__isnull=False).count()
    return [
        Tile(
            _("Organisations"),
            str(Organisation.objects.count()),
            _("%(new)d new in 24 hours, %(leaving)d leaving; open one and its support desk")
            % {"new": new, "leaving": leaving},
            _list("accounts_organisation"),
        ),
        Tile(
            _("People"),
            str(User.objects.count()),
            _("Search by e-mail (Ctrl+K finds everything)"),
            _list("accounts_user"),
        ),
    ]


def _work(since: Any) -> list[Tile]:
    active = Count("id", filter=Q(state__in=["waiting", "running"]))
    failed = Count("id", filter=Q(state=RunState.FAILED, finished_at__gt=since))
    finished = Count("id", filter=Q(state=RunState.FINISHED, finished_at__gt=since))
    runs = Run.objects.aggregate(active=active, failed=failed, finished=finished)
    imports = Import.objects.filter(uploaded_at__gt=since).aggregate(
        all=Count("id"), failed=Count("id", filter=Q(state="failed"))
    )
    return [
        Tile(
            _("Price runs, 24 hours"),
            f"{runs['finished']} / {runs['active']} / {runs['failed']}",
            _("finished / active / failed; read why, then try again or cancel"),
            _list("pricing_run", "?state__exact=failed" if runs["failed"] else ""),
            is_bad=bool(runs["failed"]),
        ),
        Tile(
            _("Imports, 24 hours"),
            f"{imports['all']} / {imports['failed']}",
            _("all / failed; the error says whether the file is at fault, else try again"),
            _list("pricing_import", "?state__exact=failed" if imports["failed"] else ""),
            is_bad=bool(imports["failed"]),
        ),
    ]


def _machinery(now: Any) -> list[Tile]:
    waiting = OutboxEvent.objects.filter(relayed_at=None)
    oldest = waiting.order_by("id").values_list("created_at", flat=True).first()
    lag = 0 if oldest is None else int((now - oldest).total_seconds())
    failed = FailedTask.objects.filter(resolved_at=None).count()
    mails = Mail.objects.filter(state=MailState.FAILED).count()
    return [
        Tile(
            _("Queues"),
            queue_depths(),
            _("tasks waiting in default / mail / heavy / ai; a growing number needs more workers"),
            _list("django_celery_beat_periodictask"),
        ),
        Tile(
            _("Outbox"),
            f"{waiting.count()}, {lag} s",
            _("facts waiting, age of the oldest; over two minutes: is a worker running?"),
            _list("core_outboxevent", "?relayed_at__isempty=1"),
            is_bad=lag > 120,
        ),
        Tile(
            _("Failed tasks"),
            str(failed),
            _("read the error, then run again"),
            _list("core_failedtask", "?resolved_at__isempty=1"),
            is_bad=failed > 0,
        ),
        Tile(
            _("Mails not sent"),
            str(mails),
            _("send again when the mail server is back"),
            _list("notifications_mail", "?state__exact=failed"),
            is_bad=mails > 0,
        ),
    ]


def _schedule() -> Tile:
    paused = PeriodicTask.objects.filter(enabled=False).count()
    return Tile(
        _("Schedule"),
        _("%(count)d paused") % {"count": paused},
        _("what beat does; resume what nobody paused on purpose"),
        _list("django_celery_beat_periodictask", "?enabled__exact=0" if paused else ""),
        is_bad=paused > 0,
    )


def _health() -> Tile:
    found = {name: health.timed(check) for name, check in health.CHECKS.items()}
    wrong = [name for name, check in found.items() if not check["ok"]]
    details = " ".join(str(found[name].get("detail", "")) for name in wrong)
    return Tile(
        _("Health"),
        ", ".join(wrong) or _("well"),
        details or _("database, migrations, Valkey, workers and outbox answer"),
        reverse("readyz"),
        is_bad=bool(wrong),
    )


def queue_depths() -> str:
    """Waiting tasks per queue, or a dash when Valkey does not answer."""
    try:
        with redis.Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=1) as broker:
            return " / ".join(str(broker.llen(queue)) for queue in QUEUES)
    except redis.RedisError:
        return "–"
