import json

from checks import make_checks, make_full_checks
from factories import make_bank

from quizapp.attempts.item_statistics import Remark, measure
from quizapp.attempts.statistics_text import WORDS, as_csv, as_json, as_text, to_look_at
from quizapp.content.model import Level
from quizapp.quiz.bank import item_revision

CARRY_ON, MODIFY, BOOK, URGENT = Level
BANK = make_bank(flags=1, per_stratum=2)
ITEM = BANK.items["book-0"]
FLAG = BANK.items["flag-0-0"]
STEPS = [
    *make_checks(ITEM, [CARRY_ON] * 3 + [MODIFY] * 37 + [BOOK] * 40 + [URGENT] * 40, nonce="book"),
    *make_checks(FLAG, [BOOK] * 20 + [URGENT] * 10, nonce="flag"),
    *make_checks(BANK.items["book-1"], [BOOK] * 29, nonce="few"),
    *make_checks(ITEM, [BOOK] * 31, nonce="old", item_revision="0ld0ld0ld0ld"),
]
STATISTICS = measure(BANK, STEPS)

TABLE = """\
Item statistics of an-article, quiz revision 0123456789abcdef
From 210 checks, with the first response in each to an item. Practice is left out.

LOOK AT THESE FIRST
More readers choose another option than the key. Check the key, then the wording.
    flag-0-0

CHOSEN LEVEL BY KEY, over all items with that key
key                                           n       right                        carry-on    modify      book    urgent
carry-on                                  fewer than 30 responses
modify                                    fewer than 30 responses
book                                        120   33% 26-42                              2%       31%       33%       33%
urgent                                       30   33% 19-51                              0%        0%       67%       33%

ITEMS KEYED book
item                                          n       right         discrimination carry-on    modify      book    urgent  under  over  careful  hazards
book-0                                      120   33% 26-42                      -       2%*      31%       33%       33%    33%   33%      33%

ITEMS KEYED urgent
item                                          n       right         discrimination carry-on    modify      book    urgent  under  over  careful  hazards
flag-0-0                                    ~30   33% 19-51                      -       0%        0%       67%       33%    67%    0%       0%       0%

NO LONGER ASKED, with key and revision
item                                          n       right         discrimination carry-on    modify      book    urgent  under  over  careful  hazards
book-0 (book, 0ld0ld0ld0ld)                 ~31 100% 89-100                      -       0%        0%      100%        0%     0%    0%       0%

PAIRS, with both halves asked now
pair                                               n       right   both right at least  at most
pair-1                                        120 30     33% 33%                   0%!      33%

FEWER THAN 30 RESPONSES, too few to show
carry-on-0, carry-on-1, modify-0, modify-1, book-1, flag-0-1
"""  # noqa: E501 # a table is as wide as it is


def test_the_table_says_first_what_to_look_at() -> None:
    assert as_text(STATISTICS).startswith(TABLE)


def test_a_table_without_figures_says_so_and_claims_nothing_of_keys() -> None:
    assert "From fewer than 30 checks" in as_text(measure(BANK, []))
    assert "key looks" not in as_text(measure(BANK, make_checks(ITEM, [BOOK] * 31, item_revision="before")))
    text = as_text(measure(BANK, []))
    assert "key looks" not in text
    assert "~30" not in text


def test_a_table_in_which_all_is_well_says_so() -> None:
    steps = make_checks(ITEM, [MODIFY] * 5 + [BOOK] * 30 + [URGENT] * 5)
    assert "No key looks wrong so far.\n" in as_text(measure(BANK, steps))


def test_discrimination_is_shown_with_its_sign_and_interval() -> None:
    bank = make_bank(flags=2, per_stratum=4)
    patterns = [(True, 8)] * 5 + [(True, 4)] * 15 + [(False, 4)] * 5 + [(False, 8)] * 15
    steps = make_full_checks(bank, bank.items["book-0"], patterns)
    line = next(line for line in as_text(measure(bank, steps)).splitlines() if line.startswith("book-0"))
    assert line.split()[4:8] == ["-0.50", "-0.70", "to", "-0.22"]


def test_the_gravest_remarks_come_first_and_old_revisions_have_none() -> None:
    old = make_checks(ITEM, [URGENT] * 31, nonce="old", item_revision="0ld0ld0ld0ld")
    found = to_look_at(measure(BANK, [*STEPS[: 120 + 30], *old]))
    assert {remark: [item.item for item in items] for remark, items in found.items()} == {
        Remark.KEY_OUTDONE: ["flag-0-0"]
    }


def test_json_has_every_figure_with_its_interval() -> None:
    data = json.loads(as_json(STATISTICS))
    items = data.pop("items")
    assert data == {
        "article": "an-article",
        "revision": "0123456789abcdef",
        "shown_from": 30,
        "provisional_below": 100,
        "checks": 210,
        "triage": [
            {"key": "carry-on", "chosen": None},
            {"key": "modify", "chosen": None},
            {"key": "book", "chosen": {"carry-on": 3, "modify": 37, "book": 40, "urgent": 40}},
            {"key": "urgent", "chosen": {"carry-on": 0, "modify": 0, "book": 20, "urgent": 10}},
        ],
        "pairs": [
            {
                "pair": "pair-1",
                "items": ["book-0", "flag-0-0"],
                "both_right": {"value": -0.3333, "low": -0.5219, "high": -0.1447},
                "both_right_at_most": 0.3333,
                "alike": True,
            }
        ],
        "too_few": ["carry-on-0", "carry-on-1", "modify-0", "modify-1", "book-1", "flag-0-1"],
    }
    assert [(item["item"], item["asked_now"]) for item in items] == [
        ("book-0", True),
        ("flag-0-0", True),
        ("book-0", False),
    ]
    third = {"value": 0.3333, "low": 0.2553, "high": 0.4217}
    assert items[0] == {
        "item": "book-0",
        "revision": item_revision(ITEM),
        "asked_now": True,
        "key": "book",
        "n": 120,
        "provisional": False,
        "facility": third,
        "discrimination": None,
        "options": [
            {"level": "carry-on", "chosen": 3, "value": 0.025, "low": 0.0085, "high": 0.0709},
            {"level": "modify", "chosen": 37, "value": 0.3083, "low": 0.2327, "high": 0.3958},
            {"level": "book", "chosen": 40, **third},
            {"level": "urgent", "chosen": 40, **third},
        ],
        "under_triage": third,
        "over_triage": third,
        "careful": third,
        "hazards": None,
        "rare_options": ["carry-on"],
        "remarks": [{"code": "rare-option", "text": WORDS[Remark.RARE_OPTION]}],
    }


CSV = f"""\
item,revision,asked_now,key,n,provisional,facility,facility_low,facility_high,discrimination,discrimination_low,discrimination_high,discrimination_n,chosen_carry_on,chosen_modify,chosen_book,chosen_urgent,under_triage,under_triage_low,under_triage_high,over_triage,over_triage_low,over_triage_high,careful,careful_low,careful_high,hazards,hazards_low,hazards_high,remarks
book-0,{item_revision(ITEM)},True,book,120,False,0.3333,0.2553,0.4217,,,,,3,37,40,40,0.3333,0.2553,0.4217,0.3333,0.2553,0.4217,0.3333,0.2553,0.4217,,,,rare-option
flag-0-0,{item_revision(FLAG)},True,urgent,30,True,0.3333,0.1923,0.5122,,,,,0,0,20,10,0.6667,0.4878,0.8077,0.0,0.0,0.1135,0.0,0.0,0.1135,0.0,0.0,0.1135,key-outdone
book-0,0ld0ld0ld0ld,False,book,31,True,1.0,0.8897,1.0,,,,,0,0,31,0,0.0,0.0,0.1103,0.0,0.0,0.1103,0.0,0.0,0.1103,,,,
"""  # a table is as wide as it is


def test_csv_has_a_line_for_every_item_and_empty_figures_where_there_are_too_few() -> None:
    few = "".join(f"{item},,True{',' * 27}\n" for item in STATISTICS.too_few)
    assert as_csv(STATISTICS) == CSV + few
