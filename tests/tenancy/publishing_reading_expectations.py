"""What the addresses of reading answer to whom."""

from tests.tenancy.lines import Everyone, Expectation, Guarded, posts, reads

_READ = "publishing.library.read"
_NOTHING = (404,)
_PIECE = {"shelf": "library_shelf", "key": "library_piece"}
_PAGES: dict[str, dict[str, str]] = {
    "front": {},
    "sitemap": {},
    "file": {"key": "nonsense", "asset": "nonsense", "name": "nonsense"},
    "index": {"language": "nonsense"},
    "atom": {"language": "nonsense"},
    "json-feed": {"language": "nonsense"},
    "tag": {"language": "nonsense", "slug": "nonsense"},
    "series": {"language": "nonsense", "slug": "nonsense"},
    "author": {"language": "nonsense", "slug": "nonsense"},
    "piece": {"language": "nonsense", "slug": "nonsense"},
}

READING: dict[str, Expectation] = {
    **{f"reading:{name}": Everyone(_NOTHING, ids) for name, ids in _PAGES.items()},
    **{
        f"reading:own-{name}": Everyone(_NOTHING, {"owner": "nonsense", **ids})
        for name, ids in _PAGES.items()
    },
    "reading:seen": Everyone((405,)),
    "publishing:reading-front": reads(_READ),
    "publishing:reading-mine": reads(_READ),
    "publishing:reading-choose": posts(_READ),
    "publishing:reading-list": reads(_READ, shelf="library_shelf"),
    "publishing:reading": reads(_READ, **_PIECE),
    "publishing:reading-mark": posts(_READ, **_PIECE),
    "publishing:reading-file": reads(_READ, **_PIECE, asset="media_asset", name="library_file_name"),
    "api:library-reading-list": reads(_READ, shelf="library_shelf"),
    "api:library-graphql": posts(_READ),
    "api:library-preview": reads(_READ, token="library_preview"),
    "api:library-reading": Guarded({"GET": _READ, "PATCH": _READ}, _PIECE),
}
