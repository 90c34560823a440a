"""What searching over the API needs: a scope of its own, since it reaches over all kinds of things at once."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from synthai.core.access import capability

SEARCH_USE: Final = capability(
    "core.search.use",
    title=_("Search over the API"),
    roles=("owner", "administrator", "manager", "member", "viewer"),
)
