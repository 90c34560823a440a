"""Exports for bookkeeping programs: which files there are of a period, and what our accounts are called in them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing import locks, permissions
from billing.engine.exports import codes as naming
from billing.engine.exports import quickbooks, sage, xero
from billing.engine.exports.codes import Codes
from billing.engine.exports.papers import Day, Paper
from billing.models import BillingEntity, EntryKind
from billing.selectors import exports
from billing.services import entities
from synthai.core.access import Actor, require
from synthai.core.after_commit import after_commit
from synthai.core.audit import audit

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Files = Iterator[tuple[str, bytes]]


@dataclass(frozen=True, kw_only=True)
class Period:
    """Whose figures, of which days."""

    entity: BillingEntity
    since: date
    until: date

    @property
    def days(self) -> dict[str, date]:
        return {"since": self.since, "until": self.until}

    def mark(self, name: str) -> str:
        """A file's name with its days."""
        return f"{name}-{self.since.isoformat()}-{self.until.isoformat()}"


@dataclass(frozen=True, kw_only=True)
class Export:
    """One thing a program imports. It may come in several files, since programs take only so much at once."""

    name: str
    program: str
    title: "_StrOrPromise"
    says: "_StrOrPromise"
    make: Callable[[Period, Codes], Files]


def _papers(period: Period, *, credit_notes: bool | None = None) -> Iterator[Paper]:
    return exports.papers(period.entity.pk, credit_notes=credit_notes, **period.days)


def _days(period: Period, kind: str = "") -> Iterator[Day]:
    return exports.days(period.entity.pk, kind=kind, **period.days)


USUAL: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "xero": ("Xero", xero.USUAL),
    "sage": ("Sage Accounting", sage.USUAL),
    "quickbooks": ("QuickBooks Online", quickbooks.USUAL),
}
_INSTEAD = _("The whole ledger, a journal a day. Instead of the invoices, never beside them.")
EXPORTS: Final = (
    Export(
        name="xero-invoices",
        program="xero",
        title=_("Sales invoices"),
        says=_("Invoices and debit notes. Import with “Tax inclusive”."),
        make=lambda period, codes: xero.invoices(
            _papers(period, credit_notes=False), codes, name=period.mark("xero-invoices")
        ),
    ),
    Export(
        name="xero-credit-notes",
        program="xero",
        title=_("Credit notes"),
        says=_("For the import of credit notes, “Tax inclusive”."),
        make=lambda period, codes: xero.invoices(
            _papers(period, credit_notes=True), codes, name=period.mark("xero-credit-notes")
        ),
    ),
    Export(
        name="xero-journal",
        program="xero",
        title=_("Manual journals"),
        says=_INSTEAD,
        make=lambda period, codes: xero.journals(_days(period), codes, name=period.mark("xero-journal")),
    ),
    Export(
        name="sage-entries",
        program="sage",
        title=_("Sales quick entries"),
        says=_("Invoices, debit notes and credit notes. The customers must be there."),
        make=lambda period, codes: sage.entries(_papers(period), codes, name=period.mark("sage-entries")),
    ),
    Export(
        name="sage-journal",
        program="sage",
        title=_("Journals"),
        says=_INSTEAD,
        make=lambda period, codes: sage.journals(_days(period), codes, name=period.mark("sage-journal")),
    ),
    Export(
        name="quickbooks-invoices",
        program="quickbooks",
        title=_("Invoices"),
        says=_("Invoices and debit notes. Import with “Exclusive”."),
        make=lambda period, codes: quickbooks.invoices(
            _papers(period, credit_notes=False), codes, name=period.mark("quickbooks-invoices")
        ),
    ),
    Export(
        name="quickbooks-credit-notes",
        program="quickbooks",
        title=_("Credit notes, as journal entries"),
        says=_("QuickBooks imports no credit notes. Beside the invoices."),
        make=lambda period, codes: quickbooks.journals(
            _days(period, EntryKind.CREDIT_NOTE),
            codes,
            name=period.mark("quickbooks-credit-notes"),
            prefix="SYN-CN",
        ),
    ),
    Export(
        name="quickbooks-journal",
        program="quickbooks",
        title=_("Journal entries"),
        says=_INSTEAD,
        make=lambda period, codes: quickbooks.journals(
            _days(period), codes, name=period.mark("quickbooks-journal")
        ),
    ),
)


def codes_of(entity: BillingEntity, program: str) -> Codes:
    """What the entity's accounts are called in a program."""
    title, usual = USUAL[program]
    return Codes(program=title, usual=usual, own=entity.export_codes)


def files(export: Export, period: Period) -> Files:
    """The files of one export, made while they are read. Needs `all_tenants()`. Raises TaxNameMissing."""
    return export.make(period, codes_of(period.entity, export.program))


@transaction.atomic
def name_codes(entity: BillingEntity, text: str, *, by: Actor) -> BillingEntity:
    """Write down what our accounts are called in the bookkeeper's program. Raises NotAllowed, CodesWrong."""
    require(by, permissions.ENTITY_CHANGE)
    row, wanted = locks.lock_entity(entity.pk), naming.read(text)
    changes = {"codes": [naming.written(row.export_codes), naming.written(wanted)]}
    row.export_codes = wanted
    row.version += 1
    row.save(update_fields=["export_codes", "version"])
    audit(row, "billing.entity.changed", by=by, changes=changes)
    after_commit(entities.forget)
    return row
