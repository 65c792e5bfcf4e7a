"""i18n.py TEMPLATE FOLDER: put the exported terms into FOLDER and merge its vi.po.

Translations are kept, terms that are gone are dropped. Lists what is to be translated;
the exit code is 1 when there is something.
"""

import sys
from pathlib import Path

import polib

# Dates would make every run a change.
METADATA = {
    "Project-Id-Version": "Odoo Server 19.0",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
}
PLURALS = {"Language": "vi", "Plural-Forms": "nplurals=1; plural=0;"}
WIDTH = 88


def main(template, folder):
    folder = Path(folder)
    terms = polib.pofile(template, wrapwidth=WIDTH)
    terms.sort(key=lambda entry: entry.msgid)
    terms.header, terms.metadata = "", METADATA
    terms.save(folder / Path(template).name)

    path = folder / "vi.po"
    known = polib.pofile(path) if path.exists() else []
    sentences = {entry.msgid: entry.msgstr for entry in known if not entry.obsolete}
    for entry in terms:
        entry.msgstr = sentences.get(entry.msgid, "")
    terms.metadata = METADATA | PLURALS
    terms.save(path)

    missing = [entry.msgid for entry in terms if not entry.msgstr]
    print(f"{len(terms)} terms, {len(missing)} without a Vietnamese translation")
    for term in missing:
        print(f"  {term!r}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
