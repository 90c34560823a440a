"""The deeds of the media library in words, for the audit trail."""

from django.utils.translation import gettext_lazy as _

from synthai.core.audit_words import deeds, fields, nouns

nouns({"media.asset": _("Files of the library")})
deeds(
    {
        "media.asset.added": _("added a file to the media library"),
        "media.asset.described": _("described a file of the media library"),
        "media.asset.cropped": _("chose what of a picture stays in sight"),
        "media.asset.replaced": _("put another file in the place of one of the media library"),
        "media.asset.captions_put": _("put captions to a video or sound of the media library"),
        "media.asset.captions_removed": _("took captions of a video or sound of the media library out"),
        "media.asset.put_away": _("put a file of the media library away"),
        "media.asset.brought_back": _("brought a file of the media library back"),
        "media.asset.deleted": _("deleted a file of the media library for good"),
    }
)
fields({"media.asset.focus": _("Stays in sight"), "media.asset.language": _("Language")})
