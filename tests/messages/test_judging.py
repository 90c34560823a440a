"""Callbacks of any shape: genuine nonsense says nothing, forged sense is refused, and nothing ever raises."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.channels.email.sendgrid import SendGrid
from notifications.channels.email.ses import Ses
from notifications.channels.protocol import Callback, TellsLater
from notifications.channels.sms.bulksms import BulkSms
from notifications.channels.sms.clickatell import Clickatell
from notifications.channels.sms.twilio import TwilioSms
from notifications.channels.twilio import sign as twilio_sign
from notifications.channels.whatsapp.meta import Meta
from notifications.channels.whatsapp.meta import sign as meta_sign
from synthai.embedded.sandbox.messages_sendgrid import SendGrid as PlayedSendGrid
from synthai.embedded.sandbox.messages_ses import TOPIC

URL = "https://synthai.example/hooks/?secret=s3cret&key=n-1"
SENDGRID = PlayedSendGrid()
PROVIDERS: dict[str, TellsLater] = {
    "twilio": TwilioSms(
        {"account_sid": "AC1", "auth_token": "t", "sender": "+1", "api": "https://x.example"}
    ),
    "bulksms": BulkSms(
        {"token_id": "a", "token_secret": "b", "api": "https://x.example", "callback_secret": "s3cret"}
    ),
    "clickatell": Clickatell({"api_key": "a", "api": "https://x.example", "callback_secret": "s3cret"}),
    "meta": Meta(
        {
            "token": "a",
            "phone_number_id": "7",
            "app_secret": "s",
            "verify_token": "v",
            "version": "v23.0",
            "api": "https://x.example",
        }
    ),
    "sendgrid": SendGrid(
        {"api_key": "a", "api": "https://x.example/", "verification_key": SENDGRID.verification_key}
    ),
    "ses": Ses({"access_key": "a", "secret_key": "b", "region": "af-south-1", "topic": TOPIC}),
}
# The names that adapters look for, so that nonsense comes near to sense.
NAMES = st.sampled_from(
    [
        *(
            "status",
            "type",
            "subtype",
            "condition",
            "id",
            "userSuppliedId",
            "creditCost",
            "submission",
            "date",
            "from",
            "to",
        ),
        *(
            "event",
            "messageStatusUpdate",
            "moText",
            "statusCode",
            "timestamp",
            "content",
            "body",
            "value",
            "address",
        ),
        *(
            "object",
            "entry",
            "changes",
            "field",
            "metadata",
            "phone_number_id",
            "statuses",
            "messages",
            "errors",
            "code",
        ),
        *("text", "interactive", "button", "reason", "key", "email", "error_data", "details"),
        *("Type", "TopicArn", "Message", "SigningCertURL", "SignatureVersion", "Signature", "SubscribeURL"),
    ]
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(
        [
            "sent",
            "failed",
            "bounce",
            "delivered",
            "7",
            "messages",
            "whatsapp_business_account",
            TOPIC,
            "RECEIVED",
            "FAILED",
            "2",
        ]
    ),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=25,
)


def callback(body: bytes, **changes: Any) -> Callback:
    values: dict[str, Any] = {"method": "POST", "url": URL, "headers": {}, "received_at": datetime.now(UTC)}
    return Callback(body=body, **{**values, **changes})


def genuine(code: str, value: Any) -> Callback:
    """This value as the provider would sign it."""
    body = json.dumps(value).encode()
    headers: dict[str, str] = {}
    if code == "meta":
        entry = {"changes": [{"field": "messages", "value": value}, value]}
        whole = {"object": "whatsapp_business_account", "entry": [entry, value]}
        body = json.dumps(whole).encode()
        headers = {"x-hub-signature-256": meta_sign(body, "s")}
    elif code == "sendgrid":
        headers = SENDGRID.signature(body)
    elif code == "twilio":
        fields = value if isinstance(value, dict) else {"Body": value}
        pairs = [(str(name), str(each)) for name, each in {**fields, "MessageStatus": "sent"}.items()]
        pairs = [(name, each.encode("utf-8", "replace").decode()) for name, each in pairs]
        body = urlencode(pairs).encode()
        headers = {"x-twilio-signature": twilio_sign(URL, pairs, "t")}
    return callback(body, headers=headers)


@pytest.mark.parametrize("code", ["twilio", "bulksms", "clickatell", "meta", "sendgrid"])
def test_genuine_nonsense_never_raises(code: str) -> None:
    @settings(max_examples=100, deadline=None)
    @given(VALUES)
    def run(value: Any) -> None:
        judged = PROVIDERS[code].judge(genuine(code, value))
        assert judged.is_genuine, judged.refusal
        for each in judged.news:
            assert len(each.answer) <= 500
            assert each.at.tzinfo is not None
        assert all(len(each.text) <= 4096 for each in judged.replies)

    run()


@pytest.mark.parametrize("code", PROVIDERS)
def test_forgeries_of_any_shape_are_refused(code: str) -> None:
    @settings(max_examples=80, deadline=None)
    @given(
        st.binary(max_size=200) | VALUES.map(lambda value: json.dumps(value).encode()),
        st.text(max_size=60),
        st.sampled_from(["POST", "GET", "PUT"]),
        st.sampled_from(
            [
                URL.replace("s3cret", "other"),
                "https://synthai.example/hooks/",
                "",
                "//[",
                "https://x/?secret=\x00",
            ]
        ),
    )
    def run(body: bytes, given_signature: str, method: str, url: str) -> None:
        names = (
            *("x-twilio-signature", "x-hub-signature-256"),
            *("x-twilio-email-event-webhook-signature", "x-twilio-email-event-webhook-timestamp"),
        )
        headers = dict.fromkeys(names, given_signature)
        judged = PROVIDERS[code].judge(callback(body, headers=headers, method=method, url=url))
        assert not judged.is_genuine
        assert not judged.news
        assert not judged.replies
        assert not judged.answer
        assert not judged.visit

    run()


def test_what_is_too_large_is_refused_before_it_is_read() -> None:
    for provider in PROVIDERS.values():
        assert not provider.judge(callback(b"[" * (1024 * 1024 + 1))).is_genuine
