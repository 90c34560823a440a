"""Pages that every browser check visits. Add yours here: a line brings axe in both themes and at two widths, the
strict Content-Security-Policy, no sideways scrolling, and the weight budget.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.urls import reverse
from django.utils import timezone

from accounts import invitation_links
from accounts.models import SsoDomain, TokenFamily
from accounts.services import invitations, sso_domains, sso_keys, support
from accounts.sso import selectors
from accounts.tests.app_client import App
from accounts.tests.saml_peer import make_key
from accounts.tests.sso_rows import own, saml_row
from notifications.services import following, inbox
from pricing.services import recommendations
from pricing.tests.advice import make_advice, make_list, make_product, make_run
from synthai.core.audit import audit
from synthai.core.models import AuditCheck
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.browser import access_pages as access
from tests.browser import billing_pages as billing
from tests.browser import courses_pages as courses
from tests.browser import import_pages as files
from tests.browser import logo_pages, media_pages, message_pages, more_pages, usage_pages
from tests.browser import quiz_pages as quiz
from tests.browser import reach_pages as reach
from tests.browser.lots import LOTS
from tests.browser.page import Page

KILOBYTE = 1000
FIRST_VISIT = 150 * KILOBYTE
LATER_VISIT = 30 * KILOBYTE


def of_umoja(view: str, *arguments: Any) -> Callable[[], str]:
    """The address of a page of Umoja Foods, looked up when it is needed."""
    return lambda: reverse(view, args=["umoja-foods", *arguments])


def invitation(cast: Cast) -> str:
    """The page behind a link for somebody without an account."""
    with tenant(cast.umoja):
        sent = invitations.send(
            "bookkeeper@example.co.za", role="viewer", by=cast.thandi.actor, now=timezone.now()
        )
    return reverse("accounts:invitation-accept", args=[invitation_links.token_of(sent, cast.umoja)])


def an_open_support(cast: Cast) -> None:
    """Support may come in now."""
    with tenant(cast.umoja):
        support.allow(
            reason="The file of March does not load",
            minutes=60,
            level="work",
            by=cast.thandi.actor,
            now=timezone.now(),
        )


def an_ended_support(cast: Cast) -> None:
    """Support was let in before."""
    an_open_support(cast)
    with tenant(cast.umoja):
        support.end(by=cast.thandi.actor, now=timezone.now())


def a_trail(cast: Cast) -> None:
    """Some deeds with old and new values, and a check that found a fault."""
    with tenant(cast.umoja):
        for number in range(12):
            changes = {"role": ["member", "manager"], "price": ["10.00", f"{number}.99"]}
            audit(
                cast.bongani.membership, "accounts.member.role_changed", by=cast.thandi.actor, changes=changes
            )
        AuditCheck.objects.create(
            requested_by="Thandi", state="broken", broken_seq=3, fault="altered", finished_at=timezone.now()
        )


def single_sign_on(cast: Cast) -> str:
    """Its page with a domain to prove, a proven one and a provider."""
    with tenant(cast.umoja):
        for domain in ("umoja.example", "umoja-foods-of-the-western-cape.example"):
            sso_domains.add(domain, by=cast.thandi.actor, now=timezone.now())
        SsoDomain.objects.filter(domain="umoja.example").update(proven_at=timezone.now())
    own(cast.umoja, "umoja.example")
    a_saml_provider(cast)
    return reverse("accounts:sso", args=["umoja-foods"])


def a_saml_provider(cast: Cast) -> str:
    """One with a certificate that ends soon; the address of its page."""
    key = make_key(ends=timedelta(days=10))
    fields = {"entity_id": "https://sso.example/", "sign_out_url": "https://sso.example/out"}
    row = saml_row(cast.umoja, certificates=[key.in_metadata], **fields)
    with tenant(cast.umoja):
        sso_keys.ready(row, now=timezone.now() - timedelta(days=300))
        sso_keys.make(row.public_id, by=cast.thandi.actor, now=timezone.now())
    return reverse("accounts:sso-provider", args=["umoja-foods", row.public_id])


def a_return_from_signing_out(cast: Cast) -> str:
    """Where a SAML provider leads back to, with an answer that does not hold."""
    row = saml_row(cast.umoja, entity_id="https://sso.example/")
    with tenant(cast.umoja):
        key = selectors.id_of(row)
    return reverse("saml_sls", args=[key]) + "?SAMLResponse=x"


def some_devices(cast: Cast) -> None:
    """Browsers and an app that are signed in."""
    for agent in ("Mozilla/5.0 (iPhone) Safari/604.1", "Mozilla/5.0 (Windows NT 10.0) Chrome/142 Edg/142"):
        key = cast.thandi.client().session.session_key
        UserSession.objects.create(user=cast.thandi.user, session_key=key, ip="192.0.2.7", user_agent=agent)
    ends = timezone.now() + timedelta(days=30)
    TokenFamily.objects.create(
        user=cast.thandi.user, device="Thandi's phone", current_jti="x", expires_at=ends
    )


def some_notifications(cast: Cast) -> None:
    """A thread with others under it, and a line that somebody follows."""
    for number in range(4):
        inbox.notify(
            "pricing.run",
            [cast.thandi.user.pk],
            title=f"{number} prices to change",
            key=f"run:{number}",
            thread="pricing.runs",
            organisation_id=cast.umoja.pk,
        )


def something_followed(cast: Cast) -> None:
    """A product, also by the whole team."""
    product = make_product(cast.umoja, "bread", name="Brown bread")
    with tenant(cast.umoja):
        now, thing = timezone.now(), ("pricing.product", product.public_id)
        following.subscribe(*thing, by=cast.thandi.actor, now=now)
        following.subscribe_team(*thing, "accounts.team", by=cast.thandi.actor, now=now)


def fifty_prices(cast: Cast) -> None:
    """A full page of advice."""
    make_list(cast.umoja, 60)


def a_product(cast: Cast) -> str:
    """One product with advice; the address of its page."""
    product = make_product(cast.umoja)
    make_advice(cast.umoja, make_run(cast.umoja), product)
    return reverse("pricing:product-detail", args=["umoja-foods", product.public_id])


def prices_to_come(cast: Cast) -> str:
    """A price that starts in ten days, decided twice; the address of its product."""
    product, now = make_product(cast.umoja), timezone.now()
    advice = make_advice(cast.umoja, make_run(cast.umoja), product)
    by, day = cast.thandi.actor, timezone.localdate(now) + timedelta(days=10)
    with tenant(cast.umoja):
        recommendations.accept(advice.pk, by=by, now=now)
        recommendations.undo(advice.pk, by=by, now=now)
        recommendations.accept(advice.pk, by=by, now=now, starts_on=day)
    return reverse("pricing:product-detail", args=["umoja-foods", product.public_id])


def price_list_to_come(cast: Cast) -> str:
    """The price list with a price that starts later."""
    prices_to_come(cast)
    return reverse("pricing:price-list", args=["umoja-foods"])


def a_run(state: str) -> Callable[[Cast], str]:
    """A price run in some state; the address of its page."""

    def prepare(cast: Cast) -> str:
        run = make_run(cast.umoja, state=state)
        return reverse("pricing:run-detail", args=["umoja-foods", run.public_id])

    return prepare


PAGES: tuple[Page, ...] = (
    Page(name="home", path="/"),
    Page(name="styleguide", path="/styleguide/"),
    Page(name="api-docs", path="/api/docs/"),
    Page(name="plans-public", path="/plans/", prepare=billing.on_sale),
    Page(name="plan-free", path=of_umoja("billing:overview"), who="thandi", prepare=billing.on_sale),
    Page(name="plan", path=of_umoja("billing:overview"), who="thandi", prepare=billing.subscribed),
    Page(name="plan-overdue", path=of_umoja("billing:overview"), who="thandi", prepare=billing.overdue),
    Page(name="prepaid", who="thandi", prepare=billing.prepaid),
    Page(name="promise", path=of_umoja("billing:promise"), who="thandi", prepare=billing.overdue),
    Page(name="plans", path=of_umoja("billing:plans"), who="thandi", prepare=billing.subscribed),
    Page(name="plan-change", who="thandi", prepare=billing.a_downgrade),
    Page(name="plan-start", who="thandi", prepare=billing.a_start),
    Page(name="pay", who="thandi", prepare=billing.a_charge),
    Page(name="pay-eft", who="thandi", prepare=billing.an_eft),
    Page(name="pay-rest", who="thandi", prepare=billing.a_rest),
    Page(name="coupon", who="thandi", prepare=billing.a_coupon),
    Page(name="plan-with-coupon", who="thandi", prepare=billing.a_coupon_that_runs),
    Page(name="charges", path=of_umoja("billing:history"), who="thandi", prepare=billing.subscribed),
    Page(name="charge", who="thandi", prepare=billing.a_statement),
    Page(name="credit", who="thandi", prepare=billing.some_credit),
    Page(name="statement", path=of_umoja("billing:statement"), who="thandi", prepare=billing.subscribed),
    Page(name="pro-forma", who="thandi", prepare=billing.a_pro_forma),
    Page(name="invoice-check", path=of_umoja("billing:check"), who="thandi", prepare=billing.on_sale),
    Page(name="invoice-checked", who="thandi", prepare=billing.a_checked_invoice),
    Page(name="ways-to-pay", path=of_umoja("billing:methods"), who="thandi", prepare=billing.subscribed),
    Page(name="card-adding", who="thandi", prepare=billing.a_card_on_its_way),
    Page(name="plan-cancel", path=of_umoja("billing:cancel"), who="thandi", prepare=billing.subscribed),
    Page(name="billing-details", path=of_umoja("billing:details"), who="thandi"),
    Page(name="pay-link", prepare=billing.a_link),
    Page(name="sign-in", path="/accounts/login/"),
    Page(name="sign-up", path="/accounts/signup/"),
    Page(name="reset", path="/accounts/password/reset/"),
    Page(name="reset-sent", path="/accounts/password/reset/done/"),
    Page(name="not-found", path="/no-such-page/", status=404),
    Page(name="emails", path="/accounts/email/", who="thandi"),
    Page(name="password", path="/accounts/password/change/", who="thandi"),
    Page(name="sign-out", path="/accounts/logout/", who="thandi"),
    Page(name="notifications", path="/notifications/", who="thandi", prepare=some_notifications),
    Page(
        name="following",
        path=of_umoja("notifications-organisation:following"),
        who="thandi",
        prepare=something_followed,
    ),
    Page(name="notification-choices", path="/notifications/choices/", who="thandi"),
    Page(name="notification-costs", path=of_umoja("notifications-organisation:costs"), who="thandi"),
    Page(name="notification-look", path=of_umoja("notifications-organisation:look"), who="thandi"),
    Page(name="addresses", path="/notifications/addresses/", who="thandi", prepare=reach.of_every_sort),
    Page(name="addresses-code", path="/notifications/addresses/", who="thandi", prepare=reach.with_a_code),
    Page(name="consent-proof", path="/notifications/choices/proof/", who="thandi"),
    Page(name="choices-by-link", prepare=reach.choices_by_link),
    Page(name="on-call", path=of_umoja("notifications-organisation:on-call"), who="thandi"),
    Page(name="announcements", path=of_umoja("notifications-organisation:announcement-list"), who="thandi"),
    Page(name="announcement-new", path=of_umoja("notifications-organisation:announcement-new"), who="thandi"),
    Page(name="announcement-draft", who="thandi", prepare=message_pages.a_draft),
    Page(name="announcement-report", who="thandi", prepare=message_pages.a_report),
    Page(name="matter", prepare=message_pages.a_matter),
    Page(name="notification-defaults", path=of_umoja("notifications-organisation:defaults"), who="thandi"),
    Page(name="notification-sender", path=of_umoja("notifications-organisation:sender"), who="thandi"),
    Page(name="organisations", path="/organisations/", who="thandi", prepare=logo_pages.an_offer),
    Page(name="start", path="/start/", who="thandi", prepare=logo_pages.an_offer),
    Page(name="profile", path=lambda: reverse("accounts:profile"), who="thandi"),
    Page(name="devices", path="/profile/devices/", who="thandi", prepare=some_devices),
    Page(name="app-sign-in", path=App(device="Thandi's phone").address(), who="thandi"),
    Page(name="second factors", path="/accounts/2fa/", who="thandi"),
    Page(name="passkeys", path="/accounts/2fa/webauthn/", who="thandi"),
    Page(name="proof by password", path="/accounts/reauthenticate/", who="thandi"),
    Page(name="sign-in code", path="/accounts/login/code/"),
    Page(name="bank details", path=of_umoja("accounts:bank-details"), who="thandi"),
    Page(name="rule of second factors", path=of_umoja("accounts:factor-rule"), who="thandi"),
    Page(name="dashboard", path=of_umoja("accounts:dashboard"), who="thandi"),
    Page(name="team", path=of_umoja("accounts:team"), who="thandi"),
    Page(name="usage", path=of_umoja("billing:usage"), who="thandi", prepare=usage_pages.some_usage),
    Page(name="invite", path=of_umoja("accounts:member-invite"), who="thandi"),
    Page(name="roles", path=of_umoja("accounts:role-table"), who="thandi", prepare=access.own_roles),
    Page(name="role-new", path=of_umoja("accounts:role-create"), who="thandi"),
    Page(name="role-change", who="thandi", prepare=access.a_role("role-change")),
    Page(name="role-delete", who="thandi", prepare=access.a_role("role-delete")),
    Page(
        name="role-see",
        path=lambda: reverse("accounts:role-see", args=["umoja-foods"]) + "?role=manager",
        who="thandi",
    ),
    Page(name="rules-empty", path=of_umoja("accounts:rule-list"), who="thandi"),
    Page(name="rules", path=of_umoja("accounts:rule-list"), who="thandi", prepare=access.rules),
    Page(name="rule-new", path=of_umoja("accounts:rule-create"), who="thandi"),
    Page(name="rule-change", who="thandi", prepare=access.a_rule),
    Page(name="why", who="thandi", prepare=access.a_question),
    Page(name="branches-empty", path=of_umoja("accounts:branch-list"), who="thandi"),
    Page(name="branches", path=of_umoja("accounts:branch-list"), who="thandi", prepare=access.some_branches),
    Page(name="member-branches", who="thandi", prepare=access.a_members_branches),
    Page(name="branch-rule", who="thandi", prepare=access.a_branch_rule),
    Page(name="keys-empty", path=of_umoja("accounts:key-list"), who="thandi"),
    Page(name="keys", path=of_umoja("accounts:key-list"), who="thandi", prepare=access.keys),
    Page(name="key-new", path=of_umoja("accounts:key-create"), who="thandi"),
    Page(name="key-change", who="thandi", prepare=access.a_key),
    Page(name="support-access", path=of_umoja("accounts:support"), who="thandi", prepare=an_ended_support),
    Page(name="support-open", path=of_umoja("accounts:support"), who="thandi", prepare=an_open_support),
    Page(name="audit-trail", path=of_umoja("accounts:trail"), who="thandi", prepare=a_trail),
    Page(
        name="organisation-settings",
        path=of_umoja("accounts:organisation-settings"),
        who="thandi",
        prepare=logo_pages.a_logo,
    ),
    Page(name="sso-start", path="/accounts/sso/"),
    Page(name="sign-in-ways", path=lambda: reverse("accounts:sign-in-ways"), who="thandi"),
    Page(name="sso", who="thandi", prepare=single_sign_on),
    Page(name="sso-add-oidc", path=of_umoja("accounts:sso-provider-add", "oidc"), who="thandi"),
    Page(name="sso-add-saml", path=of_umoja("accounts:sso-provider-add", "saml"), who="thandi"),
    Page(name="sso-provider", who="thandi", prepare=a_saml_provider),
    Page(name="signed-out", prepare=a_return_from_signing_out),
    Page(name="organisation-delete", path=of_umoja("accounts:organisation-delete"), who="thandi"),
    Page(name="hand-over", path=of_umoja("accounts:ownership-transfer"), who="thandi"),
    Page(name="leave", path=of_umoja("accounts:member-leave"), who="bongani"),
    Page(name="invitation", prepare=invitation),
    Page(name="invitation-dead", path="/invitations/no-such-link/", status=404),
    Page(name="prices-empty", path=of_umoja("pricing:recommendation-list"), who="thandi"),
    Page(name="prices", path=of_umoja("pricing:recommendation-list"), who="thandi", prepare=fifty_prices),
    Page(name="product", who="thandi", prepare=a_product),
    Page(name="product-history", who="thandi", prepare=prices_to_come),
    Page(name="price-list-ahead", who="thandi", prepare=price_list_to_come),
    Page(name="run-finished", who="thandi", prepare=a_run("finished")),
    Page(name="run-running", who="thandi", prepare=a_run("running")),
    Page(name="price-list", path=of_umoja("pricing:price-list"), who="thandi", prepare=fifty_prices),
    Page(name="runs", path=of_umoja("pricing:run-list"), who="thandi"),
    Page(name="guard-rails", path=of_umoja("pricing:settings"), who="thandi"),
    Page(name="imports-empty", path=of_umoja("pricing:import-list"), who="thandi"),
    Page(name="imports", path=of_umoja("pricing:import-list"), who="thandi", prepare=files.several_imports),
    Page(name="import-upload", path=of_umoja("pricing:import-create"), who="thandi"),
    Page(name="import-waiting", who="thandi", prepare=files.a_waiting_import),
    Page(name="import-mapping", who="thandi", prepare=files.an_import(files.TILL)),
    Page(name="import-question", who="thandi", prepare=files.an_import(files.UNDECIDED)),
    Page(name="import-loaded", who="thandi", prepare=files.an_import(files.SALES)),
    Page(name="import-faulty", who="thandi", prepare=files.an_import(files.FAULTY)),
    Page(name="import-failed", who="thandi", prepare=files.an_import(files.PICTURE)),
    Page(name="products-empty", path=of_umoja("pricing:product-list"), who="thandi"),
    Page(name="products", path=of_umoja("pricing:product-list"), who="thandi", prepare=files.sample_products),
    Page(name="product-change", who="thandi", prepare=files.a_product_to_change),
    Page(
        name="sample-remove",
        path=of_umoja("pricing:sample-remove"),
        who="thandi",
        prepare=files.sample_products,
    ),
    *(Page(name=name, who=who, prepare=prepare) for name, who, prepare in courses.ON_SALE),
    Page(name="courses-empty", path=of_umoja("courses:mine"), who="bongani"),
    Page(name="courses", who="bongani", prepare=courses.my_courses),
    Page(name="course", who="bongani", prepare=courses.a_course),
    Page(name="lesson", who="bongani", prepare=courses.a_lesson),
    Page(name="lesson-of-all-kinds", who="bongani", prepare=courses.a_lesson_of_all_kinds),
    Page(name="courses-written-empty", path=of_umoja("courses:write-list"), who="thandi"),
    Page(name="courses-written", who="thandi", prepare=courses.courses_written),
    Page(name="course-new", path=of_umoja("courses:write-create"), who="thandi"),
    Page(name="course-upload", path=of_umoja("courses:write-import"), who="thandi"),
    Page(name="course-contents", who="thandi", prepare=courses.contents),
    Page(name="course-lesson", who="thandi", prepare=courses.writing),
    *(Page(name=f"film-{who}", who=who, prepare=prepare) for who, prepare in media_pages.FILMS),
    Page(name="course-settings", who="thandi", prepare=courses.settings),
    Page(name="course-publish", who="thandi", prepare=courses.publishing_page),
    Page(name="course-preview", who="thandi", prepare=courses.preview),
    Page(name="course-people", who="thandi", prepare=courses.learners),
    Page(name="people-by-course-empty", path=of_umoja("courses:people"), who="thandi"),
    Page(name="people-by-course", who="thandi", prepare=courses.people),
    Page(name="quizzes-empty", path=of_umoja("courses:quiz-list"), who="bongani"),
    Page(name="quizzes", who="thandi", prepare=quiz.quizzes),
    Page(name="quiz-start", who="bongani", prepare=quiz.quiz_start),
    Page(name="quiz-question-choice", who="bongani", prepare=quiz.question_choice),
    *(Page(name=name, who=who, prepare=prepare) for name, who, prepare in quiz.MORE_PAGES),
    Page(name="quiz-question-match", who="bongani", prepare=quiz.question_match),
    Page(name="quiz-question-order", who="bongani", prepare=quiz.question_order),
    Page(name="quiz-question-cloze", who="bongani", prepare=quiz.question_cloze),
    Page(name="quiz-finish", who="bongani", prepare=quiz.finish),
    Page(name="quiz-result", who="bongani", prepare=quiz.result),
    Page(name="question-bank-empty", path=of_umoja("courses:question-list"), who="thandi"),
    Page(name="question-bank", who="thandi", prepare=quiz.bank),
    Page(name="question", who="thandi", prepare=quiz.question),
    Page(name="question-import", path=of_umoja("courses:question-import"), who="thandi"),
    Page(name="quiz-edit", who="thandi", prepare=quiz.quiz_edit),
    Page(name="quiz-rules", who="thandi", prepare=quiz.quiz_rules),
    Page(name="quiz-add-questions", who="thandi", prepare=quiz.section_add),
    Page(name="quiz-statistics", who="thandi", prepare=quiz.statistics),
    Page(name="marking-empty", path=of_umoja("courses:marking-list"), who="thandi"),
    Page(name="marking", who="thandi", prepare=quiz.marking),
    *(Page(name=name, who=who, prepare=rows) for name, (who, rows) in courses.HANDINS.items()),
    Page(name="certificates-empty", path=of_umoja("courses:certificate-list"), who="bongani"),
    Page(name="certificates", who="bongani", prepare=quiz.certificates),
    Page(name="certificates-of-everybody", who="thandi", prepare=quiz.certificates_of_everybody),
    Page(name="certificate-revoke", who="thandi", prepare=quiz.certificate_revoke),
    Page(name="certificate-terms", who="thandi", prepare=quiz.certificate_terms),
    Page(name="certificate-check", who=None, prepare=quiz.certificate_check),
    Page(name="certificate-taken-back", who=None, prepare=quiz.certificate_taken_back),
    *more_pages.PAGES,
    *(Page(**each) for lot in LOTS for each in lot.LISTED),
)
