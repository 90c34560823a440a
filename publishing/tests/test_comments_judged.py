"""Who judges comments and may not read the piece sees none of them, by no door, and is told of none."""

import pytest
from django.utils import timezone

from accounts.services import custom_roles, memberships
from publishing.models import CommentReport
from publishing.selectors import comments as selectors
from publishing.services import comment_telling
from publishing.terms import Audience
from publishing.tests import shelf
from publishing.tests.commenting import HOME, own, page, say, told
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person

pytestmark = pytest.mark.django_db


def a_clerk(cast: Cast, *more: str) -> Person:
    """Somebody with a role of their own: may judge comments, and not read what is meant for managers."""
    wanted = ["publishing.library.read", "publishing.comment.moderate", *more]
    clerk = cast.hire("member", name="Zinhle")
    with tenant(cast.umoja):
        role = custom_roles.create(name="Clerk", description="", wanted=wanted, by=cast.thandi.actor)
        memberships.change_role(clerk.membership.public_id, role=role.public_id, by=cast.thandi.actor)
    return clerk


def test_who_may_not_read_a_piece_judges_no_comment_under_it(cast: Cast) -> None:
    clerk, api = a_clerk(cast), "/api/v1/o/umoja-foods/library/"
    secret = shelf.published(cast.thandi, "What we pay", audience=Audience.LEADERS, allows_comments=True)
    hidden = say(cast.thandi, secret, "Bongani gets more.")
    open_one = say(cast.thandi, own(cast), "Bake early.")
    here = f"{HOME}comments/"
    for queue in ("waiting", "reported", "shown", "hidden"):
        seen = page(clerk, f"{here}?queue={queue}")
        assert "gets more" not in seen
        assert "What we pay" not in seen
    assert "Bake early." in page(clerk, f"{here}?queue=shown")
    with tenant(cast.umoja):
        assert (selectors.figures(is_leader=False)["shown"], selectors.figures(is_leader=True)["shown"]) == (
            1,
            2,
        )
    client = clerk.client()
    listed = client.get(f"{api}comments/?queue=shown").json()["results"]
    assert [row["id"] for row in listed] == [open_one.public_id]
    for path in (f"{here}{hidden.public_id}/hide/", f"{here}{hidden.public_id}/show/"):
        assert client.post(path, {"reason": "Rude"}).status_code == 404
    assert client.get(f"{here}{hidden.public_id}/hide/").status_code == 404
    for verb in ("hide", "show"):
        path = f"{api}comments/{hidden.public_id}/{verb}/"
        assert client.post(path, {"reason": "x"}, content_type="application/json").status_code == 404
    assert client.get(f"{api}reading/own/{secret.public_id}/comments/").status_code == 404
    query = f'{{ piece(id: "{secret.public_id}") {{ title }} }}'
    asked = client.post(f"{api}graphql/", {"query": query}, content_type="application/json")
    assert "What we pay" not in asked.content.decode()
    assert "Bongani gets more." in page(cast.thandi, f"{here}?queue=shown")
    assert client.post(f"{here}{open_one.public_id}/hide/", {"reason": "Old"}).status_code == 302


def test_moderators_are_told_of_what_they_may_judge(cast: Cast) -> None:
    clerk = a_clerk(cast)
    secret = shelf.published(cast.thandi, "What we pay", audience=Audience.LEADERS, allows_comments=True)
    for found in (secret, own(cast)):
        made = say(cast.thandi, found, f"Under {found.title}")
        with tenant(cast.umoja):
            CommentReport.objects.create(
                comment=made, user=cast.bongani.user, reason="Rude", created_at=timezone.now()
            )
            comment_telling.waits(cast.umoja.pk, now=timezone.now())
    assert told("publishing.to_moderate") == [
        (cast.thandi.user.pk, "1 comment waits for you"),
        (clerk.user.pk, "1 comment waits for you"),
    ]
