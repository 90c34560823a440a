"""Why a number or a code is not taken, in words."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from synthai.core.errors import DomainError


class NumberNotUnderstood(DomainError):
    """What was typed is no number."""

    code = "notifications.number.not_understood"
    title = _("This is no telephone number")
    status = 422
    message = _("This is not a number we can read. Type a mobile number such as 082 123 4567.")
    field = "number"


class NumberNoMobile(DomainError):
    """A number that takes no messages, or one of a country to which none go."""

    code = "notifications.number.no_mobile"
    title = _("This number takes no SMS")
    status = 422
    message = _(
        "%(number)s takes no SMS from us. Type a mobile number of South Africa or a neighbour, such as 082 123 4567."
    )
    field = "number"


class NumberIsYours(DomainError):
    """Nothing to do."""

    code = "notifications.number.is_yours"
    title = _("The number is yours already")
    status = 409
    message = _("%(number)s is proven already: you see it in the list.")
    field = "number"


class NumberBlocked(DomainError):
    """Staff or a complaint closed it."""

    code = "notifications.number.blocked"
    title = _("This number takes nothing from us")
    status = 409
    message = _(
        "We do not write to this number any more. If it is yours and that is wrong, write to our support."
    )
    field = "number"


class WaysMissing(DomainError):
    """Neither SMS nor WhatsApp."""

    code = "notifications.number.ways_missing"
    title = _("Choose SMS or WhatsApp")
    status = 422
    message = _("Choose for what the number is: SMS, WhatsApp or both.")
    field = "channels"


class TooManyCodes(DomainError):
    """Codes are counted by person and by number."""

    code = "notifications.number.too_many_codes"
    title = _("Too many codes")
    status = 429
    field = "number"

    def __init__(self, *, wait: timedelta) -> None:
        minutes = -(-int(wait.total_seconds()) // 60)
        told = ngettext(
            "A code was sent just now. Wait %(minutes)d minute, then ask for another one.",
            "Too many codes were asked for. Wait %(minutes)d minutes, then ask again.",
            minutes,
        )
        super().__init__(told, minutes=minutes)
        self.retry_after = max(1, int(wait.total_seconds()))


class CodeWrong(DomainError):
    """Not the code that was sent."""

    code = "notifications.number.code_wrong"
    title = _("The code is wrong")
    status = 422
    field = "code"

    def __init__(self, *, left: int) -> None:
        told = ngettext(
            "This is not the code we sent. You can try %(left)d more time.",
            "This is not the code we sent. You can try %(left)d more times.",
            left,
        )
        super().__init__(told, left=left)


class CodeOver(DomainError):
    """Used up or too old."""

    code = "notifications.number.code_over"
    title = _("The code no longer counts")
    status = 410
    message = _("This code no longer counts: it lives for 10 minutes and five tries. Ask for another one.")
    field = "number"
