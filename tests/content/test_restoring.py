from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import COMPLETE, GOOD

from quizapp.content.library import load
from quizapp.content.projection import article_data
from quizapp.content.restoring import restored
from quizapp.settings import default_content


@pytest.mark.parametrize("folder", [GOOD, COMPLETE, default_content()], ids=["good", "complete", "shipped"])
def test_an_article_comes_back_from_its_data_and_says_the_same(folder: Path) -> None:
    for article in load(folder).library.articles.values():
        data = json.loads(json.dumps(article_data(article)))
        assert article_data(restored(data)) == data
        assert restored(data).quiz is None
