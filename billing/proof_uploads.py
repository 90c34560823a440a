"""An uploaded file as a request brought it, for pages and API alike."""

from typing import TYPE_CHECKING, Any

from billing.services import proofs
from synthai.core import files
from synthai.core.errors import DomainError

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest
    from django.utils.datastructures import MultiValueDict


def proof_of(request: "HttpRequest", sent: "MultiValueDict[str, UploadedFile[Any]]") -> "UploadedFile[Any]":
    """The file called "file". Raises ProofTooBig (stopped while it came in, so that there is none), ProofRefused."""
    return sent_file(request, sent, too_big=proofs.ProofTooBig, none=proofs.ProofRefused)


def sent_file(
    request: "HttpRequest",
    sent: "MultiValueDict[str, UploadedFile[Any]]",
    *,
    too_big: type[DomainError],
    none: type[DomainError],
) -> "UploadedFile[Any]":
    """As above, for another kind of file: raises `too_big` or `none`."""
    try:
        files.refuse_if_too_large(request)
    except files.FileTooLarge as error:
        raise too_big from error
    file = sent.get("file")
    if file is None:
        raise none
    return file
