"""Pages of files under /o/<organisation>/courses/: sent in pieces, made smaller, with captions, watched."""

from django.urls import path, re_path

from courses.views import films, media, uploading

_MEDIA = r"^media/(?P<media>[a-z2-7]{16})"
_BLOCK = "<slug:course>/blocks/<slug:block>"
_UPLOAD = f"{_BLOCK}/uploads/<slug:upload>"

urlpatterns = [
    re_path(rf"{_MEDIA}/(?P<size>large|small)/$", media.media, name="media"),
    re_path(
        rf"{_MEDIA}/(?P<label>[a-z0-9]{{2,10}})\.(?P<ending>mp4|m4a|webp|avif)$",
        media.rendition,
        name="media-rendition",
    ),
    re_path(rf"{_MEDIA}/(?P<language>[a-z]{{2,3}})\.vtt$", media.captions, name="media-captions"),
    path("watching/", films.choose, name="watching"),
    path(f"{_BLOCK}/uploads/", uploading.begin, name="upload-begin"),
    path(f"{_UPLOAD}/", uploading.state, name="upload-state"),
    path(f"{_UPLOAD}/end/", uploading.end, name="upload-end"),
    path(f"{_BLOCK}/film/", films.state, name="film-state"),
    path(f"{_BLOCK}/film/again/", films.try_again, name="film-again"),
    path(f"{_BLOCK}/captions/", films.captions_put, name="captions-put"),
    path(f"{_BLOCK}/captions/<slug:language>/remove/", films.captions_remove, name="captions-remove"),
]
