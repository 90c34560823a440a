"""Why a program's search is refused, in words."""

from django.utils.translation import gettext_lazy as _

from synthai.core.errors import DomainError


class NothingAsked(DomainError):
    """A search without words."""

    code = "core.search.nothing_asked"
    title = _("Nothing is asked")
    message = _("There are no words to look for. Say them in the parameter q.")
    remedy = _("Send q with at least one letter, as ?q=vat.")
    field = "q"


class AskedTooLong(DomainError):
    """More words than are looked for."""

    code = "core.search.too_long"
    title = _("The question is too long")
    message = _("The parameter q has %(letters)d letters; at most %(most)d are looked for. Send fewer words.")
    remedy = _("Send the words that matter, at most 200 letters.")
    field = "q"


class NoSuchPage(DomainError):
    """A page beyond the best three hundred."""

    code = "core.search.no_such_page"
    title = _("There is no such page of results")
    message = _("The parameter page says “%(page)s”. Pages go from 1 to %(most)d, twenty results each.")
    remedy = _("Send a page from 1 to 15, or narrow the search by kind, language or a facet.")
    field = "page"
