"""What a file is, by its first bytes; and whether its name says the same."""

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from synthai.core.media import pictures

_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_DOCUMENTS: Final = {  # by ending: first bytes (none for text) and type
    ".pdf": (b"%PDF-", "application/pdf"),
    ".docx": (b"PK\x03\x04", f"{_OFFICE}wordprocessingml.document"),
    ".xlsx": (b"PK\x03\x04", f"{_OFFICE}spreadsheetml.sheet"),
    ".pptx": (b"PK\x03\x04", f"{_OFFICE}presentationml.presentation"),
    ".csv": (b"", "text/csv"),
    ".txt": (b"", "text/plain"),
}
_PROGRAMS: Final = (b"<", b"#!", b"\x7felf", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_PHONE_PICTURES: Final = {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif"}


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the first bytes say: the kind of block, the type, how names of such files end, and Pillow's name of a picture."""

    kind: str
    content_type: str
    endings: tuple[str, ...]
    picture: str = ""


_PICTURES: Final = {
    kind: Told(kind="image", content_type="image/webp", endings=endings, picture=kind)
    for kind, endings in {
        "PNG": (".png",),
        "JPEG": (".jpg", ".jpeg", ".jpe", ".jfif"),
        "WEBP": (".webp",),
    }.items()
}
_FILM: Final = Told(kind="video", content_type="video/mp4", endings=(".mp4", ".m4v", ".mov"))
_WEBM: Final = Told(kind="video", content_type="video/webm", endings=(".webm",))
_M4A: Final = Told(kind="audio", content_type="audio/mp4", endings=(".m4a", ".m4b", ".mp4"))
_MP3: Final = Told(kind="audio", content_type="audio/mpeg", endings=(".mp3",))
_OGG: Final = Told(kind="audio", content_type="audio/ogg", endings=(".ogg", ".oga", ".opus"))
_TAKEN: Final = {
    *_DOCUMENTS,
    *(ending for each in (*_PICTURES.values(), _FILM, _WEBM, _M4A, _MP3, _OGG) for ending in each.endings),
}
_KNOWN: Final = _TAKEN | {
    ".svg",
    ".html",
    ".htm",
    ".xml",
    ".js",
    ".exe",
    ".bat",
    ".sh",
    ".php",
    ".jar",
    ".apk",
    ".zip",
    ".gif",
    ".avi",
}


_DOWNLOADS: Final = frozenset(_DOCUMENTS)
_PICTURE_ENDINGS: Final = frozenset(ending for each in _PICTURES.values() for ending in each.endings)


def kind_by_name(name: str) -> str:
    """What a file seems to be before any of it is here: "image", "file", or "" for what only its bytes tell."""
    ending = ending_of(name)
    if ending in _PICTURE_ENDINGS:
        return "image"
    return "file" if ending in _DOWNLOADS else ""


def told(head: bytes, name: str) -> Told | None:
    """What a file is that begins with these bytes; None for what is not taken."""
    return by_bytes(head) or document(head, ending_of(name))


def by_bytes(head: bytes) -> Told | None:
    """A picture, film or sound, whatever it is called; None for anything else."""
    return _picture(head) or _film(head)


def document(head: bytes, ending: str) -> Told | None:
    """A document whose first bytes fit its ending; None for anything else."""
    known = _DOCUMENTS.get(ending)
    if known is None:
        return None
    first, content_type = known
    is_so = head.startswith(first) if first else not (b"\0" in head or why_not(head))
    return Told(kind="file", content_type=content_type, endings=(ending,)) if is_so else None


def why_not(head: bytes) -> str:
    """What must not be taken, whatever it is called: "drawing", "phone_picture" or "program"; empty for anything else."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n\0").lower()
    if start.startswith((b"<svg", b"<?xml", b"<!doctype svg")) and b"svg" in start:
        return "drawing"
    if is_phone_picture(head):
        return "phone_picture"
    is_windows = start.startswith(b"mz") and b"\0" in head  # a text may begin with "Mzansi"
    return "program" if is_windows or start.startswith(_PROGRAMS) else ""


def is_named_otherwise(found: Told, name: str) -> bool:
    """Whether its name ends as another kind of file does. An ending that nobody knows says nothing."""
    ending = ending_of(name)
    return ending in _KNOWN and ending not in found.endings


def is_taken(ending: str) -> bool:
    """Whether files that are taken end so."""
    return ending in _TAKEN


def is_phone_picture(head: bytes) -> bool:
    """A picture of a phone in a format that other phones cannot show."""
    return head[4:8] == b"ftyp" and head[8:12] in _PHONE_PICTURES


def ending_of(name: str) -> str:
    """ ".mp4" of "Film.MP4"."""
    return PurePosixPath(name.replace("\\", "/")).suffix.lower()


def _picture(head: bytes) -> Told | None:
    return _PICTURES.get(pictures.kind_of(head))


def _film(head: bytes) -> Told | None:
    if head[4:8] == b"ftyp":
        if is_phone_picture(head):
            return None
        return _M4A if head[8:11] in {b"M4A", b"M4B"} else _FILM
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64]:
        return _WEBM
    if head.startswith(b"ID3") or (head[0] == 0xFF and head[1:2] in {b"\xfb", b"\xf3", b"\xf2"}):
        return _MP3
    return _OGG if head.startswith(b"OggS") else None
