"""What plans differ in, of the media library. Declared at the start; asked for in services."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from media.selectors import figures
from synthai.core.entitlements import feature

STORAGE: Final = feature(
    "media.storage",
    kind="limit",
    title=_("Room for files"),
    unit=_("MB"),
    count=figures.used,
    grown=figures.used_since,
)
