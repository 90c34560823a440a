"""Addresses of a piece on its way to readers: review, schedule, who writes, notes."""

from django.urls import path

from publishing.views import rules, write_review, write_talk

_PIECE, _NOTE = "write/<slug:piece>", "write/<slug:piece>/notes/<slug:note>"

urlpatterns = [
    path("write/rules/", rules.rules, name="write-rules"),
    path("write/reviews/", write_review.review_list, name="write-reviews"),
    path(f"{_PIECE}/review/", write_review.piece_review, name="write-review"),
    path(f"{_PIECE}/review/ask/", write_review.review_ask, name="write-review-ask"),
    path(f"{_PIECE}/review/take-back/", write_review.review_take_back, name="write-review-take-back"),
    path(f"{_PIECE}/review/approve/", write_review.review_approve, name="write-review-approve"),
    path(f"{_PIECE}/review/send-back/", write_review.review_send_back, name="write-review-send-back"),
    path(f"{_PIECE}/plan/", write_review.piece_plan, name="write-plan"),
    path(f"{_PIECE}/unplan/", write_review.piece_unplan, name="write-unplan"),
    path(f"{_PIECE}/desk/", write_talk.desk_sit, name="write-desk"),
    path(f"{_PIECE}/desk/take/", write_talk.desk_take, name="write-desk-take"),
    path(f"{_PIECE}/desk/leave/", write_talk.desk_leave, name="write-desk-leave"),
    path(f"{_PIECE}/notes/", write_talk.piece_notes, name="write-notes"),
    path(f"{_NOTE}/reply/", write_talk.note_reply, name="write-note-reply"),
    path(f"{_NOTE}/settle/", write_talk.note_settle, name="write-note-settle"),
    path(f"{_NOTE}/reopen/", write_talk.note_reopen, name="write-note-reopen"),
]
