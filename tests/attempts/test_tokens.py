from __future__ import annotations

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.attempts.model import Attempt, Mode, TakenStep
from quizapp.attempts.tokens import MAX_TOKEN_LENGTH, Tokens
from quizapp.errors import BadToken

ATTEMPT = Attempt(
    article="an-article",
    lang="en",
    mode=Mode.CHECK,
    edition="0123456789abcdef",
    seed="seed",
    nonce="nonce",
    limit=24,
    steps=(
        TakenStep(tag="abcdabcd", response=("b",)),
        TakenStep(tag="efghefgh", response=("ea-a", "eb-d"), certainty=3),
    ),
    pending="ijklijkl",
    seen=("mnopmnop", "qrstqrst"),
)
TOKENS = Tokens(["a key of the site"])


def test_a_token_gives_back_its_attempt() -> None:
    assert TOKENS.read(TOKENS.write(ATTEMPT)) == ATTEMPT


@given(
    st.lists(
        st.builds(
            TakenStep,
            tag=st.text("abcdefgh", min_size=8, max_size=8),
            response=st.lists(st.sampled_from(["a", "b", "ea-c"]), unique=True).map(tuple),
            certainty=st.sampled_from([None, 1, 2, 3]),
        ),
        max_size=30,
    ).map(tuple)
)
def test_any_steps_survive_the_way_through_a_token(steps: tuple[TakenStep, ...]) -> None:
    attempt = Attempt(
        article="a", lang="en", mode=Mode.PRACTICE, edition="e", seed="s", nonce="n", limit=12, steps=steps
    )
    assert TOKENS.read(TOKENS.write(attempt)) == attempt


def test_equal_attempts_give_equal_tokens() -> None:
    assert TOKENS.write(ATTEMPT) == Tokens(["a key of the site"]).write(ATTEMPT)


def test_every_single_changed_character_is_refused() -> None:
    token = TOKENS.write(ATTEMPT)
    alphabet = string.ascii_letters + string.digits + "-_.=+/ "
    for at, was in enumerate(token):
        for other in alphabet:
            if other != was:
                with pytest.raises(BadToken):
                    TOKENS.read(token[:at] + other + token[at + 1 :])


def test_cut_swapped_and_foreign_tokens_are_refused() -> None:
    token = TOKENS.write(ATTEMPT)
    choose = random.Random(7)
    strangers = [
        "",
        ".",
        "a.b",
        "\ud800",
        "ä",
        token + "=",
        token + "A",
        " " + token,
        token.replace(".", ".."),
    ]
    strangers += [token[: choose.randrange(len(token))] for _ in range(200)]
    strangers += [Tokens(["a key of another site"]).write(ATTEMPT), "A" * (MAX_TOKEN_LENGTH + 1)]
    for stranger in strangers:
        with pytest.raises(BadToken):
            TOKENS.read(stranger)


def test_the_first_key_signs_and_every_key_verifies() -> None:
    old, new = Tokens(["the old key"]), Tokens(["the new key", "the old key"])
    assert new.read(old.write(ATTEMPT)) == ATTEMPT
    with pytest.raises(BadToken):
        old.read(new.write(ATTEMPT))


def test_a_seal_fits_its_fingerprint_under_any_key() -> None:
    old, new = Tokens(["the old key"]), Tokens(["the new key", "the old key"])
    assert new.is_seal_of(old.seal("fingerprint"), "fingerprint")
    assert not new.is_seal_of(old.seal("fingerprint"), "another")
    assert not old.is_seal_of(new.seal("fingerprint"), "fingerprint")


def test_a_seal_is_no_plain_hash_that_could_be_guessed() -> None:
    assert TOKENS.seal("fingerprint") != Tokens(["a key of another site"]).seal("fingerprint")


def test_a_token_stays_well_below_its_limit_when_everything_was_seen() -> None:
    steps = tuple(TakenStep(tag="abcdabcd", response=("b",), certainty=3) for _ in range(30))
    attempt = Attempt(
        article="a" * 60,
        lang="en",
        mode=Mode.CHECK,
        edition="0" * 16,
        seed="s" * 16,
        nonce="n" * 16,
        limit=30,
        steps=steps,
        seen=tuple("efghefgh" for _ in range(300)),
    )
    assert len(TOKENS.write(attempt)) < MAX_TOKEN_LENGTH
