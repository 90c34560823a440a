"""Why something cannot be done with a document: what is wrong, and how to mend it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from synthai.core.errors import Conflict, DomainError, NotAllowed, PreconditionFailed

_RECORD = re.compile(r"(.+?)\.([0-9]+)\.(.+)")


class DocumentLocked(Conflict):
    """Changing what went out."""

    code = "content.document.locked"
    title = _("The document was sent")
    message = _("This document was sent, so it stays as it is. Make a new version of it to change something.")
    remedy = _("Copy the document: the copy is a draft that may change.")


class DocumentPutAway(Conflict):
    """Changing what was put away."""

    code = "content.document.put_away"
    title = _("The document was put away")
    message = _("This document was put away. Bring it back first.")
    remedy = _("Bring the document back, then repeat the change.")


class SealedHidden(NotAllowed):
    """The sealed file of a document with details that one may not see."""

    code = "content.document.sealed_hidden"
    title = _("This file holds private details")
    message = _(
        "The signed file holds private details that you may not see. Ask who began the document, or a manager, for it."
    )
    remedy = _("Ask somebody who may see private details in documents.")


class PrivateHidden(NotAllowed):
    """Writing over what one may not see."""

    code = "content.document.private_hidden"
    title = _("This text holds private details")
    message = _(
        "This text holds private details that you may not see, so you cannot change it. Ask who began the document, or a manager."
    )
    remedy = _("Ask somebody who may see private details in documents.")


class TemplateGone(DomainError):
    """No such template, or no such version of it."""

    code = "content.template.gone"
    title = _("There is no such template")
    message = _("There is no template “%(ref)s”. Choose another one.")
    remedy = _("List the templates and take the ref of one of them.")
    status = 422
    field = "template"


class NotInLanguage(DomainError):
    """The template has no translation into it."""

    code = "content.template.not_in_language"
    title = _("The template is not in this language")
    message = _("There is no translation of this template into “%(language)s”. It is there in: %(known)s.")
    remedy = _("Send one of the languages that the list of templates names.")
    status = 422
    field = "language"


class WordFileOnly(DomainError):
    """Asking for the PDF of what only Word can lay out."""

    code = "content.document.word_file_only"
    title = _("There is a Word file of this document only")
    message = _(
        "This document is made of your own Word file, so it comes as a Word file only. Download that, and save it as PDF in Word."
    )
    remedy = _("Download document.docx instead, and save it as PDF in Word.")
    status = 422


class SectionUnknown(DomainError):
    """No such section in the template."""

    code = "content.section.unknown"
    title = _("There is no such section")
    message = _("This document has no section “%(key)s”. Its sections are: %(known)s.")
    remedy = _("Take one of the sections that the detail lists.")
    status = 422
    field = "key"


class SectionTooLong(DomainError):
    """More letters than a section takes."""

    code = "content.section.too_long"
    title = _("The section is too long")
    message = _("This section has %(count)s letters; a section takes %(most)s. Shorten it.")
    remedy = _("Shorten the text, or part it over two sections of an own template.")
    status = 422
    field = "body"


class AnswersRefused(DomainError):
    """Some answers cannot be read. `by_key` is a sentence by field key, `errors` the same for the API."""

    code = "content.answers.refused"
    title = _("Some answers cannot be used")
    message = _("%(what)s")
    remedy = _("Mend each answer that errors names, and send them again.")
    status = 422

    def __init__(self, by_key: Mapping[str, str]) -> None:
        self.by_key = dict(by_key)
        self.errors = [
            {"pointer": _pointer(key), "code": self.code, "detail": words}
            for key, words in self.by_key.items()
        ]
        super().__init__(what=" ".join(self.by_key.values()))


def _pointer(key: str) -> str:
    """Where the answer stands in the body: `lines.0.price` is `#/answers/lines/0/price`, `customer.name` `#/answers/customer.name`."""
    record = _RECORD.fullmatch(key)
    path = record.groups() if record else (key,)
    return "/".join(["#", "answers", *path])


class TooMuch(DomainError):
    """More answers than a document takes."""

    code = "content.answers.too_much"
    title = _("These are too many answers")
    message = _("All answers of a document together take half a megabyte. Shorten the longest ones.")
    remedy = _("Shorten long answers, or leave out rows of a list.")
    status = 422


@dataclass(frozen=True, kw_only=True)
class Clash:
    """One part that two people changed: what stands there now, and what was typed."""

    part: str
    label: str
    theirs: str
    mine: str


class ChangedMeanwhile(PreconditionFailed):
    """The same part was changed by somebody else since one saw it. Nothing is lost: both texts come along."""

    code = "content.document.changed_meanwhile"
    title = _("Somebody else changed this part")
    message = _(
        "“%(label)s” was changed by somebody else while you wrote. Both texts are below: put together what you want and save again."
    )
    remedy = _("Compare both texts in clashes, and send the one that shall stand with the new version.")

    def __init__(self, clashes: list[Clash], *, version: int) -> None:
        self.clashes, self.version = clashes, version
        super().__init__(label=clashes[0].label)

    def members(self) -> dict[str, object]:
        """Both texts, and the version to send next."""
        told = [{"part": each.part, "theirs": each.theirs, "mine": each.mine} for each in self.clashes]
        return {"clashes": told, "version": self.version}


class NotWhole(DomainError):
    """Questions have no answer yet. `labels` names them."""

    code = "content.document.not_whole"
    title = _("Something is still missing")
    message = _("The document is not whole yet. Still to answer: %(missing)s.")
    remedy = _("Answer the questions that the detail names.")
    status = 422


class NotConfirmed(Conflict):
    """Sending or approving what nobody read."""

    code = "content.document.not_confirmed"
    title = _("Nobody has confirmed the document")
    message = _("Read the document through and confirm it first: then the mark “draft” goes.")
    remedy = _("Confirm the document, then repeat the request.")


class ApprovalNeeded(Conflict):
    """Sending what needs an approval."""

    code = "content.document.approval_needed"
    title = _("The document needs approval")
    message = _("Your organisation wants documents approved before they go out. Ask for approval first.")
    remedy = _("Ask for approval, and send once it is given.")


class NothingToApprove(Conflict):
    """No request waits."""

    code = "content.approval.nothing_waits"
    title = _("No approval is asked for")
    message = _("Nobody asks for approval of this document at the moment.")
    remedy = _("Ask for approval first.")


class AlreadyAsked(Conflict):
    """Approval is asked for, or given."""

    code = "content.approval.already_asked"
    title = _("Approval is asked for already")
    message = _("Approval of this document is asked for already, or given.")
    remedy = _("Wait for the answer, or take the request back.")


class OwnWork(NotAllowed):
    """Approving what one wrote or asked for, while somebody else may."""

    code = "content.approval.own_work"
    title = _("Somebody else approves your work")
    message = _("You worked on this document, so somebody else approves it: %(names)s may.")
    remedy = _("Ask somebody whom the detail names.")


class WordsNeeded(DomainError):
    """Sending back without a word."""

    code = "content.approval.words_needed"
    title = _("Say what is to be changed")
    message = _("Say in a sentence what is to be changed, so that the writer knows.")
    remedy = _("Send words along.")
    status = 422
    field = "words"


class NothingNewer(Conflict):
    """The template has no newer version."""

    code = "content.template.nothing_newer"
    title = _("The template has no newer version")
    message = _("This document is made of the newest version of its template already.")
    remedy = _("Nothing needs to be done.")


class TooManyVersions(Conflict):
    """A document has a bounded number of versions."""

    code = "content.version.too_many"
    title = _("The document has too many versions")
    message = _("A document keeps 500 versions. Copy it and go on with the copy.")
    remedy = _("Copy the document.")
