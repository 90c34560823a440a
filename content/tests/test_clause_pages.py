"""The clause library's pages, what documents say of it, and the API of both."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from content.models import Clause, Template
from content.services import clauses as clause_services
from content.services import documents
from content.services import templates as services
from content.services.clauses import ClauseSettings
from content.tests.offers import NOW
from content.tests.test_templates import begun, clause
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
API = "/api/v1/o/umoja-foods/documents/"


def at(view: str, *ids: Any) -> str:
    return reverse(f"content:{view}", args=["umoja-foods", *ids])


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def fresh(template: Template) -> Template:
    template.refresh_from_db()
    return template


def test_clauses_are_written_approved_and_said_to_be_due(cast: Cast) -> None:
    client = cast.thandi.client()
    assert "No clause yet" in text_of(client.get(at("clause-list")))
    owner = cast.bongani.membership.public_id
    given = {
        "title": "Liability",
        "slug": "liability",
        "text": "We are liable.",
        "owner": owner,
        "review_on": "2020-01-01",
        "fallback": "",
    }
    client.post(at("clause-new"), given)
    twice = client.post(at("clause-new"), given)
    assert "Another clause has this name" in text_of(twice)
    with tenant(cast.umoja):
        law = Clause.objects.get()
    page = text_of(client.get(at("clause", law.public_id)))
    assert "Waits for approval" in page
    assert "Its review is due" in page
    client.post(at("clause-approve", law.public_id), {"note": "Read by a lawyer"})
    assert "Read by a lawyer" in text_of(client.get(at("clause", law.public_id)))
    client.post(at("clause-put-away", law.public_id))
    assert "This clause was put away" in text_of(client.get(at("clause", law.public_id)))
    client.post(at("clause-bring-back", law.public_id))
    assert "Liability" in text_of(client.get(at("clause-list")))


def test_the_api_tells_what_a_template_asks_and_what_the_library_holds(cast: Cast) -> None:
    law = clause(cast, "payment")
    template = begun(cast, title="Letter")
    client = cast.thandi.client()
    by = cast.thandi.actor
    with tenant(cast.umoja):
        asked = {
            "key": "tone",
            "kind": "choice",
            "label": "Tone?",
            "choices": [{"value": "soft", "label": "Soft"}],
        }
        services.add_field(template.pk, asked, by=by, now=NOW)
        block = services.add_block(template.pk, "text", by=by, now=NOW)
        written = {
            "kind": "text",
            "key": "words",
            "title": "Words",
            "template": "{% if tone is known %}{{ tone }}{% endif %}",
        }
        services.save_block(template.pk, block, written, by=by, now=NOW)
        services.publish(template.pk, by=by, now=NOW)
        ref = fresh(template).ref
    told = client.get(f"{API}templates/{ref}/").json()
    assert (told["title"], told["version"]) == ("Letter", 1)
    assert told["questions"][0]["choices"] == [{"value": "soft", "label": "Soft"}]
    assert [(each["key"], each["draft"]) for each in told["sections"]] == [("words", False)]
    assert client.get(f"{API}templates/library:quotation:1/").json()["questions"][-1]["kind"]
    assert client.get(f"{API}templates/own:{'a' * 16}:1/").status_code == 404
    assert client.get(f"{API}templates/nonsense/").status_code == 404
    (only,) = client.get(f"{API}clauses/").json()["results"]
    assert (only["name"], only["approved_number"], only["is_changed"]) == ("payment", 0, True)
    assert client.get(f"{API}clauses/{law.public_id}/").json()["text"] == law.text
    said = {"name": "delivery", "title": "Delivery", "text": "Within two days.", "fallback": law.public_id}
    made = client.post(f"{API}clauses/", said, content_type="application/json")
    assert (made.status_code, made.json()["fallback"]) == (201, law.public_id)
    here, seen = f"{API}clauses/{made.json()['id']}/", {"If-Match": made["ETag"]}
    kept = client.put(here, said | {"text": "Within a day."}, content_type="application/json", headers=seen)
    assert (
        client.post(f"{here}approval/", {}, content_type="application/json", headers=seen).status_code == 412
    )
    seen = {"If-Match": kept["ETag"]}
    agreed = client.post(f"{here}approval/", {}, content_type="application/json", headers=seen)
    assert (agreed.status_code, agreed.json()["approved_number"]) == (200, 1)
    assert client.delete(here).status_code == 204
    assert client.post(f"{here}return/").json()["put_away_at"] is None
    assert cast.hire("member", name="Sipho").client().get(f"{API}clauses/").status_code == 403


def test_a_document_says_which_of_its_clauses_were_approved_anew(cast: Cast) -> None:
    law = clause(cast, "payment", "Within 30 days.")
    template = begun(cast, title="Agreement")
    by, later = cast.thandi.actor, NOW + timedelta(hours=1)
    with tenant(cast.umoja):
        clause_services.approve(law.pk, by=by, now=NOW)
        block = services.add_block(template.pk, "library_clause", by=by, now=NOW)
        services.save_block(
            template.pk, block, {"kind": "library_clause", "clause": "payment"}, by=by, now=NOW
        )
        services.publish(template.pk, by=by, now=NOW)
        document = documents.begin(fresh(template).ref, by=by, now=NOW)
    page = reverse("content:document", args=["umoja-foods", document.public_id])
    client = cast.thandi.client()
    assert "Clauses were approved anew" not in text_of(client.get(page))
    with tenant(cast.umoja):
        new = ClauseSettings(slug="payment", title="Payment", text="Within 14 days.")
        clause_services.change(law.pk, new, by=by, now=later)
        clause_services.approve(law.pk, by=by, now=later)
    shown = text_of(client.get(page))
    assert "Clauses were approved anew" in shown
    assert "Within 14 days." in shown
    assert "“Payment”: version 2" in shown
