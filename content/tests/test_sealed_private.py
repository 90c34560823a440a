"""The signed file holds private details in the open: it is given to who may see them."""

import pytest
from django.urls import reverse

from content.models import Document
from content.tests.test_signing import sealed
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_sealed_file_with_private_details_is_given_to_who_may_see_them(cast: Cast) -> None:
    request = sealed(cast)
    with tenant(cast.umoja):
        document = Document.objects.get(pk=request.document_id)
    member, args = cast.hire("member"), [cast.umoja.slug, document.public_id, request.public_id]
    way = reverse("api:documents-signing-file", args=args)
    refused = member.client().get(way)
    assert (refused.status_code, refused.json()["code"]) == (403, "content.document.sealed_hidden")
    assert member.client().get(reverse("content:signing-file", args=args)).status_code == 302
    assert cast.thandi.client().get(way).status_code == 200
    with tenant(cast.umoja):
        Document.objects.filter(pk=document.pk).update(answers={}, facts=[])
    assert member.client().get(way).status_code == 200
