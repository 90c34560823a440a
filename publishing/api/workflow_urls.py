"""API addresses of review, schedule, notes, and who writes."""

from django.urls import path

from publishing.api import rules, workflow, workflow_talk

_PIECE, _NOTE = "drafts/<slug:piece>", "drafts/<slug:piece>/notes/<slug:note>"

urlpatterns = [
    path("drafts/rules/", rules.LibraryRulesView.as_view(), name="library-rules"),
    path("drafts/reviews/", workflow.ReviewsView.as_view(), name="library-reviews"),
    path(f"{_PIECE}/readiness/", workflow.DraftReadinessView.as_view(), name="library-draft-readiness"),
    path(f"{_PIECE}/schedule/", workflow.DraftScheduleView.as_view(), name="library-draft-schedule"),
    path(f"{_PIECE}/review/", workflow.DraftReviewView.as_view(), name="library-draft-review"),
    path(f"{_PIECE}/review/approve/", workflow.DraftApproveView.as_view(), name="library-draft-approve"),
    path(f"{_PIECE}/review/send-back/", workflow.DraftSendBackView.as_view(), name="library-draft-send-back"),
    path(f"{_PIECE}/desk/", workflow_talk.DraftDeskView.as_view(), name="library-draft-desk"),
    path(
        f"{_PIECE}/desk/take-over/", workflow_talk.DraftDeskTakeView.as_view(), name="library-draft-desk-take"
    ),
    path(f"{_PIECE}/notes/", workflow_talk.DraftNotesView.as_view(), name="library-draft-notes"),
    path(f"{_NOTE}/replies/", workflow_talk.DraftNoteReplyView.as_view(), name="library-draft-note-reply"),
    path(f"{_NOTE}/settled/", workflow_talk.DraftNoteSettleView.as_view(), name="library-draft-note-settle"),
]
