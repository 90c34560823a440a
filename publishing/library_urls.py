"""Reading inside an organisation, under /o/<organisation>/library/read/."""

from django.urls import path

from publishing.views import comment_queue, comments, figures, inside

_PIECE = "read/<slug:shelf>/<slug:key>"
_COMMENT = f"{_PIECE}/comments/<slug:comment>"

urlpatterns = [
    path("read/", inside.front, name="reading-front"),
    path("read/mine/", inside.mine_list, name="reading-mine"),
    path("read/mine/data/", inside.my_data, name="reading-data"),
    path("read/mine/suggestions/", inside.choose, name="reading-choose"),
    path("read/<slug:shelf>/", inside.shelf_list, name="reading-list"),
    path(f"{_PIECE}/", inside.piece, name="reading"),
    path(f"{_PIECE}/mark/", inside.mark, name="reading-mark"),
    path(f"{_PIECE}/comments/", comments.talk, name="comments"),
    path(f"{_COMMENT}/edit/", comments.edit, name="comment-edit"),
    path(f"{_COMMENT}/remove/", comments.remove, name="comment-remove"),
    path(f"{_COMMENT}/restore/", comments.restore, name="comment-restore"),
    path(f"{_COMMENT}/report/", comments.report, name="comment-report"),
    path("readers/", figures.readers, name="readers"),
    path("readers/<slug:piece>/", figures.readers_of_piece, name="readers-piece"),
    path("comments/", comment_queue.queue, name="comment-queue"),
    path("comments/<slug:comment>/show/", comment_queue.show, name="comment-show"),
    path("comments/<slug:comment>/hide/", comment_queue.hide, name="comment-hide"),
    path(f"{_PIECE}/files/<slug:asset>/<str:name>", inside.file, name="reading-file"),
]
