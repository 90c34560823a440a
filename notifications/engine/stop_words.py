"""Words by which a person says "no more" or "again" in an SMS or WhatsApp, in the languages of South Africa.

English ones are those of the industry's code (docs/notifications-providers.md). The others are the plain imperatives "stop" and
"cancel" of each language. A message counts only when the word stands alone: "STOP" and "stop." do, "stop by on Monday" does not.
"""

import re
import unicodedata
from typing import Final

STOP: Final[dict[str, frozenset[str]]] = {
    "en": frozenset(
        {"stop", "stopall", "end", "cancel", "unsubscribe", "quit", "optout", "opt out", "stop all"}
    ),
    "af": frozenset({"staak", "kanselleer", "hou op", "eindig", "teken uit"}),
    "zu": frozenset({"yima", "misa", "khansela", "yeka"}),
    "xh": frozenset({"yima", "misa", "rhoxisa", "yeka"}),
    "nso": frozenset({"ema", "emisa", "khansela", "kgaotsa"}),
    "tn": frozenset({"ema", "emisa", "khansela", "khutlisa"}),
    "st": frozenset({"ema", "emisa", "khansela", "kgaotsa"}),
    "ts": frozenset({"yima", "yimisa", "khansela"}),
    "ss": frozenset({"yima", "misa", "khansela"}),
    "ve": frozenset({"ima", "imisa", "khantsela"}),
    "nr": frozenset({"jama", "jamisa", "khansela"}),
}
START: Final = frozenset({"start", "unstop", "begin", "qala", "qalisa", "thoma", "simolola"})

_STOP: Final = frozenset().union(*STOP.values())
_AROUND: Final = re.compile(r"[^\w]+", re.UNICODE)


def is_stop(text: str) -> bool:
    """Whether this message asks never to be written to again."""
    return _plain(text) in _STOP


def is_start(text: str) -> bool:
    """Whether this message takes a "stop" back."""
    return _plain(text) in START


def _plain(text: str) -> str:
    """Small letters without accents, words parted by one blank, no signs around or between."""
    if len(text) > 40:
        return ""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return _AROUND.sub(" ", "".join(each for each in folded if not unicodedata.combining(each))).strip()
