"""The one exception for "no, and this is why" that a person is shown."""


class Refused(Exception):
    """Why something asked for is not done, as one sentence for the person who asked.

    `details` is what a provider said, for whoever wants to look it up; empty when this
    product refused by itself.
    """

    def __init__(self, sentence: str, details: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.details = details
