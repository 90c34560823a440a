"""What everybody may read: the platform's pieces under /read/, an organisation's public ones under /read/o/<organisation>/."""

from collections.abc import Iterator

from django.urls import URLPattern, path

from publishing.views import feeds, public, seen

_IN = "<slug:language>/"

_PAGES = (
    ("", public.front, "front"),
    ("sitemap.xml", feeds.sitemap, "sitemap"),
    ("files/<slug:key>/<slug:asset>/<str:name>", public.file, "file"),
    (_IN, public.index, "index"),
    (f"{_IN}feed.atom", feeds.atom, "atom"),
    (f"{_IN}feed.json", feeds.json_feed, "json-feed"),
    (f"{_IN}tag/<slug:slug>/", public.tag, "tag"),
    (f"{_IN}series/<slug:slug>/", public.series, "series"),
    (f"{_IN}by/<slug:slug>/", public.author, "author"),
    (f"{_IN}<slug:slug>/", public.piece, "piece"),
)


def _patterns() -> Iterator[URLPattern]:
    for address, view, name in _PAGES:
        yield path(f"read/o/<slug:owner>/{address}", view, name=f"own-{name}")
    for address, view, name in _PAGES:
        yield path(f"read/{address}", view, name=name)


app_name = "reading"
urlpatterns = [path("read/seen", seen.seen, name="seen"), *_patterns()]
