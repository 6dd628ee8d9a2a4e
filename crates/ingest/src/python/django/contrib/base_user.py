from django.db import models


class AbstractBaseUser(models.Model):
    password = models.CharField(max_length=128, help_text="Hashed password")
    last_login = models.DateTimeField(blank=True, null=True)

    class Meta:
        abstract = True
