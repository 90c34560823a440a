"""The file of a proof as a request brought it, for pages and API alike."""

from typing import TYPE_CHECKING, Any

from billing.services import proofs
from synthai.core import files

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest
    from django.utils.datastructures import MultiValueDict


def proof_of(request: "HttpRequest", sent: "MultiValueDict[str, UploadedFile[Any]]") -> "UploadedFile[Any]":
    """The file called "file". Raises ProofTooBig (stopped while it came in, so that there is none), ProofRefused."""
    try:
        files.refuse_if_too_large(request)
    except files.FileTooLarge as error:
        raise proofs.ProofTooBig from error
    file = sent.get("file")
    if file is None:
        raise proofs.ProofRefused
    return file
