"""People and what they may do, where, and from when until when."""

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from kortreist.apps.actors.models.buyers import BuyerUnit
from kortreist.apps.actors.models.organisations import Hub, Organisation


class UserAccounts(UserManager["User"]):
    """Makes users that sign in by e-mail address."""

    def create_user(  # type: ignore[override]  # a user here has no user name
        self, email: str, password: str | None = None, **fields: object
    ) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password) if password else user.set_unusable_password()
        user.save(using=self._db)
        return user


class User(AbstractUser):
    """A way in: e-mail address and perhaps a password. Who it is stands on `Person`."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserAccounts] = UserAccounts()

    def __str__(self) -> str:
        return f"user {self.pk}"


class Person(models.Model):
    """Somebody the hub deals with; anonymised in place, never deleted."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(User, models.SET_NULL, related_name="person", null=True, blank=True)
    # Who keeps this card and answers for it; without one, the product itself does.
    kept_by = models.ForeignKey(
        Hub, models.PROTECT, related_name="kept_people", null=True, blank=True
    )
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=5, default="nb")
    # In a demonstration: the line on the card that lets you step into these shoes, by language.
    persona = models.JSONField(default=dict, blank=True)
    anonymised_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name", "id")
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name


class RoleKind(models.TextChoices):
    """What somebody is to a hub, a producer or a unit."""

    COORDINATOR = "coordinator"
    ACCOUNTANT = "accountant"
    PACKING_TEAM = "packing_team"
    DRIVER = "driver"
    PRODUCER = "producer"
    BUYER = "buyer"


class Role(models.Model):
    """A person's role in a hub, in the period ``[valid_from, valid_until)``.

    A producer's role names the organisation, a buyer's the unit; the others are for the whole hub.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="roles")
    kind = models.CharField(max_length=20, choices=RoleKind)
    hub = models.ForeignKey(Hub, models.PROTECT, related_name="roles")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="roles", null=True, blank=True
    )
    unit = models.ForeignKey(BuyerUnit, models.PROTECT, related_name="roles", null=True, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("hub", "kind")),)
        constraints = (
            models.CheckConstraint(
                condition=(
                    models.Q(kind="producer", organisation__isnull=False, unit__isnull=True)
                    | models.Q(kind="buyer", organisation__isnull=True, unit__isnull=False)
                    | models.Q(
                        kind__in=("coordinator", "accountant", "packing_team", "driver"),
                        organisation__isnull=True,
                        unit__isnull=True,
                    )
                ),
                name="role_names_what_it_is_for",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id}"
