"""Each document of the library as a person makes it: begun, answered on its pages, read, confirmed, taken away as a file."""

from typing import Any

import pytest

from content.models import DocumentState
from content.selectors import compositions
from content.services import documents
from content.tests.library.shelf import SLUGS, blueprint
from content.tests.offers import NOW
from synthai.core.documents.blueprints import examples
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("slug", SLUGS)
def test_from_the_first_question_to_the_file(cast: Cast, slug: str) -> None:
    template, browser = blueprint(slug), cast.thandi.client()
    ref = f"library:{slug}:{template.version}"
    with tenant(cast.umoja):
        begun = documents.begin(ref, by=cast.thandi.actor, now=NOW)
        assert compositions.missing(begun), "nothing but the organisation is known"
    page = f"/o/{cast.umoja.slug}/documents/{begun.public_id}/"
    step = browser.get(f"{page}questions/1/", follow=True)
    assert step.status_code == 200
    assert template.fields[0].label in step.content.decode()

    with tenant(cast.umoja):
        made = documents.begin(ref, by=cast.thandi.actor, now=NOW, answers=examples.answers(template))
        assert [field.key for field in compositions.missing(made)] == []
        confirmed = documents.confirm(made.pk, by=cast.thandi.actor, now=NOW)
        assert confirmed.state == DocumentState.DRAFT
        assert "{" not in confirmed.title
    page = f"/o/{cast.umoja.slug}/documents/{made.public_id}/"
    read = browser.get(page)
    assert read.status_code == 200
    assert template.title in read.content.decode()
    for name, start in (("document.pdf", b"%PDF-"), ("document.docx", b"PK")):
        reply: Any = browser.get(f"{page}{name}")
        content = b"".join(reply.streaming_content) if reply.streaming else reply.content
        assert content.startswith(start)
