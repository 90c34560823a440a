"""What is wrong with a piece, told by rules: plain data in, findings out. No database, and nobody is asked."""

from publishing.engine.checks.finding import Found
from publishing.engine.checks.subject import FileFacts, Subject
from publishing.engine.checks.whole import all_of

__all__ = ["FileFacts", "Found", "Subject", "all_of"]
