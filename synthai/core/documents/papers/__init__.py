"""Papers: documents of finished blocks in reading order. HTML, PDF and Word are three drawings of one Paper.

A `Sheet` is an invoice with its fixed places; a `Paper` is whatever was written: a letter, a plan, an agreement. Who writes the words
is `synthai.core.documents.blueprints`; nothing here knows what a fact or a field is.
"""
