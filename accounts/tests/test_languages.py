"""The language of pages and messages: chosen by a visitor, a person, an organisation, or asked for by the browser."""

from django.test import Client

from accounts.models import User
from accounts.tests.factories import PASSWORD
from notifications.services import languages as spoken
from synthai.core.models import AuditEntry
from synthai.core.testing.cases import CastTestCase
from synthai.core.testing.queries import assert_max_queries

SWITCH = "/language/"
AFRIKAANS, ENGLISH = '<html lang="af">', '<html lang="en-za">'


def page(client: Client, path: str = "/accounts/login/", **headers: str) -> str:
    return client.get(path, headers=headers).content.decode()


class VisitorTests(CastTestCase):
    def test_the_switch_turns_the_page_without_a_token_and_is_kept(self) -> None:
        client = Client(enforce_csrf_checks=True)
        assert ENGLISH in page(client)

        reply = client.post(SWITCH, {"language": "af", "next": "/accounts/login/"})

        assert (reply.status_code, reply.headers["Location"]) == (302, "/accounts/login/")
        text = page(client)
        assert AFRIKAANS in text
        assert "Meld aan" in text
        assert "nog nie alles nie" not in text  # every sentence has its Afrikaans

    def test_leads_nowhere_else_and_takes_no_language_that_is_not_offered(self) -> None:
        client = Client()
        away = client.post(SWITCH, {"language": "af", "next": "https://elsewhere.example/"})
        assert away.headers["Location"] == "/"
        waiting = Client().post(SWITCH, {"language": "zu", "next": "/"})
        assert (waiting.status_code, waiting.cookies) == (302, {})
        assert client.get(SWITCH).status_code == 405

    def test_the_browsers_language_counts_until_somebody_chooses(self) -> None:
        client = Client()
        said = {"accept-language": "af-ZA,en;q=0.5"}
        assert AFRIKAANS in page(client, **said)
        assert ENGLISH in page(client, **{"accept-language": "en-US,af;q=0.5"})
        client.post(SWITCH, {"language": "en-za", "next": "/"})
        assert ENGLISH in page(client, **said)

    def test_caches_keep_the_languages_apart(self) -> None:
        said = Client().get("/").headers["Vary"]
        assert {"Cookie", "Accept-Language"} <= {each.strip() for each in said.split(",")}

    def test_errors_speak_it_too(self) -> None:
        client = Client(headers={"accept-language": "af"})
        assert "Daar is niks by hierdie adres nie" in page(client, "/nowhere/")
        refused = client.post("/accounts/login/", {"login": "a@b.example", "password": "wrong"})
        assert "Die e-posadres of die wagwoord is verkeerd." in refused.content.decode()


class PersonTests(CastTestCase):
    def test_her_word_goes_with_her_and_is_on_record(self) -> None:
        self.thandi.client().post(SWITCH, {"language": "af", "next": "/profile/"})

        text = page(self.thandi.client(), "/profile/")  # a session of another browser
        assert AFRIKAANS in text
        assert "Jou rekening" in text
        assert AuditEntry.objects.filter(code="accounts.user.language_chosen").count() == 1

    def test_her_word_beats_the_cookie_and_can_be_taken_back(self) -> None:
        User.objects.filter(pk=self.thandi.user.pk).update(language="en-za")
        client = self.thandi.client()
        client.cookies["language"] = "af"
        assert ENGLISH in page(client, "/profile/")

        client.post(SWITCH, {"language": "", "next": "/profile/"})

        assert User.objects.get(pk=self.thandi.user.pk).language == ""
        assert AFRIKAANS in page(client, "/profile/", **{"accept-language": "af"})

    def test_another_site_cannot_choose_for_her(self) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(self.thandi.user)
        assert client.post(SWITCH, {"language": "af", "next": "/"}).status_code == 403
        assert User.objects.get(pk=self.thandi.user.pk).language == ""

    def test_what_she_chose_before_signing_in_becomes_her_word(self) -> None:
        client = Client()
        client.post(SWITCH, {"language": "af", "next": "/"})
        client.post("/accounts/login/", {"login": self.thandi.user.email, "password": PASSWORD})
        assert User.objects.get(pk=self.thandi.user.pk).language == "af"

    def test_costs_no_query(self) -> None:
        User.objects.filter(pk=self.thandi.user.pk).update(language="af")
        client = self.thandi.client()
        client.get("/o/umoja-foods/")
        with assert_max_queries(16):
            client.get("/o/umoja-foods/")


class OrganisationTests(CastTestCase):
    path = "/o/umoja-foods/settings/language/"

    def test_is_for_all_who_chose_nothing(self) -> None:
        User.objects.filter(pk=self.bongani.user.pk).update(language="en-za")

        reply = self.thandi.client().post(self.path, {"language": "af"})

        assert reply.headers["Location"] == "/o/umoja-foods/settings/"
        self.cast.umoja.refresh_from_db()
        assert self.cast.umoja.locale == "af-ZA"
        assert AFRIKAANS in page(self.thandi.client(), "/o/umoja-foods/settings/")
        assert ENGLISH in page(self.bongani.client(), "/o/umoja-foods/settings/")

    def test_only_some_may_and_only_what_is_offered(self) -> None:
        self.bongani.client().post(self.path, {"language": "af"})
        refused = self.thandi.client().post(self.path, {"language": "zu"})
        assert refused.status_code == 200
        self.cast.umoja.refresh_from_db()
        assert self.cast.umoja.locale == "en-ZA"

    def test_messages_go_by_the_same_order(self) -> None:
        thandi, bongani = self.thandi.user.pk, self.bongani.user.pk
        User.objects.filter(pk=bongani).update(language="en-za")
        self.thandi.client().post(self.path, {"language": "af"})

        with assert_max_queries(2):
            found = spoken.of([thandi, bongani], self.cast.umoja.pk)

        assert found == {thandi: "af", bongani: "en-za"}
