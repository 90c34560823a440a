"""What the addresses of the media library answer to whom."""

from tests.tenancy.lines import Everyone, Expectation, Guarded, form, own, posts, reads

_VIEW, _ADD, _CHANGE = "media.asset.view", "media.asset.add", "media.asset.change"
_ASSET = {"asset": "media_asset"}
_API_ASSET = {"public_id": "media_asset"}

MEDIA: dict[str, Expectation] = {
    "core-media:piece": Everyone((405,), {"ticket": "nonsense"}),
    "core-media:file": Everyone((404,), {"token": "nonsense"}),
    "core-media:steady": Everyone((404,), {"token": "nonsense"}),
    "media:asset-list": reads(_VIEW),
    "media:add": posts(_ADD),
    "media:upload-begin": posts(_ADD),
    "media:upload-state": own({"GET": _ADD}, upload="media_upload"),
    "media:upload-end": own({"POST": _ADD}, upload="media_upload"),
    "media:asset": reads(_VIEW, **_ASSET),
    "media:describe": form(_ADD, **_ASSET),
    "media:crop": posts(_ADD, **_ASSET),
    "media:put-away": posts(_CHANGE, **_ASSET),
    "media:bring-back": posts(_CHANGE, **_ASSET),
    "media:delete": posts(_CHANGE, **_ASSET),
    "media:choose": reads(_VIEW),
    "media:choose-add": posts(_ADD),
    "media:replace": posts(_CHANGE, **_ASSET),
    "media:replace-begin": posts(_CHANGE, **_ASSET),
    "media:replace-state": own({"GET": _CHANGE}, **_ASSET, upload="media_replacement"),
    "media:replace-end": own({"POST": _CHANGE}, **_ASSET, upload="media_replacement"),
    "media:film-state": reads(_VIEW, **_ASSET),
    "media:film-again": posts(_ADD, **_ASSET),
    "media:captions-put": posts(_ADD, **_ASSET),
    "media:captions-remove": posts(_ADD, **_ASSET, language="language"),
    "api:media-assets": reads(_VIEW),
    "api:media-room": reads(_VIEW),
    "api:media-uploads": posts(_ADD),
    "api:media-upload": own({"GET": _ADD}, upload="media_upload"),
    "api:media-upload-end": own({"POST": _ADD}, upload="media_upload"),
    "api:media-asset": Guarded({"GET": _VIEW, "PATCH": _ADD, "DELETE": _CHANGE}, _API_ASSET),
    "api:media-restoration": posts(_CHANGE, **_API_ASSET),
    "api:media-focus": Guarded({"PUT": _ADD}, _API_ASSET),
    "api:media-uses": reads(_VIEW, **_API_ASSET),
}
