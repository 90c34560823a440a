"""What the media library deletes when an organisation ends: every row and file of it (POPIA s24)."""

from media.models import Asset, AssetCaption, AssetRendition, AssetUse
from synthai.core import files
from synthai.core.after_commit import after_commit

# Children first: nothing is left for a foreign key to protect.
_MODELS = (AssetUse, AssetCaption, AssetRendition, Asset)


def erase(organisation_id: int) -> None:
    """Delete the organisation's rows now, and its files after the commit. Needs its tenant."""
    for path in _paths(organisation_id):
        after_commit(files.delete, path)
    for model in _MODELS:
        model.objects.filter(organisation_id=organisation_id).delete()


def _paths(organisation_id: int) -> set[str]:
    found: set[str] = set()
    for model in (Asset, AssetRendition):
        found.update(model.objects.filter(organisation_id=organisation_id).values_list("path", flat=True))
    return found
