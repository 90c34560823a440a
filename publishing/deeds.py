"""The deeds of pieces in words, for the audit trail."""

from django.utils.translation import gettext_lazy as _

from synthai.core.audit_words import deeds, fields, nouns

nouns({"publishing.piece": _("Articles, videos and resources")})
nouns({"publishing.series": _("Series")})
nouns({"publishing.wanted": _("Searches without result")})
deeds(
    {
        "publishing.piece.begun": _("began a piece"),
        "publishing.piece.published": _("published a piece"),
        "publishing.piece.taken_down": _("took a piece down"),
        "publishing.piece.settled": _("changed the settings of a piece"),
        "publishing.piece.restored": _("brought an earlier revision of a piece back"),
        "publishing.piece.copied": _("copied a piece"),
        "publishing.piece.put_away": _("put a piece away"),
        "publishing.piece.brought_back": _("brought a piece back"),
        "publishing.series.begun": _("began a series"),
        "publishing.series.changed": _("changed a series"),
        "publishing.series.removed": _("took a series away"),
        "publishing.wanted.settled": _("took a search without result off the list"),
        "publishing.wanted.reopened": _("put a search without result back on the list"),
    }
)
fields(
    {
        "publishing.piece.tags": _("Tags"),
        "publishing.piece.authors": _("Authors"),
        "publishing.piece.revision": _("Revision"),
        "publishing.piece.from": _("Copied from"),
    }
)
