"""Where files are shown, as the apps above tell it when they change what they show."""

from collections.abc import Iterable

from django.db import transaction

from media.models import Asset, AssetUse


@transaction.atomic
def note(place: str, key: str, *, draft: Iterable[str] = (), live: Iterable[str] = ()) -> None:
    """What one thing shows from now on: public ids of files in its draft, and in what readers see. Unknown ids are passed
    over; nothing shown forgets the thing. Call it in the transaction of the change. Needs the tenant. Idempotent. Four queries at most.
    """
    live_ids, ids = set(live), {*draft, *live}
    known = {
        public_id: pk
        for pk, public_id in Asset.objects.filter(public_id__in=ids).values_list("pk", "public_id")
    }
    wanted = {pk: public_id in live_ids for public_id, pk in known.items()}
    rows = AssetUse.objects.filter(place=place, key=key)
    present = dict(rows.values_list("asset_id", "is_live"))
    if present == wanted:
        return
    rows.exclude(asset_id__in=[pk for pk, is_live in wanted.items() if present.get(pk) == is_live]).delete()
    AssetUse.objects.bulk_create(
        [
            AssetUse(asset_id=pk, place=place, key=key, is_live=is_live)
            for pk, is_live in sorted(wanted.items())
            if present.get(pk) != is_live
        ]
    )
