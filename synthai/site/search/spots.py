"""Pages, settings and deeds of the product that the palette leads to, beside the entries of the menu.

By which other words each is found stands in spots.toml, in English and Afrikaans.
"""

from dataclasses import dataclass
from typing import Final, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sort = Literal["page", "setting", "deed"]


@dataclass(frozen=True, slots=True)
class Spot:
    """One address. `is_own`: of the person, under no organisation."""

    view: str
    label: str | Promise
    icon: str
    sort: Sort = "setting"
    is_own: bool = False


_DEEDS: Final = (
    Spot("content:document-new", _("New document or quotation"), "plus-lg", "deed"),
    Spot("content:copy-create", _("New marketing text"), "plus-lg", "deed"),
    Spot("content:read-create", _("Read a document in"), "upload", "deed"),
    Spot("content:bulk-new", _("Documents from a table"), "upload", "deed"),
    Spot("content:template-new", _("New template"), "plus-lg", "deed"),
    Spot("content:clause-new", _("New clause"), "plus-lg", "deed"),
    Spot("content:word-template-new", _("Upload a Word file as a template"), "upload", "deed"),
    Spot("pricing:import-create", _("Upload a sales file"), "upload", "deed"),
    Spot("publishing:write-create", _("Write an article"), "plus-lg", "deed"),
    Spot("courses:write-create", _("New course"), "plus-lg", "deed"),
    Spot("courses:quiz-create", _("New quiz"), "plus-lg", "deed"),
    Spot("courses:question-create", _("New question for quizzes"), "plus-lg", "deed"),
    Spot("courses:class-create", _("New live class"), "plus-lg", "deed"),
    Spot("courses:path-create", _("New learning path"), "plus-lg", "deed"),
    Spot("accounts:key-create", _("New API key"), "plus-lg", "deed"),
    Spot("accounts:branch-create", _("New branch"), "plus-lg", "deed"),
    Spot("accounts:role-create", _("New role"), "plus-lg", "deed"),
    Spot("accounts:rule-create", _("New rule"), "plus-lg", "deed"),
    Spot("billing:check", _("Check a supplier's invoice"), "check-circle", "deed"),
    Spot("notifications-organisation:announcement-new", _("Tell the team something"), "send", "deed"),
    Spot("accounts:start", _("New organisation"), "plus-lg", "deed", is_own=True),
)
_SETTINGS: Final = (
    Spot("accounts:profile", _("Your profile"), "person-circle", is_own=True),
    Spot("accounts:sign-in-ways", _("Ways to sign in"), "key", is_own=True),
    Spot("accounts:device-list", _("Your devices"), "phone", is_own=True),
    Spot("notifications:choices", _("What you are notified of"), "bell", is_own=True),
    Spot("notifications:addresses", _("Where you are notified"), "phone", is_own=True),
    Spot("notifications:my-data", _("Your data on notifications"), "download", is_own=True),
    Spot("account_change_password", _("Change your password"), "lock", is_own=True),
    Spot("account_email", _("Your e-mail address"), "envelope", is_own=True),
    Spot("mfa_index", _("Two-step sign-in"), "shield-check", is_own=True),
    Spot("accounts:bank-details", _("Bank details"), "cash-coin"),
    Spot("accounts:sso", _("Single sign-on"), "key"),
    Spot("accounts:factor-rule", _("Two-step sign-in for everybody"), "shield-check"),
    Spot("accounts:support", _("Support access"), "question-circle"),
    Spot("accounts:ownership-transfer", _("Hand the organisation over"), "people"),
    Spot("accounts:organisation-delete", _("Delete the organisation"), "trash3"),
    Spot("accounts:member-leave", _("Leave the organisation"), "box-arrow-right"),
    Spot("billing:change", _("Change the plan"), "receipt"),
    Spot("billing:cancel", _("Cancel the plan"), "x-circle"),
    Spot("billing:pause", _("Pause the plan"), "hourglass-split"),
    Spot("billing:details", _("Details on invoices"), "receipt"),
    Spot("content:settings", _("Settings of documents"), "gear"),
    Spot("notifications-organisation:defaults", _("Notifications of the organisation"), "bell"),
    Spot("notifications-organisation:look", _("Look of mails"), "envelope"),
    Spot("notifications-organisation:sender", _("Sender of mails"), "envelope"),
    Spot("notifications-organisation:on-call", _("Who is on call"), "phone"),
)
_PAGES: Final = (
    Spot("billing:plans", _("Plans and prices"), "tag", "page"),
    Spot("billing:invoices", _("Invoices of SynthAI"), "receipt", "page"),
    Spot("billing:statement", _("Statement"), "receipt", "page"),
    Spot("billing:methods", _("Cards and ways to pay"), "cash-stack", "page"),
    Spot("billing:history", _("Charges"), "clock-history", "page"),
    Spot("billing:credit", _("Credit"), "cash-coin", "page"),
    Spot("accounts:why", _("Why can I not do this?"), "question-circle", "page"),
    Spot("content:ai-calls", _("What AI was asked"), "lightbulb", "page"),
    Spot("courses:coupon-list", _("Coupons of courses"), "tag", "page"),
    Spot("publishing:reading-mine", _("My reading"), "journal-text", "page"),
    Spot("publishing:write-series-list", _("Series and tags"), "tags", "page"),
    Spot("publishing:write-reviews", _("For review"), "check2-square", "page"),
    Spot("publishing:write-rules", _("Rules of the library"), "shield-check", "page"),
    Spot("publishing:write-checks", _("Checks"), "shield-check", "page"),
    Spot("publishing:write-translations", _("Translations"), "pencil", "page"),
    Spot("publishing:comment-queue", _("Comments"), "check2-all", "page"),
    Spot("publishing:readers", _("Readers"), "bar-chart", "page"),
    Spot("publishing:wanted-list", _("Searched in vain"), "question-circle", "page"),
    Spot("notifications-organisation:following", _("What you follow"), "eye", "page"),
    Spot("notifications-organisation:announcement-list", _("Announcements"), "send", "page"),
    Spot("notifications:notification-list", _("Notifications"), "bell", "page", is_own=True),
    Spot("accounts:organisation-list", _("All organisations"), "building", "page", is_own=True),
)
SPOTS: Final = (*_DEEDS, *_SETTINGS, *_PAGES)
