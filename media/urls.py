"""Pages under /o/<organisation>/media/. Ids have sixteen characters, so none reads like a page's word."""

from django.urls import path

from media.views import assets, library, uploading

app_name = "media"
_ASSET = "<slug:asset>"

urlpatterns = [
    path("", library.asset_list, name="asset-list"),
    path("add/", library.add, name="add"),
    path("uploads/", uploading.begin, name="upload-begin"),
    path("uploads/<slug:upload>/", uploading.state, name="upload-state"),
    path("uploads/<slug:upload>/end/", uploading.end, name="upload-end"),
    path(f"{_ASSET}/", assets.asset, name="asset"),
    path(f"{_ASSET}/describe/", assets.describe, name="describe"),
    path(f"{_ASSET}/crop/", assets.crop, name="crop"),
    path(f"{_ASSET}/put-away/", assets.put_away, name="put-away"),
    path(f"{_ASSET}/bring-back/", assets.bring_back, name="bring-back"),
    path(f"{_ASSET}/delete/", assets.delete, name="delete"),
]
