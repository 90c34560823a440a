"""A supplier's invoice as a file: UBL, or a PDF with UBL inside, to what stands on it."""

import base64
import tempfile
from typing import IO, Final

from django.utils.translation import gettext_lazy as _

from billing.engine.invoicing.checker.received import Received, from_document
from billing.engine.invoicing.ubl import reading
from billing.engine.invoicing.ubl.parsing import UblUnreadable
from billing.models import CheckSource
from synthai.core.errors import DomainError
from synthai.core.limits import LimitedWorkFailed, LimitExceeded, run_limited

BYTES_AT_MOST: Final = 5 * 1024 * 1024
_MEMORY_MB: Final = 512
_SECONDS: Final = 10
_PDF: Final = b"%PDF-"
_HEAD: Final = 1024  # a PDF may begin a little later in the file


class InvoiceFileRefused(DomainError):
    """The file holds no invoice that can be read."""

    code = "billing.checked.file"
    title = _("This file cannot be read")
    message = _("Choose an electronic invoice (UBL, a file that ends in .xml), or a PDF that has one inside.")
    remedy = _("Type in what is on the paper; the check is the same.")
    status = 422
    field = "file"


class InvoiceFileEmpty(InvoiceFileRefused):
    """Nothing in it."""

    code = "billing.checked.file_empty"
    message = _("This file is empty. Save the invoice again and choose that, or type it in.")


class InvoiceFileTooBig(InvoiceFileRefused):
    """Too many bytes."""

    code = "billing.checked.file_too_big"
    message = _(
        "This file is larger than %(limit)s MB. Ask the supplier for the electronic invoice alone (.xml), or type it in."
    )
    status = 413

    def __init__(self) -> None:
        super().__init__(limit=BYTES_AT_MOST >> 20)


class InvoiceFileOfOtherKind(InvoiceFileRefused):
    """Neither XML nor PDF, whatever it is called."""

    code = "billing.checked.file_kind"
    message = _(
        "This file is neither an electronic invoice (XML) nor a PDF, whatever its name ends in. A photo or a scan cannot be "
        "read: type in what is on it."
    )


class PdfHasNone(InvoiceFileRefused):
    """An ordinary PDF."""

    code = "billing.checked.pdf_without"
    message = _(
        "This PDF has no electronic invoice inside, only the picture of one. Type in what is on it; the check is the same."
    )


class PdfLocked(InvoiceFileRefused):
    """It wants a password."""

    code = "billing.checked.pdf_locked"
    message = _("This PDF is locked with a password. Ask the supplier for one without, or type it in.")


class PdfUnreadable(InvoiceFileRefused):
    """A broken PDF."""

    code = "billing.checked.pdf_broken"
    message = _("This PDF is damaged and cannot be read. Save it again from the mail, or type it in.")


_REFUSALS: Final[dict[str, type[InvoiceFileRefused]]] = {
    "unreadable": PdfUnreadable,
    "locked": PdfLocked,
    "none": PdfHasNone,
    "too_big": InvoiceFileTooBig,
}


def read(file: IO[bytes]) -> tuple[Received, CheckSource]:
    """What stands on the invoice in a file. Nothing is stored.

    Raises InvoiceFileRefused and its kinds, UblUnreadable.
    """
    content = file.read(BYTES_AT_MOST + 1)
    if len(content) > BYTES_AT_MOST:
        raise InvoiceFileTooBig
    if not content.strip():
        raise InvoiceFileEmpty
    if _PDF in content[:_HEAD]:
        return from_document(reading.read(_inside(content))), CheckSource.PDF
    if not _looks_like_xml(content):
        raise InvoiceFileOfOtherKind
    return from_document(reading.read(content)), CheckSource.UBL


def _looks_like_xml(content: bytes) -> bool:
    """By its first letter, in any of the encodings that XML comes in."""
    head = content[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\x00").replace(b"\x00", b"").lstrip()
    return head.startswith(b"<")


def _inside(content: bytes) -> bytes:
    """The XML inside a PDF, found by a child process that has little memory and time, and no secret."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as kept:
        kept.write(content)
        kept.flush()
        try:
            found = run_limited(
                "billing.engine.invoicing.ubl.embedded.find",
                (kept.name,),
                memory_mb=_MEMORY_MB,
                seconds=_SECONDS,
            )
        except (LimitedWorkFailed, LimitExceeded) as error:
            raise PdfUnreadable from error
    if "refused" in found:
        raise _REFUSALS[found["refused"]]
    return base64.b64decode(found["xml"])


__all__ = [
    "BYTES_AT_MOST",
    "InvoiceFileEmpty",
    "InvoiceFileOfOtherKind",
    "InvoiceFileRefused",
    "InvoiceFileTooBig",
    "PdfHasNone",
    "PdfLocked",
    "PdfUnreadable",
    "UblUnreadable",
    "read",
]
