"""What an administrator types about single sign-on."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import policy, role_forms, roles
from accounts.models import Organisation, SsoProvider

METADATA_AT_MOST = 1024 * 1024


class RulesForm(forms.Form):
    """Whom a provider lets in, and as what: the same for both protocols."""

    name = forms.CharField(
        label=_("Name"),
        max_length=40,
        help_text=_("People see it on the sign-in page, for example “Umoja Microsoft 365”."),
    )
    email_attribute = forms.CharField(
        label=_("Attribute of the e-mail address"),
        max_length=200,
        required=False,
        help_text=_("Empty: the usual names. The test says which one is missing."),
    )
    name_attribute = forms.CharField(label=_("Attribute of the name"), max_length=200, required=False)
    groups_attribute = forms.CharField(label=_("Attribute of the groups"), max_length=200, required=False)
    adds_members = forms.BooleanField(
        label=_("Add people to the team at their first sign-in"),
        required=False,
        help_text=_("Otherwise only people who are in the team already get in."),
    )
    default_role = forms.ChoiceField(label=_("Role of new people"), initial="viewer")
    group_roles = forms.CharField(
        label=_("Groups and their roles"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_(
            "One on a line, for example: Finance = manager. With more than one the highest counts; people in none get "
            "the role of new people. Roles: administrator, manager, member, viewer, and your own by their names."
        ),
    )

    rules: tuple[str, ...] = (
        "name",
        "email_attribute",
        "name_attribute",
        "groups_attribute",
        "adds_members",
        "default_role",
        "group_roles",
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = role_forms.choices(organisation)
        self.codes = {code: code for code, _label in offered} | {
            str(label).casefold(): code for code, label in offered
        }
        field = self.fields["default_role"]
        if isinstance(field, forms.ChoiceField):
            is_gone = self.initial.get("default_role", "viewer") not in self.codes
            field.choices = [*([("", _("Choose a role: it was deleted"))] if is_gone else []), *offered]

    def clean_group_roles(self) -> dict[str, str]:
        """The lines as {group: role}; says which line is wrong."""
        given: dict[str, str] = {}
        for number, line in enumerate(self.cleaned_data["group_roles"].splitlines(), start=1):
            if not line.strip():
                continue
            group, equals, role = (part.strip() for part in line.rpartition("="))
            if not equals or not group:
                raise ValidationError(
                    _("Line %(number)s is not “group = role”: %(line)s"),
                    params={"number": number, "line": line},
                )
            if role.casefold() not in self.codes:
                raise ValidationError(
                    _(
                        "Line %(number)s: “%(role)s” is no role. Choose administrator, manager, member, viewer or a role of "
                        "your organisation by its name."
                    ),
                    params={"number": number, "role": role},
                )
            given[group] = self.codes[role.casefold()]
        return given

    def details(self) -> dict[str, Any]:
        """What the service takes."""
        return {field: self.cleaned_data[field] for field in self.rules}


class OidcForm(RulesForm):
    """A provider found by discovery. The secret is never shown again; empty keeps the one there is."""

    discovery_url = forms.URLField(
        label=_("Discovery address"),
        max_length=500,
        assume_scheme="https",
        help_text=_(
            "Also called issuer or OpenID configuration; it often ends with /.well-known/openid-configuration."
        ),
    )
    client_id = forms.CharField(label=_("Client ID"), max_length=191)
    client_secret = forms.CharField(
        label=_("Client secret"),
        max_length=500,
        required=False,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    field_order = ["name", "discovery_url", "client_id", "client_secret"]

    def __init__(self, *args: Any, provider: SsoProvider | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        secret = self.fields["client_secret"]
        if provider is None:
            secret.required = True
        else:
            secret.help_text = _("Stored sealed and never shown. Leave it empty to keep it.")


class SamlForm(RulesForm):
    """A provider described by its metadata: pasted, uploaded or fetched. On a change all three may be empty."""

    metadata_url = forms.URLField(
        label=_("Metadata address"), max_length=500, assume_scheme="https", required=False,
        help_text=_("We fetch it again every day, so new certificates arrive by themselves."),
    )  # fmt: skip
    metadata_file = forms.FileField(label=_("Metadata file"), required=False)
    metadata_text = forms.CharField(
        label=_("Metadata as text"),
        required=False,
        max_length=METADATA_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )
    signs_requests = forms.BooleanField(
        label=_("Sign our requests"),
        required=False,
        help_text=_("We do it anyway when the metadata asks for it."),
    )
    field_order = ["name", "metadata_url", "metadata_file", "metadata_text", "signs_requests"]
    rules = (*RulesForm.rules, "signs_requests")

    def __init__(self, *args: Any, provider: SsoProvider | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_new = provider is None

    def clean(self) -> dict[str, Any]:
        """At least one source for a new provider, at most one at any time."""
        cleaned: dict[str, Any] = super().clean() or {}
        given = [name for name in ("metadata_url", "metadata_file", "metadata_text") if cleaned.get(name)]
        if self.is_new and not given:
            raise ValidationError(_("Give the metadata of your provider: its address, a file, or the text."))
        if len(given) > 1 and self.is_new:
            raise ValidationError(_("Give the metadata once: its address, a file, or the text."))
        upload = cleaned.get("metadata_file")
        if upload and upload.size > METADATA_AT_MOST:
            raise ValidationError(
                _("The metadata file is larger than 1 MB, so it cannot be metadata of one provider.")
            )
        return cleaned

    def document(self) -> bytes:
        """The metadata that was pasted or uploaded; empty when there is only an address."""
        upload = self.cleaned_data.get("metadata_file")
        return bytes(upload.read()) if upload else self.cleaned_data["metadata_text"].strip().encode()


class DomainForm(forms.Form):
    """One more domain."""

    domain = forms.CharField(
        label=_("E-mail domain"),
        max_length=253,
        help_text=_("What stands behind the @, for example umoja.co.za."),
    )


class AddressForm(forms.Form):
    """Who wants to sign in."""

    email = forms.EmailField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )


def initial_of(provider: SsoProvider) -> dict[str, Any]:
    """The present values for either form."""
    own = policy.of(provider.organisation).roles
    own_names = {code: role.name for code, role in own.items()}
    lines = "\n".join(
        f"{group} = {own_names.get(code, code if code in roles.ASSIGNABLE else _('a role that is gone'))}"
        for group, code in provider.group_roles.items()
    )
    fields = ("discovery_url", "client_id", "metadata_url", *SamlForm.rules)
    return {field: getattr(provider, field) for field in fields} | {"group_roles": lines}
