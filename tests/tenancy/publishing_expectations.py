"""What the addresses of the library's pieces answer to whom. Each part has its lines in a file of its own."""

from tests.tenancy.lines import Expectation
from tests.tenancy.publishing_checks_expectations import CHECKS
from tests.tenancy.publishing_reading_expectations import READING
from tests.tenancy.publishing_writing_expectations import WRITING

PUBLISHING: dict[str, Expectation] = {**WRITING, **READING, **CHECKS}
