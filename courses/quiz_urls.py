"""Pages of the question bank, of quizzes and of attempts, under /o/<organisation>/courses/."""

from django.urls import path, re_path

from courses.views import bank, marking, question_media, quizzes, taking

urlpatterns = [
    path("questions/", bank.question_list, name="question-list"),
    path("questions/new/", bank.question_create, name="question-create"),
    path("questions/import/", bank.question_import, name="question-import"),
    re_path(
        r"^questions/questions\.(?P<file_format>csv|txt|zip)$", bank.question_export, name="question-export"
    ),
    path("questions/files/<slug:media>/<slug:size>/", question_media.question_media, name="question-media"),
    path("questions/<slug:public_id>/", bank.question_edit, name="question-edit"),
    path("questions/<slug:public_id>/remove/", bank.question_remove, name="question-remove"),
    path("questions/<slug:public_id>/restore/", bank.question_restore, name="question-restore"),
    path("quizzes/", quizzes.quiz_list, name="quiz-list"),
    path("quizzes/new/", quizzes.quiz_create, name="quiz-create"),
    path("quizzes/<slug:public_id>/", taking.quiz_detail, name="quiz-detail"),
    path("quizzes/<slug:public_id>/begin/", taking.quiz_begin, name="quiz-begin"),
    path("quizzes/<slug:public_id>/edit/", quizzes.quiz_edit, name="quiz-edit"),
    path("quizzes/<slug:public_id>/rules/", quizzes.quiz_rules, name="quiz-rules"),
    path("quizzes/<slug:public_id>/publish/", quizzes.quiz_publish, name="quiz-publish"),
    path("quizzes/<slug:public_id>/close/", quizzes.quiz_close, name="quiz-close"),
    path("quizzes/<slug:public_id>/remove/", quizzes.quiz_remove, name="quiz-remove"),
    path("quizzes/<slug:public_id>/restore/", quizzes.quiz_restore, name="quiz-restore"),
    path("quizzes/<slug:public_id>/statistics/", marking.quiz_statistics, name="quiz-statistics"),
    path("quizzes/<slug:public_id>/sections/new/", quizzes.section_create, name="section-create"),
    path("quiz-sections/<slug:public_id>/", quizzes.section_edit, name="section-edit"),
    path("quiz-sections/<slug:public_id>/remove/", quizzes.section_remove, name="section-remove"),
    path("quiz-sections/<slug:public_id>/add/", quizzes.section_add, name="section-add"),
    path("quiz-entries/<slug:public_id>/remove/", quizzes.entry_remove, name="entry-remove"),
    path("quiz-entries/<slug:public_id>/move/", quizzes.entry_move, name="entry-move"),
    path("attempts/<slug:public_id>/", taking.attempt_detail, name="attempt-detail"),
    path("attempts/<slug:public_id>/<int:position>/", taking.attempt_question, name="attempt-question"),
    path("attempts/<slug:public_id>/finish/", taking.attempt_finish, name="attempt-finish"),
    path("marking/", marking.marking_list, name="marking-list"),
    path("marking/<slug:public_id>/", marking.marking_answer, name="marking-answer"),
]
