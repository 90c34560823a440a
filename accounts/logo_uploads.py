"""The file of a request that puts a logo up, from a page's form or over the API."""

from collections.abc import Callable
from typing import IO, Any

from django.http import HttpRequest

from accounts.services import logos
from accounts.services.logo_refusals import LogoMissing, LogoTooBig
from synthai.core import files


def file_of(request: HttpRequest, find: Callable[[], Any]) -> IO[bytes]:
    """What `find` finds in the request, which it may be the first to read. Raises LogoTooBig and LogoMissing."""
    file = find()
    try:
        files.refuse_if_too_large(request)
    except files.FileTooLarge as error:  # stopped while it came in, so that there is no file
        raise LogoTooBig(limit=logos.BYTES_AT_MOST >> 20) from error
    if not hasattr(file, "read"):
        raise LogoMissing
    found: IO[bytes] = file
    return found
