"""Whether a file is taken: by its first bytes, and by a name that says the same. The sentences say what helps."""

from collections.abc import Collection, Mapping
from typing import IO, TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from synthai.core.errors import DomainError
from synthai.core.media import filetypes
from synthai.core.media.filetypes import Told

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

HEAD: Final = 512  # bytes that tell
PICTURE_BYTES: Final = 20 * 1024 * 1024
FILE_BYTES: Final = 50 * 1024 * 1024
_SAYS: Final = {
    "drawing": _(
        "This is an SVG drawing. Such files can hold programs, so they are not taken: save it as PNG and upload that."
    ),
    "phone_picture": _(
        "This picture is in a format that many phones cannot show (HEIC or AVIF). Save it as JPEG and upload that."
    ),
    "program": _("This is a web page or a program. Upload a picture, a video, a sound, or a PDF."),
    "": _(
        "This kind of file cannot be used. Take PNG, JPEG or WebP for pictures, MP4 or WebM for video, MP3, M4A or Ogg for "
        "sound, and PDF, Word, Excel, PowerPoint, CSV or text for files to download. Its name must end as its kind does."
    ),
}
LARGE_PICTURE: Final = _("This picture is larger than 20 MB. Save it smaller and upload that.")
LARGE_FILE: Final = _("This file is larger than 50 MB. Make it smaller, or cut it into parts.")
KINDS: "Final[Mapping[str, _StrOrPromise]]" = {
    "image": _("Picture"),
    "video": _("Video"),
    "audio": _("Sound"),
    "file": _("File"),
}


def refuse_large(name: str, size: int, *, refused: type[DomainError]) -> None:
    """Say before anything is sent that such a file is not taken at this size: data are dear. Raises `refused` with a sentence."""
    kind = filetypes.kind_by_name(name)
    if kind == "image" and size > PICTURE_BYTES:
        raise refused(LARGE_PICTURE)
    if kind == "file" and size > FILE_BYTES:
        raise refused(LARGE_FILE)


def told(file: IO[bytes], name: str, *, refused: type[DomainError], wanted: Collection[str] = ()) -> Told:
    """As `judged`, of an open file, which is at its beginning afterwards."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    return judged(head, name, refused=refused, wanted=wanted)


def judged(head: bytes, name: str, *, refused: type[DomainError], wanted: Collection[str] = ()) -> Told:
    """What a file is that begins so. `wanted`: the kinds that are asked for; empty takes all. Raises `refused` with a sentence."""
    if not head:
        raise refused(_("This file is empty. Save it again and upload that."))
    found = filetypes.told(head, name)
    if found is None:
        raise refused(_SAYS[filetypes.why_not(head)])
    if wanted and found.kind not in wanted:
        raise refused(
            _("This is a file of the kind “%(found)s”, and “%(wanted)s” is asked for here."),
            found=KINDS[found.kind],
            wanted=", ".join(str(KINDS[kind]) for kind in wanted),
        )
    if filetypes.is_named_otherwise(found, name):
        raise refused(
            _(
                "The name of this file ends in “%(ending)s”, but what is in it ends in “%(right)s”. Give it the right ending "
                "and upload it again; if you expected something else in it, ask where it came from."
            ),
            ending=filetypes.ending_of(name),
            right=found.endings[0],
        )
    return found
