"""The API of courses as programs find it in the schema: every operation has a name that a program can use, and an app finds all it needs."""

import re
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def operations(django_db_blocker: Any) -> dict[str, tuple[str, str]]:
    """Method and path by the operation's name."""
    with django_db_blocker.unblock():
        found = Client().get("/api/schema/", headers={"accept": "application/json"}).json()
    return {
        told["operationId"]: (method, path)
        for path, methods in found["paths"].items()
        for method, told in methods.items()
        if "operationId" in told
    }


def test_names_are_names(operations: dict[str, tuple[str, str]]) -> None:
    assert operations
    assert [name for name in operations if not re.fullmatch("[a-z][a-z0-9_]*", name)] == []


@pytest.mark.parametrize(
    "name",
    [
        "catalogue_list",
        "catalogue_course",
        "catalogue_order_create",
        "courses_list",
        "courses_retrieve",
        "courses_one_enrolment_create",
        "courses_enrolments_list",
        "courses_one_lessons_retrieve",
        "courses_progress_create",
        "courses_one_lessons_one_note_update",
        "courses_one_lessons_one_posts_create",
        "courses_quizzes_retrieve",
        "courses_quizzes_one_attempts_create",
        "courses_attempts_one_answers_update",
        "courses_attempts_one_hand_in_create",
        "courses_attempts_one_review_retrieve",
        "courses_one_lessons_one_assignments_one_draft_update",
        "courses_one_lessons_one_assignments_one_files_create",
        "courses_one_lessons_one_assignments_one_hand_in_create",
        "courses_certificates_list",
        "courses_certificates_one_certificate_pdf_retrieve",
        "courses_classes_one_answer_create",
        "courses_classes_one_check_in_create",
        "courses_paths_one_start_create",
        "courses_people_list",
    ],
)
def test_an_app_finds_what_it_needs(name: str, operations: dict[str, tuple[str, str]]) -> None:
    assert name in operations
