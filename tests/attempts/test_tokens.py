import hashlib
import random
import stat
import string
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import Signer
from itsdangerous.encoding import base64_decode, base64_encode

from quizapp.attempts.model import Attempt, Mode, TakenStep
from quizapp.attempts.tokens import MAX_TOKEN_LENGTH, Tokens, secret_keys, seed_of
from quizapp.errors import AttemptExpired, BadToken, SettingsError
from quizapp.settings import Settings

KEY = "a key of the site"
ATTEMPT = Attempt(
    article="an-article",
    lang="en",
    mode=Mode.CHECK,
    edition="0123456789abcdef",
    day=20_000,
    seed=seed_of(KEY, "nonce"),
    nonce="nonce",
    steps=(
        TakenStep(tag="abcdabcd", response=("b",)),
        TakenStep(tag="efghefgh", response=("ea-a", "eb-d"), certainty=3),
    ),
    pending="ijklijkl",
    seen=("mnopmnop", "qrstqrst"),
)
TOKENS = Tokens([KEY])


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
    attempt = replace(ATTEMPT, steps=steps)
    assert TOKENS.read(TOKENS.write(attempt)) == attempt


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
    strangers += [f"{token}\n", f"{token}==", token.replace(".", ".\n"), token.replace(".", "=.")]
    other = TOKENS.write(replace(ATTEMPT, nonce="another"))
    for _ in range(300):  # two tokens spliced anywhere, and parts that stand twice
        at, end = sorted(choose.sample(range(1, len(token)), 2))
        strangers += [token[:at] + other[at:], token[:end] + token[at:]]
    strangers = [stranger for stranger in strangers if stranger not in {token, other}]
    strangers += [Tokens(["a key of another site"]).write(ATTEMPT), "A" * (MAX_TOKEN_LENGTH + 1)]
    for stranger in strangers:
        with pytest.raises(BadToken):
            TOKENS.read(stranger)


def begun(tokens: Tokens) -> Attempt:
    return replace(ATTEMPT, seed=tokens.seed(ATTEMPT.nonce))


def test_the_first_key_signs_new_attempts_and_every_key_verifies() -> None:
    old, new = Tokens(["the old key"]), Tokens(["the new key", "the old key"])
    assert new.read(new.write(begun(new))) == begun(new)
    assert new.read(old.write(begun(old))) == begun(old)
    with pytest.raises(BadToken):
        old.read(new.write(begun(new)))


def test_an_attempt_keeps_its_seed_and_its_key_when_another_key_comes_in_front() -> None:
    old, new = Tokens(["the old key"]), Tokens(["the new key", "the old key"])
    moved_on = replace(new.read(old.write(begun(old))), pending="anotherx")
    assert moved_on.seed == begun(old).seed
    assert new.write(moved_on) == old.write(moved_on)
    assert Tokens(["the old key", "the new key"]).read(new.write(moved_on)) == moved_on


def test_a_token_holds_nothing_of_its_seed() -> None:
    payload = base64_decode(TOKENS.write(ATTEMPT).partition(".")[0]).decode()
    assert ATTEMPT.nonce in payload
    assert ATTEMPT.seed not in payload
    assert TOKENS.seed("nonce") != Tokens(["a key of another site"]).seed("nonce") != TOKENS.seed("other")


def test_a_token_that_held_its_seed_has_expired() -> None:
    payload = base64_encode(
        b'["an-article","en","check","0123456789abcdef","seed","nonce",24,[],"ijklijkl",""]'
    )
    signer = Signer(KEY, salt="quizapp.attempt.1", digest_method=hashlib.sha256)
    with pytest.raises(AttemptExpired):
        TOKENS.read(signer.sign(payload).decode())
    with pytest.raises(BadToken):
        Tokens(["a key of another site"]).read(signer.sign(payload).decode())


def test_a_seal_fits_its_fingerprint_under_any_key() -> None:
    old, new = Tokens(["the old key"]), Tokens(["the new key", "the old key"])
    assert new.is_seal_of(old.seal("fingerprint"), "fingerprint")
    assert not new.is_seal_of(old.seal("fingerprint"), "another")
    assert not old.is_seal_of(new.seal("fingerprint"), "fingerprint")


def test_a_token_stays_well_below_its_limit_when_everything_was_seen() -> None:
    steps = tuple(TakenStep(tag="abcdabcd", response=("b",), certainty=3) for _ in range(30))
    seen = tuple("efghefgh" for _ in range(300))
    attempt = replace(ATTEMPT, article="a" * 60, nonce="n" * 16, steps=steps, seen=seen)
    assert len(TOKENS.write(attempt)) < MAX_TOKEN_LENGTH


# Their keys


def key_of(state: Path) -> str:
    return secret_keys(Settings(content=Path("content"), state=state))[0]


def test_the_keys_of_the_settings_are_used_and_none_is_made(tmp_path: Path) -> None:
    keys = ("new" * 8, "old" * 8)
    assert secret_keys(Settings(content=Path("content"), state=tmp_path, secret_keys=keys)) == keys
    assert list(tmp_path.iterdir()) == []


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    state = tmp_path / "deep" / "state"
    key = key_of(state)
    assert len(key) == 43
    assert key_of(state) == key
    assert [path.name for path in state.iterdir()] == ["secret"]
    assert stat.S_IMODE((state / "secret").stat().st_mode) == 0o600


def test_workers_that_start_together_get_the_same_key(tmp_path: Path) -> None:
    with ProcessPoolExecutor(8, mp_context=get_context("fork")) as workers:
        for number in range(20):
            state = tmp_path / str(number)
            assert len(set(workers.map(key_of, [state] * 8))) == 1
            assert [path.name for path in state.iterdir()] == ["secret"]


@pytest.mark.parametrize("body", [b"", b"short\n", b"\xff" * 40])
def test_a_file_without_a_whole_key_is_named_and_not_replaced(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "secret").write_bytes(body)
    with pytest.raises(SettingsError, match=r"QUIZAPP_STATE: .*secret"):
        key_of(tmp_path)
    assert (tmp_path / "secret").read_bytes() == body


def test_a_state_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SettingsError, match="QUIZAPP_STATE: the secret in"):
        key_of(tmp_path / "file")
