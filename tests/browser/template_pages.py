"""Rows for the pages of templates and clauses that every browser check visits."""

from datetime import timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone

from content.models import Clause, Template
from content.services import clauses, template_languages, templates
from content.services.clauses import ClauseSettings
from content.services.template_languages import Translated
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast


def address(view: str, *ids: object) -> str:
    """A page of Umoja Foods."""
    return reverse(f"content:{view}", args=["umoja-foods", *ids])


def a_clause(cast: Cast) -> Clause:
    """Approved once, changed since, and due for its review."""
    by, now = cast.thandi.actor, timezone.now()
    owner = cast.bongani.membership.public_id
    day = timezone.localdate(now) - timedelta(days=2)
    first = ClauseSettings(
        slug="payment",
        title="Payment",
        text="{{ organisation.name }} is paid within 30 days.",
        owner=owner,
        review_on=day,
    )
    with tenant(cast.umoja):
        made = clauses.create(first, by=by, now=now)
        clauses.approve(made.pk, by=by, now=now, note="As our lawyer wrote it")
        second = ClauseSettings(
            slug="payment",
            title="Payment",
            text="{{ organisation.name }} is paid within 14 days.",
            owner=owner,
            review_on=day,
        )
        return clauses.change(made.pk, second, by=by, now=now)


def a_template(cast: Cast) -> Template:
    """A quotation of one's own with a clause of the library, published once, with something wrong in its draft."""
    by, now = cast.thandi.actor, timezone.now()
    a_clause(cast)
    with tenant(cast.umoja):
        made = templates.create("Quotation for catering", source="library:quotation:1", by=by, now=now)
        block = templates.add_block(made.pk, "library_clause", by=by, now=now)
        templates.save_block(made.pk, block, {"kind": "library_clause", "clause": "payment"}, by=by, now=now)
        templates.publish(made.pk, by=by, now=now, note="The first one")
        holder = templates.add_block(made.pk, "if", by=by, now=now)
        templates.add_block(made.pk, "note", by=by, now=now, inside=holder)
        wrong = templates.add_block(made.pk, "text", by=by, now=now, inside=holder, container="else")
        templates.save_block(
            made.pk, wrong, {"kind": "text", "template": "Dear {{ custommer.name }}"}, by=by, now=now
        )
        made.refresh_from_db()
    return made


def editor(cast: Cast) -> str:
    """The blocks of a template beside the paper."""
    return address("template", a_template(cast).public_id)


def block(cast: Cast) -> str:
    """The form of a table, with rows."""
    made = a_template(cast)
    found = next(each for each in made.body["block"] if each["kind"] == "facts")
    return address("template-block", made.public_id, found["id"])


def language(cast: Cast) -> str:
    """A template beside its translation: texts that are there, missing and changed since, and what stands nowhere."""
    by, now, made = cast.thandi.actor, timezone.now(), a_template(cast)
    texts = {
        made.title: "Kwotasie vir spyseniering",
        "Our best quotation": "Ons beste kwotasie",
        "Per metre": "Per meter",
    }
    with tenant(cast.umoja):
        template_languages.add(made.pk, "af", by=by, now=now)
        said = [Translated(text=text, words=words) for text, words in texts.items()]
        template_languages.write(made.pk, "af", said, by=by, now=now)
    return address("template-language", made.public_id, "af")


def questions(cast: Cast) -> str:
    """What a template asks."""
    return address("template-fields", a_template(cast).public_id)


def question(cast: Cast) -> str:
    """The form of a list."""
    return address("template-field", a_template(cast).public_id, "lines")


def settings(cast: Cast) -> str:
    """What a template is called."""
    return address("template-settings", a_template(cast).public_id)


def versions(cast: Cast) -> str:
    """What was published, and what hinders the draft."""
    return address("template-versions", a_template(cast).public_id)


def the_list(cast: Cast) -> str:
    """A template."""
    a_template(cast)
    return address("template-list")


def the_clauses(cast: Cast) -> str:
    """A clause."""
    a_clause(cast)
    return address("clause-list")


def clause(cast: Cast) -> str:
    """A clause that waits for approval."""
    return address("clause", a_clause(cast).public_id)


LISTED: Final[list[dict[str, Any]]] = [
    {"name": "templates", "who": "thandi", "prepare": the_list},
    {"name": "template-new", "who": "thandi", "path": lambda: address("template-new")},
    {"name": "template", "who": "thandi", "prepare": editor},
    {"name": "template-block", "who": "thandi", "prepare": block},
    {"name": "template-questions", "who": "thandi", "prepare": questions},
    {"name": "template-question", "who": "thandi", "prepare": question},
    {"name": "template-language", "who": "thandi", "prepare": language},
    {"name": "template-settings", "who": "thandi", "prepare": settings},
    {"name": "template-versions", "who": "thandi", "prepare": versions},
    {"name": "clauses", "who": "thandi", "prepare": the_clauses},
    {"name": "clause", "who": "thandi", "prepare": clause},
]
