"""What the look at a sender's DNS found, in plain sentences: what it is, and how to mend it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from notifications.engine.dns_findings import Level

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

_DOMAIN_ONCE = _(
    "Many forms add the domain by themselves. Delete it, and set the name %(short)s instead of the whole one."
)
_SET_TEXT = _("Set this one text instead:")
_WORDS: "Mapping[str, tuple[_StrOrPromise, _StrOrPromise]]" = {
    "dns.silent": (
        _("The name servers of %(name)s do not answer."),
        _("Nothing was changed. Check again in a few minutes; if that lasts, ask whoever runs your DNS."),
    ),
    "record.missing": (
        _("There is no %(kind)s record at %(name)s."),
        _("Set it as shown above. It can take an hour until everybody sees it."),
    ),
    "record.doubled": (
        _("The %(kind)s record stands at %(doubled)s: the domain is in its name twice."),
        _DOMAIN_ONCE,
    ),
    "spf.good": (_("SPF lets our mail server send for %(name)s."), ""),
    "spf.missing": (_("%(name)s has no SPF record."), _("Set this text:")),
    "spf.two": (
        _("%(name)s has %(count)s SPF records. With more than one, receivers trust none of them."),
        _("Delete them and set one that says what all of them say:"),
    ),
    "spf.include_missing": (
        _("The SPF record does not let our mail server send: include:%(include)s is not in it."),
        _SET_TEXT,
    ),
    "spf.include_late": (
        _(
            "include:%(include)s does not count where it stands: nothing after “all” is read, and a minus before it forbids it."
        ),
        _SET_TEXT,
    ),
    "spf.include_broken": (
        _(
            "The SPF record includes %(include)s, which has no SPF record of its own, or several. Receivers then trust nothing of it."
        ),
        _("Take out what you no longer use, or ask that service for the right name."),
    ),
    "spf.too_many_lookups": (
        _(
            "The SPF record makes receivers ask %(count)s questions. They stop after 10 and trust nothing of it."
        ),
        _(
            "Take out the services that you no longer send with: each include, a, mx and redirect counts, also inside of them."
        ),
    ),
    "spf.open": (
        _("The SPF record ends with +all: it lets everybody in the world send in your name."),
        _("End it with ~all or -all."),
    ),
    "spf.no_end": (
        _("The SPF record does not say what to do with other servers."),
        _("End it with ~all, or with -all once everything that sends for you is in it."),
    ),
    "spf.quoted": (
        _("The SPF record has quotes or backslashes in its text: %(found)s"),
        _("Type the text without them, your form adds its own:"),
    ),
    "spf.misspelt": (_("This was meant to be an SPF record but is none: %(found)s"), _SET_TEXT),
    "dkim.good": (_("The DKIM key at %(name)s is ours, with %(bits)s bits."), ""),
    "dkim.testing": (
        _("The DKIM key says that you are only testing (t=y), so some receivers ignore it."),
        _("Take t=y out."),
    ),
    "dkim.two": (_("There are %(count)s text records at %(name)s."), _("Keep this one only:")),
    "dkim.quoted": (
        _("The DKIM record has quotes or backslashes in its text: %(found)s…"),
        _("Type the text without them, your form adds its own:"),
    ),
    "dkim.broken": (_("The text at %(name)s is no DKIM key: %(found)s…"), _SET_TEXT),
    "dkim.revoked": (
        _("The DKIM record at %(name)s has no key in it (p= is empty): it says that the key is withdrawn."),
        _SET_TEXT,
    ),
    "dkim.cut": (
        _("The DKIM key at %(name)s was cut off: %(letters)s of %(of)s letters are there."),
        _(
            "Some forms take 255 letters only: then give it in two pieces, each in its own quotes. The whole text:"
        ),
    ),
    "dkim.too_short": (
        _(
            "The DKIM key at %(name)s has %(bits)s bits only. Receivers ignore keys under 1024, and 2048 is what is asked for today."
        ),
        _("Set the record as shown above."),
    ),
    "dkim.short": (
        _("The DKIM key at %(name)s has %(bits)s bits. It counts, but 2048 is what is asked for today."),
        _("Ask the mail provider for a longer key."),
    ),
    "dkim.other_key": (
        _("The DKIM key at %(name)s is another one than ours."),
        _("Perhaps it is left over from before. Set this text instead:"),
    ),
    "proof.good": (_("The text at %(name)s proves that the domain is yours."), ""),
    "proof.other": (
        _("The text at %(name)s is not the one that proves the domain yours: %(found)s"),
        _SET_TEXT,
    ),
    "alias.good": (_("%(name)s leads to %(wanted)s, as it should."), ""),
    "alias.elsewhere": (_("%(name)s leads to %(found)s."), _("It must lead to %(wanted)s.")),
    "mx.good": (_("What comes back goes to %(wanted)s, as it should."), ""),
    "mx.elsewhere": (
        _("What is sent to %(name)s goes to %(found)s."),
        _("Its only MX record must be %(wanted)s."),
    ),
    "mx.none": (
        _("%(name)s takes no mail: answers to your sender, and mails that come back, reach nobody."),
        _("Set an MX record, or choose an address at the domain where you read your mail."),
    ),
    "dmarc.good": (_("DMARC asks receivers to stop mail that only looks like yours (p=%(policy)s)."), ""),
    "dmarc.missing": (
        _("There is no DMARC record at %(name)s. Gmail and Yahoo refuse mail to many without one."),
        _("Begin with one that only watches, and tells you at the address in it:"),
    ),
    "dmarc.two": (
        _("There are %(count)s DMARC records at %(name)s. With more than one, receivers heed none."),
        _("Delete all but one."),
    ),
    "dmarc.quoted": (
        _("The DMARC record has quotes or backslashes in its text: %(found)s"),
        _("Type the text without them, your form adds its own."),
    ),
    "dmarc.broken": (
        _("The DMARC record cannot be read: %(found)s"),
        _("It begins with v=DMARC1 and has a p= of none, quarantine or reject. For example:"),
    ),
    "dmarc.watches_only": (
        _(
            "DMARC only watches (p=none): your mail arrives, but so does mail of others that looks like yours."
        ),
        _("When the reports show nothing of yours failing, change p=none to p=quarantine."),
    ),
    "dmarc.strict_spf": (
        _("DMARC wants SPF to be of exactly your domain (aspf=s), and mails come back to %(return_path)s."),
        _("DKIM alone carries your mail then. Take aspf=s out, so that SPF counts too."),
    ),
    "dmarc.strict_dkim": (
        _(
            "DMARC above your domain wants exactly the same domain in the signature (adkim=s); ours is %(domain)s, so it fits."
        ),
        "",
    ),
    "provider.waits": (
        _("The records are right, but the mail provider has not accepted %(name)s yet."),
        _("It looks again by itself, mostly within an hour. We ask it every half hour."),
    ),
    "provider.gone": (
        _("The mail provider for which these records were made is no longer used here."),
        _("Save the sender again: the page then shows the records of the present one."),
    ),
}


@dataclass(frozen=True)
class Said:
    """One finding as the page shows it. `wanted` is a text to be copied."""

    level: Level
    says: str
    mend: str
    wanted: str

    @property
    def is_good(self) -> bool:
        return self.level is Level.GOOD

    @property
    def is_bad(self) -> bool:
        return self.level in {Level.BAD, Level.SILENT}


def in_words(findings: Sequence[Mapping[str, Any]]) -> list[Said]:
    """The stored findings: what is wrong first, then what could be better, then what is right."""
    order = [Level.BAD, Level.SILENT, Level.HINT, Level.GOOD]
    said = [_said(each) for each in findings if each["code"] in _WORDS]
    return sorted(said, key=lambda each: order.index(each.level))


def codes() -> set[str]:
    """Every finding that has words."""
    return set(_WORDS)


def _said(finding: Mapping[str, Any]) -> Said:
    says, mend = _WORDS[finding["code"]]
    values = {"name": finding["name"], **finding["values"]}
    mended = str(mend) % values
    return Said(
        level=Level(finding["level"]),
        says=str(says) % values,
        mend=mended,
        wanted=values.get("wanted", "") if mended.endswith(":") else "",
    )
