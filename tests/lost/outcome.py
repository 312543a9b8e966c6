"""What came of one story: a line of the table."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Outcome:
    journey: str
    lost: str
    # How long the longest disagreement lasted.
    seconds: float
    evidence: str
    failures: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        return asdict(self)
