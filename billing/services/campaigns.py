"""How payments that did not come are chased: staff write campaigns, and choose the one that new cases take."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing import permissions
from billing.engine import chasing
from billing.models import Campaign, CampaignStep
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import Conflict

_WRONG = {
    "empty": _("Write at least one step."),
    "no_end": _("The last step must be “end”: what nobody ever pays must end some day."),
    "after_end": _("Nothing can come after “end”."),
    "too_long": _("A campaign ends within 90 days."),
    "order": _("Write the steps in the order of their days."),
    "widens": _("“narrow” comes before “free”: access never widens while nothing is paid."),
}


class CodeTaken(Conflict):
    """There is one of that code."""

    code = "billing.campaign.code_taken"
    title = _("There is such a campaign")
    message = _("There is a campaign with the code %(code)s. Choose another code.")


@transaction.atomic
def make(*, code: str, name: str, text: str, is_default: bool, by: Actor) -> Campaign:
    """Write a campaign; cases that run keep theirs. Raises NotAllowed, ValidationError (field "steps"), CodeTaken."""
    require(by, permissions.CATALOGUE_CHANGE)
    steps = read(text)
    if Campaign.objects.filter(code=code).exists():
        raise CodeTaken(field="code", code=code)
    if is_default:
        Campaign.objects.filter(is_default=True).update(is_default=False)
    made: Campaign = Campaign.objects.create(code=code, name=name, is_default=is_default)
    CampaignStep.objects.bulk_create(
        [
            CampaignStep(
                campaign=made, action=step.action, after_days=step.after_days, on_pay_day=step.on_pay_day
            )
            for step in steps
        ]
    )
    audit(made, "billing.campaign.made", by=by, changes={"steps": [None, chasing.written(steps)]})
    return made


@transaction.atomic
def choose(campaign_id: int | None, *, by: Actor) -> None:
    """New cases take this one; None: the usual one. Raises NotAllowed."""
    require(by, permissions.CATALOGUE_CHANGE)
    key = campaign_id or 0
    Campaign.objects.filter(is_default=True).exclude(pk=key).update(is_default=False)
    chosen = Campaign.objects.filter(pk=key).first()
    if chosen is not None and not chosen.is_default:
        chosen.is_default = True
        chosen.save(update_fields=["is_default"])
        audit(chosen, "billing.campaign.chosen", by=by)


def read(text: str) -> tuple[chasing.Step, ...]:
    """The steps of a text. Raises ValidationError with a sentence for each fault."""
    try:
        steps = chasing.parse(text)
    except chasing.BadLine as bad:
        said = _(
            "Line %(number)d: “%(line)s”. Write days, then tell, charge, narrow, free or end, then perhaps payday."
        )
        raise ValidationError({"steps": said % {"number": bad.number, "line": bad.line}}) from bad
    wrong = chasing.problems(steps)
    if wrong:
        raise ValidationError({"steps": [_WRONG[code] for code in wrong]})
    return steps
