"""What the addresses of courses answer to whom."""

from tests.tenancy.courses_expectations import COURSES, COURSES_API
from tests.tenancy.handin_expectations import HANDINS
from tests.tenancy.live_expectations import LIVE
from tests.tenancy.quiz_expectations import CERTIFICATES, QUIZZES, QUIZZES_API
from tests.tenancy.selling_expectations import SELLING
from tests.tenancy.social_expectations import SOCIAL

LEARNING = {
    **COURSES,
    **COURSES_API,
    **QUIZZES,
    **CERTIFICATES,
    **QUIZZES_API,
    **SOCIAL,
    **LIVE,
    **HANDINS,
    **SELLING,
}
