"""What a file that is handed in really is, by its first bytes (synthai.core.media.filetypes). Its name must say the same."""

from dataclasses import dataclass
from typing import Final

from synthai.core.media import filetypes

_KINDS: Final = {"image": "picture", "video": "video", "audio": "sound", "file": "document"}
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_TELLING: Final = (*_ZIP, b"%PDF-")


@dataclass(frozen=True, kw_only=True)
class Told:
    """A file that is what its name says: kind of file and type, Pillow's name of a picture, and whether it is a zip archive,
    by itself or inside an Office file."""

    kind: str
    content_type: str
    picture: str = ""
    is_packed: bool = False


@dataclass(frozen=True)
class Refused:
    """A file that is not taken. `why`: empty, drawing, phone_picture, program, renamed or unknown."""

    why: str


def told(head: bytes, name: str) -> Told | Refused:
    """What the first bytes and the name say together."""
    if not head:
        return Refused("empty")
    ending, is_packed = filetypes.ending_of(name), head.startswith(_ZIP)
    if is_packed and ending == ".zip":
        return Told(kind="archive", content_type="application/zip", is_packed=True)
    found = filetypes.told(head, name)
    if found is None:
        why = filetypes.why_not(head)
        is_renamed = head.startswith(_TELLING) or ending == ".zip" or filetypes.is_taken(ending)
        return Refused(why or ("renamed" if is_renamed else "unknown"))
    if ending not in found.endings:
        return Refused("renamed")
    return Told(
        kind=_KINDS[found.kind],
        content_type=found.content_type,
        picture=found.picture,
        is_packed=is_packed,
    )
