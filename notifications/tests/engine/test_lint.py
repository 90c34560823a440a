"""Lint: each mistake by its code, errors block, and what is right is let alone."""

from typing import Any

import pytest

from notifications.channels.protocol import Channel
from notifications.engine import lint
from notifications.engine.lint import Draft
from notifications.engine.lint_links import Fetched
from notifications.engine.lint_words import SENTENCES

GOOD = '<p>Order <strong>%(product)s</strong>: <a href="https://bakers.example/order?of=%(product)s">here</a>.</p>'


def draft(channel: Channel = Channel.EMAIL, **more: Any) -> Draft:
    words = {"title": "%(product)s: %(left)s left", "body": "Order in time.", **more}
    return Draft(channel=channel, variables=frozenset({"product", "left", "code"}), **words)


def found(given: Draft) -> dict[str, str]:
    resolves = {"/pricing/", "/o/1/pricing/"}
    findings = lint.lint(given, site="synthai.example", resolves=lambda path: path in resolves)
    assert {each.level for each in findings} <= {"error", "warning"}
    assert not [each for each in findings if "%(what)" in each.sentence or "%(more)" in each.sentence]
    return {each.code: each.level for each in findings}


def test_good_words_find_nothing() -> None:
    assert found(draft(html=GOOD, declared=frozenset({"product", "left"}))) == {}
    assert found(draft(Channel.SMS)) == {}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (draft(title=" "), "title_missing"),
        (draft(title="a" * 201), "title_too_long"),
        (draft(title="%(price)s"), "variable_unknown"),
        (draft(body="%(left)d"), "variable_broken"),
        (draft(title="Your code %(code)s"), "secret_in_title"),
        (draft(title="See https://synthai.example/pricing/"), "address_in_title"),
        (draft(body="", html="<p>x</p>"), "text_missing"),
        (draft(Channel.SMS, html="<p>x</p>"), "html_elsewhere"),
        (draft(html="<p>a <b>x</p>"), "html_unbalanced"),
        (draft(html="<p>x"), "html_unbalanced"),
        (draft(html="<%(product)s>"), "html_unbalanced"),
        (draft(html="<a href=https://x.example/%(product)s>x</a>"), "html_unbalanced"),
        (draft(html="<script>x()</script>"), "html_tag"),
        (draft(html='<p onclick="x()">x</p>'), "html_attribute"),
        (draft(html='<p style="background: url(https://x.example/t.gif)">x</p>'), "html_attribute"),
        (draft(html='<p style="color: %(product)s">x</p>'), "html_attribute"),
        (draft(html='<p style="color:#9aa">pale</p>'), "contrast_low"),
        (draft(html='<div style="background:#0b6b4f"><p>dark on dark</p></div>'), "contrast_low"),
        (draft(html='<img src="https://x.example/a.png">'), "image_alt"),
        (draft(html='<img src="data:image/png;base64,x" alt="">'), "image_source"),
        (draft(html='<a href="http://x.example/">x</a>'), "link_insecure"),
        (draft(body="See http://x.example/."), "link_insecure"),
        (draft(html='<a href="javascript:x()">x</a>'), "link_scheme"),
        (draft(html='<a href="//x.example/">x</a>'), "link_scheme"),
        (draft(html='<a href="java&#10;script:x()">x</a>'), "link_scheme"),
        (draft(html='<a href="https://x.example@%(product)s/">x</a>'), "link_variable"),
        (draft(html='<a href="%(product)s">x</a>'), "link_variable"),
        (draft(html='<a href="https://%(product)s/x">x</a>'), "link_variable"),
        (draft(html='<a href="/nowhere/">x</a>'), "link_dead"),
        (draft(body="See https://synthai.example/nowhere/"), "link_dead"),
        (draft(Channel.WHATSAPP, is_marketing=True), "opt_out_missing"),
    ],
)
def test_errors_block(given: Draft, code: str) -> None:
    assert found(given).get(code) == "error"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (draft(shown_title="a" * 71), "subject_long"),
        (draft(Channel.PUSH, shown_title="a" * 66), "push_title_long"),
        (draft(Channel.WEB_PUSH, shown_text="a" * 241), "push_body_long"),
        (draft(Channel.SMS, shown_text="a" * 161), "sms_long"),
        (draft(Channel.SMS, shown_text="môre is “vars”"), "sms_foreign"),
        (draft(Channel.SMS, is_marketing=True), "opt_out_added"),
        (draft(title="Low", declared=frozenset({"left"})), "variable_left_out"),
        (draft(title="Low", html="<p>%(left)s</p>"), "variable_html_only"),
        (draft(html='<p style="color: var(--x)">x</p>'), "colour_unknown"),
        (draft(html='<img src="https://x.example/a.png" alt="" width="900">'), "image_wide"),
    ],
)
def test_warnings_do_not(given: Draft, code: str) -> None:
    assert found(given).get(code) == "warning"
    assert not lint.blocks(lint.lint(given, site="s.example", resolves=lambda _path: True))


def test_what_a_look_at_the_addresses_said() -> None:
    html = '<p><a href="https://a.example/">a</a> <img src="https://b.example/b.png" alt="b"></p>'
    looked = (
        Fetched(url="https://a.example/", status=404),
        Fetched(url="https://b.example/b.png", status=200, size=240_000, is_image=True),
        Fetched(url="https://gone.example/", status=0),
    )
    codes = found(draft(html=html, fetched=looked))
    assert codes == {"link_error": "warning", "image_heavy": "warning"}, "what was taken out is not told"


def test_a_good_own_path_and_stop_words_of_ours() -> None:
    assert found(draft(html='<a href="/o/%(left)s/pricing/">x</a>')) == {}
    assert found(draft(Channel.SMS, body="Antwoord STOP of YEKA.", is_marketing=True)) == {}


def test_every_code_has_its_sentence() -> None:
    for code, said in SENTENCES.items():
        assert str(said.sentence) % {"what": "x", "more": "y"}, code


@pytest.mark.parametrize(
    "text",
    ["END OF SEASON SALE", "Summer END sale", "STOP PAYING TOO MUCH", "Please STOP by on Friday", "Stop"],
)
def test_capitals_of_a_sale_do_not_say_how_to_stop(text: str) -> None:
    assert not lint.says_stop(text)


@pytest.mark.parametrize(
    "text", ["Reply STOP to opt out", "Antwoord STOP.", "Phendula “YEKA”", "SALE\nText STOP"]
)
def test_a_sentence_that_names_the_word_does(text: str) -> None:
    assert lint.says_stop(text)
