"""Every error code that ``core`` raises has a sentence that a user can read."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def raised_codes():
    """Yield the literal first arguments of calls that build an ``…Error``."""
    for path in sorted((ROOT / "core").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            first = node.args[0]
            if name.endswith("Error") and isinstance(first, ast.Constant):
                if isinstance(first.value, str) and "." in first.value:
                    yield first.value


def told_codes():
    """Return the keys of the table in ``models/_messages.py``, read without Odoo."""
    tree = ast.parse((ROOT / "models/_messages.py").read_text())
    [table] = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and node.targets[0].id == "MESSAGES"
    ]
    return {key.value for key in table.keys}


def test_every_code_of_core_is_told_to_the_user():
    raised = {code for code in raised_codes() if not code.startswith("packet.")}
    assert len(raised) > 30
    assert not raised - told_codes()


def test_no_sentence_is_left_over():
    texts = "".join(path.read_text() for path in (ROOT / "core").rglob("*.py"))
    assert [code for code in told_codes() if f'"{code}"' not in texts] == []
