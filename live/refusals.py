"""The one exception for "no, and this is why" that a person is shown."""


class Refused(Exception):
    """Why something asked for is not done, as one sentence for the person who asked."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
