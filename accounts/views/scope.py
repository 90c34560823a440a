"""What the organisation middleware put on the request, typed."""

from typing import cast

from django.http import HttpRequest

from accounts.models import Membership, Organisation, User
from synthai.core.access import Actor


def actor(request: HttpRequest) -> Actor:
    """Who acts in this organisation."""
    return cast("Actor", vars(request)["actor"])


def organisation(request: HttpRequest) -> Organisation:
    """The organisation in the address."""
    return cast("Organisation", vars(request)["organisation"])


def membership(request: HttpRequest) -> Membership:
    """The person's membership there."""
    return cast("Membership", vars(request)["membership"])


def person(request: HttpRequest) -> User:
    """The signed-in person, behind `login_required` or `page`."""
    return cast("User", request.user)
