"""Who follows which thing ("this product", "this price run") in an organisation. A tenant table."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from synthai.core.models import TenantModel

LONGEST_SUBJECT = 80


class Subscription(TenantModel):
    """One person, or one team, and a thing: `topic` is its kind ("pricing.product"), `subject` its public name in the organisation.

    A team is an audience that an app offers ("accounts.team"). A person's own row is stronger than her team's: `is_muted`
    says that she hears nothing of it although her team does.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    team = models.CharField(max_length=60, blank=True)
    topic = models.CharField(max_length=40)
    subject = models.CharField(max_length=LONGEST_SUBJECT)
    is_muted = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("subscription to a topic")
        verbose_name_plural = _("subscriptions to topics")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "topic", "subject", "user"],
                condition=models.Q(user__isnull=False),
                name="topic_once_per_person",
            ),
            models.UniqueConstraint(
                fields=["organisation", "topic", "subject", "team"],
                condition=models.Q(user__isnull=True),
                name="topic_once_per_team",
            ),
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, team="")
                | (models.Q(user__isnull=True, is_muted=False) & ~models.Q(team="")),
                name="topic_person_or_team",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic}:{self.subject}"
