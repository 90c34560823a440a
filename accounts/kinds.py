"""What people are told about themselves and their organisation. Sentences are written where the fact happens."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.kinds import Words, category, kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrOrPromise

SECURITY = category(
    "security",
    title=_("Sign-in and security"),
    text=_("New devices, passkeys, codes and links: what you must know at once to keep your account yours."),
    is_ours=True,
)
TEAM = category(
    "team",
    title=_("Team and organisation"),
    text=_("Who joined, who let support in, what needs somebody's care."),
)

_IN_APP: "Mapping[Channel, Frequency]" = {Channel.IN_APP: Frequency.NOW}
_MAIL: "Mapping[Channel, Frequency]" = {Channel.EMAIL: Frequency.NOW}
_BOTH: "Mapping[Channel, Frequency]" = {**_IN_APP, **_MAIL}
_PUSHED: "Mapping[Channel, Frequency]" = {Channel.PUSH: Frequency.NOW, Channel.WEB_PUSH: Frequency.NOW}
# Behind the phone's own push, one after the other: a stranger in an account is worth a message that costs money.
_MESSAGES = (Channel.WHATSAPP, Channel.SMS)
_EVERY_WAY: "Mapping[Channel, Frequency]" = {**_PUSHED, **dict.fromkeys(_MESSAGES, Frequency.NOW)}
_OPTIONAL: "Mapping[Channel, Frequency]" = {**_IN_APP, Channel.EMAIL: Frequency.OFF, **_PUSHED}
_SIGNED = Words(
    title="SynthAI: %(title)s", body="%(body)s"
)  # by SMS the sender is a number that nobody knows
_SIGN_IN = _("it is about how you sign in")
_CARES = _("you look after this organisation's sign-in and settings")


def _security(
    code: str,
    title: "_StrOrPromise",
    example: "_StrOrPromise",
    channels: "Mapping[Channel, Frequency]",
    *,
    because: "_StrOrPromise" = _SIGN_IN,
) -> None:
    kind(
        f"accounts.{code}",
        category=SECURITY,
        title=title,
        channels=channels,
        example={"title": example, "body": ""},
        because=because,
        by_channel={Channel.SMS: _SIGNED} if Channel.SMS in channels else {},
        in_turn=(Channel.PUSH, *_MESSAGES) if Channel.SMS in channels else (),
        is_critical=True,
        own_mail=Channel.EMAIL in channels,
    )


def _team(
    code: str,
    title: "_StrOrPromise",
    example: "_StrOrPromise",
    *,
    because: "_StrOrPromise" = _CARES,
    channels: "Mapping[Channel, Frequency]" = _OPTIONAL,
    is_critical: bool = False,
    own_mail: bool = False,
) -> None:
    kind(
        f"accounts.{code}",
        category=TEAM,
        title=title,
        channels=channels,
        example={"title": example, "body": ""},
        because=because,
        is_critical=is_critical,
        own_mail=own_mail,
    )


_security("new_device", _("New device"), _("New device: Safari on iPhone"), {**_BOTH, **_EVERY_WAY})
_security(
    "passkey_cloned",
    _("Passkey suspended"),
    _("A passkey was suspended: it may have been copied"),
    {**_IN_APP, **_EVERY_WAY},
)
_security("passkey_suspended", _("Passkey suspended (mail)"), _("A passkey was suspended"), _MAIL)
_security(
    "token_reused",
    _("Device signed out"),
    _("A device was signed out for safety"),
    {**_IN_APP, **_EVERY_WAY},
)
_security("sign_in_copied", _("Device signed out (mail)"), _("A device was signed out for safety"), _MAIL)
_security(
    "second_factor_required",
    _("Two-step sign-in required"),
    _("Umoja Foods requires two-step sign-in"),
    _IN_APP,
    because=_("an organisation that you belong to asks for it"),
)
_security(
    "sso_break_glass",
    _("Sign-in without single sign-on"),
    _("Thandi signed in without single sign-on"),
    {**_IN_APP, **_EVERY_WAY},
    because=_CARES,
)

kind(
    "accounts.bank_changed",
    category=SECURITY,
    title=_("Bank details changed"),
    channels={**_BOTH, **_PUSHED},
    example={"title": _("Thandi changed the bank details of Umoja Foods"), "body": ""},
    because=_CARES,
    is_critical=True,
)

_team(
    "sso_our_certificate_ends",
    _("Our certificate ends"),
    _("Our certificate for Entra ends soon"),
    is_critical=True,
)
_team(
    "sso_certificate_ends",
    _("Provider's certificate ends"),
    _("The certificate of Entra ends on 3 June 2026"),
    is_critical=True,
)
_team(
    "sso_domain_missed",
    _("Domain's record is missing"),
    _("The text record of umoja.example is missing"),
    is_critical=True,
)
_team(
    "sso_domain_lapsed",
    _("Domain no longer counts"),
    _("umoja.example no longer counts as your domain"),
    is_critical=True,
)
_team(
    "sender_lapsed",
    _("Own sender no longer used"),
    _("Your mails no longer come from umoja.example"),
    is_critical=True,
)
_team("sender_proven", _("Own sender in use"), _("Your mails come from umoja.example now"))
_team("joined_by_domain", _("Somebody joined by domain"), _("Sipho joined Umoja Foods"))
_team(
    "invitation_accepted",
    _("Invitation accepted"),
    _("Sipho joined Umoja Foods"),
    because=_("you sent the invitation"),
)
_team("support", _("Support let in or out"), _("SynthAI staff may look in until 14:00"))
_team(
    "key_expiring",
    _("API key expires"),
    _("The API key “Till” expires soon"),
    because=_("you are responsible for the key"),
)
_belong = _("you belong to this organisation")
_team(
    "deletion_requested",
    _("Organisation to be deleted"),
    _("Umoja Foods will be deleted"),
    channels=_BOTH,
    because=_belong,
    is_critical=True,
    own_mail=True,
)
_team(
    "deletion_undone",
    _("Organisation kept"),
    _("Umoja Foods will not be deleted"),
    channels=_BOTH,
    because=_belong,
    is_critical=True,
    own_mail=True,
)
for _code, _title, _example in (
    ("organisation_erased", _("Organisation deleted"), _("Umoja Foods was deleted")),
    ("ownership_transferred", _("New owner"), _("Bongani owns Umoja Foods now")),
    ("invitation", _("Invitation"), _("Thandi invites you to Umoja Foods")),
):
    _team(
        _code,
        _title,
        _example,
        channels=_MAIL,
        because=_("it was sent to your address by name"),
        is_critical=True,
        own_mail=True,
    )


def declare_mails(words: "Mapping[str, _StrOrPromise]") -> None:
    """Declare the mails that the sign-in library writes: codes and links, always sent."""
    for code, title in words.items():
        if "/email/" in code:
            kind(
                code.replace("/", "."),
                category=SECURITY,
                title=title,
                channels=_MAIL,
                example={"title": title, "body": ""},
                because=_SIGN_IN,
                is_critical=True,
                own_mail=True,
            )
