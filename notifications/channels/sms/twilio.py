"""SMS through Twilio."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar, Final

from django.utils.translation import gettext_lazy as _

from notifications.channels.protocol import Callback, Channel, Judged, Parcel, Receipt, Refused
from notifications.channels.twilio import Account
from notifications.engine import segments

_LONGEST: Final = 1600


class TwilioSms:
    """Twilio, which sends from a messaging service or from one number."""

    code: ClassVar[str] = "twilio"
    channel: ClassVar[Channel] = Channel.SMS
    title = _("Twilio")
    is_idempotent: ClassVar[bool] = False

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._account = Account(config)
        self._service = str(config.get("messaging_service") or "")
        self._sender = str(config.get("sender") or "")

    def send(self, parcel: Parcel) -> Receipt:
        """Hand the SMS over."""
        if len(parcel.text) > _LONGEST:
            raise Refused(f"The text is longer than {_LONGEST} letters.")
        sender = parcel.sender or ("" if self._service else self._sender)
        fields = {"To": parcel.to, "Body": parcel.text, "From": sender}
        if not sender:
            fields["MessagingServiceSid"] = self._service
        receipt = self._account.create(parcel, fields)
        # A messaging service says 0 parts until it has chosen a number.
        return receipt if receipt.parts else replace(receipt, parts=segments.count(parcel.text).parts)

    def judge(self, callback: Callback) -> Judged:
        """Twilio's signature, then the state of a message or what a person wrote."""
        return self._account.judge(callback)


def from_settings(config: Mapping[str, Any]) -> TwilioSms | None:
    """Twilio, or nothing while account or sender is not set."""
    is_set = (
        config["account_sid"] and config["auth_token"] and (config["messaging_service"] or config["sender"])
    )
    return TwilioSms(config) if is_set else None
