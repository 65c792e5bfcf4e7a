"""The XML export as it is handed out: metadata, schema, manifest, computer files."""

import hashlib
from datetime import datetime
from typing import BinaryIO

from .bundle import Bundle
from .markup import SCHEMAS
from .model import Dossier
from .names import place_files, safe_name
from .xmlfile import SCHEMA, dossier_xml

METADATA = "dossier.xml"
MANIFEST = "manifest-sha256.txt"
DATA = "files/"


def write_xml_export(dossier: Dossier, created: datetime, target: BinaryIO) -> str:
    """Write the export into a file and return a name for it.

    Whoever has it checks it with ``bin/edoc records check``, or unpacked with
    ``sha256sum -c manifest-sha256.txt``.

    :param created: when the export is made, with zone
    :param target: a file that can seek
    :raises RecordsError: ``records.invalid``, ``records.file_changed``,
        ``records.file_unreadable``
    """
    folder = safe_name(dossier.code.text)
    placed = place_files(dossier)
    metadata = {
        METADATA: dossier_xml(dossier, created, DATA, placed),
        SCHEMA: (SCHEMAS / SCHEMA).read_bytes(),
    }
    sums = [(name, hashlib.sha256(data).hexdigest()) for name, data in metadata.items()]
    sums += [(DATA + item.path, item.file.sha256.lower()) for item in placed]
    metadata[MANIFEST] = "".join(f"{sha}  {name}\n" for name, sha in sums).encode()
    with Bundle(target, created) as bundle:
        for name, data in metadata.items():
            bundle.add(f"{folder}/{name}", data)
        for item in placed:
            bundle.add_file(f"{folder}/{DATA}{item.path}", item.file)
    return f"{folder}.zip"
