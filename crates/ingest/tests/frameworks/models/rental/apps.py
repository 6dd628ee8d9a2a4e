from django.apps import AppConfig


class RentalConfig(AppConfig):
    name = "models.rental"
    label = "hire"
    default_auto_field = "django.db.models.AutoField"
