"""The editor by plain form posts: every button works without a script, and nothing typed is lost."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content.models import Template, TemplateVersion
from content.services import templates as services
from content.tests.offers import NOW
from content.tests.test_templates import begun, clause
from synthai.core.documents.blueprints import reading
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


def test_a_template_is_made_by_hand_from_the_first_word_to_the_published_version(cast: Cast) -> None:
    client = cast.thandi.client()
    assert "No template of your own yet" in text_of(client.get(at("template-list")))
    client.post(at("template-new"), {"title": "Thank you letter", "source": ""})
    with tenant(cast.umoja):
        template = Template.objects.get()
    assert "An empty page" in text_of(client.get(at("template", template.public_id)))

    made = client.post(at("template-block-add", template.public_id), {"kind": "text"}, follow=True)
    assert "A language model may write it" in text_of(made)
    with tenant(cast.umoja):
        block = fresh(template).body["block"][0]
    form = {
        "seen": "",
        "title": "Thanks",
        "template": "Dear {{ customer.name }}",
        "topic": "",
        "most_words": "250",
        "kind": "text",
    }
    client.post(at("template-block", template.public_id, block["id"]), form)
    page = text_of(client.get(at("template", template.public_id)))
    assert "Nobody knows “customer.name”." in page
    assert "Mend before you publish" in page

    client.post(
        at("template-field-new", template.public_id),
        {
            "label": "Who is it for?",
            "key": "customer.name",
            "kind": "company",
            "required": "on",
            "example": "Kasi Café",
        },
    )
    page = text_of(client.get(at("template", template.public_id)))
    assert "Nobody knows" not in page
    assert "Dear Kasi Café" in page
    assert "Publish" in text_of(client.get(at("template-versions", template.public_id)))
    client.post(at("template-publish", template.public_id), {"note": "First"})
    with tenant(cast.umoja):
        assert TemplateVersion.objects.get().note == "First"
    assert "Thank you letter" in text_of(client.get(reverse("content:document-new", args=["umoja-foods"])))


def test_forms_say_what_is_wrong_beside_the_field_and_keep_what_was_typed(cast: Cast) -> None:
    template = begun(cast)
    client = cast.thandi.client()
    client.post(at("template-block-add", template.public_id), {"kind": "facts"})
    with tenant(cast.umoja):
        block = fresh(template).body["block"][0]["id"]
    url = at("template-block", template.public_id, block)
    answer = client.post(
        url,
        {
            "kind": "facts",
            "rows-0-label": "Total",
            "rows-0-value": "",
            "rows-1-label": "",
            "rows-1-value": "",
        },
    )
    assert "This is missing" in text_of(answer) or "This is empty" in text_of(answer)
    assert 'value="Total"' in answer.content.decode()
    more = client.post(
        url,
        {
            "kind": "facts",
            "more": "1",
            "rows-0-label": "Total",
            "rows-0-value": "1",
            "rows-1-label": "",
            "rows-1-value": "",
        },
    )
    assert "rows-4-label" in more.content.decode()
    assert (
        client.post(
            url,
            {
                "kind": "facts",
                "rows-0-label": "Total",
                "rows-0-value": "{{ today }}",
                "rows-1-label": "",
                "rows-1-value": "",
            },
        ).status_code
        == 302
    )
    with tenant(cast.umoja):
        assert fresh(template).body["block"][0]["rows"] == [
            {"label": "Total", "value": "{{ today }}", "optional": False}
        ]


def test_the_second_editor_reads_a_sentence_and_finds_every_word(cast: Cast) -> None:
    template = begun(cast)
    first, second = cast.thandi.client(), cast.hire("manager", name="Lindiwe").client()
    first.post(at("template-block-add", template.public_id), {"kind": "heading"})
    with tenant(cast.umoja):
        block = fresh(template).body["block"][0]["id"]
    url = at("template-block", template.public_id, block)
    seen = second.get(url).context["seen"]
    first.post(url, {"kind": "heading", "level": "1", "text": "Thandi's words", "seen": seen})
    clash = second.post(url, {"kind": "heading", "level": "1", "text": "Lindiwe's words", "seen": seen})
    assert "Thandi Mokoena changed this while you wrote" in text_of(clash)
    assert "Lindiwe&#x27;s words" in clash.content.decode()
    assert (
        second.post(
            url, {"kind": "heading", "level": "1", "text": "Lindiwe's words", "seen": clash.context["seen"]}
        ).status_code
        == 302
    )
    first.post(at("template-block-remove", template.public_id, block))
    gone = second.post(url, {"kind": "heading", "level": "1", "text": "More words", "seen": seen})
    assert "Somebody removed this" in text_of(gone)
    assert "More words" in gone.content.decode()
    assert second.get(url).status_code == 404


def test_blocks_move_and_what_is_removed_comes_back(cast: Cast) -> None:
    template = begun(cast, source="library:delivery-note:1")
    client = cast.thandi.client()
    with tenant(cast.umoja):
        ids = [block["id"] for block in template.body["block"]]
    client.post(at("template-block-move", template.public_id, ids[0]), {"step": "down"})
    page = client.post(at("template-block-remove", template.public_id, ids[1]), follow=True)
    assert "Taken out." in text_of(page)
    client.post(at("template-undo", template.public_id))
    with tenant(cast.umoja):
        assert [block["id"] for block in fresh(template).body["block"]][:2] == [ids[1], ids[0]]
    late = client.post(at("template-undo", template.public_id), follow=True)
    assert "cannot be brought back" in text_of(late)


def test_the_preview_shows_what_is_being_typed_and_keeps_nothing(cast: Cast) -> None:
    template = begun(cast)
    client = cast.thandi.client()
    client.post(at("template-block-add", template.public_id), {"kind": "note"})
    with tenant(cast.umoja):
        block = fresh(template).body["block"][0]["id"]
    url = at("template-block-preview", template.public_id, block)
    typed = client.post(
        url, {"kind": "note", "tone": "plain", "template": "From {{ organisation.name }} <script>"}
    )
    assert "From Umoja Foods (Pty) Ltd &lt;script&gt;" in typed.content.decode()
    refused = client.post(
        url, {"kind": "note", "tone": "plain", "template": "{{ organisation.name.__class__ }}"}
    )
    assert "The paper cannot be drawn" in text_of(refused)
    with tenant(cast.umoja):
        assert "script" not in str(fresh(template).body)


@pytest.mark.parametrize(
    "kind",
    [
        "heading",
        "text",
        "facts",
        "table",
        "chart",
        "if",
        "each",
        "clause",
        "library_clause",
        "list",
        "note",
        "parties",
        "page_break",
        "signature",
    ],
)
def test_what_a_form_shows_is_what_it_saves(cast: Cast, kind: str) -> None:
    if kind == "library_clause":
        clause(cast, "clause")
    template = begun(cast)
    client = cast.thandi.client()
    client.post(at("template-block-add", template.public_id), {"kind": kind})
    with tenant(cast.umoja):
        before = fresh(template).body["block"][0]
    url = at("template-block", template.public_id, before["id"])
    form = client.get(url).context["form"]
    data = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, False)}
    assert client.post(url, {**data, "kind": kind}).status_code == 302
    with tenant(cast.umoja):
        after = fresh(template).body["block"][0]
    assert reading.read_block(after, "a") == reading.read_block(before, "a")


def test_questions_of_every_sort_are_kept_by_their_form(cast: Cast) -> None:
    template = begun(cast)
    client = cast.thandi.client()
    url = at("template-field-new", template.public_id)
    client.post(
        url,
        {"label": "How do they pay?", "kind": "choice", "choices": "cod = Cash on delivery\nEFT", "key": ""},
    )
    client.post(
        url,
        {"label": "For how long?", "kind": "quantity", "unit": "months", "unit_one": "month", "key": "term"},
    )
    client.post(
        url,
        {
            "label": "Lines",
            "kind": "list",
            "key": "lines",
            "most": "20",
            "part-0-label": "What is it?",
            "part-0-key": "",
            "part-0-kind": "text",
            "part-0-required": "on",
            "part-1-label": "Price",
            "part-1-key": "price",
            "part-1-kind": "money",
        },
    )
    wrong = client.post(url, {"label": "Again", "kind": "quantity", "key": "again"})
    assert "has no unit" in text_of(wrong)
    with tenant(cast.umoja):
        fields = fresh(template).body["field"]
    assert fields[0]["key"] == "how_do_they_pay"
    assert fields[0]["choices"] == [
        {"value": "cod", "label": "Cash on delivery"},
        {"value": "eft", "label": "EFT"},
    ]
    assert fields[2]["field"][0] == {
        "label": "What is it?",
        "key": "what_is_it",
        "kind": "text",
        "required": True,
    }


def test_the_form_of_a_question_is_fitted_to_its_kind(cast: Cast) -> None:
    template = begun(cast)
    client = cast.thandi.client()
    url = at("template-field-new", template.public_id)
    parts = {"part-0-label": "What is it?", "part-0-key": "", "part-0-kind": "text"}
    client.post(url, {"label": "Lines", "kind": "list", "key": "lines", "most": "20", **parts})
    client.post(url, {"label": "How long?", "kind": "quantity", "unit": "months", "key": "term"})
    page = client.get(at("template-field", template.public_id, "lines"))
    assert 'value="What is it?"' in page.content.decode()
    assert "More parts" in text_of(page)
    fitted = client.get(at("template-field", template.public_id, "term")).context["form"]
    assert {"unit", "unit_one"} <= set(fitted.fields)
    assert not {"choices", "most", "due"} & set(fitted.fields)
    asked_for = client.post(url, {"label": "Which?", "kind": "choice"})
    assert "A choice has nothing to choose from" in text_of(asked_for)
    assert "choices" in asked_for.context["form"].fields
    client.post(at("template-field-remove", template.public_id, "term"))
    assert "Taken out." in text_of(client.get(at("template-fields", template.public_id)))


def test_lists_ask_the_same_number_of_queries_however_long_they_are(cast: Cast) -> None:
    client = cast.thandi.client()
    counts = []
    for number in range(2):
        for each in range(3):
            begun(cast, title=f"Template {number}{each}")
            clause(cast, f"clause-{number}{each}")
        client.get(at("template-list"))
        with CaptureQueriesContext(connection) as asked_templates:
            client.get(at("template-list"))
        with CaptureQueriesContext(connection) as asked_clauses:
            client.get(at("clause-list"))
        counts.append((len(asked_templates), len(asked_clauses)))
    assert counts[0] == counts[1]


def test_a_template_put_away_says_so_and_comes_back(cast: Cast) -> None:
    template = begun(cast, title="Old letter")
    client = cast.thandi.client()
    client.post(at("template-put-away", template.public_id))
    assert "Old letter" not in text_of(client.get(at("template-list"))).split("<main")[-1]
    assert "Old letter" in text_of(client.get(at("template-list") + "?shelf=away"))
    assert "This template was put away" in text_of(client.get(at("template", template.public_id)))
    client.post(at("template-bring-back", template.public_id))
    settings = {
        "title": "New letter",
        "category": "sales",
        "layout": "report",
        "language": "af",
        "summary": "",
        "name": "",
        "disclaimer": "",
        "version": "*",
    }
    client.post(at("template-settings", template.public_id), settings)
    with tenant(cast.umoja):
        assert (fresh(template).title, template.body["layout"], template.body["language"]) == (
            "New letter",
            "report",
            "af",
        )
        services.publish(template.pk, by=cast.thandi.actor, now=NOW)
    client.post(at("template-begin-again", template.public_id, 1))
    assert "Undo" in text_of(client.get(at("template", template.public_id)))


def test_a_template_is_written_published_and_put_away_over_the_api(cast: Cast) -> None:
    browser, json = cast.thandi.client(), "application/json"
    made = browser.post(f"{API}own-templates/", {"title": "Thanks", "source": ""}, content_type=json)
    assert made.status_code == 201
    here, body = f"{API}own-templates/{made.json()['id']}/", made.json()["body"]
    body["block"] = [{"kind": "text", "key": "opening", "template": "Thank you, {{ nobody.knows }}."}]
    assert browser.put(here, {"body": body}, content_type=json).status_code == 428
    seen = {"If-Match": made["ETag"]}
    wrong = browser.put(
        here, {"body": body | {"block": [{"kind": "spell"}]}}, content_type=json, headers=seen
    )
    assert (wrong.status_code, wrong["Content-Type"]) == (422, "application/problem+json")
    assert wrong.json()["errors"][0]["pointer"] == "#/body/block/0/kind"
    kept = browser.put(here, {"body": body}, content_type=json, headers=seen)
    assert "error" in {each["level"] for each in kept.json()["findings"]}
    assert browser.put(here, {"body": body}, content_type=json, headers=seen).status_code == 412
    seen = {"If-Match": kept["ETag"]}
    assert browser.post(f"{here}publication/", {}, content_type=json, headers=seen).status_code == 409
    body["block"][0]["template"] = "Thank you, from {{ organisation.name }}."
    body["translation"] = {
        "af": {"Thanks": "Dankie", body["block"][0]["template"]: "Dankie, {{ organisation.name }}."}
    }
    kept = browser.put(here, {"body": body}, content_type=json, headers=seen)
    assert [each for each in kept.json()["findings"] if each["level"] == "error"] == []
    seen = {"If-Match": kept["ETag"]}
    published = browser.post(f"{here}publication/", {"note": "First"}, content_type=json, headers=seen)
    assert (published.status_code, published.json()["number"]) == (201, 1)
    assert browser.get(f"{API}templates/{published.json()['template']}/").status_code == 200
    assert browser.delete(here).status_code == 204
    assert browser.get(f"{API}own-templates/").json()["results"] == []
    assert browser.get(f"{API}own-templates/?put_away=true").json()["results"][0]["id"] == made.json()["id"]
    assert browser.post(f"{here}return/").json()["put_away_at"] is None


def test_lists_of_templates_and_clauses_cost_the_same_for_many(cast: Cast) -> None:
    browser = cast.thandi.client()
    counts = []
    for round_ in range(2):
        for number in range(3):
            begun(cast, title=f"Letter {round_} {number}")
            clause(cast, f"clause-{round_}-{number}")
        with CaptureQueriesContext(connection) as queries:
            for path in ("own-templates/", "clauses/"):
                assert len(browser.get(f"{API}{path}").json()["results"]) == 3 * (round_ + 1)
        counts.append(len(queries))
    assert counts[0] == counts[1]
