from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import models


class Permission(models.Model):
    id = models.AutoField(primary_key=True)
    name = models.CharField(max_length=255)
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    codename = models.CharField(max_length=100)

    class Meta:
        app_label = "auth"
        unique_together = [["content_type", "codename"]]


class Group(models.Model):
    id = models.AutoField(primary_key=True)
    name = models.CharField(max_length=150, unique=True)
    permissions = models.ManyToManyField(Permission)

    class Meta:
        app_label = "auth"


class PermissionsMixin(models.Model):
    is_superuser = models.BooleanField(default=False, help_text="Has all permissions")
    groups = models.ManyToManyField(Group)
    user_permissions = models.ManyToManyField(Permission)

    class Meta:
        abstract = True


class AbstractUser(AbstractBaseUser, PermissionsMixin):
    username = models.CharField(max_length=150, unique=True, help_text="The name to log in with")
    first_name = models.CharField(max_length=150, blank=True)
    last_name = models.CharField(max_length=150, blank=True)
    email = models.EmailField(blank=True)
    is_staff = models.BooleanField(default=False, help_text="May log into the administration")
    is_active = models.BooleanField(default=True, help_text="May log in")
    date_joined = models.DateTimeField()

    class Meta:
        abstract = True


class User(AbstractUser):
    id = models.AutoField(primary_key=True)

    class Meta:
        app_label = "auth"
        swappable = "AUTH_USER_MODEL"
