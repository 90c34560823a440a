"""Why a file cannot be a logo: what is wrong with it, and how to mend that."""

from django.utils.translation import gettext_lazy as _

from synthai.core.errors import Conflict, DomainError


class LogoRefused(DomainError):
    """The base of what is wrong with an uploaded picture."""

    status = 422
    field = "file"


class LogoMissing(LogoRefused):
    """No file came."""

    code = "accounts.logo.missing"
    title = _("No picture was sent")
    message = _("Choose a picture first: PNG, JPEG or WebP.")
    remedy = _("Send the picture as the part “file” of a multipart form.")


class LogoEmpty(LogoRefused):
    """Nothing in it."""

    code = "accounts.logo.empty"
    title = _("The file is empty")
    message = _("This file is empty. Save the picture again and upload that.")
    remedy = _("Send a file that is not empty.")


class LogoTooBig(LogoRefused):
    """Too many bytes."""

    code = "accounts.logo.too_big"
    title = _("The picture's file is too large")
    message = _("This file is larger than a logo may be: %(limit)s MB. Save it smaller and upload that.")
    remedy = _("Send a smaller file.")
    status = 413


class NotALogo(LogoRefused):
    """Not one of the three formats, whatever its name says."""

    code = "accounts.logo.not_a_picture"
    title = _("Not a picture we can use")
    message = _("%(kind)s Save your logo as PNG, JPEG or WebP and upload that.")
    remedy = _("Send a PNG, JPEG or WebP. What the file is called counts nothing, only what is in it.")

    @classmethod
    def of(cls, head: bytes) -> "NotALogo":
        """The refusal that says what the file is, as far as its first bytes tell."""
        return cls(kind=_called(head))


class LogoTooManyPixels(LogoRefused):
    """A picture that would fill the memory."""

    code = "accounts.logo.too_many_pixels"
    title = _("The picture is too large")
    message = _(
        "This picture has %(width)s × %(height)s pixels; a logo may have %(limit)s million altogether. "
        "1,000 × 1,000 is plenty: make it smaller and upload that."
    )
    remedy = _("Send a picture with fewer pixels.")


class LogoTooSmall(LogoRefused):
    """Nobody would see anything."""

    code = "accounts.logo.too_small"
    title = _("The picture is too small")
    message = _(
        "This picture has %(width)s × %(height)s pixels. Each side needs at least %(least)s; "
        "with 512 or more your logo looks sharp."
    )
    remedy = _("Send a larger picture.")


class LogoInvisible(LogoRefused):
    """Every pixel is transparent."""

    code = "accounts.logo.invisible"
    title = _("There is nothing to see")
    message = _("This picture is transparent all over. Save it again with the logo on it.")
    remedy = _("Send a picture with something to see.")


class LogoBroken(LogoRefused):
    """Begins like a picture and does not go on like one."""

    code = "accounts.logo.broken"
    title = _("The picture is damaged")
    message = _(
        "This picture is damaged or was not transferred to its end. Open it on your device; if it looks right "
        "there, save it again and upload that."
    )
    remedy = _("Save the picture again and send that.")


class LogoTooHeavy(LogoRefused):
    """Decoding took too much memory or time."""

    code = "accounts.logo.too_heavy"
    title = _("The picture takes too much work")
    message = _(
        "Reading this picture takes more memory or time than is allowed. Save it at 1,000 × 1,000 pixels or less."
    )
    remedy = _("Send a smaller picture.")


class LogoGone(Conflict):
    """Changed again, or too long ago."""

    code = "accounts.logo.gone"
    title = _("Too late to undo")
    message = _("The logo was changed again since, or too long ago, so this can no longer be undone.")
    remedy = _("Upload the logo you want.")


def _called(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<svg", b"<?xml", b"<!doctype svg")):
        return str(
            _(
                "This is an SVG. It may carry programs that would run for everybody who sees it, so we take none."
            )
        )
    if start.startswith(b"gif8"):
        return str(_("This is a GIF."))
    if start.startswith(b"%pdf"):
        return str(_("This is a PDF."))
    if head[4:8] == b"ftyp":
        return str(_("This is a photo or video in a format of phones, for example HEIC."))
    return str(_("This is not a picture, or one of a kind we do not know."))
