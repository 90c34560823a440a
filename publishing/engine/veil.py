"""What a translation must keep letter for letter and a language model need not see: addresses, and what tells who a person is.

veil = Veil()
sent = veil.covered("Mail [SARS](https://www.sars.gov.za/) or 021 555 0134.")   # "Mail [SARS](⟦1⟧) or ⟦2⟧."
veil.uncovered("Skryf aan [SARS](⟦1⟧) of ⟦2⟧.")
"""

import re
from typing import Final

from synthai.core.ai.masking import Masker

_LINK: Final = re.compile(r"(?<=\]\()[^()\s]+(?=[)\s])|<https?://[^>\s]+>")
_TOKEN: Final = re.compile(r"⟦(\d+)⟧")
_OWN: Final = re.compile(r"⟦[^⟦⟧]*⟧|[⟦⟧]")
_MASKED: Final = re.compile(
    r"\[(?:long run|e-mail|key|link|registration number|phone|ID number|card number|passport|account number|number) \d+\]"
)


class NotVeiled(ValueError):
    """What was masked in a text cannot be told from the rest, so it is not sent."""


class Veil:
    """The tokens of one call, and what stands behind them."""

    def __init__(self) -> None:
        self._kept: list[str] = []
        self._typed_ones: set[int] = set()

    def covered(self, text: str) -> str:
        """The text as it may be sent. Raises NotVeiled."""
        text = _OWN.sub(lambda found: self._typed(found.group()), text)
        text = _LINK.sub(lambda found: self._token(found.group()), text)
        return self._masked(text)

    def uncovered(self, text: str) -> str:
        """The text with what stood behind the tokens; a token that was never given is taken out."""
        return _TOKEN.sub(lambda found: self._behind(int(found[1])), text)

    def lost(self, sent: str, answer: str) -> list[str]:
        """What stood behind tokens that are not in the answer as often as in what was sent."""
        before, after = _TOKEN.findall(sent), _TOKEN.findall(answer)
        return [
            self._behind(int(number))
            for number in dict.fromkeys([*before, *after])
            if before.count(number) != after.count(number)
        ]

    def _typed(self, text: str) -> str:
        """A sign that looks like a token and was in the text: it comes back as it is."""
        self._typed_ones.add(len(self._kept) + 1)
        return self._token(text)

    def _token(self, text: str) -> str:
        self._kept.append(text)
        return f"⟦{len(self._kept)}⟧"

    def _behind(self, number: int) -> str:
        kept = self._kept[number - 1] if 0 < number <= len(self._kept) else ""
        return kept if number in self._typed_ones else self.uncovered(kept)

    def _masked(self, text: str) -> str:
        """The masker says only what it put there; what stood there is found between the stretches that stayed."""
        masked = Masker().mask(text).text
        if masked == text:
            return text
        stayed = _MASKED.split(masked)
        if not text.startswith(stayed[0]):
            raise NotVeiled
        made, at = [stayed[0]], len(stayed[0])
        for place, stretch in enumerate(stayed[1:], 2):
            is_last = place == len(stayed)
            found = len(text) - len(stretch) if is_last else text.find(stretch, at + 1)
            if found <= at or not text.startswith(stretch, found) or (not stretch and not is_last):
                raise NotVeiled
            made += [self._token(text[at:found]), stretch]
            at = found + len(stretch)
        return "".join(made)
