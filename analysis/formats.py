"""A file becomes text here, and nowhere else.

The text is what the file says, letter for letter: line ends stay as they are stored, because offsets are counted in
this text and a reader must be able to find the place again. Only a byte-order mark is dropped, since it is no letter.
A file that is not what it claims to be is refused with the place where it fails; nothing is guessed.
"""

from pathlib import Path

SUFFIXES = {".txt", ".md"}


class BadInput(ValueError):
    """Something the user gave cannot be used; the message is one line: what was found, what was wanted, what to do."""


def read(path):
    """Return the text of a UTF-8 file (`.txt` or `.md`) as one string.

    A byte-order mark is dropped and line ends are kept as stored. Raises BadInput where the file is missing, empty,
    of another kind, or not UTF-8; the message gives the byte and the line of the first one that is not.
    """
    path = Path(path)
    if path.suffix.lower() not in SUFFIXES:
        raise BadInput(f"{path}: found a {path.suffix or 'file without a suffix'}, wanted {' or '.join(sorted(SUFFIXES))}: save the document as text first")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror.lower()}, wanted a readable file: check the path") from None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadInput(f"{path}: found UTF-16, wanted UTF-8: convert it with  iconv -f utf-16 -t utf-8 FILE > NEW")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        offset = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        line = data.count(b"\n", 0, offset) + 1
        raise BadInput(
            f"{path}:{line}: byte {offset} is 0x{data[offset]:02x}, which is not UTF-8 (perhaps Latin-1): "
            "convert the file with  iconv -f latin1 -t utf-8 FILE > NEW"
        ) from None
    if not text.strip():
        raise BadInput(f"{path}: found an empty file, wanted text: remove it or fill it")
    if "\0" in text:
        raise BadInput(f"{path}:{text.count(chr(10), 0, text.index(chr(0))) + 1}: found a NUL character, wanted text: this is a binary file")
    return text
