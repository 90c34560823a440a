"""What the addresses of documents answer to whom. Each part has its lines in a file of its own."""

from tests.tenancy.content_bulk_expectations import BULK
from tests.tenancy.content_document_expectations import DOCUMENTS
from tests.tenancy.content_reading_expectations import READING
from tests.tenancy.content_sending_expectations import SENDING
from tests.tenancy.content_template_expectations import TEMPLATES
from tests.tenancy.content_word_expectations import WORD
from tests.tenancy.content_writing_expectations import WRITING
from tests.tenancy.lines import Expectation

CONTENT: dict[str, Expectation] = {
    **DOCUMENTS,
    **WRITING,
    **SENDING,
    **TEMPLATES,
    **WORD,
    **READING,
    **BULK,
}
