"""The API under /api/v1/o/<organisation>/media/."""

from django.urls import path

from media.api import assets, uploads

urlpatterns = [
    path("", assets.AssetsView.as_view(), name="media-assets"),
    path("room/", assets.RoomView.as_view(), name="media-room"),
    path("uploads/", uploads.UploadsView.as_view(), name="media-uploads"),
    path("uploads/<slug:upload>/", uploads.UploadView.as_view(), name="media-upload"),
    path("uploads/<slug:upload>/end/", uploads.UploadEndView.as_view(), name="media-upload-end"),
    path("<slug:public_id>/", assets.AssetView.as_view(), name="media-asset"),
    path("<slug:public_id>/restoration/", assets.RestorationView.as_view(), name="media-restoration"),
    path("<slug:public_id>/focus/", assets.FocusView.as_view(), name="media-focus"),
    path("<slug:public_id>/uses/", assets.UsesView.as_view(), name="media-uses"),
]
