"""Why a table does not become documents: what is wrong, and how to mend it."""

from django.utils.translation import gettext_lazy as _

from synthai.core.errors import Conflict, DomainError


class TemplatesWrong(DomainError):
    """None, or more than a row may have."""

    code = "content.bulk.templates"
    title = _("Choose the templates")
    message = _("Choose one template, or up to %(most)s that every row gets.")
    remedy = _("Name one to five templates by their ref.")
    field = "templates"
    status = 422


class TooManyRuns(DomainError):
    """More tables than anybody keeps an eye on."""

    code = "content.bulk.too_many"
    title = _("There are many tables already")
    message = _(
        "%(most)s tables are kept already. Put away those that you are done with, then begin a new one."
    )
    remedy = _("Put away runs that are not needed any more.")
    status = 409


class BulkBusy(Conflict):
    """A worker is at it, or it was written already."""

    code = "content.bulk.busy"
    title = _("It cannot be changed now")
    message = _(
        "Documents of this table are being written, or were written already. Cancel it first, or begin with a new table."
    )
    remedy = _("Wait for the run or cancel it; begin a new run for another table.")


class ColumnUnknown(DomainError):
    """A column mapped to what no template asks."""

    code = "content.bulk.column_unknown"
    title = _("There is no such question")
    message = _(
        "No template of this run asks for “%(key)s”. Choose one of its questions, or leave the column out."
    )
    remedy = _("Take the keys from `questions`.")
    field = "mapping"
    status = 422


class ColumnTwice(DomainError):
    """Two columns for one answer."""

    code = "content.bulk.column_twice"
    title = _("Two columns answer the same question")
    message = _(
        "“%(label)s” is answered by two columns: “%(first)s” and “%(second)s”. Leave one of them out."
    )
    remedy = _("Give each question one column at most.")
    field = "mapping"
    status = 422


class ColumnsMiscounted(DomainError):
    """A mapping of another table."""

    code = "content.bulk.columns_miscounted"
    title = _("The columns are others")
    message = _("The table has %(count)s columns. Say of each what it answers, or that it is left out.")
    remedy = _("Send one key for each entry of `columns`, empty for those that are left out.")
    field = "mapping"
    status = 422


class NothingGood(DomainError):
    """No row that could be written."""

    code = "content.bulk.nothing_good"
    title = _("There is no row to write")
    message = _(
        "No row of this table can be written yet. Mend what the list of errors names, and upload the table again."
    )
    remedy = _("Read `rows/?state=bad`, mend the table and upload it again.")
    status = 409


class FormatsWrong(DomainError):
    """Neither PDF nor Word."""

    code = "content.bulk.formats"
    title = _("Choose the kind of file")
    message = _("Choose PDF, Word, or both.")
    remedy = _("Send `formats` with pdf, docx or both.")
    field = "formats"
    status = 422


class TooManyDocuments(DomainError):
    """More than a list can take at once."""

    code = "content.bulk.too_many_documents"
    title = _("Too many documents for the list")
    message = _(
        "These rows would become %(count)s documents in your list, and at most %(most)s may at a time. Take the ZIP without them, or split the table."
    )
    remedy = _("Start without `make_documents`, or split the table.")
    field = "make_documents"
    status = 422


class NotRunning(Conflict):
    """Only what goes on can be cancelled."""

    code = "content.bulk.not_running"
    title = _("Nothing goes on")
    message = _("Nothing is being checked or written of this table, so there is nothing to cancel.")
    remedy = _("Read the run: it says where it stands.")


class NoResult(DomainError):
    """No archive, not yet or not any more."""

    code = "content.bulk.no_result"
    title = _("There is no ZIP")
    message = _("There is no ZIP of this table: it was not written yet, or its days are over.")
    remedy = _("Start the run and wait until it has finished.")
    status = 404
