"""A sandbox that plays PayFast, Paystack, Stripe, the carriers of messages and the providers of language models on this machine,
over their own HTTP contracts.

For the laptop and for tests: it shows the pages a customer would see, sends the callbacks a gateway would send, and refuses
what a gateway would refuse (a wrong signature, a field out of order, an amount below the minimum). Written from the contracts and
not from billing's, notifications' or core's adapters: neither imports the other, so a mistake on one side is caught by the other. No money, no card,
nothing kept after it stops.
"""
