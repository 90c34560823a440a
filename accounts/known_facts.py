"""What accounts knows for documents: how the organisation is called, its VAT number, and who is in it."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from accounts import permissions, selectors
from accounts.models import Organisation
from accounts.services import bank_details
from synthai.core.facts.base import Fact, Source, SourceKind
from synthai.core.facts.gathering import Asked, provide
from synthai.core.facts.values import Identifier, Name, NameKind, Words

ORDER = 50  # after billing, which knows the registered name where somebody gave it
MOST_PEOPLE = 50


def offer() -> None:
    """Register with `synthai.core.facts.gathering`."""
    provide("organisation", of_organisation, order=ORDER)
    provide("organisation", of_bank, order=ORDER)
    provide("people", of_people, order=ORDER)


def of_organisation(asked: Asked) -> Iterator[Fact]:
    """Its name and VAT number. One query."""
    found = Organisation.objects.filter(pk=asked.organisation_id).first()
    if found is None:
        return
    source = Source(SourceKind.ORGANISATION, _("Your organisation's details"), "accounts.organisation")
    for key in ("name", "trading_name"):
        yield Fact(f"organisation.{key}", Name(found.name, NameKind.COMPANY), source, asked.today)
    if found.vat_number:
        yield Fact("organisation.vat_number", Identifier(found.vat_number), source, asked.today)
        yield Fact("organisation.is_vat_vendor", True, source, asked.today)


def of_bank(asked: Asked) -> Iterator[Fact]:
    """Where customers pay. It stands on paper; account and holder are never sent to a language model. One query."""
    found = bank_details.current()
    account = bank_details.account_of(found) if found is not None else ""
    if found is None or not account:
        return
    source = Source(SourceKind.ORGANISATION, _("Your bank details"), "accounts.bank_details")
    yield Fact("organisation.bank.name", Name(found.bank, NameKind.COMPANY), source, asked.today)
    told = {
        "holder": Name(found.holder, NameKind.COMPANY),
        "account": Identifier(account),
        "branch_code": Identifier(found.branch_code),
    }
    for key, value in told.items():
        yield Fact(f"organisation.bank.{key}", value, source, asked.today, is_private=True)


def of_people(asked: Asked) -> Iterator[Fact]:
    """The team, owner first. An e-mail address stands on paper, and is never sent to a language model. One query."""
    if not asked.may(permissions.MEMBER_VIEW):
        return
    source = Source(SourceKind.PERSON, _("Your team"), "accounts.membership")
    for number, member in enumerate(selectors.members(asked.organisation_id)[:MOST_PEOPLE]):
        key = f"people.{number}"
        yield Fact(f"{key}.name", Name(member.user.label, NameKind.PERSON), source, asked.today)
        yield Fact(f"{key}.role", Words(member.get_role_display()), source, asked.today)
        yield Fact(f"{key}.email", Identifier(member.user.email), source, asked.today, is_private=True)
