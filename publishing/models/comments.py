"""What readers say under a piece, and what others report of it."""

from datetime import datetime, timedelta
from typing import ClassVar, Final

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from publishing.comment_terms import COMMENT_LENGTH, REASON_LENGTH, CommentState
from publishing.models.pieces import Piece
from publishing.terms import Audience
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet

KEPT_FOR_UNDO: Final = timedelta(days=30)  # the words of what its writer took back


class CommentQuerySet(TenantQuerySet["Comment"]):
    """Filters of comments."""

    def threads(self) -> "CommentQuerySet":
        """Those that begin a thread."""
        return self.filter(parent__isnull=True)

    def kept(self) -> "CommentQuerySet":
        """Those that their writer did not take back."""
        return self.filter(removed_at__isnull=True)

    def standing(self) -> "CommentQuerySet":
        """Those that every reader sees."""
        return self.kept().filter(state=CommentState.SHOWN)

    def waiting(self) -> "CommentQuerySet":
        """Those that a moderator has to judge before anybody reads them."""
        return self.kept().filter(state=CommentState.WAITING)

    def hidden(self) -> "CommentQuerySet":
        """Those that a moderator hid."""
        return self.kept().filter(state=CommentState.HIDDEN)

    def reported(self) -> "CommentQuerySet":
        """Those that stand, and that somebody reported since a moderator last looked."""
        return self.standing().filter(_reported())

    def to_judge(self) -> "CommentQuerySet":
        """Those that wait, or were reported."""
        return self.kept().filter(
            Q(state=CommentState.WAITING) | (Q(state=CommentState.SHOWN) & Q(_reported()))
        )

    def readable(self, user_id: int | None) -> "CommentQuerySet":
        """What this reader sees: what stands, and their own that waits or was hidden."""
        return self.kept().filter(Q(state=CommentState.SHOWN) | Q(author_id=user_id or 0))

    def for_judge(self, *, is_leader: bool) -> "CommentQuerySet":
        """Those under pieces that a moderator may read: what is meant for managers only for who reads that."""
        return self if is_leader else self.exclude(piece__audience=Audience.LEADERS)

    def outdated(self, *, now: datetime) -> "CommentQuerySet":
        """Those taken back so long ago that their words are forgotten."""
        return self.filter(removed_at__lt=now - KEPT_FOR_UNDO).exclude(text="", signed="")


class Comment(TenantModel):
    """What a reader says under a piece, or in reply to a comment (`parent`, one level deep).

    It belongs to the organisation of the piece, whose moderators judge it. `home_key` is the public id of the organisation that its
    writer read in. Under the platform's pieces `signed` is what the writer chose to be called ("Thandi, Umoja Foods"), empty for
    no name. Erasure rule: deleted with the organisation. When its writer's account ends the database empties name and words (a trigger);
    the place stays, so that replies of others do. Words taken back are forgotten after thirty days.
    """

    public_id = PublicIdField()
    piece = TenantForeignKey(Piece, on_delete=models.CASCADE, related_name="+")
    parent = TenantForeignKey("self", on_delete=models.CASCADE, related_name="+", null=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    home_key = models.CharField(max_length=16, blank=True, editable=False, db_collation="C")
    signed = models.CharField(max_length=200, blank=True, editable=False)
    text = models.TextField(_("comment"), blank=True, validators=[MaxLengthValidator(COMMENT_LENGTH)])
    state = models.CharField(max_length=10, choices=CommentState, default=CommentState.SHOWN)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    hidden_reason = models.CharField(_("reason"), max_length=REASON_LENGTH, blank=True)

    objects: ClassVar[CommentQuerySet] = CommentQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="publishing_comment_tenant_id"),
            models.CheckConstraint(
                condition=~Q(state=CommentState.HIDDEN) | ~Q(hidden_reason=""),
                name="publishing_comment_hidden_says_why",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "piece", "parent", "-id"], name="publishing_comment_of_piece"
            ),
            models.Index(
                fields=["organisation", "author", "created_at"], name="publishing_comment_of_author"
            ),
            models.Index(
                fields=["organisation", "id"],
                condition=Q(state=CommentState.WAITING, removed_at__isnull=True),
                name="publishing_comment_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_standing(self) -> bool:
        """Whether every reader sees it."""
        return self.removed_at is None and self.state == CommentState.SHOWN

    def age(self, now: datetime) -> timedelta:
        """How long ago it was written."""
        return now - self.created_at


def _reported() -> Exists:
    return Exists(CommentReport.objects.open().filter(comment_id=OuterRef("pk")))


class CommentReportQuerySet(TenantQuerySet["CommentReport"]):
    """Filters of reports."""

    def open(self) -> "CommentReportQuerySet":
        """Those that no moderator has answered."""
        return self.filter(settled_at__isnull=True)


class CommentReport(TenantModel):
    """A reader says that a comment should not stand. Moderators read the reason, and not whose it is.

    Erasure rule: goes with the comment, the person or the organisation.
    """

    comment = TenantForeignKey(Comment, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("reason"), max_length=REASON_LENGTH)
    created_at = models.DateTimeField(editable=False)
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[CommentReportQuerySet] = CommentReportQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("report of a comment")
        verbose_name_plural = _("reports of comments")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "comment", "user"], name="publishing_commentreport_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}"
