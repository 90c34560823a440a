"""A QR code in a page."""

import qrcode
from django.utils.html import format_html
from django.utils.safestring import SafeString

_QUIET = 4  # modules of white around it, by ISO/IEC 18004


def svg_of(text: str, *, label: str) -> SafeString:
    """The code as one path, black on white in both themes, without styles."""
    code = qrcode.QRCode(border=0, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(text)
    rows = code.get_matrix()
    side = len(rows) + 2 * _QUIET
    modules = "".join(
        f"M{x + _QUIET} {y + _QUIET}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, is_dark in enumerate(row)
        if is_dark
    )
    return format_html(
        '<svg class="qr-code" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" '
        'aria-label="{label}" shape-rendering="crispEdges"><rect width="{side}" height="{side}" fill="#fff"/>'
        '<path fill="#000" d="{modules}"/></svg>',
        side=side,
        label=label,
        modules=modules,
    )
