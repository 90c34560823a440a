"""`manage.py audit`: for operators, and for schedules of their own."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from synthai.core.access import system_actor
from synthai.core.audit import audit
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, build_cast
from synthai.core.testing.trail import tamper

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast() -> Cast:
    built = build_cast()
    for organisation in (built.umoja, built.karoo):
        with tenant(organisation):
            for _turn in range(3):
                audit(None, "test.deed.done", by=system_actor())
    return built


def said(*words: str) -> str:
    out = StringIO()
    call_command("audit", *words, stdout=out)
    return out.getvalue()


def test_verifies_every_chain(cast: Cast) -> None:
    audit(None, "test.person.signed_in", by=system_actor())
    assert said("verify").splitlines() == [
        "umoja-foods: unbroken (3 entries, 0 earlier notes compared)",
        "karoo-cycles: unbroken (3 entries, 0 earlier notes compared)",
        "outside every organisation: unbroken (1 entries, 0 earlier notes compared)",
    ]


def test_names_the_broken_one_and_fails(cast: Cast) -> None:
    tamper(
        f"UPDATE core_auditentry SET actor_label = 'X' WHERE organisation_id = {cast.karoo.pk} AND seq = 2"
    )
    assert "unbroken" in said("verify", "--organisation", "umoja-foods")
    with pytest.raises(CommandError, match=r"Broken: karoo-cycles\."):
        said("verify")
    with pytest.raises(CommandError, match="no organisation"):
        said("verify", "--organisation", "nowhere")


def test_anchors_once_a_day(cast: Cast) -> None:
    assert said("anchor") == "3 chains noted.\n"
    assert said("anchor") == "Today's notes were taken already.\n"
    assert "1 earlier notes" in said("verify", "--organisation", "karoo-cycles")
