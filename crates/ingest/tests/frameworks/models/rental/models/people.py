import uuid

from django.contrib.auth.models import AbstractUser
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.core.validators import MinLengthValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["Dated", "User", "Driver", "Renter", "Note", "Friend"]


class Dated(models.Model):
    """When rows came and changed."""

    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
        ordering = ["-created_at"]


class User(AbstractUser):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    phone = models.CharField(max_length=16, blank=True, validators=[RegexValidator(r"^\+?[0-9 ]*$")])


class Driver(Dated):
    user = models.OneToOneField("User", on_delete=models.CASCADE, related_name="driver")
    licence = models.CharField(_("licence number"), max_length=12, unique=True, validators=[MinLengthValidator(6)])
    born_on = models.DateField(db_column="birth_date", help_text="As on the licence")
    friends = models.ManyToManyField("self", through="Friend", symmetrical=False)
    colleagues = models.ManyToManyField("self")
    notes = GenericRelation("Note")

    def __str__(self):
        return self.licence


class Renter(Driver):
    """A driver who pays."""

    account = models.CharField(max_length=34)
    limit = models.DecimalField(max_digits=8, decimal_places=2, null=True)


class Frequent(Renter):
    class Meta:
        proxy = True


class Friend(models.Model):
    one = models.ForeignKey(Driver, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Driver, on_delete=models.CASCADE, related_name="+")

    class Meta:
        unique_together = ("one", "other")
        constraints = [
            models.CheckConstraint(condition=~models.Q(one=models.F("other")), name="%(app_label)s_%(class)s_two")
        ]


class Note(Dated):
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveIntegerField()
    about = GenericForeignKey("content_type", "object_id")
    text = models.TextField(db_comment="Free text")

    class Meta:
        db_table = "notes"
        indexes = [models.Index(fields=["content_type", "object_id"])]
