"""Why something cannot be done with a file of the library: what is wrong, and how to mend it."""

from django.utils.translation import gettext_lazy as _

from synthai.core.errors import Conflict, DomainError


class AssetRefused(DomainError):
    """A file that the library does not take."""

    code = "media.asset.refused"
    title = _("This file cannot be used")
    message = _("This file cannot be kept in the media library.")
    remedy = _("Do what the sentence says, and upload the file again.")
    field = "file"
    status = 422


class AssetPutAway(Conflict):
    """Changing what was put away."""

    code = "media.asset.put_away"
    title = _("The file was put away")
    message = _("This file was put away. Bring it back first.")
    remedy = _("Bring the file back, then repeat the change.")


class AssetInUse(Conflict):
    """Putting away or deleting what something still shows."""

    code = "media.asset.in_use"
    title = _("The file is still shown")
    message = _(
        "This file is still shown in %(count)s places. Take it out there first; the list of places is on its page."
    )
    remedy = _("Take the file out of the pieces that show it, or replace it by another one.")


class AssetKept(Conflict):
    """Deleting for good what was not put away."""

    code = "media.asset.kept"
    title = _("The file was not put away")
    message = _("Put this file away first. What is put away can be deleted for good.")
    remedy = _("Put the file away, then delete it.")


class NoPicture(Conflict):
    """Choosing what stays in sight of what is no picture."""

    code = "media.asset.no_picture"
    message = _("Only pictures are cropped.")
