"""What every provider of a channel implements, and the shapes that go to it and come back.

A channel is how a person is reached (e-mail, SMS, WhatsApp, push on a phone, push in a browser); a provider is who carries it.
Providers know nothing of kinds, preferences, organisations or our tables: they are handed a `Parcel` and say what became of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class Channel(StrEnum):
    """How a person is reached."""

    IN_APP = "in_app"
    EMAIL = "email"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    PUSH = "push"  # FCM, the mobile app
    WEB_PUSH = "web_push"  # VAPID, a browser


class Verdict(StrEnum):
    """What became of a parcel, in the order in which it can be learned. A later one never goes back to an earlier."""

    ACCEPTED = "accepted"  # the provider took it
    SENT = "sent"  # the network or the other mail server took it
    DELIVERED = "delivered"  # it reached the device or mailbox
    READ = "read"  # the person opened it, where that is told honestly (WhatsApp)
    FAILED = "failed"  # it will not arrive
    BOUNCED = "bounced"  # the address does not exist: never again (hard bounce, dead token, unknown number)
    COMPLAINED = "complained"  # marked as spam: never again


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file of a mail."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Signing:
    """The key with which a mail is signed for its sender's domain (DKIM); `key` is its private part in PEM."""

    domain: str
    selector: str
    key: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """One message to one address of one channel. Text is final: providers render nothing.

    `key` is the same at every try of the same parcel; a provider that takes an idempotency key is given it, all others get it as
    their reference, so that callbacks name it. `to` is a mail address, a number in E.164, a token, or a subscription as JSON.
    """

    key: str
    channel: Channel
    to: str
    text: str
    subject: str = ""
    html: str = ""
    url: str = ""  # where a press leads: push, web push, WhatsApp buttons
    sender: str = ""  # address, number or name; empty is the provider's own default
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)  # mail: List-Unsubscribe and so on
    attachments: Sequence[Attachment] = ()
    signing: Signing | None = None  # mail: for a provider that does not sign by itself
    template: str = ""  # WhatsApp: approved template's name, empty for free text inside the 24-hour window
    template_language: str = ""
    template_values: Sequence[str] = ()
    thread: str = ""  # push: newer replaces older with the same thread
    urgent: bool = False
    lives_for: timedelta | None = None  # worthless afterwards: providers drop it then
    callback_url: str = ""  # where the provider tells what became of it


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """The provider's answer to one parcel.

    `cost` in `currency` as the provider says, None where it says nothing. `answer` is what staff read: status and the provider's
    own words, without address, text or secret; at most 500 characters.
    """

    verdict: Verdict
    provider_id: str = ""
    answer: str = ""
    cost: Decimal | None = None
    currency: str = "ZAR"
    parts: int = 1  # SMS segments


class ProviderError(Exception):
    """A parcel was not taken. `answer` is for staff (no address, text or secret)."""

    def __init__(self, answer: str) -> None:
        super().__init__(answer)
        self.answer = answer[:500]


class Busy(ProviderError):
    """Not now: unreachable, 429, 5xx before anything was taken. Another provider may be tried at once, or this one after a while."""

    def __init__(self, answer: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(answer)
        self.retry_after = retry_after


class Unclear(ProviderError):
    """It may have been taken: the line broke after the parcel went out. Ask `find` before anybody sends it again."""


class Refused(ProviderError):
    """This parcel is never taken: bad number, text too long, template unknown. Another provider would say the same."""


class WindowClosed(Refused):
    """WhatsApp takes free text only within 24 hours of the person's last message: an approved template may still pass."""


class AddressGone(Refused):
    """The address does not exist any more: suppress it, drop the token."""


class Misconfigured(ProviderError):
    """Wrong key, no money left, sender not allowed: nothing goes through this provider until staff act. Another may be tried."""


@dataclass(frozen=True, kw_only=True)
class News:
    """One thing a provider tells later about a parcel, out of order or twice as it may come."""

    provider_id: str
    verdict: Verdict
    at: datetime
    key: str = ""
    answer: str = ""
    cost: Decimal | None = None
    is_window_closed: bool = (
        False  # WhatsApp: free words came later than a day after the person's last message
    )


@dataclass(frozen=True, kw_only=True)
class TemplateNews:
    """What WhatsApp says of a template. `state` is "pending", "approved", "paused" or "rejected"."""

    name: str
    language: str
    state: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a person sent back by SMS or WhatsApp. `sender` in E.164."""

    provider_id: str
    sender: str
    to: str
    text: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Callback:
    """A request from a provider as it came. `body` is raw: signatures are over bytes."""

    method: str
    url: str  # the public one that the provider was told
    headers: Mapping[str, str]  # names in lower case
    body: bytes
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class Judged:
    """Whether a callback is genuine, and what it says. `refusal` is for staff; empty when genuine.

    A genuine one is answered 200 with `answer` as plain text, once `news` and `replies` are kept. `visit` is an address that must
    be fetched once by a task, never in the request: that is how Amazon is told that we want a topic's messages.
    """

    refusal: str = ""
    answer: str = ""
    visit: str = ""
    news: Sequence[News] = ()
    replies: Sequence[Reply] = ()
    templates: Sequence[TemplateNews] = ()

    @property
    def is_genuine(self) -> bool:
        return not self.refusal


class Provider(Protocol):
    """One carrier of one channel."""

    code: ClassVar[str]  # "twilio"; unique within its channel
    channel: ClassVar[Channel]
    title: "ClassVar[_StrOrPromise]"
    is_idempotent: ClassVar[bool]  # the same key twice is taken once by the provider itself

    def send(self, parcel: Parcel) -> Receipt:
        """Hand one parcel over. Raises Busy, Unclear, Refused, AddressGone or Misconfigured; nothing else."""


@runtime_checkable
class TellsLater(Protocol):
    """A provider with callbacks."""

    def judge(self, callback: Callback) -> Judged:
        """Signature over the raw bytes, then what it says. Never raises, never trusts an unsigned word.

        Never goes out, but for Amazon's certificate: fetched from Amazon alone, for our own topic alone, and kept.
        """


@runtime_checkable
class CanFind(Protocol):
    """A provider that can be asked what became of a parcel."""

    def find(self, key: str, *, to: str, since: datetime) -> Receipt | None:
        """What it knows of our key; None when it never took it. Raises Busy."""


@runtime_checkable
class TakesMany(Protocol):
    """A provider that takes a batch in one request."""

    batch_size: ClassVar[int]

    def send_many(self, parcels: Sequence[Parcel]) -> "Sequence[Receipt | ProviderError]":
        """One answer for each parcel, in order. Raises as `send` does only when all of them share the fate."""


@dataclass(frozen=True, kw_only=True)
class DnsRecord:
    """A record that the owner of a domain is to set. `purpose`: "spf", "dkim", "return_path" or "proof"."""

    purpose: str
    kind: str  # TXT, CNAME or MX
    name: str
    value: str


@runtime_checkable
class TakesSenders(Protocol):
    """A mail provider that sends in the name of other domains once their owners have set its records."""

    signs_itself: ClassVar[bool]  # otherwise it is handed `Parcel.signing`

    def claim(self, domain: str, *, signing: Signing) -> Sequence[DnsRecord]:
        """Make the domain known to the provider, and the records that it wants to see. Idempotent. Raises ProviderError."""

    def confirms(self, domain: str) -> bool:
        """Whether it would send in this domain's name now. Raises ProviderError."""
