"""Why a link does not open, a signature is not taken, a request cannot begin."""

from django.utils.translation import gettext_lazy as _

from content import signing_terms as terms
from synthai.core.errors import Conflict, DomainError


class LinkClosed(DomainError):
    """Its sender closed it."""

    code = "content.link.closed"
    title = _("This link was closed")
    message = _("The sender closed this link. Ask them for a new one.")
    remedy = _("Make a new link on the document's page.")
    status = 410


class LinkOver(DomainError):
    """Its time is over."""

    code = "content.link.over"
    title = _("This link has expired")
    message = _("The time for which this link was open is over. Ask whoever sent it for a new one.")
    remedy = _("Make a new link on the document's page.")
    status = 410


class TooManyLinks(DomainError):
    """More links than anybody keeps an eye on."""

    code = "content.link.too_many"
    title = _("This document has many links already")
    message = _("%(most)s links of this document are open. Close some that are not needed any more.")
    status = 422


class NotSent(DomainError):
    """There is no locked version to show."""

    code = "content.document.not_sent"
    title = _("The document was not sent yet")
    message = _("Send the document first: only a version that can no longer change is shared or signed.")
    status = 409


class NeedsConfirming(DomainError):
    """A code by e-mail comes first."""

    code = "content.code.needed"
    title = _("A code by e-mail comes first")
    message = _("Ask for the code first; it goes to the e-mail address that the sender gave.")
    status = 403


class CodeWrong(DomainError):
    """Not the code that was sent."""

    code = "content.code.wrong"
    title = _("This is not the code")
    message = _("This is not the code of the newest e-mail. Look at it again, and type its six digits.")
    status = 422
    field = "code"


class CodeOver(DomainError):
    """Too old, or guessed at too often."""

    code = "content.code.over"
    title = _("The code no longer counts")
    message = _("This code no longer counts: it holds for ten minutes and five tries. Ask for a new one.")
    status = 422
    field = "code"


class CodeTooSoon(DomainError):
    """The last one has hardly left."""

    code = "content.code.too_soon"
    title = _("A code is on its way")
    message = _(
        "A code was sent a moment ago. Look into your mail, also under spam, and wait a minute before you ask again."
    )
    status = 429
    retry_after = 60


class CodesUsedUp(DomainError):
    """More than anybody needs in a day."""

    code = "content.code.used_up"
    title = _("Too many codes were asked for")
    message = _("Too many codes were asked for today. Try again tomorrow, or ask the sender for a new link.")
    status = 429
    retry_after = 86_400


class SigningOver(DomainError):
    """The request no longer takes a signature."""

    code = "content.signing.over"
    title = _("There is nothing to sign any more")
    message = _(
        "There is nothing to sign any more: the request was signed by everybody, declined, withdrawn, or its time is over."
    )
    status = 410


class NotYourTurn(Conflict):
    """Somebody signs before."""

    code = "content.signing.not_your_turn"
    title = _("Somebody else signs first")
    message = _("Somebody else signs before you. You get a mail as soon as it is your turn.")


class SignedAlready(Conflict):
    """This signer is done."""

    code = "content.signing.done"
    title = _("This is done already")
    message = _("You have signed, declined or passed this on already. It cannot be done twice.")


class ConsentMissing(DomainError):
    """The words were not agreed to."""

    code = "content.signing.consent_missing"
    title = _("Say that you sign electronically")
    message = _("Tick that you want to sign electronically. Without that nothing is signed.")
    status = 422
    field = "consent"


class DrawingUnreadable(DomainError):
    """What was drawn did not arrive whole."""

    code = "content.signing.drawing_unreadable"
    title = _("The drawn signature cannot be read")
    message = _(
        "The drawn signature did not arrive whole. Clear it and draw it again, or leave it out: your typed name is enough."
    )
    status = 422
    field = "drawing"


class SigningBegun(Conflict):
    """One is open."""

    code = "content.signing.begun"
    title = _("Signatures are being asked for already")
    message = _("This document waits for signatures already. Withdraw that request before you begin another.")


class SignersWrong(DomainError):
    """Nobody, too many, or one address twice in the same place."""

    code = "content.signing.signers_wrong"
    title = _("The signers are not complete")
    message = _("Name at least one signer, at most %(most)s, each with a name and an e-mail address.")
    status = 422

    def __init__(self, *args: object, **params: object) -> None:
        super().__init__(*args, **{"most": terms.MOST_SIGNERS, **params})  # type: ignore[arg-type]


class ToOneself(DomainError):
    """Passing on to the same address changes nothing."""

    code = "content.signing.to_oneself"
    title = _("That is your own address")
    message = _(
        "This is the address that was asked already. Type the address of the person who signs instead of you."
    )
    status = 422
    field = "email"


class PassedOnEnough(Conflict):
    """A place that went through many hands already."""

    code = "content.signing.passed_on_enough"
    title = _("It was passed on often enough")
    message = _(
        "This place was passed on %(most)s times already. Ask who sent the document to name the right person."
    )


class RemindedJustNow(Conflict):
    """A mail every ten minutes is enough."""

    code = "content.signing.reminded_just_now"
    title = _("They were reminded just now")
    message = _("They got a mail within the last ten minutes. Wait a while, or call them.")


class NotSealed(DomainError):
    """The sealed file is not there."""

    code = "content.signing.not_sealed"
    title = _("There is no sealed file yet")
    message = _("The sealed file is made when everybody has signed; that takes a moment. Try again shortly.")
    status = 409
