"""What plans differ in, of documents. Declared at the start; asked for in services."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from synthai.core.entitlements import feature

AI_CREDITS: Final = feature(
    "content.ai_credits", kind="meter", title=_("AI credits"), unit=_("credits"), is_whole=True
)
