"""What an organisation may use, and how much: one check for page, API, socket and task.

An app declares its features here (`feature`), asks here (`allows`, `limit`, `room_for`, `consume`), and never learns who
sells them: billing offers the source. Where nobody offers one, or the catalogue is empty, everything is allowed.

A switch is on or off. A limit is a number of things that exist (seats, products): the app counts them itself. A meter is a
sum over a period (documents, AI credits): `consume` counts, exactly once for each event id.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal, Protocol

from django.utils.translation import gettext_lazy as _

from synthai.core.errors import DomainError

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

FRESH_SECONDS: Final = 0.8  # how long this process believes what it knows: a change counts within a second
logger = logging.getLogger("synthai.entitlements")


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One thing plans differ in. Of a limit `count` tells how many there are now, and `grown` how many of these were made
    since an instant; of a switch `count` tells how many things use it. All run inside the tenant. `is_whole`: of a meter that
    counts things there are no fractions.
    """

    code: str
    kind: Literal["switch", "limit", "meter"]
    title: "_StrOrPromise"
    unit: "_StrOrPromise" = ""
    count: Callable[[int], int] | None = None
    grown: Callable[[int, datetime], int] | None = None
    is_whole: bool = False

    @property
    def in_sentence(self) -> str:
        """The title in the middle of a sentence: "price runs", "AI credits"."""
        title = str(self.title)
        return title if title[:2].isupper() else title.lower()


@dataclass(frozen=True, slots=True)
class Grant:
    """What is given of one feature: a number, yes (None: without limit) or no (0)."""

    value: Decimal | None
    is_soft: bool = False


@dataclass(frozen=True, slots=True)
class Grants:
    """Everything an organisation is given now. `plan` is the name people know it by."""

    by_feature: dict[str, Grant] = field(default_factory=dict)
    plan: str = ""
    is_everything: bool = False


EVERYTHING: Final = Grants(is_everything=True)
NO_LIMIT: Final = Grant(None)
NOTHING: Final = Grant(Decimal(0))


class Source(Protocol):
    """Who knows what an organisation is given."""

    def grants(self, organisation_id: int) -> Grants:
        """What it is given now. May ask cache and database."""

    def consume(
        self,
        organisation_id: int,
        feature: Feature,
        grant: Grant,
        quantity: Decimal,
        event_id: str,
        at: datetime,
    ) -> None:
        """Count one use of a meter once. Raises LimitReached when a hard limit or the customer's cap stands in the way."""

    def has_prepaid(self, organisation_id: int, code: str) -> bool:
        """Whether units of a meter were bought or given beside the plan, and are left. Asked inside the tenant."""

    def where_to_upgrade(self, organisation_id: int) -> str:
        """The path of the page where more can be had, or nothing."""


class NotInPlan(DomainError):
    """The plan does not have it."""

    code = "core.plan.not_included"
    title = _("Not in your plan")
    message = _(
        "“%(feature)s” is not part of your plan (%(plan)s). Choose a plan that has it under Plan and payments."
    )
    remedy = _(
        "Choose a plan or add-on that includes it, or ask whoever pays for SynthAI in your organisation."
    )
    status = 402

    def members(self) -> dict[str, object]:
        return {"feature": self.params.get("feature_code"), "upgrade": self.params.get("upgrade")}


_MONTH_IS_OVER = _(
    "Your plan (%(plan)s) has a limit of %(limit)s a month for “%(feature)s”. Used: %(used)s. There is no room for "
    "%(adding)s more. Choose a larger plan under Plan and payments, or wait for the next month."
)


class LimitReached(DomainError):
    """There is no more of it in the plan."""

    code = "core.plan.limit_reached"
    title = _("Your plan's limit is reached")
    message = _(
        "Your plan (%(plan)s) has a limit of %(limit)s for “%(feature)s”. In use: %(used)s. There is no room for "
        "%(adding)s more. Choose a larger plan under Plan and payments, or free some."
    )
    remedy = _("Choose a larger plan or an add-on, or remove what is no longer needed.")
    status = 402

    def members(self) -> dict[str, object]:
        names = ("limit", "used", "adding", "upgrade")
        told = {name: self.params.get(name) for name in names}
        return {
            "feature": self.params.get("feature_code"),
            **{k: None if v is None else str(v) for k, v in told.items()},
        }


_features: dict[str, Feature] = {}
_source: Source | None = None
_known: dict[int, tuple[float, Grants]] = {}
_KNOWN_AT_MOST: Final = 50_000


def feature(
    code: str,
    *,
    kind: Literal["switch", "limit", "meter"],
    title: "_StrOrPromise",
    unit: "_StrOrPromise" = "",
    count: Callable[[int], int] | None = None,
    grown: Callable[[int, datetime], int] | None = None,
    is_whole: bool = False,
) -> str:
    """Declare a feature ("app.noun") at the app's start; returns its code. Declaring it again replaces it."""
    _features[code] = Feature(
        code=code, kind=kind, title=title, unit=unit, count=count, grown=grown, is_whole=is_whole
    )
    return code


def features() -> dict[str, Feature]:
    """Every declared feature by code, sorted."""
    return dict(sorted(_features.items()))


def offer_source(source: Source | None) -> None:
    """Let this source say what organisations are given. None: everybody gets everything."""
    global _source  # noqa: PLW0603 - one source for the process, as registries of core are
    _source = source
    _known.clear()


def grants(organisation_id: int) -> Grants:
    """What the organisation is given, at most FRESH_SECONDS old. Microseconds when known already."""
    known = _known.get(organisation_id)
    now = time.monotonic()
    if known is not None and now - known[0] < FRESH_SECONDS:
        return known[1]
    found = EVERYTHING if _source is None else _source.grants(organisation_id)
    if len(_known) >= _KNOWN_AT_MOST:
        _known.clear()
    _known[organisation_id] = (now, found)
    return found


def forget(organisation_id: int) -> None:
    """Ask anew next time: something changed in this process."""
    _known.pop(organisation_id, None)


def forget_all() -> None:
    """As `forget`, for every organisation."""
    _known.clear()


def grant(organisation_id: int, code: str) -> Grant:
    """What the organisation is given of one feature. A feature that its plan does not mention is not given."""
    found = grants(organisation_id)
    return NO_LIMIT if found.is_everything else found.by_feature.get(code, NOTHING)


def allows(organisation_id: int, code: str) -> bool:
    """Whether a switch is on, or anything at all is given of a limit or meter."""
    given = grant(organisation_id, code).value
    return given is None or given > 0


def limit(organisation_id: int, code: str) -> Decimal | None:
    """How much is given; None: without limit."""
    return grant(organisation_id, code).value


def require(organisation_id: int, code: str) -> None:
    """Pass, or raise NotInPlan with the feature's title and the plan's name."""
    if not allows(organisation_id, code):
        raise NotInPlan(
            feature=_title(code),
            feature_code=code,
            plan=grants(organisation_id).plan,
            upgrade=upgrade_path(organisation_id),
        )


def room_for(organisation_id: int, code: str, *, adding: int = 1, used: int | None = None) -> None:
    """Pass when `adding` more of a limited thing fit, else raise LimitReached.

    Hold the lock that makes counting safe. `used` is the present number when the caller has it; else the feature's own
    `count` is asked, only where there is a limit. A soft limit lets everything pass. Raises LimitReached, or NotInPlan when
    the plan has none of it.
    """
    given = grant(organisation_id, code)
    if given.value is None or given.is_soft:
        return
    known = _features.get(code)
    present = used if used is not None else (known.count(organisation_id) if known and known.count else 0)
    if present + adding > given.value:
        if not given.value:
            require(organisation_id, code)  # "0 of 0" would be no sentence: the plan does not have it
        raise limit_reached(
            organisation_id, code, limit=given.value, used=Decimal(present), adding=Decimal(adding)
        )


def consume(
    organisation_id: int, code: str, *, quantity: Decimal | int = 1, event_id: str, at: datetime
) -> None:
    """Count one use of a meter, in the caller's transaction, once for each `event_id`.

    Raises NotInPlan when none is given, LimitReached when a hard limit or the customer's own cap is passed.
    Without a source nothing is counted.
    """
    if _source is None:
        return
    if not allows(organisation_id, code) and not _source.has_prepaid(organisation_id, code):
        require(organisation_id, code)
    known = _features.get(code) or Feature(code=code, kind="meter", title=code)
    _source.consume(organisation_id, known, grant(organisation_id, code), Decimal(quantity), event_id, at)


def limit_reached(
    organisation_id: int, code: str, *, limit: Decimal, used: Decimal, adding: Decimal
) -> LimitReached:  # fmt: skip
    """The refusal, with every number and the way to more."""
    known = _features.get(code)
    return LimitReached(
        _MONTH_IS_OVER if known and known.kind == "meter" else None,
        feature=_title(code),
        feature_code=code,
        plan=grants(organisation_id).plan,
        limit=plain(limit),
        used=plain(used),
        adding=plain(adding),
        unit=known.unit if known else "",
        upgrade=upgrade_path(organisation_id),
    )


def plain(number: Decimal) -> str:
    """A number without zeros that say nothing: 5000, 0.5."""
    return f"{number.normalize():f}"


def upgrade_path(organisation_id: int) -> str:
    """Where more can be had."""
    return _source.where_to_upgrade(organisation_id) if _source is not None else ""


def _title(code: str) -> "_StrOrPromise":
    known = _features.get(code)
    return known.title if known else code
