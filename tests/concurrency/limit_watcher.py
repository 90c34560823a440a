"""Another process that asks for a limit again and again. Run: python -m tests.concurrency.limit_watcher ORGANISATION CODE.

It says each answer that differs from the one before, with the time of the answer, until it is stopped.
"""

import sys
import time

import django

django.setup()

from synthai.core import entitlements  # noqa: E402 - Django first

organisation_id, code = int(sys.argv[1]), sys.argv[2]
said = ""
while True:
    answer = str(entitlements.limit(organisation_id, code))
    if answer != said:
        said = answer
        sys.stdout.write(f"{answer} {time.time()}\n")
        sys.stdout.flush()
    time.sleep(0.01)
