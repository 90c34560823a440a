"""Pages under /o/<organisation>/media/. Ids have sixteen characters, so none reads like a page's word."""

from django.urls import path

from media.views import assets, choosing, films, library, uploading

app_name = "media"
_ASSET = "<slug:asset>"

urlpatterns = [
    path("", library.asset_list, name="asset-list"),
    path("add/", library.add, name="add"),
    path("choose/", choosing.choose, name="choose"),
    path("choose/add/", choosing.choose_add, name="choose-add"),
    path("uploads/", uploading.begin, name="upload-begin"),
    path("uploads/<slug:upload>/", uploading.state, name="upload-state"),
    path("uploads/<slug:upload>/end/", uploading.end, name="upload-end"),
    path(f"{_ASSET}/", assets.asset, name="asset"),
    path(f"{_ASSET}/describe/", assets.describe, name="describe"),
    path(f"{_ASSET}/crop/", assets.crop, name="crop"),
    path(f"{_ASSET}/put-away/", assets.put_away, name="put-away"),
    path(f"{_ASSET}/bring-back/", assets.bring_back, name="bring-back"),
    path(f"{_ASSET}/delete/", assets.delete, name="delete"),
    path(f"{_ASSET}/replace/", assets.replace, name="replace"),
    path(f"{_ASSET}/uploads/", uploading.replace_begin, name="replace-begin"),
    path(f"{_ASSET}/uploads/<slug:upload>/", uploading.replace_state, name="replace-state"),
    path(f"{_ASSET}/uploads/<slug:upload>/end/", uploading.replace_end, name="replace-end"),
    path(f"{_ASSET}/film/", films.state, name="film-state"),
    path(f"{_ASSET}/film/again/", films.try_again, name="film-again"),
    path(f"{_ASSET}/captions/", films.captions_put, name="captions-put"),
    path(f"{_ASSET}/captions/<slug:language>/remove/", films.captions_remove, name="captions-remove"),
]
