from django.db import models
from typing_extensions import override


class Part(models.TextChoices):
    """What has to tick somewhere, in whichever process."""

    WEB = "web", "Web"
    BEAT = "beat", "Beat"
    WORKER = "worker", "Worker"


class Pulse(models.Model):
    """When a part last showed that it works."""

    part = models.CharField(max_length=10, choices=Part, primary_key=True)
    at = models.DateTimeField()

    @override
    def __str__(self) -> str:
        return f"{self.part} at {self.at}"
