"""Files of the library and what belongs to them. Lock order: asset, rendition, captions, use."""

from media.models.assets import Asset, AssetCaption, AssetQuerySet, AssetRendition, AssetUse

__all__ = ["Asset", "AssetCaption", "AssetQuerySet", "AssetRendition", "AssetUse"]
