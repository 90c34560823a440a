"""What plans differ in, of pieces. Declared at the start; asked for in services."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from synthai.core.entitlements import feature

MEMBERS_LIBRARY: Final = feature("publishing.library", kind="switch", title=_("The whole library"))
