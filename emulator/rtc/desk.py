"""The mixing desk: every line, what its far party hears, and what is recorded."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from emulator.messages import Person, Plan, Take
from emulator.rtc.audio.captures import Capture
from emulator.rtc.audio.frames import SILENCE, Samples
from emulator.rtc.audio.matrix import Matrix
from emulator.rtc.audio.sources import Source
from emulator.rtc.library import Library
from emulator.rtc.lines import Line, PersonLine

FIRST, REST = "first channel of ", "rest of "


class Desk:
    """Moves all sound by 20 ms with each ``tick``.

    Only what a browser hears, or is recorded of a talk with one, is mixed: a hundred
    simulated talks that nobody listens to cost nothing.
    """

    def __init__(self, folder: Path, library: Library | None = None) -> None:
        self._folder = folder
        self._library = library or Library()
        self._matrix = Matrix()
        self._lines: dict[str, Line] = {}
        self._plans: dict[str, Plan] = {}
        self._takes: dict[str, Take] = {}
        self._captures: dict[str, Capture] = {}
        self._sources: dict[str, Source] = {}
        self._active: set[str] = set()
        self._is_current = True

    def add(self, leg: str, line: Line) -> None:
        """Let ``line`` be the far party of a leg from now on."""
        self._lines[leg] = line
        self._is_current = False

    def remove(self, leg: str) -> None:
        self._lines.pop(leg, None)
        self._plans.pop(leg, None)
        self._is_current = False

    def introduce(self, person: Person) -> None:
        """Let a simulated person be the far party, unless a browser is."""
        line = self._lines.get(person.leg)
        if line is None:
            line = PersonLine(self._library.later)
            self.add(person.leg, line)
        if isinstance(line, PersonLine):
            line.become(person.voice, person.lines, opens=person.opens)

    def press(self, leg: str, digits: str) -> None:
        """Let the keys that a far party presses be heard."""
        line = self._lines.get(leg)
        if line is not None:
            line.press(digits)

    def plan(self, plan: Plan) -> None:
        if plan.gone:
            self.remove(plan.leg)
            return
        self._plans[plan.leg] = plan
        self._is_current = False

    def is_planned(self, leg: str) -> bool:
        """Whether it was said what this leg's far party hears."""
        return leg in self._plans

    def take(self, take: Take) -> None:
        """Record as told, or end a recording."""
        capture = self._captures.get(take.recording)
        self._is_current = False
        if take.ended:
            self._takes.pop(take.recording, None)
            self._captures.pop(take.recording, None)
            if capture is not None:
                capture.close()
            return
        if capture is None:
            capture = Capture(self._folder, take.recording, is_dual=take.dual)
            self._captures[take.recording] = capture
        capture.is_running = take.running
        self._takes[take.recording] = take

    def clear(self) -> None:
        """Forget everything, as after a reset of the account."""
        for recording in list(self._takes):
            self.take(Take(recording, dual=False, ended=True))
        self._lines.clear()
        self._plans.clear()
        self._is_current = False

    def tick(self) -> None:
        """Mix the next 20 ms, and hand them to every ear."""
        has_changed = not self._is_current
        if has_changed:
            self._look()
        # Each line gives its frame even if nobody hears it: talk does not wait.
        said = {leg: self._lines[leg].next_frame() for leg in self._active}
        frames = self._matrix.mix(lambda name: self._next_frame(name, said))
        for leg in self._active:
            self._lines[leg].hear(frames.get(leg, SILENCE))
        for recording, take in self._takes.items():
            self._record(recording, take, frames)
        if has_changed:
            # What was left has faded out by now.
            kept = self._matrix.sources
            self._sources = {
                name: source for name, source in self._sources.items() if name in kept
            }

    def _record(self, recording: str, take: Take, frames: dict[str, Samples]) -> None:
        first, rest = frames.get(FIRST + recording), frames.get(REST + recording)
        capture = self._captures[recording]
        if first is None:
            capture.pass_over()
        elif take.dual:
            capture.take(first, SILENCE if rest is None else rest)
        else:
            capture.take(first)

    def _next_frame(self, name: str, said: dict[str, Samples]) -> Samples:
        """That of a line or a sound; one that has just been left fades out."""
        return said[name] if name in said else self._sources[name].next_frame()

    def _look(self) -> None:
        """Find out anew who hears whom."""
        self._is_current = True
        self._active = self._with_a_browser()
        hearing: dict[str, frozenset[str]] = {}
        for leg in self._active:
            plan = self._plans.get(leg, Plan(leg))
            self._lines[leg].meet(bool(plan.voices))
            hearing[leg] = self._named(plan.voices, plan.sounds)
        for recording, take in self._takes.items():
            if self._active.isdisjoint([*take.first, *take.rest]):
                continue
            rest = self._named(take.rest, take.sounds)
            first = self._named(take.first, ())
            hearing[FIRST + recording] = first if take.dual else first | rest
            hearing[REST + recording] = rest
        self._matrix.hear(hearing)

    def _with_a_browser(self) -> set[str]:
        """The legs of all talks that a browser takes part in."""
        found: set[str] = set()
        new = {leg for leg, line in self._lines.items() if line.is_browser}
        while new:
            found |= new
            new = {
                other
                for leg, plan in self._plans.items()
                for voice in plan.voices
                for other in (leg, voice)
                if leg in found or voice in found
            } - found
            new &= self._lines.keys()
        return found

    def _named(
        self, voices: Iterable[str], sounds: Iterable[dict[str, str]]
    ) -> frozenset[str]:
        """The names of these sources, which are made if they are not there yet."""
        names = set()
        for leg in voices:
            if leg in self._lines:
                self._sources[leg] = self._lines[leg]
                names.add(leg)
        for sound in sounds:
            name = " ".join((sound["kind"], sound["id"], sound["name"]))
            if name not in self._sources:
                source = self._library.source(sound["kind"], sound["name"])
                self._sources[name] = source
            names.add(name)
        return frozenset(names)
