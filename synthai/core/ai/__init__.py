"""Language models: one protocol, providers behind it, and what every call costs and leaves behind.

`calling` is the door: `generate`, `structured` and `stream` try the providers of the settings in their order. Without a provider they
raise `NoModel`, and the caller writes with `synthai.core.facts`. Nothing here knows what a document or a subscription is: an app meters
and limits through `metering`, and keeps the log through `records`.
"""
