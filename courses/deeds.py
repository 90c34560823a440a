"""The deeds of courses in words, for the audit trail."""

from django.utils.translation import gettext_lazy as _

from synthai.core.audit_words import nouns

nouns({"courses.course": _("Courses"), "courses.enrolment": _("Learners")})
