import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone


class StoredFile(models.Model):
    """A file by its content: the row in the database, the bytes in Django's storage.

    Immutable, and without an owner: who may read it is a matter of the row that refers to it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    content_type = models.CharField(max_length=100)
    # As it was first called; another name for the same content is the referring row's to keep.
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gte=0), name="jobs_storedfile_size_positive"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Return where the content lies in the storage."""
        return path_of(self.sha256)


def path_of(sha256: str) -> str:
    """Return where content of this hash lies, spread over folders of a bearable size."""
    return f"files/{sha256[:2]}/{sha256}"
