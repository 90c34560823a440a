"""What templates say about who wrote a text."""

from django import template

from content import writing_words

register = template.Library()


@register.filter
def because(code: str) -> str:
    """Why a template wrote a section and no machine did; nothing where nobody asked one."""
    return writing_words.because(code)
