from django.db import models


class MPTTModel(models.Model):
    lft = models.PositiveIntegerField()
    rght = models.PositiveIntegerField()
    tree_id = models.PositiveIntegerField(db_index=True)
    level = models.PositiveIntegerField()

    class Meta:
        abstract = True
