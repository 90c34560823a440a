"""What every staff page of documents has in common: it tells that a row exists and how far it is, never what it says."""

from typing import ClassVar

from django.http import HttpRequest

from synthai.core.staff.site import StaffAdmin


class WordlessAdmin(StaffAdmin):
    """A row by its id and its organisation. What no page shows, no address asks for either."""

    find_exactly: ClassVar[tuple[str, ...]] = ("pk", "public_id")
    list_select_related: tuple[str, ...] = ("organisation",)
    search_fields: tuple[str, ...] = ("public_id", "organisation__name")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only columns that are shown: `?title__startswith=` would tell a name letter by letter."""
        shown = {"id", "pk", *(self.fields or ()), *self.list_display}
        return lookup.split("__", maxsplit=1)[0] in shown and super().lookup_allowed(lookup, value, request)


class PartAdmin(WordlessAdmin):
    """Rows that belong to another one, and have no id that people see. They are found by that of their whole."""

    find_exactly: ClassVar[tuple[str, ...]] = ()
    ordering = ("-pk",)
