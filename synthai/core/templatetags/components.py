"""The components of the design system: `{% load components %}`. List and examples: docs/design.md, /styleguide/."""

from collections.abc import Sequence
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.defaulttags import querystring
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from synthai.core import access, charts
from synthai.core.design import fields as form_fields
from synthai.core.design import marks

register = template.Library()

for _mark in (marks.icon, marks.pill, marks.price_change, marks.gain, marks.range_bar, marks.sparkline):
    register.simple_tag(_mark)

TONE_ICONS = {
    "info": "info-circle",
    "success": "check-circle",
    "warning": "exclamation-triangle",
    "danger": "exclamation-octagon",
}
# Name, width, height, hover texts. CSS shows the one that suits the room: data.css, "Charts".
CHART_SIZES = (("small", 340, 280, False), ("middle", 580, 300, True), ("large", 880, 320, True))
PANEL_HEIGHT = 130


def _attributes(values: dict[str, Any]) -> SafeString:
    """`hx_post="/x/"` as ` hx-post="/x/"`; True gives the bare name, False and None nothing."""
    texts = []
    for key, value in values.items():
        name = key.replace("_", "-")
        if value is True:
            texts.append(format_html(" {}", name))
        elif value is not False and value is not None:
            texts.append(format_html(' {}="{}"', name, value))
    return format_html_join("", "{}", ((text,) for text in texts))


@register.simple_tag
def button(
    label: str,
    kind: str = "secondary",
    *,
    href: str | None = None,
    icon: str = "",
    size: str = "",
    icon_only: bool = False,
    attrs: dict[str, Any] | None = None,
    **attributes: Any,
) -> SafeString:
    """A submit button, or a link that looks like one when it has `href`. Further arguments become attributes.

    An `href` that came out empty stays a link: "Back" must never send the form it stands in.
    """
    classes = f"btn btn-{kind}" + (f" btn-{size}" if size else "") + (" btn-icon" if icon_only else "")
    rest = {**attributes, **(attrs or {})}
    picture = marks.icon(icon) if icon else ""
    text = format_html('<span class="visually-hidden">{}</span>' if icon_only else "<span>{}</span>", label)
    if href is not None:
        return format_html(
            '<a class="{}" href="{}"{}>{}{}</a>', classes, href, _attributes(rest), picture, text
        )
    rest.setdefault("type", "submit")
    return format_html('<button class="{}"{}>{}{}</button>', classes, _attributes(rest), picture, text)


@register.inclusion_tag("components/field.html")
def field(
    bound: BoundField,
    *,
    label: str = "",
    help: str = "",  # noqa: A002  (reads as the word on the page)
    prefix: str = "",
    suffix: str = "",
    placeholder: str = "",
    optional: bool = True,
    hide_label: bool = False,
    autofocus: bool = False,
) -> dict[str, Any]:
    """Label, widget, help and errors of one field, tied together for screen readers."""
    parts = form_fields.parts_of(
        bound, label=label, help_text=help, placeholder=placeholder, autofocus=autofocus
    )
    is_optional = optional and not bound.field.required and parts.kind != "check" and not hide_label
    return {
        "parts": parts,
        "field": bound,
        "prefix": prefix,
        "suffix": suffix,
        "is_optional": is_optional,
        "hide_label": hide_label,
    }


@register.inclusion_tag("components/fields.html")
def fields(form: forms.BaseForm, *, focus: bool = True) -> dict[str, Any]:
    """Errors, hidden fields and every visible field of a form. With `focus` errors take the focus."""
    return {"form": form, "focus": focus}


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: forms.BaseForm, *, focus: bool = True) -> dict[str, Any]:
    """What is wrong with the form, with links to its fields. Nothing while it is right."""
    wrong = [(bound, bound.errors) for bound in form.visible_fields() if bound.errors]
    hidden = [error for bound in form.hidden_fields() for error in bound.errors]
    return {"general": [*form.non_field_errors(), *hidden], "wrong": wrong, "focus": focus}


@register.inclusion_tag("components/dropzone.html")
def dropzone(bound: BoundField, *, accept: str = "", hint: str = "", max_bytes: int = 0) -> dict[str, Any]:
    """A file input one can also drop a file on."""
    return {
        "parts": form_fields.parts_of(bound),
        "field": bound,
        "accept": accept,
        "hint": hint,
        "max_bytes": max_bytes,
    }


@register.simple_block_tag
def card(
    content: str, *, title: str = "", lead: str = "", href: str = "", flush: bool = False, level: int = 2
) -> str:
    """A panel with an optional head. `flush` for a table that touches the edges."""
    return _render("card", content, title=title, lead=lead, href=href, flush=flush, level=level)


@register.simple_block_tag
def alert(content: str, tone: str = "info", *, title: str = "", live: bool = False) -> str:
    """A notice in the page. `live` announces it to screen readers when it appears."""
    return _render(
        "alert", content, tone=tone, title=title, live=live, icon=TONE_ICONS.get(tone, "info-circle")
    )


@register.inclusion_tag("components/refused.html", takes_context=True)
def refused(context: template.Context, *capabilities: str) -> dict[str, Any]:
    """Where buttons of these capabilities would stand: one sentence for each rule that certainly refuses them now."""
    request = context["request"]
    said = (access.refused_at_door(request.actor, code) for code in capabilities)
    why = reverse("accounts:why", args=[request.actor.organisation_slug])
    return {"sentences": [*dict.fromkeys(filter(None, said))], "why_url": why}


@register.simple_block_tag
def empty(content: str, icon: str, *, title: str) -> str:
    """What to say, and to do, where there is nothing yet."""
    return _render("empty", content, icon=icon, title=title)


@register.simple_block_tag
def menu(
    content: str,
    label: str,
    *,
    icon: str = "",
    kind: str = "secondary",
    size: str = "",
    align: str = "start",
    icon_only: bool = False,
) -> str:
    """A drop-down of `.menu-item` links and buttons; works without script."""
    return _render(
        "menu", content, label=label, icon=icon, kind=kind, size=size, align=align, icon_only=icon_only
    )


@register.simple_block_tag
def dialog(content: str, identity: str, *, title: str) -> str:
    """A native dialog, opened by a button with `data-dialog-open`."""
    return _render("dialog", content, identity=identity, title=title)


@register.simple_block_tag
def terms(content: str) -> str:
    """A definition list around its <dt> and <dd>."""
    return format_html('<dl class="terms">{}</dl>', content)


def _render(name: str, content: str, **values: Any) -> str:
    return render_to_string(f"components/{name}.html", {"content": conditional_escape(content), **values})


@register.inclusion_tag("components/stat.html")
def stat(label: str, value: Any, *, note: Any = "", tone: str = "", icon: str = "") -> dict[str, Any]:
    """One figure with its name; several stand in a `<div class="stat-row">`."""
    return {"label": label, "value": value, "note": note, "tone": tone, "icon": icon}


@register.inclusion_tag("components/progress.html")
def progress(value: int | None, *, label: str, detail: str = "") -> dict[str, Any]:
    """How far something is, 0 to 100; None while nobody knows."""
    return {"value": value, "label": label, "detail": detail}


@register.inclusion_tag("components/steps.html")
def steps(labels: Sequence[str], *, current: int) -> dict[str, Any]:
    """Where one is on a short road; `current` counts from 1."""
    return {"labels": labels, "current": current}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Sequence[dict[str, Any]], *, label: str = "") -> dict[str, Any]:
    """Links between sister pages: dicts with label, url, active and perhaps count."""
    return {"items": items, "label": label}


@register.simple_tag
def crumb(label: str, url: str = "") -> SafeString:
    """One step of the breadcrumb; without an address it is this page."""
    if url:
        return format_html('<li class="breadcrumb-item"><a href="{}">{}</a></li>', url, label)
    return format_html('<li class="breadcrumb-item active" aria-current="page">{}</li>', label)


@register.simple_tag(takes_context=True)
def sort_header(
    context: template.Context,
    label: str,
    *,
    key: str,
    sort: str,
    numeric: bool = False,
    first: str = "asc",
    target: str = "",
) -> SafeString:
    """A column head that sorts by `key`. `sort` is the key in force, with `-` before it when descending."""
    active, descending = sort.lstrip("-") == key, sort.startswith("-")
    follows = f"-{key}" if (not descending if active else first == "desc") else key
    query = context["request"].GET.copy()
    query["sort"] = follows
    query.pop("cursor", None)
    order = ("descending" if descending else "ascending") if active else "none"
    arrow = ("chevron-down" if descending else "chevron-up") if active else "chevron-expand"
    link = {"hx_get": f"?{query.urlencode()}", "hx_target": target, "hx_push_url": "true"} if target else {}
    return format_html(
        '<th scope="col"{} aria-sort="{}"><a class="sort" href="?{}"{}>{} {}</a></th>',
        mark_safe(' class="num"') if numeric else "",
        order,
        query.urlencode(),
        _attributes(link),
        label,
        marks.icon(arrow),
    )


@register.simple_tag(takes_context=True)
def query_string(context: template.Context, **changes: Any) -> str:
    """This page's query with changes; None takes a parameter out."""
    return querystring(context, **changes)


@register.inclusion_tag("components/pager.html")
def pager(
    *, previous_url: str | None = None, next_url: str | None = None, summary: str = "", target: str = ""
) -> dict[str, Any]:
    """Earlier and later, by cursor."""
    return {"previous_url": previous_url, "next_url": next_url, "summary": summary, "target": target}


@register.inclusion_tag("components/skeleton.html")
def skeleton(*, lines: int = 3) -> dict[str, Any]:
    """Grey lines where text will be."""
    return {"lines": range(lines)}


@register.inclusion_tag("components/chart.html")
def chart(figure: charts.Figure, *, heading: bool = True) -> dict[str, Any]:
    """A figure as SVG for wide and narrow places, its legend, and its numbers as a table."""
    extra = PANEL_HEIGHT * (len(figure.panels) - 1)
    drawings = [
        (f"chart-{name}", charts.draw(figure, width=width, height=height + extra, hover=hover))
        for name, width, height, hover in CHART_SIZES
    ]
    return {"figure": figure, "heading": heading, "drawings": drawings}
