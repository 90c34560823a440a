"""What the layouts of pages leave to the views that use them."""

from django.template import engines
from django.test import RequestFactory
from django.utils import translation

NAMES = "{% extends 'layouts/base.html' %}{% block title %}{{ language }}{% endblock %}{% block body %}<b>{{ language }}</b>{% endblock %}"


def test_a_view_s_own_language_is_not_the_page_s() -> None:
    with translation.override("en-za"):
        page = engines["django"].from_string(NAMES).render({"language": "zu"}, RequestFactory().get("/"))
    assert '<html lang="en-za">' in page
    assert "<title>zu" in page
    assert "<b>zu</b>" in page
