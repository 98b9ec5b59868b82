"""English says everything that Chinese says, with the same placeholders, and none of it is a guess."""

from __future__ import annotations

from babel.messages.catalog import Catalog

from tools import catalogues


def test_english_is_complete():
    assert list(catalogues.faults())[:20] == []


def test_no_translation_is_left_over():
    wanted = {message.id for message in catalogues.sources()}
    assert [message.id for message in catalogues.english() if message.id not in wanted] == []


def test_source_sentences_are_chinese():
    texts = [
        message.id if isinstance(message.id, str) else message.id[0] for message in catalogues.sources() if message.id
    ]
    letters = [text for text in texts if not any("\u4e00" <= character <= "\u9fff" for character in text)]
    assert [text for text in letters if any(word.isalpha() and len(word) > 3 for word in text.split())] == []


def test_a_missing_a_doubtful_and_a_broken_translation_are_named(monkeypatch):
    wanted, known = Catalog(), Catalog(locale="en")
    for text in ("缺%(n)s张", "床", "病区", "县"):
        wanted.add(text)
    known.add("缺%(n)s张", "short of %(m)s")
    known.add("床", "bed", flags=["fuzzy"])
    known.add("病区", "")
    monkeypatch.setattr(catalogues, "sources", lambda: wanted)
    monkeypatch.setattr(catalogues, "english", lambda: known)
    told = [fault.split(":")[0] for fault in catalogues.faults()]
    assert told == ["other placeholders", "doubtful", "missing", "missing"]
