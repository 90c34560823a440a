"""Words for channels, tones, lengths and languages of marketing texts, and their bounds."""

from typing import Final

from django.utils.translation import gettext_lazy as _

CHANNELS: Final = {
    "product": _("Product description"),
    "facebook": _("Facebook post"),
    "instagram": _("Instagram post"),
    "x": _("Post on X"),
    "linkedin": _("LinkedIn post"),
    "google": _("Google Business post"),
    "newsletter": _("Newsletter by mail"),
    "whatsapp": _("WhatsApp broadcast"),
    "sms": _("SMS"),
}
TONES: Final = {
    "plain": (_("Plain"), _("Says what there is, without ornament.")),
    "friendly": (_("Friendly"), _("As you greet somebody at the door.")),
    "formal": (_("Formal"), _("For offices, schools and first letters.")),
    "lively": (_("Lively"), _("Short and loud, for young customers.")),
    "confident": (_("Confident"), _("Sure of the thing, without promising more than you typed.")),
}
LENGTHS: Final = {"short": _("Short"), "medium": _("Medium"), "long": _("Long")}
LANGUAGES: Final = {
    "en": _("English"),
    "af": _("Afrikaans"),
    "zu": _("isiZulu"),
    "xh": _("isiXhosa"),
    "st": _("Sesotho"),
    "tn": _("Setswana"),
    "nso": _("Sepedi"),
    "ts": _("Xitsonga"),
    "ss": _("siSwati"),
    "ve": _("Tshivenḓa"),
    "nr": _("isiNdebele"),
}
BY_RULE: Final = ("en", "af")
HOWS: Final = {
    "shorter": _("Shorter"),
    "friendlier": _("Friendlier"),
    "formal": _("More formal"),
}
LANGUAGE_NAMES: Final = {
    "en": "South African English", "af": "Afrikaans", "zu": "isiZulu", "xh": "isiXhosa", "st": "Sesotho", "tn": "Setswana", "nso": "Sepedi",
    "ts": "Xitsonga", "ss": "siSwati", "ve": "Tshivenda", "nr": "isiNdebele",
}  # fmt: skip
MOST_BENEFITS: Final = 5
MOST_BANNED: Final = 200
MOST_OWN: Final = 5_000  # letters of a text that is to be rewritten
MOST_VARIANTS: Final = 4
