"""Rules of an organisation, and why somebody may do something or not."""

from typing import Any, ClassVar, cast

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import explaining, permissions, rule_reading, selectors, step_up
from accounts.api.serializers_access import FindingOut, RuleIn, RuleLintIn, RuleOut, WhyIn, WhyOut
from accounts.models import AccessRule, Organisation
from accounts.services import rules
from synthai.core.access import capabilities
from synthai.core.api.etags import etag_for, expected_version
from synthai.core.api.views import TenantAPIView, validated
from synthai.core.errors import NotFound
from synthai.core.rules import FACTS, Facts


class RulesView(TenantAPIView):
    """The rules."""

    capability = permissions.RULE_CHANGE

    @extend_schema(responses=RuleOut(many=True), tags=["rules"])
    def get(self, request: Request, organisation: str) -> Response:
        """All of them, in words and as data."""
        around = rule_reading.surroundings(_here(request))
        found = [rule_reading.shown(rule, around) for rule in selectors.rules()]
        return Response(RuleOut(found, many=True).data)

    @extend_schema(request=RuleIn, responses={201: RuleOut}, tags=["rules"])
    def post(self, request: Request, organisation: str) -> Response:
        """Write a rule. What the linter calls an error is refused, with a pointer for each. Needs fresh proof."""
        step_up.require_proof(request)
        made = rules.create(**validated(RuleIn, request), by=self.actor)
        return _rule(made, _here(request), status=201)


class RuleView(TenantAPIView):
    """One rule."""

    capability = permissions.RULE_CHANGE
    requires_if_match: ClassVar[frozenset[str]] = frozenset({"PATCH"})

    @extend_schema(responses=RuleOut, tags=["rules"])
    def get(self, request: Request, organisation: str, rule: str) -> Response:
        """What it says."""
        return _rule(selectors.get_rule(rule), _here(request))

    @extend_schema(request=RuleIn, responses=RuleOut, tags=["rules"])
    def patch(self, request: Request, organisation: str, rule: str) -> Response:
        """Write it anew, or switch it off. Needs fresh proof (`accounts.proof_needed`)."""
        step_up.require_proof(request)
        selectors.get_rule(rule)
        given = validated(RuleIn, request)
        changed = rules.change(rule, **given, by=self.actor, version=expected_version(request))
        return _rule(changed, _here(request))

    @extend_schema(responses={204: None}, tags=["rules"])
    def delete(self, request: Request, organisation: str, rule: str) -> Response:
        """Delete it: what it refused is open to who holds the capability. Needs fresh proof."""
        step_up.require_proof(request)
        selectors.get_rule(rule)
        rules.delete(rule, by=self.actor, version=expected_version(request, required=False))
        return Response(status=204)


class RuleLintView(TenantAPIView):
    """The linter."""

    capability = permissions.RULE_CHANGE

    @extend_schema(request=RuleLintIn, responses=FindingOut(many=True), tags=["rules"])
    def post(self, request: Request, organisation: str) -> Response:
        """What is wrong or doubtful about a rule. Nothing is saved."""
        given = validated(RuleLintIn, request)
        found = rules.findings_of(_here(request), given["definition"], without=given["rule"])
        return Response(FindingOut(found, many=True).data)


class WhyView(TenantAPIView):
    """Why can I not do this?"""

    capability = None

    @extend_schema(request=WhyIn, responses=WhyOut, tags=["rules"])
    def post(self, request: Request, organisation: str) -> Response:
        """Which role or rule decides; about oneself for everybody, about others for who gives roles."""
        given = validated(WhyIn, request)
        here, code = _here(request), given["capability"]
        who = explaining.subject_of(
            here, by=self.actor, member=given.get("member", ""), key=given.get("key", "")
        )
        declared = capabilities().get(code)
        if declared is None:
            raise NotFound
        facts = Facts(resource=declared.resource, **{fact: given.get(fact) for fact in FACTS})
        at = given.get("at") or timezone.now()
        return Response(WhyOut(explaining.of_subject(here, who, code, facts=facts, at=at)).data)


def _here(request: Request) -> Organisation:
    return cast("Organisation", cast("Any", request).organisation)


def _rule(rule: AccessRule, organisation: Organisation, *, status: int = 200) -> Response:
    shown = rule_reading.shown(rule, rule_reading.surroundings(organisation))
    response = Response(RuleOut(shown).data, status=status)
    response["ETag"] = etag_for(rule)
    return response
