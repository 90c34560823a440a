"""What people type: formats and presence. Rules live in the services."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.utils.translation import gettext_lazy as _

from accounts import branch_forms, languages, role_forms
from accounts.models import Membership, Organisation, User
from accounts.selectors import BranchOption


class OrganisationForm(forms.Form):
    """Name and VAT number. The box to confirm a doubtful number appears once the service has doubted."""

    name = forms.CharField(
        label=_("Trading name"),
        max_length=120,
        help_text=_("The name your customers know, for example Umoja Foods."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    vat_number = forms.CharField(
        label=_("VAT number"),
        max_length=20,
        required=False,
        help_text=_("Ten digits. Leave it empty when you are not registered for VAT."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    is_vat_confirmed = forms.BooleanField(label=_("I am sure this VAT number is right"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_doubt = bool(self.data.get("is_vat_confirmed"))

    def details(self) -> dict[str, Any]:
        """What the service takes, beside who and when."""
        return {field: value for field, value in self.cleaned_data.items() if field in self.fields}


class LogoForm(forms.Form):
    """One picture. On a phone the camera roll opens, and photos come in a format we read."""

    file = forms.FileField(
        label=_("Picture"),
        required=False,  # `logo_uploads` says why there is none
        allow_empty_file=True,  # the service says what is wrong with an empty one
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )


class StartForm(OrganisationForm):
    """The first organisation, and the person's own name when we do not know it."""

    owner_name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        required=False,
        help_text=_("So that your team sees who you are."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    field_order = ["owner_name", "name", "vat_number", "is_vat_confirmed"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user.name:
            del self.fields["owner_name"]


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Role"), initial="viewer")
    branches = branch_forms.choice_field()

    def __init__(
        self, *args: Any, organisation: Organisation, branches: list[BranchOption], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        branch_forms.offer(self, branches)
        field = self.fields["role"]
        if isinstance(field, forms.ChoiceField):
            field.choices = role_forms.choices(organisation)


class TransferForm(forms.Form):
    """To whom; the page asks for fresh proof of who one is first."""

    member = forms.ChoiceField(label=_("New owner"))

    def __init__(self, *args: Any, members: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (row.public_id, f"{row.user.label} ({row.user.email})") for row in members if not row.is_owner
        ]
        field = self.fields["member"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


class FactorRuleForm(forms.Form):
    """Which roles need a second factor, and the days of grace."""

    roles = forms.MultipleChoiceField(
        label=_("Require it of"), required=False, widget=forms.CheckboxSelectMultiple
    )
    grace_days = forms.IntegerField(
        label=_("Days to set it up"),
        min_value=0,
        max_value=90,
        initial=14,
        help_text=_(
            "For people who have none yet. Afterwards they are led to the set-up page first. When you add a role, the "
            "days are for that role; those you asked before keep theirs."
        ),
    )

    def __init__(self, *args: Any, choices: "list[tuple[str, Any]]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["roles"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = choices


class LanguageForm(forms.Form):
    """A language of the site."""

    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args: Any, is_required: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [] if is_required else [("", _("As my organisation or my browser"))]
        field = self.fields["language"]
        field.required = is_required
        if isinstance(field, forms.ChoiceField):
            field.choices = [*own, *languages.choices()]


class NameForm(forms.Form):
    """The person's own name."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )


class JoinForm(forms.Form):
    """A new account for an invited person; the address is the invited one and is not asked."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=password_validators_help_text_html(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self) -> str:
        """The same rules as at sign-up."""
        password: str = self.cleaned_data["password"]
        validate_password(password, User(email=self.email, name=self.cleaned_data.get("name", "")))
        return password
