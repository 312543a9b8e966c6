"""What can become of a recording."""

from django.db.models import TextChoices


class RecordingState(TextChoices):
    STARTING = "starting", "Starting"
    RECORDING = "recording", "Recording"
    PAUSING = "pausing", "Pausing"
    PAUSED = "paused", "Paused"
    RESUMING = "resuming", "Resuming"
    STOPPING = "stopping", "Stopping"
    PROCESSING = "processing", "Processing"
    READY = "ready", "Saved"
    FAILED = "failed", "Failed"
    REMOVED = "removed", "Removed"


OPEN_RECORDING = (
    RecordingState.STARTING,
    RecordingState.RECORDING,
    RecordingState.PAUSING,
    RecordingState.PAUSED,
    RecordingState.RESUMING,
    RecordingState.STOPPING,
)
