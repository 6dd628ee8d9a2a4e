from django.db import models


class ContentType(models.Model):
    """The model that a generic reference leads to."""

    id = models.AutoField(primary_key=True)
    app_label = models.CharField(max_length=100)
    model = models.CharField(max_length=100)

    class Meta:
        app_label = "contenttypes"
        db_table = "django_content_type"
        unique_together = [["app_label", "model"]]
