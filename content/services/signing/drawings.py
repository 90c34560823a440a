"""A signature drawn by hand in a browser: a stranger's picture, so it is read in a limited child and drawn anew."""

import base64
import binascii
from typing import Final

from content import sending_refusals as refusals
from content import signing_terms as terms
from synthai.core.errors import DomainError
from synthai.core.limits import LimitedWorkFailed, run_limited

_PREFIX: Final = "data:image/png;base64,"
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_WIDEST, _HIGHEST = 900, 400
_MEMORY_MB, _SECONDS = 700, 10


def read(posted: str) -> bytes:
    """The PNG of a form field as a browser's canvas gives it. Raises DrawingUnreadable."""
    if not posted:
        return b""
    if not posted.startswith(_PREFIX) or len(posted) > terms.MOST_DRAWING_BYTES * 2:
        raise refusals.DrawingUnreadable
    try:
        content = base64.b64decode(posted[len(_PREFIX) :], validate=True)
    except (binascii.Error, ValueError) as error:
        raise refusals.DrawingUnreadable from error
    if len(content) > terms.MOST_DRAWING_BYTES or not content.startswith(_PNG):
        raise refusals.DrawingUnreadable
    return content


def cleaned(content: bytes) -> bytes:
    """The strokes alone, dark on nothing, cut to their edges; b"" when nothing was drawn. Raises DrawingUnreadable."""
    try:
        drawn = run_limited(
            "content.engine.drawings.redraw",
            (base64.b64encode(content).decode(), _WIDEST, _HIGHEST),
            memory_mb=_MEMORY_MB,
            seconds=_SECONDS,
        )
    except (DomainError, LimitedWorkFailed) as error:
        raise refusals.DrawingUnreadable from error
    return base64.b64decode(drawn)
