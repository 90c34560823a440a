"""Organisations: made and changed. Their end is in `deletion`."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts import events, found, locks, permissions, slugs
from accounts.models import Membership, Organisation, Role, User
from accounts.services import gate
from accounts.services.people import LanguageUnknown
from synthai.core import vat_numbers
from synthai.core.access import Actor
from synthai.core.audit import audit
from synthai.core.errors import Conflict, DomainError
from synthai.core.events import publish
from synthai.core.tenancy import tenant
from synthai.core.versions import check_version

OWNED_AT_MOST = 20
_ATTEMPTS = 5


class NameMissing(DomainError):
    """An organisation needs a name."""

    code = "accounts.organisation.name_missing"
    title = _("The trading name is missing")
    message = _("Give the trading name, as your customers know it.")
    remedy = _("Send a trading name of 1 to 120 characters.")
    field = "name"


class VatNumberMalformed(DomainError):
    """Not ten digits."""

    code = "accounts.vat_number.malformed"
    title = _("Not a VAT number")
    message = _(
        "“%(number)s” is not a VAT number: it has exactly 10 digits, like 4740101508. "
        "Check the number, or leave it empty."
    )
    remedy = _("Send ten digits; spaces, hyphens and slashes are ignored. Or send an empty text.")
    field = "vat_number"


class VatNumberDoubtful(Conflict):
    """Ten digits, but the first or the check digit is wrong; may be kept by somebody who is sure."""

    code = "accounts.vat_number.doubtful"
    title = _("The VAT number looks wrong")
    message = _(
        "%(number)s does not look right: a South African VAT number starts with 4 and its last digit checks "
        "the others. Compare it with your registration letter. If it is right, say that you are sure."
    )
    remedy = _("Correct the number, or repeat the request with vat_number_confirmed set to true.")
    field = "vat_number"


class TooManyOrganisations(Conflict):
    """One person, very many organisations."""

    code = "accounts.organisation.too_many"
    title = _("Too many organisations")
    message = _("You own %(count)s organisations already. Write to us if you need more.")
    remedy = _("Delete an organisation that is no longer needed, or write to support.")


@transaction.atomic
def create(
    *,
    name: str,
    by: Actor,
    now: datetime,
    vat_number: str = "",
    is_vat_confirmed: bool = False,
    owner_name: str = "",
) -> Organisation:
    """Make an organisation with the acting person as owner: ZAR, en-ZA, Africa/Johannesburg.

    `owner_name` fills the person's own name when they have none yet. Needs no tenant. Raises NameMissing,
    VatNumberMalformed, VatNumberDoubtful (unless confirmed), TooManyOrganisations.
    """
    owner = locks.lock_user(by.user_id or 0)
    if Membership.objects.owners().filter(user=owner).count() >= OWNED_AT_MOST:
        raise TooManyOrganisations(count=OWNED_AT_MOST)
    details = _checked({"name": name, "vat_number": vat_number}, is_vat_confirmed=is_vat_confirmed)
    organisation = _insert(details, now=now)
    member = Membership.objects.create(
        organisation=organisation, user=owner, role=Role.OWNER, joined_at=now, opened_at=now
    )
    found.joined(member)
    _name_owner(owner, owner_name)
    with tenant(organisation):
        audit(
            organisation,
            "accounts.organisation.created",
            by=by,
            organisation_id=organisation.pk,
            changes={"name": [None, organisation.name]},
        )
        publish(events.OrganisationCreated(organisation_id=organisation.pk, owner_id=owner.pk))
    return organisation


@transaction.atomic
def change(
    *,
    by: Actor,
    name: str | None = None,
    vat_number: str | None = None,
    is_vat_confirmed: bool = False,
    locale: str | None = None,
    version: str | None = None,
) -> Organisation:
    """Change what is given of the actor's organisation; the address (slug) stays.

    `version` is the one the caller edited; PreconditionFailed when it changed in the meantime.
    """
    organisation = gate.enter(by, permissions.ORGANISATION_CHANGE)
    check_version(organisation, version)
    given = {"name": name, "vat_number": vat_number, "locale": locale}
    details = {field: value for field, value in given.items() if value is not None}
    wanted = _checked(details, is_vat_confirmed=is_vat_confirmed)
    changes = {
        field: [getattr(organisation, field), value]
        for field, value in wanted.items()
        if getattr(organisation, field) != value
    }
    if not changes:
        return organisation
    for field, (_old, value) in changes.items():
        setattr(organisation, field, value)
    organisation.version += 1
    organisation.full_clean()
    organisation.save(update_fields=[*changes, "version", "updated_at"])
    audit(
        organisation,
        "accounts.organisation.changed",
        by=by,
        changes=changes,
        organisation_id=organisation.pk,
    )
    publish(events.OrganisationChanged(organisation_id=organisation.pk, fields=sorted(changes)))
    return organisation


def opened(membership: Membership, *, now: datetime) -> None:
    """Remember that a member looked in, at most once an hour: sign-in leads to the last one opened."""
    an_hour_ago = now - timedelta(hours=1)
    if membership.opened_at is None or membership.opened_at < an_hour_ago:
        Membership.objects.filter(pk=membership.pk).update(opened_at=now)


def hide_checklist(membership: Membership, *, is_hidden: bool, now: datetime) -> None:
    """Remember that a member wants, or no longer wants, to see the first hour's steps here. Idempotent."""
    at = now if is_hidden else None
    Membership.objects.filter(pk=membership.pk).update(checklist_hidden_at=at)


def _checked(details: Mapping[str, str], *, is_vat_confirmed: bool) -> dict[str, str]:
    checked: dict[str, str] = {}
    if "name" in details:
        checked["name"] = " ".join(details["name"].split())
        if not checked["name"]:
            raise NameMissing
    if "vat_number" in details:
        checked["vat_number"] = _checked_vat_number(details["vat_number"], is_confirmed=is_vat_confirmed)
    if "locale" in details:
        checked["locale"] = details["locale"]
        if details["locale"].partition("-")[0] not in {
            tag.partition("-")[0] for tag, _name in settings.LANGUAGES
        }:
            raise LanguageUnknown(language=details["locale"][:20])
    return checked


def _checked_vat_number(text: str, *, is_confirmed: bool) -> str:
    number = vat_numbers.normalise(text)
    if number and not vat_numbers.has_form(number):
        raise VatNumberMalformed(number=text.strip())
    if number and not vat_numbers.is_plausible(number) and not is_confirmed:
        raise VatNumberDoubtful(number=number)
    return number


def _insert(details: dict[str, str], *, now: datetime) -> Organisation:
    """Two people who name their shops alike at once: the unique slug decides, the loser takes the next one."""
    for attempt in range(_ATTEMPTS):
        organisation = Organisation(slug=slugs.free_slug(details["name"]), created_at=now, **details)
        organisation.full_clean(validate_unique=False)
        try:
            with transaction.atomic():
                organisation.save(force_insert=True)
        except IntegrityError:
            if attempt == _ATTEMPTS - 1:
                raise
        else:
            return organisation
    raise AssertionError("unreachable")


def _name_owner(owner: User, name: str) -> None:
    if owner.name or not name.strip():
        return
    owner.name = " ".join(name.split())
    owner.version += 1
    owner.save(update_fields=["name", "version"])
    found.person_changed(owner.pk)
