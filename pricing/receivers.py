"""What follows what."""

from pricing import events, tasks
from synthai.core.events import on

on(events.RunRequested, tasks.run_train)
on(events.RunFinished, tasks.run_tell)
on(events.RunFailed, tasks.run_tell)
on(events.RecommendationsDecided, tasks.decisions_tell)
on(events.ProductChanged, tasks.product_tell)
on(events.ImportUploaded, tasks.import_inspect)
on(events.ImportQueued, tasks.import_run)
on(events.ImportNeedsAnswer, tasks.import_tell)
on(events.ImportFinished, tasks.import_tell)
on(events.ImportFinished, tasks.stock_tell)
on(events.ImportFailed, tasks.import_tell)
