"""What a file that is handed in really is, by its first bytes. Its name must say the same."""

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from courses.engine import filetypes

_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_PACKED: Final = {
    ".docx": ("document", f"{_OFFICE}wordprocessingml.document"),
    ".xlsx": ("document", f"{_OFFICE}spreadsheetml.sheet"),
    ".pptx": ("document", f"{_OFFICE}presentationml.presentation"),
    ".zip": ("archive", "application/zip"),
}
_PLAIN: Final = {".csv": "text/csv", ".txt": "text/plain"}
_ENDINGS: Final = {
    "image/png": {".png"},
    "image/jpeg": {".jpg", ".jpeg", ".jpe", ".jfif"},
    "image/webp": {".webp"},
    "video/mp4": {".mp4", ".m4v", ".mov"},
    "audio/mp4": {".m4a", ".m4b", ".mp4"},
    "video/webm": {".webm"},
    "audio/mpeg": {".mp3"},
    "audio/ogg": {".ogg", ".oga", ".opus"},
    "application/pdf": {".pdf"},
}
_KINDS: Final = {"image": "picture", "video": "video", "audio": "sound"}
PICTURES: Final = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}  # Pillow's names


@dataclass(frozen=True, kw_only=True)
class Told:
    """A file that is what its name says: kind of file and type."""

    kind: str
    content_type: str

    @property
    def is_packed(self) -> bool:
        """Whether it is a zip archive, by itself or inside an Office file."""
        return self.content_type in {content_type for _kind, content_type in _PACKED.values()}


@dataclass(frozen=True)
class Refused:
    """A file that is not taken. `why`: empty, drawing, program, renamed or unknown."""

    why: str


def told(head: bytes, name: str) -> Told | Refused:
    """What the first bytes and the name say together."""
    if not head:
        return Refused("empty")
    ending = PurePosixPath(name.lower()).suffix
    found = _by_bytes(head)
    if found is not None:
        content_type = found.content_type
        return found if ending in _ENDINGS[content_type] else Refused("renamed")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        kind, content_type = _PACKED.get(ending, ("", ""))
        return Told(kind=kind, content_type=content_type) if kind else Refused("renamed")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n\x00").lower()
    if start.startswith((b"<svg", b"<?xml", b"<!doctype svg")) and b"svg" in head.lower():
        return Refused("drawing")
    if start.startswith((b"<", b"mz", b"\x7felf", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")):
        return Refused("program")
    if ending in _PLAIN and b"\0" not in head:
        return Told(kind="document", content_type=_PLAIN[ending])
    return Refused("renamed" if _is_known(ending) else "unknown")


def _is_known(ending: str) -> bool:
    return ending in _PACKED or ending in _PLAIN or any(ending in each for each in _ENDINGS.values())


def _by_bytes(head: bytes) -> Told | None:
    found = filetypes.by_bytes(head)
    if found is None:
        return Told(kind="document", content_type="application/pdf") if head.startswith(b"%PDF-") else None
    content_type = f"image/{found.picture.lower()}" if found.picture else found.content_type
    return Told(kind=_KINDS[found.kind], content_type=content_type)
