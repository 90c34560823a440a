"""Who carries what is what the settings say."""

from decimal import Decimal
from typing import Any

from notifications import carriers
from notifications.channels.protocol import Channel
from notifications.checks import providers_can_be_made

BULKSMS = {
    "token_id": "umoja-01-B",
    "token_secret": "0" * 24,
    "api": "http://127.0.0.1:9/bulksms/v1",
    "cost": Decimal("0.29"),
    "rate": Decimal(50),
}


def test_the_settings_say_who_carries_a_channel_and_on_what_terms(settings: Any) -> None:
    settings.NOTIFICATION_PROVIDERS = {"email": {"smtp": {}}, "sms": {"bulksms": BULKSMS}}
    (sms,) = carriers.of_channel(Channel.SMS)
    assert (sms.code, sms.cost, sms.per_second) == ("bulksms", Decimal("0.29"), 50)
    mail = carriers.find(Channel.EMAIL, "smtp")
    assert mail is not None
    assert (mail.cost, mail.per_second) == (Decimal(0), None)
    assert carriers.channels() == {Channel.IN_APP, Channel.EMAIL, Channel.SMS}
    assert carriers.find(Channel.SMS, "twilio") is None


def test_a_provider_without_its_credentials_carries_nothing(settings: Any) -> None:
    settings.NOTIFICATION_PROVIDERS = {"email": {"smtp": {}}, "sms": {"bulksms": {**BULKSMS, "token_id": ""}}}
    assert carriers.channels() == {Channel.IN_APP, Channel.EMAIL}
    with carriers.only():
        assert carriers.channels() == {Channel.IN_APP}
    assert carriers.of_channel(Channel.EMAIL)


def test_a_key_that_is_none_stops_the_start_with_a_sentence(settings: Any) -> None:
    assert providers_can_be_made(None) == []
    push = {"fcm": {"service_account": "not JSON", "api": "http://127.0.0.1:9/fcm"}}
    settings.NOTIFICATION_PROVIDERS = {"email": {"smtp": {}}, "push": push}
    (error,) = providers_can_be_made(None)
    assert "FCM_SERVICE_ACCOUNT must be the JSON" in error.msg
