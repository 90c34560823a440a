"""Language models: one protocol, providers behind it, and what every call costs and leaves behind.

`calling` is the door: `generate`, `structured` and `stream` try the providers of the settings in their order. Without a provider they
raise `NoModel`, and the caller writes with `synthai.core.facts`. Nothing here knows what a document or a subscription is: an app limits
and counts through `metering.use_meter`, and keeps the log through `metering.use_keeper`.
"""
