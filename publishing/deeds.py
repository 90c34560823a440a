"""The deeds of pieces in words, for the audit trail."""

from django.utils.translation import gettext_lazy as _

from synthai.core.audit_words import deeds, fields, nouns

nouns({"publishing.piece": _("Articles, videos and resources")})
nouns({"publishing.series": _("Series")})
nouns({"publishing.review": _("Reviews of pieces"), "publishing.note": _("Notes on pieces")})
nouns({"publishing.comment": _("Comments on pieces")})
nouns({"publishing.wanted": _("Searches without result")})
deeds(
    {
        "publishing.piece.begun": _("began a piece"),
        "publishing.piece.published": _("published a piece"),
        "publishing.piece.taken_down": _("took a piece down"),
        "publishing.piece.planned": _("planned when a piece goes live or ends"),
        "publishing.piece.unplanned": _("took back when a piece goes live"),
        "publishing.piece.missed": _("did not publish a planned piece, which was not whole"),
        "publishing.piece.ended": _("ended a piece at its time"),
        "publishing.review.asked": _("sent a piece for review"),
        "publishing.review.approved": _("approved a piece"),
        "publishing.review.returned": _("sent a piece back"),
        "publishing.review.withdrawn": _("took a piece back from review"),
        "publishing.note.settled": _("settled a note on a piece"),
        "publishing.note.reopened": _("opened a note on a piece again"),
        "publishing.piece.settled": _("changed the settings of a piece"),
        "publishing.piece.restored": _("brought an earlier revision of a piece back"),
        "publishing.piece.copied": _("copied a piece"),
        "publishing.piece.put_away": _("put a piece away"),
        "publishing.piece.brought_back": _("brought a piece back"),
        "publishing.finding.dismissed": _("let a finding of the checks stay"),
        "publishing.finding.taken_back": _("brought a finding of the checks back"),
        "publishing.rules.changed": _("changed the rules of the library"),
        "publishing.help.chosen": _("chose whether a language model may suggest"),
        "publishing.series.begun": _("began a series"),
        "publishing.series.changed": _("changed a series"),
        "publishing.series.removed": _("took a series away"),
        "publishing.comment.shown": _("let a comment be shown"),
        "publishing.comment.hidden": _("hid a comment"),
        "publishing.wanted.settled": _("took a search without result off the list"),
        "publishing.wanted.reopened": _("put a search without result back on the list"),
    }
)
fields(
    {
        "publishing.piece.tags": _("Tags"),
        "publishing.piece.authors": _("Authors"),
        "publishing.piece.revision": _("Revision"),
        "publishing.piece.finding": _("Finding"),
        "publishing.libraryrule.demands_review": _("Review before publishing"),
        "publishing.helpchoice.uses_models": _("By a language model"),
        "publishing.piece.from": _("Copied from"),
        "publishing.piece.goes_live_at": _("Goes live"),
        "publishing.piece.ends_at": _("Ends"),
        "publishing.comment.state": _("State"),
        "publishing.comment.reason": _("Reason"),
    }
)
