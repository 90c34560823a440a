"""What our accounts and VAT are called in the bookkeeper's program.

A code is looked for as it is ("revenue.plan"), then by what stands before its dot ("revenue"), first in the entity's own list, then among
the program's usual names; what is found nowhere keeps our own name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

from billing.engine.invoicing.shapes import Treatment
from billing.engine.ledger import KINDS
from synthai.core.errors import DomainError

# VAT by treatment; the standard rate has its per cent: vat.15
NAMES: Final = {
    Treatment.ZERO: "vat.zero",
    Treatment.EXEMPT: "vat.exempt",
    Treatment.OUT_OF_SCOPE: "vat.none",
}
LONGEST: Final = 60


class TaxNameMissing(DomainError):
    """A program would refuse a line without the name of its VAT rate, or take another rate."""

    code = "billing.export.tax_name_missing"
    title = _("A VAT rate has no name")
    message = _("It is not known what %(program)s calls %(rate)s.")
    remedy = _(
        "Write a line “%(rate)s = …” under Who sells, Codes for exports, with the name as it stands in the program."
    )


class CodesWrong(DomainError):
    """A list of codes that cannot be read."""

    code = "billing.export.codes_wrong"
    title = _("The codes cannot be read")
    message = _("Line %(line)s, “%(text)s”: %(why)s")
    remedy = _("Write one code a line, like “revenue = 200” or “vat.15 = Standard Rate Sales”.")
    field = "codes"


@dataclass(frozen=True, kw_only=True)
class Codes:
    """One program's names, the entity's own first."""

    program: str
    usual: Mapping[str, str]
    own: Mapping[str, str] = field(default_factory=dict)

    def account(self, code: str) -> str:
        """An account: "revenue.plan", "clearing.payfast"."""
        for names in (self.own, self.usual):
            for key in (code, code.partition(".")[0]):
                if key in names:
                    return names[key]
        return code

    def tax(self, treatment: Treatment, rate: Decimal) -> str:
        """A VAT rate. Raises TaxNameMissing."""
        key = tax_key(treatment, rate)
        for names in (self.own, self.usual):
            if key in names:
                return names[key]
        raise TaxNameMissing(program=self.program, rate=key)

    def unnamed(self, codes: list[str]) -> list[str]:
        """Accounts that keep our own name."""
        return [code for code in codes if self.account(code) == code]


def tax_key(treatment: Treatment, rate: Decimal) -> str:
    """How a rate is written in the list: "vat.15", "vat.15.5", "vat.zero", "vat.exempt", "vat.none"."""
    return NAMES.get(treatment) or f"vat.{rate.normalize():f}"


def read(text: str) -> dict[str, str]:
    """A list as it is typed, one code a line. Raises CodesWrong, which names the line."""
    found: dict[str, str] = {}
    for number, row in enumerate(text.splitlines(), start=1):
        if not row.strip():
            continue
        key, sign, value = (part.strip() for part in row.partition("="))
        why = _refused(key, sign, value, found)
        if why:
            raise CodesWrong(line=number, text=row.strip()[:60], why=why)
        found[key] = value
    return found


def _refused(key: str, sign: str, value: str, found: Mapping[str, str]) -> str:
    if not sign or not value:
        return str(_("a name, an equals sign and a code are needed."))
    if key.partition(".")[0] not in {*KINDS, "vat"}:
        return str(_("there is no such account here."))
    if len(value) > LONGEST:
        return str(_("a code has at most 60 characters."))
    return str(_("it stands there twice.")) if key in found else ""


def written(codes: Mapping[str, str]) -> str:
    """The list as `read` takes it."""
    return "\n".join(f"{key} = {value}" for key, value in sorted(codes.items()))
