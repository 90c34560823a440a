"""A template in other languages: one more, its words, one less. Each change holds the template's lock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from content.engine import template_editing as editing
from content.engine import template_translating as translating
from content.engine.template_editing import Data
from content.models import Template
from content.services import templates
from content.template_refusals import LanguageTaken, PartChanged, PartGone
from synthai.core.access import Actor


@dataclass(frozen=True, kw_only=True)
class Translated:
    """What somebody wrote for a text. `seen` is the digest of the translation that stood there when they began; empty to write over whatever
    stands there."""

    text: str
    words: str
    seen: str = ""


def add(template_id: int, language: str, *, by: Actor, now: datetime) -> Template:
    """Begin to translate a template. Raises LanguageTaken, and as `templates.edit`."""

    def change(template: Template) -> Data:
        if language in {template.body.get("language", "en"), *template.body.get("translation", {})}:
            raise LanguageTaken
        return translating.with_language(template.body, language)

    return templates.edit(template_id, change, by=by, now=now)


def write(
    template_id: int, language: str, texts: Sequence[Translated], *, by: Actor, now: datetime
) -> Template:
    """Keep translations. Those that say what stood there when they were typed change nothing. Raises PartGone when the language was taken out,
    PartChanged when somebody else translated one of these texts meanwhile, and as `templates.edit`."""

    def change(template: Template) -> Data:
        held = _held(template, language)
        changed = [each for each in texts if not each.seen or editing.digest(each.words) != each.seen]
        for each in changed:
            now_there = held.get(each.text, "")
            if each.seen and each.seen != editing.digest(now_there) and each.words != now_there:
                raise PartChanged(
                    name=template.changed_by.label if template.changed_by else _("Somebody else")
                )
        words = {each.text: each.words for each in changed}
        return translating.written(template.body, language, words) if words else template.body

    return templates.edit(template_id, change, by=by, now=now)


def tidy(template_id: int, language: str, *, by: Actor, now: datetime) -> Template:
    """Take out translations of texts that stand nowhere; `templates.undo` brings them back. Raises as `write`."""

    def change(template: Template) -> Data:
        _held(template, language)
        return translating.tidied(template.body, language)

    return templates.edit(template_id, change, by=by, now=now, can_undo=True)


def remove(template_id: int, language: str, *, by: Actor, now: datetime) -> Template:
    """Take a language out with everything said in it; `templates.undo` brings it back. Raises as `write`."""

    def change(template: Template) -> Data:
        _held(template, language)
        return translating.without_language(template.body, language)

    return templates.edit(template_id, change, by=by, now=now, can_undo=True)


def _held(template: Template, language: str) -> Mapping[str, str]:
    found = translating.said(template.body, language)
    if found is None:
        raise PartGone
    return found
