"""Reading inside an organisation, under /o/<organisation>/library/read/."""

from django.urls import path

from publishing.views import inside

_PIECE = "read/<slug:shelf>/<slug:key>"

urlpatterns = [
    path("read/", inside.front, name="reading-front"),
    path("read/mine/", inside.mine_list, name="reading-mine"),
    path("read/mine/suggestions/", inside.choose, name="reading-choose"),
    path("read/<slug:shelf>/", inside.shelf_list, name="reading-list"),
    path(f"{_PIECE}/", inside.piece, name="reading"),
    path(f"{_PIECE}/mark/", inside.mark, name="reading-mark"),
    path(f"{_PIECE}/files/<slug:asset>/<str:name>", inside.file, name="reading-file"),
]
