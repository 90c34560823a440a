"""Where pieces stand: on public pages, and inside an organisation."""

from django.conf import settings
from django.urls import reverse

from publishing.models import Piece
from publishing.selectors.readers import Shelf


class Public:
    """Addresses of a shelf's public pages."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf

    def _of(self, name: str, *arguments: str) -> str:
        if self.shelf.is_platform:
            return reverse(f"reading:{name}", args=arguments)
        return reverse(f"reading:own-{name}", args=[self.shelf.slug, *arguments])

    def index(self, language: str) -> str:
        """Everything in a language."""
        return self._of("index", language)

    def piece(self, piece: Piece) -> str:
        """One piece."""
        return self._of("piece", piece.language, piece.slug)

    def tag(self, language: str, slug: str) -> str:
        """What carries a tag."""
        return self._of("tag", language, slug)

    def series(self, language: str, slug: str) -> str:
        """A series."""
        return self._of("series", language, slug)

    def author(self, language: str, slug: str) -> str:
        """What somebody wrote."""
        return self._of("author", language, slug)

    def atom(self, language: str) -> str:
        """The Atom feed."""
        return self._of("atom", language)

    def json(self, language: str) -> str:
        """The JSON feed."""
        return self._of("json-feed", language)

    def file(self, piece: Piece, asset: str, name: str) -> str:
        """A file of a piece."""
        return self._of("file", piece.public_id, asset, name)


class Inside:
    """Addresses of a shelf as the people of an organisation read it."""

    def __init__(self, organisation: str, word: str) -> None:
        self.organisation, self.word = organisation, word

    def index(self, _language: str = "") -> str:
        """The shelf."""
        return reverse("publishing:reading-list", args=[self.organisation, self.word])

    def piece(self, piece: Piece) -> str:
        """One piece."""
        return reverse("publishing:reading", args=[self.organisation, self.word, piece.public_id])

    def tag(self, _language: str, slug: str) -> str:
        """What carries a tag."""
        return f"{self.index()}?tag={slug}"

    def series(self, language: str, slug: str) -> str:
        """A series."""
        return f"{self.index()}?series={language}.{slug}"

    def author(self, _language: str, slug: str) -> str:
        """What somebody wrote."""
        return f"{self.index()}?author={slug}"

    def file(self, piece: Piece, asset: str, name: str) -> str:
        """A file of a piece."""
        return reverse(
            "publishing:reading-file", args=[self.organisation, self.word, piece.public_id, asset, name]
        )


Addresses = Public | Inside


def whole(path: str) -> str:
    """The address with its site."""
    return str(settings.SITE_URL).rstrip("/") + path
