"""The case of an overdue subscription: begun and closed with its transitions. Who takes its steps: services.chasing."""

from datetime import date, datetime, time

from billing.engine import chasing
from billing.engine.periods import SOUTH_AFRICA, local_date
from billing.models import Access, Campaign, CaseOutcome, ChaseCase, Subscription

MORNING = time(8)  # steps are taken at eight, when banks work and people read their mail


def begin(subscription: Subscription, *, now: datetime) -> ChaseCase:
    """One case, and the subscription's next step is the case's. The subscription is locked and saved by the caller."""
    case = open_of(subscription)
    if case is None:
        code, steps = _campaign()
        case = ChaseCase.objects.create(
            subscription=subscription,
            campaign=code,
            steps=[step.as_json() for step in steps],
            began_at=now,
        )
    subscription.next_step_at = due_at(case)
    return case


def close(subscription: Subscription, outcome: CaseOutcome, *, now: datetime) -> None:
    """Nothing is asked for any more, and all of the plan holds again. The subscription is saved by the caller."""
    subscription.access = Access.FULL
    ChaseCase.objects.open().filter(subscription=subscription).update(
        ended_at=now, outcome=outcome, promised_on=None
    )


def open_of(subscription: Subscription) -> ChaseCase | None:
    """The case that runs. The subscription's lock is the case's too."""
    found: ChaseCase | None = (
        ChaseCase.objects.open().filter(subscription=subscription).order_by("pk").first()
    )
    return found


def due_at(case: ChaseCase) -> datetime:
    """When the next step is to be taken: the end of a hold, the day of a promise, else the campaign's next day."""
    if case.held_until is not None:
        return _morning(case.held_until)
    if case.promised_on is not None:
        return _morning(case.promised_on)
    return _morning(days(case)[min(case.position, len(case.steps) - 1)])


def days(case: ChaseCase) -> list[date]:
    """The day of each step of the case, those that were taken included."""
    return chasing.days(case.plan_of_steps, local_date(case.began_at), waited=case.waited)


def has_tries_left(subscription: Subscription) -> bool:
    """Whether the kept card is charged again by itself."""
    case = open_of(subscription)
    if case is None:
        return False
    left = case.plan_of_steps[case.position :]
    return case.promised_on is not None or any(step.action == "charge" for step in left)


def next_day(case: ChaseCase, action: str) -> date | None:
    """The day of the next step of a kind, None when there is none to come."""
    coming = zip(case.plan_of_steps[case.position :], days(case)[case.position :], strict=True)
    return next((day for step, day in coming if step.action == action), None)


def _campaign() -> tuple[str, tuple[chasing.Step, ...]]:
    """The campaign that staff chose, if it is in order; else the usual one."""
    chosen = Campaign.objects.filter(is_default=True).prefetch_related("steps").first()
    steps = tuple(row.as_step() for row in chosen.steps.all()) if chosen else ()
    if chosen is None or chasing.problems(steps):
        return "", chasing.USUAL
    return chosen.code, steps


def _morning(day: date) -> datetime:
    return datetime.combine(day, MORNING, SOUTH_AFRICA)
