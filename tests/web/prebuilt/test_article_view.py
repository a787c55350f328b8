from typing import Any

import pytest
from factories import make_sign

from quizapp.content.model import Level
from quizapp.web.prebuilt.article_view import more_of

ACTION = "What to do about it."


@pytest.mark.parametrize(
    ("level", "changes", "more"),
    [
        (Level.URGENT, {"hint": "Even once."}, f"Even once. {ACTION}"),
        (Level.URGENT, {"hint": "Even once.", "standard_action": True}, "Even once."),
        (Level.BOOK, {}, ACTION),
        (Level.BOOK, {"hint": "Take your tablets."}, "Take your tablets."),
        (Level.BOOK, {"standard_action": True}, ""),
        (Level.MODIFY, {}, ""),
        (Level.CARRY_ON, {"hint": "Even twice."}, "Even twice."),
    ],
)
def test_whom_to_see_stands_after_the_name_of_a_sign_unless_its_step_says_it(
    level: Level, changes: dict[str, Any], more: str
) -> None:
    assert more_of(make_sign("itchy", level, action=ACTION, **changes)) == more
