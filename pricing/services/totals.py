"""A run's sums, kept on the run so that the list page shows them without counting."""

from typing import Any

from django.db.models import Count, Q, Sum

from pricing.models import Action, DecisionState, Recommendation, Run


def of_run(run: Run) -> dict[str, Any]:
    """Counts per action and decision, and weekly profit (rand excl. VAT, as text) before, proposed, accepted;
    and the names of the categories, for the list's filter."""
    rows = Recommendation.objects.of_run(run.pk)
    open_change = Q(action=Action.CHANGE, state=DecisionState.OPEN)
    accepted = Q(state=DecisionState.ACCEPTED)
    found = rows.aggregate(
        products=Count("id"),
        change=Count("id", filter=Q(action=Action.CHANGE)),
        keep=Count("id", filter=Q(action=Action.KEEP)),
        test=Count("id", filter=Q(action=Action.TEST)),
        open=Count("id", filter=open_change),
        accepted=Count("id", filter=accepted),
        rejected=Count("id", filter=Q(state=DecisionState.REJECTED)),
        profit_before=Sum("profit_before"),
        gain=Sum("profit_gain", filter=Q(action=Action.CHANGE)),
        gain_accepted=Sum("profit_gain", filter=accepted),
    )
    money = ("profit_before", "gain", "gain_accepted")
    totals = {name: str(value or 0) if name in money else value for name, value in found.items()}
    names = rows.exclude(category="").order_by("category").values_list("category", flat=True).distinct()
    return {**totals, "categories": list(names)}
