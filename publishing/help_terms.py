"""The words of suggestions that rows keep."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class HelpPart(models.TextChoices):
    """What is suggested."""

    SUMMARY = "summary", _("Summary")
    TAGS = "tags", _("Tags")


class HelpState(models.TextChoices):
    """Whether it is there."""

    ASKED = "asked", _("Being made")
    READY = "ready", _("There")


class SuggestedBy(models.TextChoices):
    """Where it is from."""

    EXTRACT = "extract", _("Taken from the text")
    MODEL = "model", _("By a language model")
