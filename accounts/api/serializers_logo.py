"""What the API says and takes about an organisation's logo."""

from typing import Any

from rest_framework import serializers

from accounts import logo_images, logo_marks
from accounts.models import Organisation


class LogoIn(serializers.Serializer[Any]):
    """One picture."""

    file = serializers.FileField(help_text="PNG, JPEG or WebP, at most 10 MB and 50 million pixels.")


class LogoOut(serializers.Serializer[Organisation]):
    """A logo. `ground` says what it should stand on: none (it fills its box), light, or dark."""

    id = serializers.CharField(source="logo.id", read_only=True)
    width = serializers.IntegerField(source="logo.width", read_only=True)
    height = serializers.IntegerField(source="logo.height", read_only=True)
    ground = serializers.ChoiceField(choices=["none", "light", "dark"], source="logo.ground", read_only=True)
    pictures = serializers.SerializerMethodField(
        help_text="Address of each picture by its name: 64, 256 and 512 (WebP), document (PNG)."
    )

    def get_pictures(self, organisation: Organisation) -> dict[str, str]:
        """Addresses of this API."""
        digest = organisation.logo["digest"]
        return {
            name: logo_marks.address(organisation.slug, digest, name, is_api=True)
            for name in logo_images.names()
        }
