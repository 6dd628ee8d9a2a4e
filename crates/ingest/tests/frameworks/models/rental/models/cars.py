from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now

from ..choices import FUELS, Grade, Status
from .people import Dated, Renter


class Car(models.Model):
    plate = models.SlugField(primary_key=True)
    fuel = models.CharField(max_length=10, choices=FUELS)
    grade = models.PositiveSmallIntegerField(choices=Grade.choices, default=Grade.SMALL)
    seats = models.IntegerField(validators=[MinValueValidator(1), MaxValueValidator(9)])
    features = ArrayField(models.CharField(max_length=20), default=list, size=8)
    details = models.JSONField(default=dict, null=True)
    photo = models.ImageField(upload_to="cars")
    manual = models.URLField(blank=True)
    address = models.GenericIPAddressField(null=True)
    keepers = models.ManyToManyField(settings.AUTH_USER_MODEL, db_table="car_keepers", blank=True)
    replaced_by = models.ForeignKey("self", models.SET_NULL, null=True, blank=True)
    checked_at = models.TimeField()
    warranty = models.DurationField(db_default=None, null=True)
    mileage = models.PositiveBigIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    weight = models.FloatField()
    blob = models.BinaryField()


class Rental(Dated):
    id = models.BigAutoField(primary_key=True)
    car = models.ForeignKey(Car, on_delete=models.PROTECT)
    renter = models.ForeignKey(Renter, on_delete=models.PROTECT, to_field="driver_ptr")
    by_licence = models.ForeignKey("hire.Driver", models.CASCADE, to_field="licence", related_name="+", null=True)
    status = models.CharField(max_length=1, choices=Status, default=Status.BOOKED)
    starts = models.DateField()
    ends = models.DateField(null=True)
    price = models.DecimalField(max_digits=9, decimal_places=2, default=Decimal("0.00"))
    gross = models.GeneratedField(
        expression=F("price") * 2,
        output_field=models.DecimalField(max_digits=12, decimal_places=2),
        db_persist=True,
    )
    code = models.CharField(max_length=30, unique=True)
    booked = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["car", "starts"], name="one_rental", condition=~Q(status=Status.BACK)),
            models.UniqueConstraint(Lower("code"), "car", name="lower_code"),
            models.CheckConstraint(condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="in_order"),
            models.CheckConstraint(condition=Q(price__gte=0, price__lt=10000), name="fair"),
            models.CheckConstraint(condition=Q(status__in=["B", "O", "R"]), name="known"),
        ]
