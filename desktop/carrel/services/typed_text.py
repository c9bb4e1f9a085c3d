"""Text that is saved while it is typed: what comes without a pause is one step of undo."""

from __future__ import annotations


class Typing:
    """The text that is being typed: on what (`subject`), the step of undo that takes it back, and when it was last saved."""

    def __init__(self, subject: int, step: int, moment: float) -> None:
        self.subject = subject
        self.step = step
        self.moment = moment

    def goes_on(self, subject: int, moment: float, newest: int, seconds: float) -> bool:
        """Whether text saved at `moment` belongs to the same step: no pause of `seconds`, and no newer step since."""
        return self.subject == subject and self.step == newest and moment - self.moment < seconds
