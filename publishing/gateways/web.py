"""Whether somebody answers at an address of the web: HEAD, and GET where HEAD says nothing of use. No body is read.

Private addresses are refused by `synthai.core.outbound`, at every step of a way that leads on. What may not be asked, or will not
answer a machine (401, 403, 405, 429, 451, 999), could not be checked: that is no reason to call a link broken.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urljoin

import requests

from synthai.core.outbound import OutboundSession, PrivateAddress

MOST_STEPS: Final = 5
AGENT: Final = "SynthAI link check"
_MOVED: Final = {301, 302, 303, 307, 308}
_SHY: Final = {401, 402, 403, 405, 406, 407, 418, 423, 425, 429, 451, 501, 999}


class Answer(StrEnum):
    """What came of asking."""

    FINE = "fine"
    GONE = "gone"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Probe:
    """The answer, and the status of HTTP (0: none)."""

    answer: Answer
    status: int = 0


def ask(url: str) -> Probe:
    """Ask once. Takes up to a few times the time limit of `core.outbound`. Never inside a transaction."""
    with OutboundSession(is_plain_taken=True) as session:
        session.headers.update({"User-Agent": AGENT, "Accept": "*/*"})
        first = _followed(session, "HEAD", url)
        return first if first.answer is Answer.FINE else _followed(session, "GET", url)


def _followed(session: OutboundSession, method: str, url: str) -> Probe:
    for _step in range(MOST_STEPS + 1):
        try:
            with session.begun(method, url) as response:
                status, onward = response.status_code, response.headers.get("Location", "")
        except PrivateAddress:
            return Probe(Answer.UNSURE)
        except (requests.RequestException, ValueError, OSError):
            return Probe(Answer.GONE)
        if status not in _MOVED or not onward:
            return Probe(_judged(status), status)
        url = urljoin(url, onward)
    return Probe(Answer.GONE, status)


def _judged(status: int) -> Answer:
    if status in _SHY:
        return Answer.UNSURE
    return Answer.FINE if status < 400 else Answer.GONE  # noqa: PLR2004 - HTTP's own line
