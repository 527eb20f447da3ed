"""What a message is about, and how it travels."""

from django.db import models


class Channel(models.TextChoices):
    """How it reaches the receiver."""

    EMAIL = "email"
    SMS = "sms"


class Kind(models.TextChoices):
    """What it is about, as its receiver chooses how to be told."""

    OPENING = "opening"
    REMINDER = "reminder"
    RECEIPT = "receipt"
    CONFIRMATION = "confirmation"
    SHORTAGE = "shortage"
    WEIGHT = "weight"
    STANDING = "standing"
    DECLARATION = "declaration"
    PRICES = "prices"
    SURPLUS = "surplus"
    CLOSING_LIST = "closing_list"
    PURCHASE = "purchase"
    RECALL = "recall"
    DEVIATION = "deviation"
    OTHER = "other"
