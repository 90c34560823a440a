"""Rows of the pages about an organisation's logo and about joining by one's e-mail domain."""

import io

from django.utils import timezone
from PIL import Image, ImageDraw

from accounts.models import ProvenDomain
from accounts.services import logos
from accounts.tests import pictures
from accounts.tests.sso_rows import own
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast


def a_logo(cast: Cast) -> None:
    """A wide one with dark ink on nothing, as printers send them."""
    image = Image.new("RGBA", (900, 300))
    pen = ImageDraw.Draw(image)
    pen.ellipse((20, 20, 280, 280), fill=(178, 74, 16, 255))
    for place, width in ((90, 560), (180, 420)):
        pen.rounded_rectangle((320, place, 320 + width, place + 50), 20, fill=(20, 40, 30, 255))
    with tenant(cast.umoja):
        logos.replace(io.BytesIO(pictures.encoded(image)), by=cast.thandi.actor, now=timezone.now())


def an_offer(cast: Cast) -> None:
    """Karoo Cycles lets people of Thandi's domain join."""
    own(cast.karoo, "umoja.example")
    ProvenDomain.objects.update(join_role="member")
