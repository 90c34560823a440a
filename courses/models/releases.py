"""When a lesson opens for one learner, where somebody decided so."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.people import Enrolment
from courses.terms import KEY_LENGTH
from synthai.core.models import TenantForeignKey, TenantModel, TenantQuerySet


class ReleaseOverride(TenantModel):
    """A lesson opens for this learner on another day than the course says; without a day it is open now.

    `lesson` is a public id, as in progress: the choice holds over versions. Erasure rule: goes with the enrolment.
    """

    enrolment = TenantForeignKey(Enrolment, on_delete=models.CASCADE, related_name="+")
    lesson = models.CharField(max_length=KEY_LENGTH)
    opens_on = models.DateField(null=True, blank=True)
    set_by_label = models.CharField(max_length=200, blank=True)
    set_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[Any] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("opening of a lesson for one learner")
        verbose_name_plural = _("openings of lessons for one learner")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "enrolment", "lesson"], name="courses_release_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson} {self.opens_on or 'now'}"
