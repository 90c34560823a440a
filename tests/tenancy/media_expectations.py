"""What the addresses of the media library answer to whom."""

from tests.tenancy.lines import Expectation

MEDIA: dict[str, Expectation] = {}
