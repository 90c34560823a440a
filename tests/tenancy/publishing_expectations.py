"""What the addresses of the library's pieces, and of search, answer to whom. Each part has its lines in a file of its own."""

from tests.tenancy.lines import Expectation
from tests.tenancy.publishing_asking_expectations import ASKING
from tests.tenancy.publishing_checks_expectations import CHECKS
from tests.tenancy.publishing_comment_expectations import COMMENTS
from tests.tenancy.publishing_reading_expectations import READING
from tests.tenancy.publishing_translation_expectations import TRANSLATING
from tests.tenancy.publishing_writing_expectations import WORKFLOW, WRITING
from tests.tenancy.search_expectations import SEARCH

PUBLISHING: dict[str, Expectation] = {
    **WRITING,
    **WORKFLOW,
    **READING,
    **COMMENTS,
    **SEARCH,
    **ASKING,
    **TRANSLATING,
    **CHECKS,
}
