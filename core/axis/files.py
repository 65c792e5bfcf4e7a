"""Files that are whole or absent, whatever ends the process."""

import json
import os
from pathlib import Path
from typing import Any


def sync_folder(folder: Path) -> None:
    """Have the folder's entries on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put_in_place(beside: Path, target: Path) -> None:
    """Rename a file that is written, over the target; then it is there to stay."""
    os.replace(beside, target)
    sync_folder(target.parent)


def write_json(target: Path, data: Any, mode: int = 0o600) -> None:
    """Write a file that is either the old one or the new one, also after a crash."""
    beside = target.with_name(f".{target.name}.new")
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with open(handle, "w", encoding="utf-8") as stream:
        json.dump(data, stream, ensure_ascii=False, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    put_in_place(beside, target)
