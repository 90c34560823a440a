"""SynthAI: the business platform for South African small businesses."""

from synthai.celery import app as celery_app

__all__ = ["celery_app"]
