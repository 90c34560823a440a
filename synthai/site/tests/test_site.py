"""The shell: home page, manifest, style guide, error pages, navigation."""

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from synthai.site.navigation import PLACES

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from synthai.core.testing.cast import Cast


@pytest.mark.django_db
def test_home_asks_the_database_nothing(
    client: Client, django_assert_num_queries: "DjangoAssertNumQueries"
) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/")
    assert answer.status_code == 200
    assert reverse("account_signup") in answer.content.decode()


def test_home_knows_whether_one_is_signed_in(cast: "Cast") -> None:
    page = cast.thandi.client().get("/").content.decode()
    assert reverse("accounts:home") in page
    assert reverse("account_login") not in page


@pytest.mark.django_db
def test_manifest_names_the_product(client: Client) -> None:
    answer = client.get("/site.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    assert answer.json()["lang"] == "en-ZA"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/styleguide/", "/no-such-page/"])
def test_every_page_carries_the_strict_policy(client: Client, path: str) -> None:
    policy = client.get(path)["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy


@pytest.mark.django_db
def test_an_unknown_page_says_so_with_its_reference(client: Client) -> None:
    answer = client.get("/no-such-page/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "There is nothing at this address" in page
    assert answer["X-Request-ID"] in page


def test_a_form_without_its_token_is_explained(cast: "Cast") -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.thandi.user)
    answer = strict.post(reverse("account_logout"))
    assert answer.status_code == 403
    assert "This form has expired" in answer.content.decode()


def test_the_broken_page_needs_neither_person_nor_database(
    cast: "Cast", monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("synthai.site.screens.available", broken)
    client = Client(raise_request_exception=False)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()


def test_navigation_leads_somewhere_from_every_place(cast: "Cast") -> None:
    client = cast.thandi.client()
    for place in PLACES:
        url = reverse(place.view, args=["umoja-foods"])
        answer = client.get(url)
        assert answer.status_code == 200, place.view
        # "My orders" is in the menu of guests alone; places of a hub are tabs of one entry.
        shown = answer.context["nav_tabs"] if place.hub and place.is_teams else answer.context["nav"]
        active = [entry["url"] for entry in shown if entry["active"]]
        if place.is_teams:
            assert active == [url]
            assert sum(bool(entry["active"]) for entry in answer.context["nav"]) == 1


def test_courses_are_three_entries_with_tabs_and_learning_is_in_the_bar_of_a_phone(cast: "Cast") -> None:
    owner, learner = cast.thandi.client(), cast.hire("viewer").client()
    page = owner.get(reverse("courses:write-list", args=["umoja-foods"]))
    entries = [str(entry["label"]) for entry in page.context["nav"] if str(entry["group"]) == "Courses"]
    assert entries == ["Learn", "Teach", "People by course"]
    tabs = [str(tab["label"]) for tab in page.context["nav_tabs"]]
    assert tabs == ["Write courses", "Quizzes", "To mark", "Questions", "Sales"]
    nav = learner.get(reverse("courses:mine", args=["umoja-foods"])).context["nav"]
    assert [str(entry["label"]) for entry in nav if str(entry["group"]) == "Courses"] == ["Learn", "Quizzes"]
    bar = {str(entry["label"]): entry.get("bar") for entry in nav if entry.get("bar")}
    assert bar.get("Learn", "phone") == "phone"
    assert [nav[index].get("bar") for index in range(4)].count("wide") == ("Learn" in bar)


def test_documents_are_three_entries_with_tabs_that_fit_one_row(cast: "Cast") -> None:
    owner, learner = cast.thandi.client(), cast.hire("viewer").client()
    page = owner.get(reverse("content:document-list", args=["umoja-foods"]))
    entries = [str(entry["label"]) for entry in page.context["nav"] if str(entry["group"]) == "Documents"]
    assert entries == ["Documents", "Templates", "AI use"]
    tabs = [str(tab["label"]) for tab in page.context["nav_tabs"]]
    assert tabs == ["Documents", "Dates", "Marketing", "Read in", "From a table"]
    tabs = owner.get(reverse("content:clause-list", args=["umoja-foods"])).context["nav_tabs"]
    assert [str(tab["label"]) for tab in tabs] == ["Templates", "Clauses", "Word files"]
    nav = learner.get(reverse("content:document-list", args=["umoja-foods"])).context["nav"]
    assert [str(entry["label"]) for entry in nav if str(entry["group"]) == "Documents"] == ["Documents"]


def test_there_is_no_navigation_outside_an_organisation(cast: "Cast") -> None:
    answer = cast.thandi.client().get(reverse("accounts:organisation-list"))
    assert list(answer.context["nav"]) == []


def test_navigation_offers_what_the_role_may_open(cast: "Cast") -> None:
    bookkeeper = cast.hire("viewer")
    nav = bookkeeper.client().get(reverse("accounts:dashboard", args=["umoja-foods"])).context["nav"]
    for entry in nav:
        assert bookkeeper.client().get(entry["url"]).status_code == 200, entry["url"]
