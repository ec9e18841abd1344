"""Bytes that are no text are refused with their place; line ends and byte-order marks are not."""

import pytest

from analysis import formats
from analysis.formats import BadInput


@pytest.mark.parametrize(
    "data, text",
    [(b"One.\nTwo.\n", "One.\nTwo.\n"), (b"One.\r\nTwo.\r\n", "One.\r\nTwo.\r\n"), (b"\xef\xbb\xbfOne.", "One."), ("naïve".encode(), "naïve")],
    ids=["LF", "CRLF as stored", "byte-order mark", "no final newline"],
)
def test_text_is_read_as_it_is_stored(tmp_path, data, text):
    (tmp_path / "a.txt").write_bytes(data)
    assert formats.read(tmp_path / "a.txt") == text


@pytest.mark.parametrize(
    "name, data, message",
    [
        ("a.txt", "One.\nTwo: caf\u00e9.".encode("latin-1"), r"a\.txt:2: byte 13 is 0xe9, which is not UTF-8.*iconv -f latin1"),
        ("a.txt", b"\xef\xbb\xbf\xe9", r"a\.txt:1: byte 3 is 0xe9"),
        ("a.txt", "One.".encode("utf-16"), "found UTF-16"),
        ("a.txt", b"", "found an empty file"),
        ("a.txt", b" \n\n", "found an empty file"),
        ("a.txt", b"One\0two", r"a\.txt:1: found a NUL character"),
        ("a.pdf", b"%PDF", r"found a \.pdf, wanted \.md or \.txt"),
    ],
)
def test_what_is_no_text_is_refused_with_its_place(tmp_path, name, data, message):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(BadInput, match=message):
        formats.read(tmp_path / name)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BadInput, match="b.txt: no such file"):
        formats.read(tmp_path / "b.txt")
