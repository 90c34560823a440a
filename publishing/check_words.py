"""What a finding says to people: what is wrong, and how to mend it. One sentence each, with figures of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from publishing.check_terms import FindingKind as K
from synthai.core import law_figures
from synthai.core.templatetags.synthai import za_date, zar

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from publishing.models import Finding


@dataclass(frozen=True, kw_only=True)
class Said:
    """A finding in words."""

    title: str
    what: str
    mend: str


_WORDS: Final[Mapping[str, tuple["_StrOrPromise", "_StrOrPromise"]]] = {
    K.LINK_BROKEN: (
        lazy("%(url)s leads nowhere."),
        lazy(
            "Look for the page's new address, or take the link out. An address of the web begins with https://."
        ),
    ),
    K.LINK_MOVED: (
        lazy("%(url)s is an old address and leads on to the new one."),
        lazy("Put the piece's address of today into the link."),
    ),
    K.LINK_UNSURE: (
        lazy("%(url)s does not answer machines, so we could not check it."),
        lazy("Open it yourself. When it is right, let this stay."),
    ),
    K.ALT_MISSING: (
        lazy("Nobody has said what “%(name)s” shows."),
        lazy(
            "Write what it shows in the block or in the media library, or say there that it only decorates."
        ),
    ),
    K.ALT_IS_NAME: (
        lazy("“%(name)s” is described by the name of its file."),
        lazy("Say what it shows: “Thandi weighs flour on a shop scale”."),
    ),
    K.HEADING_SKIPPED: (
        lazy("A heading below the one before leaves a step out."),
        lazy(
            "Use one # more than the heading above it, not two. Who listens to a page finds the way by these steps."
        ),
    ),
    K.LINK_WORDS: (
        lazy("The words of a link do not say where it leads (%(url)s)."),
        lazy("Put the link on words that name the page: “the form for a refund”."),
    ),
    K.TABLE_HEAD: (
        lazy("No row of this table says what stands in its columns."),
        lazy("Make the first row the head: what each column holds."),
    ),
    K.CAPTIONS_MISSING: (
        lazy("Who does not hear “%(name)s” learns nothing of it."),
        lazy("Add captions on its page in the media library. They are its transcript, too."),
    ),
    K.TRANSCRIPT_MISSING: (
        lazy("Who does not hear “%(name)s” learns nothing of it."),
        lazy("Add what is said on its page in the media library, as captions."),
    ),
    K.EMBED_TITLE: (
        lazy("A video elsewhere has no title."),
        lazy("Give the block a title: readers decide by it whether to spend the data."),
    ),
    K.FILE_GONE: (
        lazy("A file that the block shows was put away or deleted."),
        lazy("Choose another one, bring it back in the media library, or take the block out."),
    ),
    K.HARD_TO_READ: (
        lazy("Only practised readers get through this text without effort."),
        lazy("Cut long sentences in two, and take a common word where there is one."),
    ),
    K.LONG_SENTENCE: (lazy("A sentence has %(count)s words."), lazy("Make two or three of it.")),
    K.CHECK_DUE: (
        lazy("It was to be checked again on %(day)s."),
        lazy("Read what may be out of date, then set the next day under Settings."),
    ),
    K.OLD_DATE: (
        lazy("A sentence about the present names the year %(year)s."),
        lazy("See whether it is still so, and name the year in which you looked."),
    ),
    K.LAW_CHANGED: (
        lazy("%(figure)s: %(was)s held until %(until)s. As far as our tables know it is %(now)s now."),
        lazy("Look it up, then put in the figure of today, or say of which years you write."),
    ),
    K.HEAVY: (
        lazy("The pictures of this piece load %(size)s, about %(rand)s for a reader on prepaid data."),
        lazy("Take out what only decorates, or crop photos with much fine detail."),
    ),
    K.FILE_HEAVY: (
        lazy("“%(name)s” loads %(size)s, about %(rand)s for a reader on prepaid data."),
        lazy("Make it smaller or shorter, and put it in the old one's place in the media library."),
    ),
    K.TRANSLATION_STALE: (
        lazy("The original was published anew after this translation was made."),
        lazy("Compare the two, and bring this one up to date."),
    ),
    K.SUMMARY_MISSING: (
        lazy("Lists, search and shared links have nothing to say about it."),
        lazy("Write one or two sentences under the title."),
    ),
    K.SEO_LONG: (
        lazy("It has %(count)s letters; search engines show about %(most)s."),
        lazy("Say what matters first, and cut the rest."),
    ),
    K.TAGS_MISSING: (
        lazy("It is found by no tag, and suggested beside no other piece."),
        lazy("Choose a tag under Settings."),
    ),
}


def said(row: "Finding") -> Said:
    """The finding in the language of who reads it."""
    what, mend = _WORDS[row.kind]
    told = _shown(row.told)
    if row.kind == K.HARD_TO_READ:
        return Said(title=row.get_kind_display(), what=f"{what} {_measured(row.told)}", mend=str(mend))
    return Said(title=row.get_kind_display(), what=str(what) % told, mend=str(mend))


def _measured(told: Mapping[str, Any]) -> str:
    if told.get("measure") == "lix":
        return _("By LIX it stands at %(value)s; from 50 on a text is called difficult.") % told
    return _("By Flesch and Kincaid it takes %(value)s years of school; a newspaper takes about nine.") % told


def _shown(told: Mapping[str, Any]) -> dict[str, str]:
    """Figures as people write them."""
    shown = {name: str(value) for name, value in told.items()}
    for name in {"day", "until"} & shown.keys():
        shown[name] = za_date(date.fromisoformat(shown[name])) if shown[name] else "–"
    if "size" in shown:
        shown["size"] = filesizeformat(int(shown["size"]))
    if "rand" in shown:
        shown["rand"] = zar(shown["rand"])
    if "figure" in shown:
        labels = {each.name: str(each.label) for each in law_figures.known()}
        shown["figure"] = labels.get(shown["figure"], shown["figure"])
        shown |= {name: _figure(shown[name], shown["unit"]) for name in ("was", "now")}
    return shown


def _figure(value: str, unit: str) -> str:
    if not value:
        return "–"
    return f"{value.rstrip('0').rstrip('.') if '.' in value else value}%" if unit == "percent" else zar(value)
