"""Write attachments into a folder under names that can do no harm."""

import os
import unicodedata
from pathlib import Path

from .codes import extension_of
from .model import Attachment

# Longest name that common file systems take, in bytes of UTF-8, with room for " (99)".
_LONGEST = 240
_FORBIDDEN = frozenset('<>:"|?*')


def extract(attachment: Attachment, folder: Path) -> Path:
    """Write an attachment and return the path of the new file.

    Nothing that exists is overwritten and no link is followed; an equal name gets a
    number.

    :raises OSError: the folder or the file can't be written
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = safe_name(attachment.name)
    extension = extension_of(name)
    stem = name[: -len(extension) - 1] if extension else name
    ending = f".{extension}" if extension else ""
    number = 1
    while True:
        path = folder / (name if number == 1 else f"{stem} ({number}){ending}")
        try:
            # Exclusive creation fails on whatever is there, a dangling link too.
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        except FileExistsError:
            number += 1
            continue
        with open(descriptor, "wb") as target:
            for block in attachment.content.blocks():
                target.write(block)
        return path


def safe_name(name: str) -> str:
    """Return a foreign file name as a plain one: no path, no control or invisible
    characters (which could turn ``exe.pdf`` round), not hidden, not too long."""
    base = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(
        "_" if character in _FORBIDDEN else character
        for character in base
        if unicodedata.category(character)[0] != "C"
    )
    shown = shown.strip(" .") or "attachment"
    extension = extension_of(shown)
    if len(extension) > 16:
        extension = ""
    ending = f".{extension}" if extension else ""
    stem = shown[: len(shown) - len(ending)]
    room = _LONGEST - len(ending.encode())
    return stem.encode()[:room].decode(errors="ignore") + ending
