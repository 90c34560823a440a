"""The deeds of pieces in words, for the audit trail."""

from django.utils.translation import gettext_lazy as _

from synthai.core.audit_words import deeds, fields, nouns

nouns({"publishing.piece": _("Articles, videos and resources")})
nouns({"publishing.series": _("Series")})
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
        "publishing.finding.dismissed": _("let a finding of the checks stay"),
        "publishing.finding.taken_back": _("brought a finding of the checks back"),
        "publishing.help.chosen": _("chose whether a language model may suggest"),
        "publishing.series.begun": _("began a series"),
        "publishing.series.changed": _("changed a series"),
        "publishing.series.removed": _("took a series away"),
    }
)
fields(
    {
        "publishing.piece.tags": _("Tags"),
        "publishing.piece.authors": _("Authors"),
        "publishing.piece.revision": _("Revision"),
        "publishing.piece.finding": _("Finding"),
        "publishing.helpchoice.uses_models": _("By a language model"),
        "publishing.piece.from": _("Copied from"),
    }
)
