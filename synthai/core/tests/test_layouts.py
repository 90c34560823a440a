"""What the layouts of pages leave to the views that use them."""

import pytest
from django.template import engines
from django.test import Client, RequestFactory
from django.utils import translation

from publishing.tests import shelf
from synthai.core.testing.cast import Cast

NAMES = "{% extends 'layouts/base.html' %}{% block title %}{{ language }}{% endblock %}{% block body %}<b>{{ language }}</b>{% endblock %}"


def test_a_view_s_own_language_is_not_the_page_s() -> None:
    with translation.override("en-za"):
        page = engines["django"].from_string(NAMES).render({"language": "zu"}, RequestFactory().get("/"))
    assert '<html lang="en-za">' in page
    assert "<title>zu" in page
    assert "<b>zu</b>" in page


@pytest.mark.django_db
def test_a_list_in_another_language_is_a_page_in_the_reader_s(cast: Cast) -> None:
    shelf.published(shelf.platform(cast).editor, "Brood", language="af")
    for spoken, tag in (("en", "en"), ("af", "af")):
        page = Client().get("/read/af/", headers={"Accept-Language": spoken}).content.decode()
        assert f'<html lang="{tag}' in page
        assert '<h2 lang="af"><a href="/read/af/brood/"' in page
