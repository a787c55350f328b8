"""Notes in Anki's own backend."""

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from anki.collection import Collection, ImportCsvRequest
from exported import NOTICES, SAY, asked, make_bank_of_everything, shipped

from quizapp.content.model import Article
from quizapp.export.as_anki import export


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    made = Collection(str(tmp_path / "collection.anki2"))
    yield made
    made.close()


def imported(collection: Collection, body: bytes, path: Path) -> tuple[int, int]:
    """Import a file and return how many notes are new, and how many there are then."""
    path.write_bytes(body)
    metadata = collection.get_csv_metadata(path=str(path), delimiter=None)
    log = collection.import_csv(ImportCsvRequest(path=str(path), metadata=metadata)).log
    return len(log.new), collection.note_count()


@pytest.mark.parametrize("article", [make_bank_of_everything(), *shipped()], ids=lambda article: article.id)
def test_every_note_is_imported_once(collection: Collection, tmp_path: Path, article: Article) -> None:
    body, count = export(article, SAY), len(asked(article))
    assert imported(collection, body, tmp_path / "a.csv") == (count, count)
    assert imported(collection, body, tmp_path / "a.csv") == (0, count)


def test_a_card_has_the_options_in_front_and_the_key_the_reasons_and_the_notices_behind(
    collection: Collection, tmp_path: Path
) -> None:
    article = make_bank_of_everything()
    imported(collection, export(article, SAY), tmp_path / "a.csv")
    notes = [collection.get_note(note_id) for note_id in collection.find_notes("")]
    for item, note in zip(asked(article).values(), notes, strict=True):
        front, back = map(unescape, note.fields[:2])
        shown = [option.text for option in item.options] + [entry.text for entry in item.entries]
        assert [text for text in (item.stem, item.lead_in, *shown) if text not in front] == []
        said = [option.text for option in item.options if option.id in item.key]
        said += [entry.rationale for entry in item.entries]
        assert [text for text in (*said, *NOTICES) if text not in back] == []
        assert item.kind in note.tags
