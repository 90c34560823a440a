"""A certificate as a diploma: which words stand on it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from courses.engine.certificates.numbers import write_number
from synthai.core.documents.diplomas import Diploma
from synthai.core.documents.sheets import Fact
from synthai.core.templatetags.synthai import za_date


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What a certificate says. `number` as it is kept, `link` where it is verified; `text` is the author's own sentence."""

    sender: str
    name: str
    course: str
    text: str
    number: str
    issued_on: date
    last_on: date | None
    signed_by: str
    link: str
    look: str = "frame"
    is_sample: bool = False


def diploma(paper: Paper) -> Diploma:
    """The certificate's words, in the language that is active."""
    facts = [
        Fact(label=_("Issued on"), value=za_date(paper.issued_on)),
        Fact(label=_("Certificate number"), value=write_number(paper.number)),
        Fact(label=_("Holds until"), value=za_date(paper.last_on) if paper.last_on else _("No end")),
    ]
    if paper.signed_by:
        facts.append(Fact(label=_("For %(sender)s") % {"sender": paper.sender}, value=paper.signed_by))
    return Diploma(
        sender=paper.sender,
        title=_("Sample of a certificate") if paper.is_sample else _("Certificate"),
        lead=_("This is to say that"),
        name=paper.name,
        middle=_("has completed"),
        subject=paper.course,
        text=paper.text,
        facts=tuple(facts),
        look=paper.look,
        link=paper.link,
        link_words=_("Check that it holds:"),
        code_alt=_("QR code that leads to the page where this certificate is checked"),
    )
