"""What a password may not be (NIST SP 800-63B, section 3.1.1.2): known from breaches, or guessable from its context.

No rule about digits or signs, which only make people write `Password1!`. Instead what remains after taking such
decorations off is looked up: in Django's list of some 20,000 passwords of breaches (shipped with it, so offline), in words
people here like, and in the words of the person's own address and organisations. Any length from the minimum, any
character, blanks included.
"""

import re
import unicodedata
from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User

_LEET = str.maketrans("0134578@$!|€", "oieastbasile")
_SHORTEST_CONTEXT = 4
_LOCAL = frozenset(
    """amabokoboko amakhosi bafana bafanabafana biltong bloemfontein boerewors braai capetown chakalaka chiefs durban
    eskom gauteng goodhope ilovejesus iloveyou indlovukazi inkosi jacaranda jesus jesusislord jesusisking joburg
    johannesburg kaizerchiefs kapstad kwaito limpopo loadshedding lourensford mamelodi mandela mandisa mpumalanga mzansi
    nelsonmandela nelspruit ngiyakuthanda nkosi orlandopirates parliament pirates polokwane pretoria proteas rugby
    sawubona shosholoza siyabonga southafrica soweto springbok springboks stellenbosch sundowns tshwane ubuntu unathi
    vuvuzela winniemandela zuluking synthai letmein welcome password passw pass qwerty asdf zxcv admin
    january february march april june july august september october november december summer winter spring autumn
    monday tuesday wednesday thursday friday saturday sunday""".split()  # noqa: SIM905 - words read better than quotes
)
_ROWS = (
    "qwertyuiopasdfghjklzxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qazwsxedcrfvtgbyhnujmikolp",
)


class GuessablePasswordValidator:
    """Django's hook (AUTH_PASSWORD_VALIDATORS)."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError with a sentence that says what to do."""
        plain = unicodedata.normalize("NFKC", password).lower()
        if is_known(plain) or _is_pattern(plain):
            raise ValidationError(
                _(
                    "This password is among those that thieves try first, also with digits or signs around it. Take a "
                    "few words that only you would put together."
                ),
                code="password_known",
            )
        if user is not None and _names_context(plain, user):
            raise ValidationError(
                _(
                    "This password is made of your address or your organisation's name, which thieves try first. Take "
                    "a few words that only you would put together."
                ),
                code="password_of_context",
            )

    def get_help_text(self) -> str:
        """Shown below the field."""
        return str(
            _("A few words that only you would put together are good. Blanks and any signs are allowed.")
        )


def is_known(plain: str) -> bool:
    """Whether it is on the list of breaches, as it is or once its decorations are off."""
    return any(form in _breached() or form in _LOCAL for form in _forms(plain))


def _forms(plain: str) -> set[str]:
    """The word inside: without what stands around it, and with digits read as the letters they imitate."""
    found = {plain, plain.replace(" ", "")}
    for text in (plain, plain.translate(_LEET)):
        core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)
        letters = re.sub(r"[\W\d_]+", "", text)
        found |= {core, letters, _once(core), _once(letters)}
    return {form for form in found if len(form) >= _SHORTEST_CONTEXT}


def _once(text: str) -> str:
    """`mzansimzansi` is `mzansi`."""
    repeated = re.fullmatch(r"(.{3,}?)\1+", text)
    return repeated[1] if repeated else text


def _is_pattern(plain: str) -> bool:
    """Few different characters, or a walk along the keyboard, the alphabet or the digits."""
    bare = re.sub(r"[\W_]+", "", plain)
    if len(set(plain)) < 5:
        return True
    return any(_is_walk(bare, row) or _is_walk(bare, row[::-1]) for row in _ROWS)


def _is_walk(text: str, row: str) -> bool:
    """Whether nine of ten neighbours in the text are neighbours in the row."""
    steps = sum(first + second in row for first, second in zip(text, text[1:], strict=False))
    return len(text) > _SHORTEST_CONTEXT and steps >= 0.9 * (len(text) - 1)


def _names_context(plain: str, user: User) -> bool:
    """Whether nothing much is left once the words of address, name and organisations are taken out."""
    rest = re.sub(r"[\W_]+", "", plain)
    for word in sorted(_words_of(user), key=len, reverse=True):
        rest = rest.replace(word, "")
    letters = re.sub(r"\d+", "", rest)
    return len(letters) < _SHORTEST_CONTEXT and len(rest) < len(re.sub(r"[\W_]+", "", plain))


def _words_of(user: User) -> set[str]:
    texts = [user.email.replace("@", " "), user.name, "synthai"]
    if user.pk:
        texts += Membership.objects.filter(user_id=user.pk).values_list("organisation__name", flat=True)
    words = {word for text in texts for word in re.split(r"[\W_]+", text.lower())}
    joined = {re.sub(r"[\W_]+", "", text.lower()) for text in texts}
    return {word for word in words | joined if len(word) >= _SHORTEST_CONTEXT}


@cache
def _breached() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)
