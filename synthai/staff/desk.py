"""The support desk: everything that happened at one customer, in one timeline. Read-only, and on record there.

Each source gives its newest lines up to a moment; they are merged and cut to a page, so the number of queries does not
grow with the customer. A page ends at a moment and the number of lines already shown of that very moment.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from allauth.usersessions.models import UserSession
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership, Organisation, SupportAccess, TokenFamily, User
from billing.models import Charge, ChargeState, Payment, PaymentState
from notifications.models import DID_NOT_ARRIVE, Mail
from notifications.services import mail_kinds
from pricing.models import Import, ImportState, Product, Run, RunState
from synthai.core.models import AuditEntry, FailedTask
from synthai.core.staff.trail import Change, changes_of

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that happened. `url` leads to its row in the admin."""

    at: datetime
    kind: str
    label: "_StrOrPromise"
    key: int
    title: str
    detail: str = ""
    url: str = ""
    is_bad: bool = False
    changes: tuple[Change, ...] = ()

    @property
    def place(self) -> tuple[datetime, str, int]:
        """Where it stands in the timeline: the same on every page."""
        return self.at, self.kind, self.key


@dataclass(frozen=True)
class Moment:
    """Where a page starts: at this moment, after `skip` lines of it."""

    at: datetime
    skip: int = 0

    @classmethod
    def read(cls, text: str, *, now: datetime) -> "Moment":
        """Out of an address; now when it says nothing that can be read."""
        at, _comma, skip = text.partition(",")
        try:
            return cls(datetime.fromisoformat(at), int(skip or 0))
        except ValueError:
            return cls(now)

    def __str__(self) -> str:
        return f"{self.at.isoformat()},{self.skip}"


@dataclass(frozen=True)
class Timeline:
    """One page of it. `older` is where the next one starts, None at the end."""

    lines: list[Line]
    older: Moment | None


def timeline(organisation: Organisation, *, start: Moment, kind: str = "") -> Timeline:
    """What happened until `start`, newest first; of one kind, or of all. One query a source."""
    chosen = [SOURCES[kind]] if kind in SOURCES else list(SOURCES.values())
    size = start.skip + PAGE + 1
    found = merge(
        *(source.lines(organisation, start.at, size) for source in chosen),
        key=lambda line: line.place,
        reverse=True,
    )
    lines = list(islice(found, start.skip, start.skip + PAGE + 1))
    if len(lines) <= PAGE:
        return Timeline(lines, None)
    lines = lines[:PAGE]
    last = lines[-1].at
    shown = sum(line.at == last for line in lines) + (start.skip if last == start.at else 0)
    return Timeline(lines, Moment(last, shown))


def figures(organisation: Organisation) -> dict[str, Any]:
    """What the head of the page says about the customer. Three queries."""
    work = Run.objects.filter(organisation=organisation).aggregate(
        runs=Count("id"), failed=Count("id", filter=Q(state=RunState.FAILED))
    )
    return {
        "members": Membership.objects.filter(organisation=organisation).count(),
        "products": Product.objects.filter(organisation=organisation).count(),
        **work,
    }


def open_support(organisation: Organisation, *, at: datetime) -> SupportAccess | None:
    """The consent by which staff may come in now. One query."""
    found: SupportAccess | None = (
        SupportAccess.objects.filter(organisation=organisation).active(at=at).first()
    )
    return found


@dataclass(frozen=True)
class Source:
    """One table's part of the timeline: its rows, the column that says when, and a row as a line."""

    kind: str
    title: "_StrOrPromise"
    rows: Callable[[Organisation], QuerySet[Any]]
    moment: str
    line: Callable[[Any], dict[str, Any]]

    def lines(self, organisation: Organisation, until: datetime, size: int) -> Iterator[Line]:
        """The newest lines up to a moment, newest first."""
        rows = self.rows(organisation).filter(**{f"{self.moment}__lte": until})
        for row in rows.order_by(f"-{self.moment}", "-pk")[:size]:
            at = getattr(row, self.moment)
            yield Line(at=at, kind=self.kind, label=self.title, key=row.pk, **self.line(row))


def _own(model: Any, *related: str) -> Callable[[Organisation], QuerySet[Any]]:
    return lambda organisation: model.objects.filter(organisation=organisation).select_related(*related)


def _of_members(model: Any) -> Callable[[Organisation], QuerySet[Any]]:
    return lambda organisation: model.objects.filter(user_id__in=_members(organisation)).select_related(
        "user"
    )


def _members(organisation: Organisation) -> QuerySet[Any, Any]:
    return Membership.objects.filter(organisation=organisation).values("user_id")


def _mails(organisation: Organisation) -> QuerySet[Any]:
    """Those of the organisation, and the personal ones of its members: confirmations, new passwords.

    What they say stays in the database: a subject may hold what opens an account.
    """
    addresses = User.objects.filter(pk__in=_members(organisation)).values("email")
    return Mail.objects.filter(
        Q(organisation=organisation) | Q(organisation=None, recipient__in=addresses)
    ).defer("subject", "text", "html")


def _page(row: Any) -> str:
    options = row._meta  # noqa: SLF001
    return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[row.pk])


def _member(row: Membership) -> dict[str, Any]:
    return {"title": _("%(who)s joined") % {"who": row.user}, "detail": row.role, "url": _page(row)}


def _browser(row: UserSession) -> dict[str, Any]:
    user = cast("User", row.user)
    return {
        "title": _("%(who)s signed in") % {"who": user},
        "detail": row.user_agent[:80],
        "url": _page(user),
    }


def _mobile(row: TokenFamily) -> dict[str, Any]:
    return {
        "title": _("%(who)s signed in on the mobile app") % {"who": row.user},
        "detail": " ".join(part for part in (row.device, row.get_end_reason_display()) if part),
        "url": _page(row),
    }


def _mail(row: Mail) -> dict[str, Any]:
    return {
        "title": _("Mail “%(kind)s” to %(who)s")
        % {"kind": mail_kinds.in_words(row.kind), "who": row.recipient},
        "detail": " ".join(part for part in (str(row.get_state_display()), row.last_error[:120]) if part),
        "url": _page(row),
        "is_bad": row.state in DID_NOT_ARRIVE,
    }


def _import(row: Import) -> dict[str, Any]:
    return {
        "title": _("Import of “%(file)s”") % {"file": row.file_name},
        "detail": " ".join(part for part in (str(row.get_state_display()), row.error) if part),
        "url": _page(row),
        "is_bad": row.state == ImportState.FAILED,
    }


def _run(row: Run) -> dict[str, Any]:
    return {
        "title": _("Price run"),
        "detail": " ".join(part for part in (str(row.get_state_display()), row.error) if part),
        "url": _page(row),
        "is_bad": row.state == RunState.FAILED,
    }


def _charge(row: Charge) -> dict[str, Any]:
    return {
        "title": _("Charge %(reference)s of %(total)s") % {"reference": row.reference, "total": row.money},
        "detail": f"{row.get_reason_display()}, {row.get_state_display()}",
        "url": _page(row),
        "is_bad": row.state == ChargeState.GIVEN_UP,
    }


def _payment(row: Payment) -> dict[str, Any]:
    return {
        "title": _("Payment %(reference)s by %(gateway)s, %(amount)s %(currency)s")
        % {
            "reference": row.reference,
            "gateway": row.gateway,
            "amount": row.amount,
            "currency": row.currency,
        },
        "detail": " ".join(part for part in (str(row.get_state_display()), row.failure) if part),
        "url": _page(row),
        "is_bad": row.state == PaymentState.FAILED,
    }


def _failure(row: FailedTask) -> dict[str, Any]:
    return {
        "title": _("Task %(name)s gave up") % {"name": row.name},
        "detail": row.error[:160],
        "url": _page(row),
        "is_bad": row.resolved_at is None,
    }


def _support(row: SupportAccess) -> dict[str, Any]:
    return {
        "title": _("%(who)s let support in") % {"who": row.allowed_by_label},
        "detail": f"{row}: {row.reason}",
        "url": _page(row),
    }


def _deed(row: AuditEntry) -> dict[str, Any]:
    return {"title": row.code, "detail": row.actor_label, "url": _page(row), "changes": changes_of(row)}


_ALL = (
    Source("audit", gettext_lazy("Audit"), _own(AuditEntry), "at", _deed),
    Source("errors", gettext_lazy("Errors"), _own(FailedTask), "failed_at", _failure),
    Source("imports", gettext_lazy("Imports"), _own(Import), "uploaded_at", _import),
    Source("runs", gettext_lazy("Price runs"), _own(Run), "requested_at", _run),
    Source("charges", gettext_lazy("Charges"), _own(Charge), "created_at", _charge),
    Source("payments", gettext_lazy("Payments"), _own(Payment), "created_at", _payment),
    Source("mails", gettext_lazy("Mails"), _mails, "created_at", _mail),
    Source("support", gettext_lazy("Support access"), _own(SupportAccess), "allowed_at", _support),
    Source("members", gettext_lazy("Members"), _own(Membership, "user"), "joined_at", _member),
    Source("sign_ins", gettext_lazy("Sign-ins"), _of_members(UserSession), "created_at", _browser),
    Source("app", gettext_lazy("Mobile app"), _of_members(TokenFamily), "created_at", _mobile),
)
SOURCES = {source.kind: source for source in _ALL}


def desk(request: HttpRequest) -> dict[str, Any]:
    """The kinds one may choose, for the page."""
    chosen = request.GET.get("kind", "")
    return {"kinds": [(source.kind, source.title, source.kind == chosen) for source in _ALL], "kind": chosen}
