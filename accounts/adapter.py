"""allauth, on our rules: mail goes through the outbox, a new password ends mobile sign-ins, and an address that is known
costs as much time as one that is not."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sites.shortcuts import get_current_site
from django.db import IntegrityError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import (
    actors,
    known_devices,
    networks,
    second_factor,
    sign_up_aims,
    step_up,
    trusted_devices,
)
from accounts.models import User
from accounts.services import people, sessions, sso_break_glass
from accounts.sso import enforcement, visiting
from notifications.services import mail
from synthai.core import user_agents


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """What we do differently from allauth."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is wrong. Check both."),
        "too_many_login_attempts": _("Too many attempts to sign in. Wait five minutes and try again."),
        "rate_limited": _("That was too often in a short time. Wait a few minutes and try again."),
        "incorrect_password": _("The password is wrong. Type the password you sign in with."),
        "enter_current_password": _("The present password is wrong. Type the password you sign in with."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render in the request, queue as a row, send from a worker after commit."""
        scope = {
            "request": self.request,
            "email": email,
            "current_site": get_current_site(self.request),
            "device": user_agents.name_of(self.request.headers.get("User-Agent", "")),
            "site_url": settings.SITE_URL,
            **context,
        }
        message = self.render_mail(template_prefix, email, scope)
        html = next((str(part) for part, kind in message.alternatives if kind == "text/html"), "")
        mail.queue(template_prefix, email, subject=str(message.subject), text=str(message.body), html=html)

    def send_account_already_exists_mail(self, email: str) -> None:
        """Somebody signs up with a known address: that person gets a mail, the page shows what it always shows.

        A new account hashes a password here, so this road hashes one too: the time tells nothing.
        """
        make_password("the time this takes")
        super().send_account_already_exists_mail(email)

    def save_user(
        self,
        request: HttpRequest,
        user: User,
        form: BaseForm,
        commit: bool = True,  # noqa: FBT001, FBT002 - allauth's signature
    ) -> User:
        """Store the new person. Two sign-ups with one address at once: the second sees the usual page."""
        try:
            saved: User = super().save_user(request, user, form, commit)
        except IntegrityError as error:
            raise ImmediateHttpResponse(self.respond_email_verification_sent(request, None)) from error
        sign_up_aims.keep(saved, get_next_redirect_url(request))
        return saved

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where a sign-in leads that says nothing itself: the first one to where the sign-up was heading."""
        aim = sign_up_aims.of(request.user) if isinstance(request.user, User) else ""
        return aim or str(super().get_login_redirect_url(request))

    def set_password(self, user: User, password: str) -> None:
        """Change and reset alike: everything that was signed in before has to sign in again."""
        by = actors.of_person(user, request=self.request)
        people.set_password(
            user, password, by=by, now=timezone.now(), keep_session=self.request.session.session_key
        )

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Whoever has to come through their organisation's provider is sent there."""
        refused: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return refused or enforcement.instead(request, user, kwargs.get("signal_kwargs"))

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in; a first sign-in is no news to anybody, a later one from an unknown browser is."""
        is_news = user.last_login is not None and not known_devices.is_known(request, user)
        super().login(request, user)
        if is_news:
            device = user_agents.name_of(request.headers.get("User-Agent", ""))
            sessions.tell_of_new_device(user, device=device, ip=actors.client_ip(request), now=timezone.now())

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """After signing in this browser is known for a year."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        sign_up_aims.forget(user)
        for organisation in sso_break_glass.owned_behind_sso(user):
            if not enforcement.came_through(request, user, organisation):
                sso_break_glass.record(organisation, user, ip=actors.client_ip(request))
        if trusted_devices.is_trusted(request, user):
            trusted_devices.note(request.session, user)
        visiting.note(request, kwargs.get("signal_kwargs"))
        known_devices.remember(request, response, user)
        return response

    def get_login_stages(self) -> list[str]:
        """allauth's, with our judgement of trusted devices."""
        ours = {"allauth.mfa.stages.AuthenticateStage": "accounts.trusted_devices.AuthenticateStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """The limits: by e-mail and address (allauth's), and by network."""
        super().pre_authenticate(request, **credentials)
        if not networks.may_try(request):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A wrong password, or an address nobody has."""
        super().authentication_failed(request, **credentials)
        networks.note_failure(request)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """In the words of what the person has: a passkey first, for who has one that counts, since it is safest and
        quickest; without an app, only a recovery code can be typed.
        """
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        kinds = second_factor.kinds_of(user.pk)
        typed = next((way for way in ways if way["id"] == "mfa_reauthenticate"), None)
        if typed is not None and "totp" not in kinds:
            typed["description"] = _("Use a recovery code")
        first = "mfa_reauthenticate:webauthn" if "webauthn" in kinds else ""
        return sorted(ways, key=lambda way: way["id"] != first)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether allauth's own pages ask once more who it is. Second factors may be set up right after signing in."""
        is_asked = bool(super().is_reauthentication_required(app=app, **kwargs))
        return is_asked and not (app == "allauth.mfa" and step_up.is_proved(self.request))
