"""What lint says: for each code whether it keeps a template from being published, and the sentence."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True)
class Said:
    """Level and sentence; `%(what)s` and `%(more)s` are what was found."""

    level: Literal["error", "warning"]
    sentence: "_StrOrPromise"


def _error(sentence: "_StrOrPromise") -> Said:
    return Said("error", sentence)


def _warning(sentence: "_StrOrPromise") -> Said:
    return Said("warning", sentence)


SENTENCES: Final[dict[str, Said]] = {
    "title_missing": _error(_("The title is empty. Write what it is about in a few words.")),
    "title_too_long": _error(_("The title has %(what)s letters. Shorten it to %(more)s.")),
    "text_missing": _error(
        _("A mail needs its plain text too: some programs show nothing else. Write it beside the html.")
    ),
    "html_elsewhere": _error(_("Only e-mail has html. Empty the field.")),
    "variable_unknown": _error(
        _("This kind has no value “%(what)s”. It has: %(more)s. Use one of them, or take it out.")
    ),
    "variable_broken": _error(
        _("“%(what)s” is no variable. Write %%(name)s, in small letters, with the s at its end.")
    ),
    "variable_left_out": _warning(
        _("Our own sentences tell “%(what)s”, these do not. Is it told somewhere else?")
    ),
    "variable_html_only": _warning(
        _("“%(what)s” is told in the html only: who reads plain text does not learn it.")
    ),
    "secret_in_title": _error(
        _("“%(what)s” may open something, and titles show on lock screens. Move it into the text.")
    ),
    "address_in_title": _error(_("An address stands in the title. Move it into the text.")),
    "subject_long": _warning(
        _("The subject has %(what)s letters with the example; phones show about %(more)s of them.")
    ),
    "push_title_long": _warning(
        _("The title has %(what)s letters with the example; phones show about %(more)s of them.")
    ),
    "push_body_long": _warning(
        _("The text has %(what)s letters with the example; phones show about %(more)s of them.")
    ),
    "sms_foreign": _warning(
        _("With these letters an SMS holds 70 instead of 160, which doubles the price: %(what)s")
    ),
    "sms_long": _warning(
        _("With the example it has %(what)s letters and is charged as %(more)s messages. Shorten it.")
    ),
    "html_long": _error(
        _("The html has %(what)s KB. Mail programs cut off what is over 100 KB: shorten it.")
    ),
    "html_unbalanced": _error(
        _("The html breaks at “%(what)s”: a tag is opened and not closed, or the other way round.")
    ),
    "html_tag": _error(_("%(what)s cannot stand in a mail here. Take it out.")),
    "html_attribute": _error(_("“%(what)s” of %(more)s cannot stand in a mail like this. Take it out.")),
    "contrast_low": _error(
        _(
            "“%(what)s” has a contrast of %(more)s to 1 on its ground. Make it at least 4.5: darker or lighter."
        )
    ),
    "colour_unknown": _warning(_("We cannot read the colour “%(what)s”. Write it like #0b6b4f.")),
    "image_alt": _error(
        _("The picture %(what)s has no alt. Say what it shows, or write an empty one if it only decorates.")
    ),
    "image_source": _error(_("The picture %(what)s cannot be shown: its address must begin with https://.")),
    "image_wide": _warning(_("The picture %(what)s is %(more)s wide, the mail only 560. Make it narrower.")),
    "image_heavy": _warning(
        _(
            "The picture %(what)s has %(more)s KB. On prepaid data that costs its reader: keep it under 100 KB."
        )
    ),
    "link_insecure": _error(_("%(what)s is not encrypted. Use its https:// address.")),
    "link_scheme": _error(
        _("%(what)s leads nowhere from a mail. Begin with https://, or with / for a page of ours.")
    ),
    "link_variable": _error(
        _("In %(what)s a value decides whose site it is. Write the site out, and a variable only after it.")
    ),
    "link_dead": _error(_("No page of ours stands at %(what)s. Correct the address.")),
    "link_silent": _warning(_("Nothing answers at %(what)s, or it may not be asked.")),
    "link_error": _warning(_("%(what)s answers with the error %(more)s.")),
    "opt_out_added": _warning(
        _(
            "Marketing says how to stop it: “Reply STOP to stop.” is added. Write it yourself to choose the words."
        )
    ),
    "opt_out_missing": _error(
        _("Marketing must say how to stop it (POPIA, section 69). Write for example: Reply STOP to stop.")
    ),
}
