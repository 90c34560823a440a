"""Translations: begun from what readers see, compared with what it says now, never wider or sooner to readers than they may be."""

import dataclasses
from datetime import timedelta
from typing import Any

import pytest

from publishing import translation_refusals as refused
from publishing.models import Piece, PieceTag, Series
from publishing.refusals import NotReady
from publishing.selectors import beside, translations, writing
from publishing.services import keeping, live, parts, pieces, scheduling, settings, translation_structure
from publishing.services import translations as verbs
from publishing.services.parts import Content
from publishing.services.settings import Settings
from publishing.terms import Audience, Standing
from publishing.tests import shelf, translated
from publishing.tests.translated import NOW, begun, changed, fresh, original
from publishing.translation_terms import TranslationState
from synthai.core.errors import NotAllowed, NotFound
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person

pytestmark = pytest.mark.django_db


def settled(piece: Piece, **changes: Any) -> Settings:
    told = Settings(
        kind=piece.kind,
        language=piece.language,
        slug=piece.slug,
        audience=piece.audience,
        check_on=piece.check_on,
    )
    return dataclasses.replace(told, **changes)


def source(piece: Piece, by: Person) -> Any:
    with tenant(by.organisation):
        return translations.source_of(fresh(piece), by=by.actor, now=NOW)


def side_by_side(piece: Piece, by: Person) -> beside.Beside:
    found = source(piece, by)
    return beside.beside(fresh(piece), found)


def test_a_translation_begins_with_everything_that_goes_with_the_piece(cast: Cast) -> None:
    series = shelf.series(cast.thandi, "Stock")
    piece = original(cast.thandi, tags=("Stock",), series=series, series_position=2)
    made = fresh(begun(cast.bongani, piece))
    assert (made.language, made.title, made.audience, made.follows) == ("af", "Count stock", "team", 1)
    assert (made.slug, made.series_position) == ("count-stock", 2)
    assert [block["id"] for block in made.blocks] == ["aaaaaaaa", "bbbbbbbb", "cccccccc"]
    assert made.series is not None
    assert (made.series.language, made.series.title) == ("af", "Stock")
    with tenant(cast.umoja):
        assert PieceTag.objects.filter(piece=made).count() == 1
        assert writing.can_change(made, cast.bongani.actor)
    second = original(cast.thandi, "Second", series=series, series_position=3)
    assert fresh(begun(cast.bongani, second)).series_id == made.series_id
    with tenant(cast.umoja):
        assert Series.objects.count() == 2


def test_each_language_is_begun_once_and_not_the_original_s(cast: Cast) -> None:
    piece = original(cast.thandi)
    made = begun(cast.thandi, piece)
    with tenant(cast.umoja):
        for language, refusal in (
            ("af", refused.TranslationExists),
            ("en", refused.LanguageRefused),
            ("fr", refused.LanguageRefused),
        ):
            with pytest.raises(refusal):
                verbs.begin(piece.pk, language, by=cast.thandi.actor, now=NOW)
        zulu = verbs.begin(made.pk, "zu", by=cast.thandi.actor, now=NOW)
        assert zulu.original_id == piece.pk, "a translation of a translation is one of the original"
        with pytest.raises(refused.TranslationExists):
            settings.change(zulu.pk, settled(zulu, language="af"), by=cast.thandi.actor, now=NOW)
        with pytest.raises(refused.LanguageRefused):
            settings.change(zulu.pk, settled(zulu, language="en"), by=cast.thandi.actor, now=NOW)
        with pytest.raises(refused.TranslationExists):
            settings.change(piece.pk, settled(piece, language="af"), by=cast.thandi.actor, now=NOW)


def test_an_original_one_may_not_see_is_not_seen_beside_a_translation(cast: Cast) -> None:
    secret = original(cast.thandi, "What we pay", audience=Audience.LEADERS)
    with tenant(cast.umoja):
        with pytest.raises(NotFound):
            verbs.begin(secret.pk, "af", by=cast.bongani.actor, now=NOW)
        draft = pieces.begin(title="Not yet", by=cast.thandi.actor, now=NOW)
        with pytest.raises(NotFound):
            verbs.begin(draft.pk, "af", by=cast.bongani.actor, now=NOW)
    with tenant(cast.karoo), pytest.raises(NotFound):
        verbs.begin(secret.pk, "af", by=cast.charlize.actor, now=NOW)
    piece = original(cast.thandi)
    made = begun(cast.bongani, piece)
    assert source(made, cast.bongani) is not None
    with tenant(cast.umoja):
        Piece.objects.filter(pk=piece.pk).update(audience=Audience.LEADERS)
    assert source(made, cast.bongani) is None
    assert source(made, cast.thandi) is not None
    with tenant(cast.umoja):
        Piece.objects.filter(pk=piece.pk).update(audience=Audience.TEAM)
        live.take_down(piece.pk, by=cast.thandi.actor, now=NOW)
        with pytest.raises(refused.OriginalOutOfSight):
            verbs.bring_up_to_date(made.pk, number=1, by=cast.bongani.actor, now=NOW)
    assert source(made, cast.bongani) is None


def test_of_a_draft_that_its_editor_had_translated_a_writer_sees_only_what_went_live(cast: Cast) -> None:
    with tenant(cast.umoja):
        draft = pieces.begin(title="Draft words", by=cast.thandi.actor, now=NOW, audience=Audience.TEAM)
        made = verbs.begin(draft.pk, "af", by=cast.thandi.actor, now=NOW)
        Piece.objects.filter(pk=made.pk).update(created_by=cast.bongani.user)
    assert source(made, cast.bongani) is None
    assert source(made, cast.thandi).now.title == "Draft words"
    with tenant(cast.umoja):
        parts.write_head(draft.pk, "title", "Live words", by=cast.thandi.actor, now=NOW)
        live.publish(shelf.whole(draft).pk, by=cast.thandi.actor, now=NOW)
    found = source(made, cast.bongani)
    assert (found.now.title, found.followed) == ("Live words", None)


def test_states_are_the_same_in_python_and_in_the_database(cast: Cast) -> None:
    with tenant(cast.umoja):
        assert (
            translations.state_of(None, original(cast.thandi, "Alone"), now=NOW) == TranslationState.MISSING
        )
    rows = []
    for number, (is_live, is_stale, standing, ended) in enumerate(
        (live_, stale, standing, ended)
        for live_ in (True, False)
        for stale in (True, False)
        for standing in Standing.values
        for ended in (True, False)
    ):
        piece = original(cast.thandi, f"Piece {number}")
        made = translated.published(cast.thandi, piece) if is_live else begun(cast.thandi, piece)
        if is_stale:
            changed(cast.thandi, piece)
        with tenant(cast.umoja):
            Piece.objects.filter(pk=made.pk).update(
                standing=standing, ends_at=NOW - timedelta(days=1) if ended else None
            )
        rows.append(made.pk)
    with tenant(cast.umoja):
        found = Piece.objects.filter(pk__in=rows).select_related("live", "original__live")
        told = {row.pk: translations.state_of(row, row.original, now=NOW) for row in found if row.original}
        for state in set(TranslationState.values) - {TranslationState.MISSING}:
            keys = set(found.filter(translations.in_state(state, now=NOW)).values_list("pk", flat=True))
            assert keys == {key for key, said in told.items() if said == state}, state
        assert set(told.values()) == set(TranslationState) - {TranslationState.MISSING}


def test_what_changed_in_the_original_is_shown_and_marked_up_to_date(cast: Cast) -> None:
    piece = original(cast.thandi)
    made = translated.published(cast.thandi, piece)
    changed(cast.thandi, piece)
    found = side_by_side(made, cast.thandi)
    first = found.rows[0]
    assert (first.status, found.changed) == (beside.CHANGED, 1)
    assert [each.text.strip() for each in first.changes if each.kind == "added"] == ["whole", "R 13.50"]
    assert (first.unlike.lost, first.unlike.strange) == (("R 13.50",), ("R 12.50",))
    with tenant(cast.umoja):
        with pytest.raises(refused.NoSuchRevision):
            verbs.bring_up_to_date(made.pk, number=1, by=cast.thandi.actor, now=NOW)
        verbs.bring_up_to_date(made.pk, number=2, by=cast.thandi.actor, now=NOW)
        with pytest.raises(refused.NoTranslation):
            verbs.bring_up_to_date(piece.pk, number=2, by=cast.thandi.actor, now=NOW)
    row = fresh(made)
    assert row.original is not None
    assert translations.state_of(row, row.original, now=NOW) == TranslationState.LIVE
    assert side_by_side(made, cast.thandi).changed == 0


def test_blocks_of_the_original_are_followed_one_by_one_or_all_and_own_ones_stay(cast: Cast) -> None:
    piece = original(cast.thandi)
    made = translated.published(cast.thandi, piece)
    by = cast.thandi.actor
    with tenant(cast.umoja):
        made_own, own = parts.add_block(
            made.pk, "text", content=Content(text="Net hier.", data={}), after="aaaaaaaa", by=by, now=NOW
        )
        parts.move_block(piece.pk, "bbbbbbbb", before="aaaaaaaa", by=by, now=NOW)
        parts.remove_block(piece.pk, "cccccccc", by=by, now=NOW)
        _, fresh_one = parts.add_block(
            piece.pk, "text", content=Content(text="New.", data={}), by=by, now=NOW
        )
        live.publish(piece.pk, by=by, now=NOW)
    found = side_by_side(made, cast.thandi)
    status = {row.key: row.status for row in found.rows}
    assert status == {
        "bbbbbbbb": beside.SAME,
        "aaaaaaaa": beside.SAME,
        own: beside.OWN,
        fresh_one: beside.ADDED,
        "cccccccc": beside.REMOVED,
    }
    assert not found.is_in_order
    with tenant(cast.umoja):
        translation_structure.follow_blocks(made.pk, keys=[fresh_one], by=by, now=NOW)
    ids = [block["id"] for block in fresh(made).blocks]
    assert ids.index(fresh_one) == ids.index(own) + 1, "behind what stands above it in the original"
    with tenant(cast.umoja):
        translation_structure.follow_blocks(made.pk, by=by, now=NOW)
        version = fresh(made).version
        translation_structure.follow_blocks(made.pk, by=by, now=NOW)
        assert fresh(made).version == version, "the same again changes nothing"
    assert [block["id"] for block in fresh(made).blocks] == ["bbbbbbbb", "aaaaaaaa", own, fresh_one]
    assert side_by_side(made, cast.thandi).is_framed
    assert "Tel die rak" in fresh(made).blocks[1]["text"]
    with tenant(cast.umoja):
        parts.restore_block(made.pk, "cccccccc", by=by, now=NOW)
        assert len(fresh(made).blocks) == 5
    assert made_own.pk == made.pk


def test_a_block_that_somebody_wrote_meanwhile_is_not_taken_away(cast: Cast) -> None:
    piece = original(cast.thandi)
    made = begun(cast.thandi, piece)
    by, seen = cast.thandi.actor, fresh(made).version
    with tenant(cast.umoja):
        parts.remove_block(piece.pk, "bbbbbbbb", by=by, now=NOW)
        live.publish(piece.pk, by=by, now=NOW)
        words = Content(text="Vrydae.", data={"tone": "info"})
        parts.write_block(made.pk, "bbbbbbbb", words, by=by, now=NOW)
        translation_structure.follow_blocks(made.pk, seen=seen, by=by, now=NOW)
    assert "bbbbbbbb" in [block["id"] for block in fresh(made).blocks]


def test_the_audience_goes_with_the_original_unless_set_otherwise(cast: Cast) -> None:
    piece = original(cast.thandi)
    same, other = begun(cast.thandi, piece, "af"), begun(cast.thandi, piece, "zu")
    by = cast.thandi.actor
    with tenant(cast.umoja):
        settings.change(other.pk, settled(fresh(other), audience=Audience.PUBLIC), by=by, now=NOW)
        settings.change(piece.pk, settled(fresh(piece), audience=Audience.LEADERS), by=by, now=NOW)
    assert fresh(same).audience == Audience.LEADERS
    assert fresh(other).audience == Audience.PUBLIC
    with tenant(cast.umoja):
        told = translations.languages_of([fresh(piece)], by=by, now=NOW)[piece.pk]
    assert {each.language: each.is_wider for each in told if each.piece and not each.is_original} == {
        "af": False,
        "zu": True,
    }


def test_a_writer_s_original_takes_no_planned_or_approved_translation_to_other_people(cast: Cast) -> None:
    by, writer = cast.thandi.actor, cast.bongani.actor
    with tenant(cast.umoja):
        piece = shelf.whole(pieces.begin(title="Count stock", by=writer, now=NOW))
        planned, read = (verbs.begin(piece.pk, language, by=by, now=NOW) for language in ("af", "zu"))
        plan = scheduling.Plan(goes_live_at=NOW + timedelta(hours=1))
        scheduling.plan(planned.pk, plan, by=by, now=NOW)
        Piece.objects.filter(pk=read.pk).update(standing=Standing.APPROVED)
        settings.change(piece.pk, settled(fresh(piece), audience=Audience.PUBLIC), by=writer, now=NOW)
    assert fresh(planned).audience == Audience.TEAM
    assert (fresh(read).audience, fresh(read).standing) == (Audience.PUBLIC, Standing.WRITING)


def test_only_who_may_publish_opens_a_translation_to_more_people(cast: Cast) -> None:
    piece = original(cast.thandi)
    made = begun(cast.bongani, piece)
    with tenant(cast.umoja):
        with pytest.raises(refused.WiderThanOriginal):
            settings.change(
                made.pk, settled(fresh(made), audience=Audience.PUBLIC), by=cast.bongani.actor, now=NOW
            )
        settings.change(
            made.pk, settled(fresh(made), audience=Audience.LEADERS), by=cast.bongani.actor, now=NOW
        )


def test_an_address_is_of_the_language_as_long_as_readers_have_not_seen_it(cast: Cast) -> None:
    made = begun(cast.thandi, original(cast.thandi))
    by = cast.thandi.actor
    with tenant(cast.umoja):
        parts.write_head(made.pk, "title", "Tel jou voorraad", by=by, now=NOW)
        assert fresh(made).slug == "tel-jou-voorraad"
        settings.change(made.pk, settled(fresh(made), slug="voorraad"), by=by, now=NOW)
        parts.write_head(made.pk, "title", "Tel al jou voorraad", by=by, now=NOW)
        assert fresh(made).slug == "voorraad", "one that was chosen stays"
        live.publish(made.pk, by=by, now=NOW)
        parts.write_head(made.pk, "title", "Voorraad", by=by, now=NOW)
        assert fresh(made).slug == "voorraad"


def machine_written(cast: Cast, *marks: str) -> Piece:
    made = begun(cast.thandi, original(cast.thandi))
    with tenant(cast.umoja):
        Piece.objects.filter(pk=made.pk).update(unread=list(marks), is_machine_draft=True)
    return fresh(made)


def test_what_a_machine_wrote_is_published_by_no_door_before_a_person_has_read_it(cast: Cast) -> None:
    made = machine_written(cast, "title", "block:aaaaaaaa", "block:zzzzzzzz")
    by = cast.thandi.actor
    with tenant(cast.umoja):
        with pytest.raises(NotReady) as caught:
            live.publish(made.pk, by=by, now=NOW)
        assert [each.part for each in caught.value.troubles] == ["title", "aaaaaaaa"]
        copy = keeping.duplicate(made.pk, by=by, now=NOW)
        with pytest.raises(NotReady):
            live.publish(copy.pk, by=by, now=NOW)
        kept = keeping.keep(made.pk, by=by, now=NOW)
        assert verbs.mark_read(made.pk, parts=["title"], by=by, now=NOW) == ["block:aaaaaaaa"]
        key = dataclasses.replace(by, kind="api_key")
        with pytest.raises(refused.PersonReads):
            verbs.mark_read(made.pk, by=key, now=NOW)
        assert verbs.mark_read(made.pk, by=by, now=NOW) == []
        assert not fresh(made).is_machine_draft
        live.publish(made.pk, by=by, now=NOW)
        keeping.restore(made.pk, kept.number, by=by, now=NOW)
        with pytest.raises(NotReady):
            live.publish(made.pk, by=by, now=NOW)


def test_a_part_that_changed_after_it_was_looked_at_stays_unread(cast: Cast) -> None:
    made = machine_written(cast, "block:aaaaaaaa", "block:bbbbbbbb")
    with tenant(cast.umoja):
        parts.write_block(made.pk, "aaaaaaaa", Content(text="Nuut.", data={}), by=cast.thandi.actor, now=NOW)
        left = verbs.mark_read(made.pk, seen=made.version, by=cast.thandi.actor, now=NOW)
    assert left == ["block:aaaaaaaa"]


def test_a_translation_of_somebody_else_is_changed_by_editors_alone(cast: Cast) -> None:
    piece = original(cast.thandi)
    made = begun(cast.thandi, piece)
    with tenant(cast.umoja):
        for verb in (
            lambda: verbs.mark_read(made.pk, by=cast.bongani.actor, now=NOW),
            lambda: verbs.bring_up_to_date(made.pk, number=1, by=cast.bongani.actor, now=NOW),
            lambda: translation_structure.follow_blocks(made.pk, by=cast.bongani.actor, now=NOW),
        ):
            with pytest.raises(NotAllowed):
                verb()


def test_one_that_was_put_away_is_not_begun_anew_but_brought_back(cast: Cast) -> None:
    piece = original(cast.thandi)
    made = begun(cast.thandi, piece)
    with tenant(cast.umoja):
        keeping.put_away(made.pk, by=cast.thandi.actor, now=NOW)
        with pytest.raises(refused.TranslationExists):
            verbs.begin(piece.pk, "af", by=cast.thandi.actor, now=NOW)
        [afrikaans] = [
            each
            for each in translations.languages_of([piece], by=cast.thandi.actor, now=NOW)[piece.pk]
            if each.language == "af"
        ]
        assert (afrikaans.state, afrikaans.is_away) == (TranslationState.MISSING, True)
        counted = translations.counts(by=cast.thandi.actor, now=NOW)
        assert (counted["af"]["missing"], counted["zu"]["missing"], counted["en"]["missing"]) == (1, 1, 0)
