"""A template of one's own in another language: begun, written side by side, found stale when its words change, published, taken out."""

from typing import Any

import pytest

from content.engine import template_editing as editing
from content.engine import template_translating as translating
from content.models import Template
from content.selectors import blueprints
from content.services import template_languages
from content.services import templates as services
from content.services.template_languages import Translated
from content.services.templates import Settings
from content.template_refusals import LanguageTaken, PartChanged, PartGone
from content.tests.offers import NOW
from content.tests.test_template_pages import at, fresh, text_of
from content.tests.test_templates import begun
from synthai.core.documents.blueprints import reading
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
OWN = "Thank you for your order, {{ organisation.name }}."
WORDS = "Dankie vir u bestelling, {{ organisation.name }}."


def letter(cast: Cast) -> Template:
    """A letter with one text, to be translated."""
    template = begun(cast, title="Thanks")
    by = cast.thandi.actor
    with tenant(cast.umoja):
        block = services.add_block(template.pk, "text", by=by, now=NOW)
        services.save_block(template.pk, block, text(block, OWN), by=by, now=NOW)
        return template_languages.add(template.pk, "af", by=by, now=NOW)


def text(block: str, words: str) -> dict[str, Any]:
    return {"kind": "text", "key": f"section-{block}", "template": words}


def write(cast: Cast, template: Template, words: dict[str, str]) -> None:
    texts = [Translated(text=own, words=said) for own, said in words.items()]
    with tenant(cast.umoja):
        template_languages.write(template.pk, "af", texts, by=cast.thandi.actor, now=NOW)


def sheet(cast: Cast, template: Template) -> translating.Sheet:
    with tenant(cast.umoja):
        found = translating.sheet(fresh(template).body, "af")
    assert found is not None
    return found


def sent(rows: list[tuple[str, str, str]], **more: str) -> dict[str, str]:
    """A page of texts as a browser sends it: text, what was seen, what was typed."""
    data = {"texts-TOTAL_FORMS": str(len(rows)), "texts-INITIAL_FORMS": str(len(rows)), **more}
    for number, (own, seen, words) in enumerate(rows):
        data |= {
            f"texts-{number}-text": own,
            f"texts-{number}-seen": editing.digest(seen),
            f"texts-{number}-words": words,
        }
    return data


def test_a_template_is_translated_by_hand_and_documents_of_it_are_in_both_languages(cast: Cast) -> None:
    template, client = begun(cast, title="Thanks"), cast.thandi.client()
    with tenant(cast.umoja):
        block = services.add_block(template.pk, "text", by=cast.thandi.actor, now=NOW)
        services.save_block(template.pk, block, text(block, OWN), by=cast.thandi.actor, now=NOW)
    begun_page = client.post(at("template-languages", template.public_id), {"language": "af"}, follow=True)
    assert "2 missing" in text_of(begun_page)
    editor = text_of(client.get(at("template", template.public_id)))
    assert "2 texts are not in Afrikaans yet." in editor
    here = at("template-language", template.public_id, "af")
    assert f'href="{here}"' in editor
    assert "Not saved yet" not in text_of(
        client.post(here, sent([("Thanks", "", "Dankie"), (OWN, "", WORDS)]))
    )
    done = text_of(client.get(here))
    assert "Complete" in done
    assert "Dankie vir u bestelling, " in done
    client.post(at("template-publish", template.public_id), {"note": ""})
    with tenant(cast.umoja):
        ref = fresh(template).ref
        choice = next(each for each in blueprints.choices() if each.ref == ref)
    assert choice.languages == ("en", "af")
    assert "In Afrikaans" in text_of(client.get(at("document-new")))


def test_a_text_that_was_changed_shows_its_former_translation_until_somebody_says_what_it_is_now(
    cast: Cast,
) -> None:
    template = letter(cast)
    write(cast, template, {"Thanks": "Dankie", OWN: WORDS})
    changed = OWN.replace("your order", "your first order")
    block = fresh_block(cast, template)
    with tenant(cast.umoja):
        services.save_block(template.pk, block, text(block, changed), by=cast.thandi.actor, now=NOW)
    stale = next(row for row in sheet(cast, template).rows if row.text == changed)
    assert (stale.state, stale.former) == ("stale", translating.Former(text=OWN, translation=WORDS))
    client, here = cast.thandi.client(), at("template-language", template.public_id, "af")
    page = text_of(client.get(f"{here}?show=open"))
    assert "1 changed since" in page
    assert "Translated before as" in page
    assert ">Thanks</p>" not in page
    client.post(here, sent([(changed, "", "")], **{"texts-0-still_fits": "on"}))
    found = sheet(cast, template)
    assert {row.text: row.translation for row in found.rows} == {"Thanks": "Dankie", changed: WORDS}
    assert found.leftover == ()


def fresh_block(cast: Cast, template: Template) -> str:
    with tenant(cast.umoja):
        return str(fresh(template).body["block"][0]["id"])


def test_two_translators_lose_nothing(cast: Cast) -> None:
    template = letter(cast)
    write(cast, template, {"Thanks": "Dankie", OWN: WORDS})
    here, client = at("template-language", template.public_id, "af"), cast.thandi.client()
    # Seen as they were before: the first was not touched, the second says something else than what stands there now.
    rows = [("Thanks", "", ""), (OWN, "", "Baie dankie, {{ organisation.name }}.")]
    page = client.post(here, sent(rows))
    shown = text_of(page)
    assert "changed this while you wrote" in shown
    assert "Baie dankie, {{ organisation.name }}." in shown
    assert "Meanwhile it says:" in shown
    assert {row.text: row.translation for row in sheet(cast, template).rows} == {
        "Thanks": "Dankie",
        OWN: WORDS,
    }
    again = [form["seen"].value() if not form.clash else form.now_seen for form in page.context["forms"]]
    data = sent(rows) | {f"texts-{number}-seen": seen for number, seen in enumerate(again)}
    assert client.post(here, data).status_code == 302
    assert {row.text: row.translation for row in sheet(cast, template).rows} == {
        "Thanks": "Dankie",
        OWN: "Baie dankie, {{ organisation.name }}.",
    }


def test_a_page_that_changes_nothing_makes_no_new_draft(cast: Cast) -> None:
    template = letter(cast)
    write(cast, template, {"Thanks": "Dankie"})
    with tenant(cast.umoja):
        before = fresh(template).version
    cast.thandi.client().post(
        at("template-language", template.public_id, "af"),
        sent([("Thanks", "Dankie", "Dankie"), (OWN, "", "")]),
    )
    with tenant(cast.umoja):
        assert fresh(template).version == before


def test_what_stands_nowhere_and_a_whole_language_come_back_by_undo(cast: Cast) -> None:
    template, client = letter(cast), cast.thandi.client()
    write(cast, template, {"Thanks": "Dankie", "Sold by the metre": "Per meter verkoop"})
    assert [each.text for each in sheet(cast, template).leftover] == ["Sold by the metre"]
    client.post(at("template-language-tidy", template.public_id, "af"))
    assert sheet(cast, template).leftover == ()
    client.post(at("template-undo", template.public_id))
    assert len(sheet(cast, template).leftover) == 1
    client.post(at("template-language-remove", template.public_id, "af"))
    assert client.get(at("template-language", template.public_id, "af")).status_code == 404
    client.post(at("template-undo", template.public_id))
    assert sheet(cast, template).count("done") == 1


def test_a_translation_that_leaves_a_fact_out_says_so(cast: Cast) -> None:
    template = letter(cast)
    write(cast, template, {OWN: "Dankie vir u bestelling."})
    page = text_of(cast.thandi.client().get(at("template-language", template.public_id, "af")))
    assert "<code>organisation.name</code>" in page


def test_languages_are_refused_with_a_reason(cast: Cast) -> None:
    template, by = letter(cast), cast.thandi.actor
    with tenant(cast.umoja):
        for language in ("en", "af"):
            with pytest.raises(LanguageTaken):
                template_languages.add(template.pk, language, by=by, now=NOW)
        with pytest.raises(LanguageTaken):
            services.change_settings(template.pk, Settings(title="Thanks", language="af"), by=by, now=NOW)
        with pytest.raises(PartGone):
            template_languages.write(template.pk, "zu", [], by=by, now=NOW)
        texts = [Translated(text=OWN, words="Nuwe woorde", seen=editing.digest("Something else"))]
        with pytest.raises(PartChanged):
            template_languages.write(template.pk, "af", texts, by=by, now=NOW)


def test_one_of_ours_becomes_ones_own_by_one_press(cast: Cast) -> None:
    client = cast.thandi.client()
    gallery = text_of(client.get(at("document-new")))
    assert f'value="library:payment-reminder:1" formaction="{at("template-new")}"' in gallery
    made = client.post(at("template-new"), {"source": "library:payment-reminder:1"})
    with tenant(cast.umoja):
        template = Template.objects.get()
        own = reading.from_data(template.body)
    assert made["Location"] == at("template", template.public_id)
    assert template.origin == "library:payment-reminder:1"
    assert own.title == template.title != ""
    assert translating.sheets(template.body)[0].open_rows == ()
    assert "Your own" not in gallery
