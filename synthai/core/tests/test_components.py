"""Components: what they print is safe, tied together, and says things without colour too."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.test import RequestFactory

ROOT = Path(settings.BASE_DIR)
TEMPLATES = [path for path in sorted((ROOT / "templates").rglob("*.html")) if "email" not in path.as_posix()]


class PriceForm(forms.Form):
    price = forms.CharField(label="Price", help_text="With VAT.")
    note = forms.CharField(label="Note", required=False)
    verb = forms.ChoiceField(label="Do", choices=[("a", "One"), ("b", "Two")], widget=forms.RadioSelect)


def render(source: str, **values: object) -> str:
    values.setdefault("request", RequestFactory().get("/list/?q=tea&sort=name&cursor=x"))
    return Template("{% load components %}" + source).render(Context(values))


def test_help_and_errors_are_tied_to_their_field() -> None:
    html = render("{% field form.price %}", form=PriceForm({"note": "x", "verb": "a"}))
    assert 'aria-describedby="id_price_help id_price_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_price_help"' in html
    assert 'id="id_price_error"' in html


def test_a_choice_of_buttons_is_a_group_with_a_name() -> None:
    html = render("{% field form.verb %}", form=PriceForm())
    assert "<legend" in html
    assert html.count('class="form-check-input"') == 2
    assert 'for="id_verb_0"' in html


def test_only_optional_fields_say_so() -> None:
    html = render("{% field form.price %}{% field form.note %}", form=PriceForm())
    assert html.count("(optional)") == 1


def test_the_summary_links_to_what_is_wrong() -> None:
    html = render("{% form_errors form %}", form=PriceForm({"verb": "a"}))
    assert 'href="#id_price"' in html
    assert 'role="alert"' in html
    assert render("{% form_errors form %}", form=PriceForm()).strip() == ""


def test_content_of_people_is_escaped() -> None:
    evil = "<script>alert(1)</script>"
    html = render(
        '{% button label %}{% pill label %}{% card title=label %}{{ label }}{% endcard %}{% crumb label "/" %}'
        "{% stat label label %}{% tabs items %}{% empty 'bell' title=label %}{{ label }}{% endempty %}"
        "{% sort_header label key='a' sort='b' %}{% progress 5 label=label %}{% sparkline line label=label %}",
        label=evil,
        line=[1, 2],
        items=[{"label": evil, "url": '"><b>', "active": False}],
    )
    assert "<script>" not in html
    assert '"><b>' not in html


def test_further_arguments_of_a_button_become_attributes() -> None:
    html = render('{% button "Go" hx_post=url disabled=True data_x=None %}', url="/a?b=1&c=2")
    assert html == (
        '<button class="btn btn-secondary" hx-post="/a?b=1&amp;c=2" disabled type="submit">'
        "<span>Go</span></button>"
    )


@pytest.mark.parametrize(
    ("sort", "follows", "order"),
    [
        ("name", "sort=-gain", "none"),
        ("-gain", "sort=gain", "descending"),
        ("gain", "sort=-gain", "ascending"),
    ],
)
def test_a_column_head_turns_the_order_and_forgets_the_page(sort: str, follows: str, order: str) -> None:
    html = render('{% sort_header "Gain" key="gain" sort=sort first="desc" %}', sort=sort)
    assert follows in html
    assert "q=tea" in html
    assert "cursor" not in html
    assert f'aria-sort="{order}"' in html


def test_a_price_change_reads_well_aloud() -> None:
    html = render("{% price_change old new %}", old=Decimal("24.99"), new=Decimal("26.49"))
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).strip()
    assert text == "from R 24.99 to R 26.49 6.0%".replace("R ", "R ")
    assert 'aria-label="up"' in html


def test_a_price_that_stays_says_keep() -> None:
    html = render("{% price_change old old %}", old=Decimal("24.99"))
    assert "Keep" in html
    assert "price-old" not in html


def test_a_loss_has_a_sign_not_only_a_colour() -> None:
    html = render("{% gain amount low high %}", amount=Decimal(-40), low=Decimal(-90), high=Decimal(10))
    assert "−R\xa040" in html
    assert "−R\xa090 to R\xa010" in html


def test_a_range_outside_its_track_ends_at_the_edge() -> None:
    html = render("{% range_bar 0 500 200 start=0 end=100 label='x' %}")
    assert 'x2="115.0"' in html


def test_a_chart_can_be_read_as_a_table() -> None:
    from synthai.core import charts

    figure = charts.demand_curve(prices=[1, 2], units=[5, 4], low=[4, 3], high=[6, 5])
    html = render("{% chart figure %}", figure=figure)
    assert html.count('role="img"') == 3
    assert html.count('<th scope="row">') == 2


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_templates_keep_the_strict_policy_and_their_size(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<[a-z][^>]*\sstyle=", text), "a style attribute breaks the Content-Security-Policy"
    assert not re.search(r"<[a-z][^>]*\son[a-z]+=", text), "an inline handler breaks it"
    assert "<style" not in text
    # data for search engines is no script
    assert not re.search(r'<script(?![^>]*\b(?:src=|type="application/ld\+json"))', text), (
        "an inline script breaks it"
    )
    assert "hx-on" not in text
    assert len(text.splitlines()) <= 150


def test_every_icon_named_in_a_template_is_in_the_sprite() -> None:
    known = set((ROOT / "static/img/icons.txt").read_text().split())
    asked = {
        name
        for path in TEMPLATES
        for name in re.findall(r'(?:\{% icon |\{% empty |icon=)"([a-z0-9-]+)"', path.read_text())
    }
    assert asked - known == set()


def test_the_sprite_holds_what_the_list_names() -> None:
    known = (ROOT / "static/img/icons.txt").read_text().split()
    drawn = re.findall(r'<symbol id="([a-z0-9-]+)"', (ROOT / "static/img/icons.svg").read_text())
    assert drawn == known


def test_a_link_whose_address_got_lost_sends_no_form() -> None:
    html = render('{% button "Back" href=nothing %}')
    assert "<button" not in html
    assert "<button" in render('{% button "Save" %}')
