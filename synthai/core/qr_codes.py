"""QR codes (ISO/IEC 18004) drawn as SVG: one path, black on white, with the quiet zone that scanners need."""

from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString

_QUIET: Final = 4  # modules of white around the code, as the standard asks


def picture(text: str) -> str:
    """The code as an SVG by itself, for paper."""
    side, modules = _drawn(text)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path fill="#000" d="{modules}"/></svg>'
    )


def in_page(text: str, *, label: str) -> SafeString:
    """The code in a page, named `label` for who does not see it; the same in both themes and without styles."""
    side, modules = _drawn(text)
    return format_html(
        '<svg class="qr-code" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" '
        'aria-label="{label}" shape-rendering="crispEdges"><rect width="{side}" height="{side}" fill="#fff"/>'
        '<path fill="#000" d="{modules}"/></svg>',
        side=side,
        label=label,
        modules=modules,
    )


def _drawn(text: str) -> tuple[int, str]:
    """How many modules a side has with its quiet zone, and the dark ones as a path."""
    import qrcode  # noqa: PLC0415 - it takes every process a while, and few draw codes

    code = qrcode.QRCode(border=0, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(
        f"M{x + _QUIET} {y + _QUIET}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, is_dark in enumerate(row)
        if is_dark
    )
    return len(rows) + 2 * _QUIET, path
