"""Moodle XML in moodle-xml-parser, which reads multiple choice."""

import pytest
from exported import SAY, asked, make_bank_of_everything, scores, shipped, summed
from moodle_xml_parser.parser import parse_bytes

from quizapp.content.model import Article, Kind
from quizapp.export.moodle import moodle_xml


@pytest.mark.parametrize("article", [make_bank_of_everything(), *shipped()], ids=lambda article: article.id)
def test_it_reads_every_choice_with_the_scores_of_the_grading(article: Article) -> None:
    questions = {question.name: question for question in parse_bytes(moodle_xml(article, SAY))["multichoice"]}
    items = {key: item for key, item in asked(article).items() if item.kind is not Kind.SORT}
    assert list(questions) == list(items)
    for key, item in items.items():
        question = questions[key]
        weights = {option.answer: float(option.score_fraction) / 100 for option in question.options}
        assert summed(item, weights) == pytest.approx(scores(item), abs=0.0001)
        assert question.single is (item.kind is not Kind.MULTIPLE)
        assert question.shuffle_answers is (item.kind is not Kind.SCENARIO)
        assert (question.penalty, question.answernumbering) == (0, "none")
        said = {option.answer: option.feedback for option in question.options}
        for option in item.options:
            assert said[option.text] == option.rationale if option.rationale else said[option.text]
