"""What may be done with files of the library, and who may do it."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from synthai.core.access import capability

_WRITERS = ("owner", "administrator", "manager", "member")
_MANAGERS = ("owner", "administrator", "manager")

ASSET_VIEW: Final = capability("media.asset.view", title=_("Look through the media library"), roles=_WRITERS)
ASSET_ADD: Final = capability(
    "media.asset.add", title=_("Add files to the media library and describe them"), roles=_WRITERS
)
ASSET_CHANGE: Final = capability(
    "media.asset.change", title=_("Replace and remove files of the media library"), roles=_MANAGERS
)
