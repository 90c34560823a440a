"""An organisation's own sender: kept, proven by the DNS, used while it is proven.

Its address is used only at the provider whose records its domain shows; everywhere else, and as soon as the records are gone, mails
come from our own address with the organisation's name, and answers still go to it.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _

from notifications import kinds as registry
from notifications.carriers import Carrier
from notifications.channels.protocol import Channel, Parcel, Signing, TakesSenders
from notifications.models import Delivery, Sender
from notifications.models.sender import UNDO_FOR
from synthai.core.crypto import Undecryptable, decrypt
from synthai.core.tenancy import tenant

PURPOSE = "notifications.sender.dkim"
logger = logging.getLogger("synthai.notifications")


def current() -> Sender | None:
    """The active organisation's sender; None while it has none."""
    found: Sender | None = Sender.objects.present().order_by("pk").first()
    return found


def just_removed(*, now: datetime) -> Sender | None:
    """The active organisation's sender that was removed a moment ago, and may come back."""
    found: Sender | None = Sender.objects.filter(removed_at__gt=now - UNDO_FOR).order_by("pk").first()
    return found


def dressed(parcel: Parcel, organisation_id: int | None, carrier: Carrier) -> Parcel:
    """The parcel in the organisation's name, for the provider that is about to carry it. One query; none without an organisation."""
    if organisation_id is None or parcel.channel is not Channel.EMAIL:
        return parcel
    with tenant(organisation_id):
        sender = current()
    if sender is None:
        return parcel
    return _as_its_own(parcel, sender, carrier) or _as_ours(parcel, sender)


def dressed_delivery(parcel: Parcel, told: Sequence[Delivery], carrier: Carrier) -> Parcel:
    """The same for a delivery and what is told along with it: a digest of several organisations is ours."""
    organisations = {each.message.organisation_id for each in told}
    kinds = [registry.known(each.message.kind) for each in told]
    is_theirs = len(organisations) == 1 and all(kind is not None and not kind.is_ours for kind in kinds)
    return dressed(parcel, organisations.pop() if is_theirs else None, carrier)


def signing_of(sender: Sender) -> Signing:
    """The key that signs for its domain. Raises Undecryptable."""
    key = decrypt(sender.key, purpose=PURPOSE)
    return Signing(domain=sender.domain, selector=sender.selector, key=key)


def _as_its_own(parcel: Parcel, sender: Sender, carrier: Carrier) -> Parcel | None:
    provider = carrier.provider
    if not sender.is_proven or sender.provider != carrier.code or not isinstance(provider, TakesSenders):
        return None
    try:
        signing = None if provider.signs_itself else signing_of(sender)
    except Undecryptable:
        logger.exception("the key of sender %s cannot be opened", sender.pk)
        return None
    address = _written(sender.name, sender.address)
    return replace(parcel, sender=address, reply_to=sender.reply_to, signing=signing)


def _as_ours(parcel: Parcel, sender: Sender) -> Parcel:
    """ "Umoja Foods via SynthAI": nobody can take it for a mail of the organisation's own domain."""
    site, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    name = _("%(organisation)s via %(site)s") % {"organisation": sender.name, "site": site or "SynthAI"}
    return replace(parcel, sender=_written(name, address), reply_to=sender.reply_to or sender.address)


def _written(name: str, address: str) -> str:
    plain = " ".join(name.replace('"', "'").replace("\\", "").split())
    return f'"{plain}" <{address}>'
