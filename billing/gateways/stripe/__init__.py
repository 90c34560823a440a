"""Stripe: cards by Checkout, kept cards charged off session, and subscriptions that Stripe runs by itself.

dj-stripe keeps the copy of Stripe's objects (its tables are global: they are the operator's account, not a customer's);
facts about money never come from that copy but from Stripe itself.
"""
