"""What follows what."""

from media import events, tasks
from synthai.core.events import on

on(events.AssetAdded, tasks.asset_render)
on(events.AssetReplaced, tasks.asset_render)
