"""API addresses of comments and of figures of readers."""

from django.urls import path

from publishing.api import comments, figures

_UNDER = "reading/<slug:shelf>/<slug:key>/comments"

urlpatterns = [
    path(f"{_UNDER}/", comments.CommentsView.as_view(), name="library-comments"),
    path(f"{_UNDER}/<slug:comment>/", comments.CommentView.as_view(), name="library-comment"),
    path(
        f"{_UNDER}/<slug:comment>/restoration/",
        comments.CommentRestorationView.as_view(),
        name="library-comment-restoration",
    ),
    path(
        f"{_UNDER}/<slug:comment>/report/",
        comments.CommentReportView.as_view(),
        name="library-comment-report",
    ),
    path("readers/", figures.ReadersView.as_view(), name="library-readers"),
    path("readers/<slug:piece>/", figures.ReadersOfPieceView.as_view(), name="library-readers-piece"),
    path("comments/", comments.QueueView.as_view(), name="library-comment-queue"),
    path("comments/<slug:comment>/show/", comments.ShowView.as_view(), name="library-comment-show"),
    path("comments/<slug:comment>/hide/", comments.HideView.as_view(), name="library-comment-hide"),
]
