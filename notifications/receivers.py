"""What follows what."""

from notifications import events, tasks
from synthai.core.events import on

on(events.MailQueued, tasks.mail_deliver)
on(events.DeliveriesPlanned, tasks.deliveries_hand_out)
on(events.FactTold, tasks.fact_spread)
on(events.ReplayAsked, tasks.replay_work)
on(events.TemplateFailed, tasks.template_failed)
on(events.TemplateLinksAsked, tasks.template_links_check)
