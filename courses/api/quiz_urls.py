"""API addresses of the question bank, quizzes, attempts and certificates."""

from django.urls import path

from courses.api import bank, certificates, quizzes

urlpatterns = [
    path("questions/", bank.QuestionsView.as_view(), name="courses-questions"),
    path("questions/files/", bank.QuestionMediaView.as_view(), name="courses-question-media"),
    path(
        "questions/files/<slug:media>/<slug:size>/",
        bank.QuestionFileView.as_view(),
        name="courses-question-file",
    ),
    path("questions/<slug:public_id>/", bank.QuestionView.as_view(), name="courses-question"),
    path(
        "questions/<slug:public_id>/put-away/", bank.PutAwayView.as_view(), name="courses-question-put-away"
    ),
    path("certificates/", certificates.CertificatesView.as_view(), name="courses-certificates"),
    path("certificates/<slug:number>/", certificates.CertificateView.as_view(), name="courses-certificate"),
    path(
        "certificates/<slug:number>/certificate.pdf",
        certificates.CertificateFileView.as_view(),
        name="courses-certificate-file",
    ),
    path(
        "certificates/<slug:number>/credential/",
        certificates.CredentialView.as_view(),
        name="courses-certificate-credential",
    ),
    path("quizzes/", quizzes.QuizzesView.as_view(), name="courses-quizzes"),
    path("quizzes/<slug:public_id>/", quizzes.QuizView.as_view(), name="courses-quiz"),
    path("quizzes/<slug:public_id>/attempts/", quizzes.AttemptsView.as_view(), name="courses-attempts"),
    path("attempts/<slug:public_id>/", quizzes.AttemptView.as_view(), name="courses-attempt"),
    path(
        "attempts/<slug:public_id>/answers/<int:position>/",
        quizzes.AnswerView.as_view(),
        name="courses-attempt-answer",
    ),
    path("attempts/<slug:public_id>/hand-in/", quizzes.HandInView.as_view(), name="courses-attempt-hand-in"),
    path("attempts/<slug:public_id>/review/", quizzes.ReviewView.as_view(), name="courses-attempt-review"),
]
