"""What follows what in the machinery."""

from synthai.core.events import on
from synthai.core.search import events, tasks

on(events.OrganisationLeftSearch, tasks.search_forget)
