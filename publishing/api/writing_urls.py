"""API addresses of drafts, their revisions, series and tags."""

from django.urls import path

from publishing.api import checks, translating, writing, writing_shelves

_PIECE, _BLOCK = "drafts/<slug:piece>", "drafts/<slug:piece>/blocks/<slug:block>"
_OF = f"{_PIECE}/translation"

urlpatterns = [
    path("drafts/", writing.DraftsView.as_view(), name="library-drafts"),
    path("drafts/checks/", checks.ChecksView.as_view(), name="library-checks"),
    path(f"{_PIECE}/checks/", checks.DraftChecksView.as_view(), name="library-draft-checks"),
    path(
        f"{_PIECE}/checks/<slug:finding>/stay/",
        checks.FindingStayView.as_view(),
        name="library-draft-finding-stay",
    ),
    path(f"{_PIECE}/suggestions/", checks.SuggestionsView.as_view(), name="library-draft-suggestions"),
    path(f"{_PIECE}/related/", checks.RelatedView.as_view(), name="library-draft-related"),
    path("drafts/series/", writing_shelves.SeriesListView.as_view(), name="library-series-list"),
    path("drafts/series/<slug:series>/", writing_shelves.SeriesView.as_view(), name="library-series"),
    path("drafts/tags/", writing_shelves.TagsView.as_view(), name="library-tags"),
    path("drafts/translations/", translating.TranslationsView.as_view(), name="library-translations"),
    path(
        f"{_PIECE}/translations/",
        translating.PieceTranslationsView.as_view(),
        name="library-draft-translations",
    ),
    path(f"{_OF}/", translating.TranslationView.as_view(), name="library-translation"),
    path(f"{_OF}/follow/", translating.TranslationFollowView.as_view(), name="library-translation-follow"),
    path(f"{_OF}/read/", translating.TranslationReadView.as_view(), name="library-translation-read"),
    path(f"{_OF}/machine/", translating.TranslationMachineView.as_view(), name="library-translation-machine"),
    path(f"{_PIECE}/", writing.DraftView.as_view(), name="library-draft"),
    path(f"{_PIECE}/bring-back/", writing.DraftBackView.as_view(), name="library-draft-back"),
    path(f"{_PIECE}/settings/", writing.DraftSettingsView.as_view(), name="library-draft-settings"),
    path(f"{_PIECE}/copy/", writing.DraftCopyView.as_view(), name="library-draft-copy"),
    path(f"{_PIECE}/publish/", writing.DraftPublishView.as_view(), name="library-draft-publish"),
    path(f"{_PIECE}/take-down/", writing.DraftTakeDownView.as_view(), name="library-draft-take-down"),
    path(f"{_PIECE}/preview/", writing.DraftPreviewView.as_view(), name="library-draft-preview"),
    path(f"{_PIECE}/compare/", writing_shelves.DraftCompareView.as_view(), name="library-draft-compare"),
    path(f"{_PIECE}/revisions/", writing_shelves.RevisionsView.as_view(), name="library-draft-revisions"),
    path(
        f"{_PIECE}/revisions/<int:number>/restore/",
        writing_shelves.RevisionRestoreView.as_view(),
        name="library-draft-restore",
    ),
    path(f"{_PIECE}/blocks/", writing.DraftBlocksView.as_view(), name="library-draft-blocks"),
    path(f"{_BLOCK}/", writing.DraftBlockView.as_view(), name="library-draft-block"),
    path(f"{_BLOCK}/bring-back/", writing.DraftBlockBackView.as_view(), name="library-draft-block-back"),
    path(f"{_BLOCK}/place/", writing.DraftBlockPlaceView.as_view(), name="library-draft-block-place"),
]
