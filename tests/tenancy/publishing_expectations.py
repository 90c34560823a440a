"""What the addresses of the library's pieces answer to whom. Each part has its lines in a file of its own."""

from tests.tenancy.lines import Expectation
from tests.tenancy.publishing_reading_expectations import READING

PUBLISHING: dict[str, Expectation] = {**READING}
