"""Marketing texts from the form to the model and back."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from content.models import BannedWord, CopyRequest, CopyVariant, MachineState
from content.selectors import copies as selectors
from content.services import copies
from content.services.copies import Wish
from synthai.core.errors import NotAllowed
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.queries import assert_max_queries

pytestmark = pytest.mark.django_db
ANSWERS = {
    "name": "Rooibos hamper",
    "what": "Six teas in a box from Clanwilliam",
    "benefits": ["No caffeine", "Wrapped as a gift"],
    "price": "249.00",
    "before": "299.00",
    "until": "2026-12-24",
    "contact": "082 555 0134",
}
FORM = {
    "name": "Rooibos hamper", "what": "Six teas in a box", "benefits": "No caffeine\nWrapped as a gift", "price": "R 249,00", "before": "299",
    "until": "2026-12-24", "contact": "082 555 0134", "kind": "facebook", "tone": "friendly", "length": "medium", "language": "en", "number": "3",
}  # fmt: skip


def at(name: str, *arguments: Any) -> str:
    return reverse(f"content:{name}", args=["umoja-foods", *arguments])


def asked(cast: Cast, **changes: Any) -> CopyRequest:
    values = {"kind": "facebook", "answers": ANSWERS, **changes}
    with tenant(cast.umoja):
        return copies.write(Wish(**values), by=cast.thandi.actor, now=timezone.now())


def variants_of(row: CopyRequest) -> list[CopyVariant]:
    with tenant(row.tenant_id):
        return selectors.variants_of(row)


def test_variants_are_there_at_once(cast: Cast) -> None:
    row = asked(cast)
    texts = [each.text for each in variants_of(row)]
    assert len(set(texts)) == 3
    assert all("Rooibos hamper" in text for text in texts)
    assert any("R\u00a0249.00" in text for text in texts)
    assert row.machine_state == MachineState.NONE


def test_who_may_not_write_may_not_ask(cast: Cast) -> None:
    viewer = cast.hire("viewer")
    with tenant(cast.umoja), pytest.raises(NotAllowed):
        copies.write(Wish(kind="sms", answers=ANSWERS), by=viewer.actor, now=timezone.now())


def test_other_languages_need_a_model(cast: Cast) -> None:
    with pytest.raises(copies.NeedsModel):
        asked(cast, language="zu")


def test_words_are_banned_for_everybody_and_allowed_again(cast: Cast) -> None:
    now = timezone.now()
    with tenant(cast.umoja):
        assert copies.ban(["  Gift ", "gift", "cheap"], by=cast.thandi.actor, now=now) == 2
        with pytest.raises(NotAllowed):
            copies.ban(["x"], by=cast.bongani.actor, now=now)
    assert all("gift" not in each.text.lower() for each in variants_of(asked(cast, length="long")))
    with tenant(cast.umoja):
        copies.allow(BannedWord.objects.get(word="gift").pk, by=cast.thandi.actor)
        assert copies.all_banned() == ("cheap",)
    with pytest.raises(copies.NothingFits):
        asked(cast, banned=("hamper",))


def test_used_is_told_once(cast: Cast) -> None:
    row = asked(cast)
    first = variants_of(row)[0]
    with tenant(cast.umoja):
        for _ in range(2):
            copies.use(first.pk, is_used=True, by=cast.thandi.actor, now=timezone.now())
        assert OutboxEvent.objects.filter(name__endswith="CopyUsed").count() == 1


def test_what_was_removed_comes_back_for_a_day(cast: Cast) -> None:
    row, now = asked(cast), timezone.now()
    with tenant(cast.umoja):
        copies.remove(row.pk, by=cast.thandi.actor, now=now)
        copies.put_back(row.pk, by=cast.thandi.actor)
        copies.remove(row.pk, by=cast.thandi.actor, now=now)
        assert copies.purge(now=now + timedelta(hours=23)) == 0
        assert copies.purge(now=now + timedelta(hours=25)) == 1
        assert not CopyVariant.objects.exists()


def test_by_plain_forms_from_question_to_use(cast: Cast) -> None:
    client = cast.thandi.client()
    assert "No text yet" in client.get(at("copy-list")).content.decode()
    refused = client.post(at("copy-create"), {**FORM, "name": "", "price": "about fifty"})
    assert refused.status_code == 422
    page = client.get(client.post(at("copy-create"), FORM)["Location"]).content.decode()
    for words in (
        "Variant 3",
        "of 63\u00a0206 letters",
        "Template writer",
        "24\u00a0December\u00a02026",
        "R\u00a0249.00",
    ):
        assert words in page, words
    with tenant(cast.umoja):
        row = CopyRequest.objects.get()
        assert row.answers["price"] == "249.00"
    first = variants_of(row)[0]
    client.post(at("variant-keep", first.public_id), {"is": "1"})
    client.post(at("variant-use", first.public_id), {"is": "1"})
    client.post(at("variant-edit", first.public_id), {"text": "Our own words for <b>tea</b>."})
    page = client.get(at("copy", row.public_id)).content.decode()
    assert "Our own words for &lt;b&gt;tea&lt;/b&gt;." in page
    assert "Favourite" in page
    assert "Favourites" in client.get(at("copy-list")).content.decode()
    reply = client.post(at("copy-remove", row.public_id), follow=True)
    assert "Put it back" in reply.content.decode()


def test_own_text_is_judged_without_a_model(cast: Cast) -> None:
    client = cast.thandi.client()
    with tenant(cast.umoja):
        copies.ban(["cheap"], by=cast.thandi.actor, now=timezone.now())
    page = client.post(
        at("copy-own"), {"own": "The cheapest tea " * 12, "kind": "sms", "language": "en", "do": "check"}
    )
    text = page.content.decode()
    for words in (
        "Words that you never use: cheapest.",
        "Add: reply STOP",
        "2 SMS parts",
        "needs a language model, and none is set up",
    ):
        assert words in text, words


def test_words_are_added_on_their_page(cast: Cast) -> None:
    client = cast.thandi.client()
    client.post(at("copy-words-add"), {"words": "cheap\nguaranteed"})
    page = client.get(at("copy-words")).content.decode()
    assert "guaranteed" in page
    seen = cast.bongani.client().get(at("copy-words")).content.decode()
    assert "Add words" not in seen


def test_lists_ask_no_more_for_more_rows(cast: Cast) -> None:
    for _ in range(2):
        asked(cast)
    client = cast.thandi.client()
    client.get(at("copy-list"))
    with assert_max_queries(15) as few:
        client.get(at("copy-list"))
    for _ in range(6):
        asked(cast)
    with assert_max_queries(len(few.captured_queries)):
        client.get(at("copy-list"))


def test_the_api_writes_judges_and_keeps(cast: Cast) -> None:
    client = cast.thandi.client()

    def api(name: str, *arguments: Any) -> str:
        return reverse(f"api:{name}", args=["umoja-foods", *arguments])

    asked_for = {"kind": "sms", "name": "Rooibos hamper", "price": "249.00", "variants": 2}
    made = client.post(api("content-copies"), asked_for, content_type="application/json")
    assert made.status_code == 201, made.content
    row = made.json()
    assert len(row["variants"]) == 2
    changed = client.patch(
        api("content-variant", row["variants"][0]["id"]),
        {"is_used": True, "is_favourite": True, "text": "Fresh bread, daily. "},
        content_type="application/json",
    ).json()
    assert changed["used_at"]
    assert (changed["text"], changed["by"]) == ("Fresh bread, daily.", "person")
    assert changed["is_favourite"]
    judged = client.post(
        api("content-copy-check"), {"kind": "x", "text": "a" * 300}, content_type="application/json"
    ).json()
    assert judged["over"] == 20
    assert client.get(api("content-copies")).json()["results"][0]["id"] == row["id"]
    assert client.delete(api("content-copy", row["id"])).status_code == 204
    assert client.get(api("content-copy", row["id"])).status_code == 404
    assert len(client.post(api("content-copy-return", row["id"])).json()["variants"]) == 2
