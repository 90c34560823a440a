"""Addresses of writing: drafts, their parts, revisions and series."""

from django.urls import path

from publishing.views import write, write_checks, write_help, write_parts, write_revisions, write_series

_PIECE, _BLOCK, _FINDING, _SERIES = (
    "write/<slug:piece>",
    "write/<slug:piece>/blocks/<slug:block>",
    "write/<slug:piece>/checks/<slug:finding>",
    "write/series/<slug:series>",
)

urlpatterns = [
    path("preview/<str:token>/", write.piece_linked, name="write-linked"),
    path("write/", write.piece_list, name="write-list"),
    path("write/new/", write.piece_create, name="write-create"),
    path("write/checks/", write_checks.check_list, name="write-checks"),
    path("write/suggestions/", write_help.choice, name="write-help-choice"),
    path("write/series/", write_series.series_list, name="write-series-list"),
    path("write/series/new/", write_series.series_create, name="write-series-create"),
    path(f"{_SERIES}/", write_series.series, name="write-series"),
    path(f"{_SERIES}/remove/", write_series.series_remove, name="write-series-remove"),
    path(f"{_SERIES}/<slug:piece>/move/", write_series.series_move, name="write-series-move"),
    path(f"{_SERIES}/<slug:piece>/leave/", write_series.series_leave, name="write-series-leave"),
    path(f"{_PIECE}/", write_parts.edit, name="write-piece"),
    path(f"{_PIECE}/settings/", write.piece_settings, name="write-settings"),
    path(f"{_PIECE}/preview/", write.piece_preview, name="write-preview"),
    path(f"{_PIECE}/publish/", write.piece_publish, name="write-publish"),
    path(f"{_PIECE}/take-down/", write.piece_take_down, name="write-take-down"),
    path(f"{_PIECE}/copy/", write.piece_duplicate, name="write-copy"),
    path(f"{_PIECE}/put-away/", write.piece_put_away, name="write-put-away"),
    path(f"{_PIECE}/bring-back/", write.piece_bring_back, name="write-bring-back"),
    path(f"{_PIECE}/revisions/", write_revisions.revisions, name="write-revisions"),
    path(f"{_PIECE}/revisions/<int:number>/", write_revisions.revision, name="write-revision"),
    path(f"{_PIECE}/revisions/<int:number>/restore/", write_revisions.revision_restore, name="write-restore"),
    path(f"{_PIECE}/compare/", write_revisions.compare, name="write-compare"),
    path(f"{_PIECE}/checks/", write_checks.piece_checks, name="write-piece-checks"),
    path(f"{_PIECE}/checks/again/", write_checks.piece_check_again, name="write-check-again"),
    path(f"{_FINDING}/dismiss/", write_checks.finding_dismiss, name="write-finding-dismiss"),
    path(f"{_FINDING}/take-back/", write_checks.finding_take_back, name="write-finding-take-back"),
    path(f"{_PIECE}/help/", write_help.panel, name="write-help"),
    path(f"{_PIECE}/help/ask/", write_help.ask, name="write-help-ask"),
    path(f"{_PIECE}/help/tags/", write_help.use_tags, name="write-help-tags"),
    path(f"{_PIECE}/help/related/", write_help.use_related, name="write-help-related"),
    path(f"{_PIECE}/head/<slug:part>/", write_parts.head_save, name="write-head"),
    path(f"{_PIECE}/blocks/", write_parts.block_add, name="write-block-add"),
    path(f"{_BLOCK}/", write_parts.block_save, name="write-block"),
    path(f"{_BLOCK}/move/", write_parts.block_move, name="write-block-move"),
    path(f"{_BLOCK}/remove/", write_parts.block_remove, name="write-block-remove"),
    path(f"{_BLOCK}/restore/", write_parts.block_restore, name="write-block-restore"),
    path(f"{_BLOCK}/put-back/", write_parts.block_put_back, name="write-block-put-back"),
]
