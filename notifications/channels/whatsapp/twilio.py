"""WhatsApp through Twilio: templates are Twilio's content, named by their SID."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from notifications.channels.protocol import Callback, Channel, Judged, Parcel, Receipt
from notifications.channels.twilio import Account


class TwilioWhatsApp:
    """Twilio's sender on WhatsApp."""

    code: ClassVar[str] = "twilio"
    channel: ClassVar[Channel] = Channel.WHATSAPP
    title = _("WhatsApp by Twilio")
    is_idempotent: ClassVar[bool] = False

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._account = Account(config)
        self._sender = str(config["whatsapp_sender"])

    def send(self, parcel: Parcel) -> Receipt:
        """Hand the message over. Free text outside the 24 hours is often taken first and fails by a callback (63016)."""
        fields = {"To": f"whatsapp:{parcel.to}", "From": f"whatsapp:{parcel.sender or self._sender}"}
        if parcel.template:
            values = {str(place): value for place, value in enumerate(parcel.template_values, start=1)}
            fields |= {
                "ContentSid": parcel.template,
                "ContentVariables": json.dumps(values) if values else "",
            }
        else:
            fields["Body"] = parcel.text
        return replace(self._account.create(parcel, fields), parts=1)

    def judge(self, callback: Callback) -> Judged:
        """Twilio's signature, then the state of a message or what a person wrote."""
        return self._account.judge(callback)


def from_settings(config: Mapping[str, Any]) -> TwilioWhatsApp | None:
    """Twilio, or nothing while account or sender is not set."""
    is_set = config["account_sid"] and config["auth_token"] and config["whatsapp_sender"]
    return TwilioWhatsApp(config) if is_set else None
