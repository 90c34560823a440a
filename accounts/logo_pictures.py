"""A logo's picture as an answer: of the active tenant's logos only, and kept by browsers for good."""

from typing import Final

from django.http import FileResponse, Http404

from accounts import logo_images
from accounts.models import Logo
from synthai.core import files

_A_YEAR: Final = 365 * 24 * 3600


def answer(digest: str, picture: str) -> FileResponse:
    """The picture whose address this is. Raises Http404. Private: who may see it is asked of everybody."""
    found = Logo.objects.filter(digest=digest).order_by("-pk").first()
    if found is None or picture not in found.files:
        raise Http404
    try:
        content = files.open_file(found.files[picture])
    except FileNotFoundError as error:
        raise Http404 from error
    is_png = picture == logo_images.DOCUMENT
    response = FileResponse(content, content_type="image/png" if is_png else "image/webp")
    response["Content-Disposition"] = f'inline; filename="logo.{"png" if is_png else "webp"}"'
    response["Cache-Control"] = f"private, max-age={_A_YEAR}, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response
