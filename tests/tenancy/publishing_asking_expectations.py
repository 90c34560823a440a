"""What the addresses of asking answer to whom: a question is its person's alone."""

from tests.tenancy.lines import Expectation, form, own, reads

_ASK = "publishing.question.ask"

ASKING: dict[str, Expectation] = {
    "ask:front": form(_ASK),
    "ask:export": reads(_ASK),
    "ask:question": own({"GET": _ASK}, key="library_question"),
    "ask:cancel": own({"POST": _ASK}, key="library_question_waiting"),
    "ask:rate": own({"POST": _ASK}, key="library_question"),
    "ask:remove": own({"POST": _ASK}, key="library_question"),
    "ask:bring-back": own({"POST": _ASK}, key="library_question_removed"),
    "api:ask-list": form(_ASK),
    "api:ask-question": own({"GET": _ASK, "PATCH": _ASK, "DELETE": _ASK}, key="library_question"),
    "api:ask-cancel": own({"POST": _ASK}, key="library_question_waiting"),
}
