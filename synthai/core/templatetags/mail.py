"""The button of a mail: `{% load mail %}`, used by layouts/email.html and layouts/email.txt."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_block_tag
def mail_action(content: str, kind: str) -> SafeString:
    """A button and its bare address, or two lines of text; nothing without an address.

    The content is the address, a bar, then the label: the two blocks a mail fills, as rendered (and in HTML
    already escaped) by the template.
    """
    address, _bar, text = content.partition("|")
    url, label = SafeString(address.strip()), SafeString(text.strip())
    if not url:
        return SafeString("")
    if kind == "txt":
        return mark_safe(f"{label}:\n{url}\n")  # noqa: S308  (plain text)
    return format_html(
        '<p><a class="button" href="{0}">{1}</a></p><p class="link">{2}<br>{0}</p>',
        url,
        label,
        _("If the button does nothing, copy this address into your browser:"),
    )
