"""``bin/edoc verify``: exit codes, what it prints, and that nothing makes it hang."""

import argparse
import base64
import json
import os
import random
import subprocess
import sys
import time
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from test_verify_attacks import script, updated
from test_verify_chain import make, other_tool
from test_verify_fuzz import mutate

from core.cli import verify
from core.pdfsign import confined, confined_task
from core.pdfsign.limited import Limits, Outcome, run_limited
from core.pdfsign.sign import Level

EDOC = Path(__file__).resolve().parents[1] / "bin" / "edoc"
MIB = 1024 * 1024
# A process's peak starts from that of the one it was forked from, so a small one forks.
MEASURED = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
"""
AGENCY = "Sở Công Thương tỉnh Lai Châu"


@pytest.fixture(scope="module")
def files(pki, chain, draft, now, tmp_path_factory):
    """A folder with files of each grade, and what a verification needs."""
    folder = tmp_path_factory.mktemp("verify")

    def put(name, content):
        (folder / name).write_bytes(content)

    put("root.pem", (pki.folder / "root.pem").read_bytes())
    put("between.pem", (pki.folder / "intermediates.pem").read_bytes())
    put("rogue.der", pki.certificate("rogue"))
    put("sealed.pdf", chain.sealed)
    put("signed.pdf", chain.signed)
    put("draft.pdf", chain.draft)
    put("plain.pdf", make(pki, draft, now, Level.B))
    put("cut.pdf", chain.sealed[:-10])
    put("text.pdf", b"no PDF")
    put("empty.pdf", b"")
    root_list, list_ = pki.crls(now)
    put("root.crl", root_list)
    armed = base64.encodebytes(list_)
    put(
        "ca.crl.pem",
        b"-----BEGIN X509 CRL-----\n" + armed + b"-----END X509 CRL-----\n",
    )
    (folder / "folder.pdf").mkdir()
    os.mkfifo(folder / "pipe.pdf")
    return folder


def edoc(files, *arguments, code=0, trust=("--trust-root", "root.pem")):
    """Run ``edoc verify`` as a user does, with a locale that knows no Vietnamese."""
    done = subprocess.run(
        [sys.executable, EDOC, "verify", *map(str, (*arguments, *trust))],
        capture_output=True,
        encoding="utf-8",
        env={"LC_ALL": "C", "PATH": os.environ["PATH"]},
        timeout=60,
        cwd=files,
        stdin=subprocess.DEVNULL,
    )
    assert "Traceback" not in done.stderr + done.stdout
    assert done.returncode == code, done.stderr + done.stdout
    return done


def shown(files, *arguments, code=0, **options):
    return json.loads(edoc(files, *arguments, "--json", code=code, **options).stdout)


def codes(verdict):
    return {rule["code"] for rule in verdict["rules"]}


# -- exit codes ----------------------------------------------------------------


def test_valid(files):
    done = edoc(files, "sealed.pdf", "--agency", AGENCY)
    assert done.stdout.startswith("Hợp lệ: ")
    assert not done.stderr
    done = edoc(files, "sealed.pdf", "--lang", "en")
    assert done.stdout.startswith("Valid: ")
    assert "1. Personal signature of" in done.stdout


def test_invalid(files):
    assert codes(shown(files, "draft.pdf", code=1)) == {"file.no_signature"}
    assert "role.seal_missing" in codes(shown(files, "signed.pdf", code=1))
    other = ("--trust-root", "rogue.der")
    verdict = shown(files, "sealed.pdf", code=1, trust=other)
    assert "certificate.untrusted" in codes(verdict)


def test_valid_with_a_note(files, pki, draft):
    pdf = other_tool(updated(draft(), script), pki, "director", "A")
    pdf = other_tool(pdf, pki, "seal_sct", "B")
    (files / "noted.pdf").write_bytes(pdf)
    lists = ("--crl", "root.crl", "--crl", "ca.crl.pem")
    trust = ("--trust-root", "root.pem", "--intermediate", "between.pem", *lists)
    verdict = shown(files, "noted.pdf", code=2, trust=trust)
    assert verdict["verdict"] == "valid_with_note"
    assert "file.active_content" in codes(verdict)


def test_undecided_without_status_data(files, now):
    trust = ("--trust-root", "root.pem", "--intermediate", "between.pem")
    assert "certificate.status_unknown" in codes(
        shown(files, "plain.pdf", code=3, trust=trust)
    )
    lists = ("--crl", "root.crl", "ca.crl.pem")
    assert shown(files, "plain.pdf", trust=(*trust, *lists))["verdict"] == "valid"
    # Before the certificates were issued.
    early = (*trust, *lists, "--at", "2001-01-01T00:00:00")
    assert "certificate.not_yet_valid" in codes(
        shown(files, "plain.pdf", code=1, trust=early)
    )


def test_online(files):
    verdict = shown(files, "plain.pdf", "--online")
    assert {item["status_source"] for item in verdict["signatures"]} == {"online"}


def test_agency_and_kind(files, pki, chain, now):
    verdict = shown(files, "sealed.pdf", "--agency", "Sở Y tế tỉnh Lai Châu", code=3)
    assert "seal.other_agency" in codes(verdict)
    as_enclosure = shown(files, "signed.pdf", "--kind", "attachment", code=1)
    assert "role.seal_missing" in codes(as_enclosure)


@pytest.mark.parametrize("name", ["cut.pdf", "text.pdf", "empty.pdf"])
def test_unreadable(files, name):
    verdict = shown(files, name, code=4)
    assert verdict["verdict"] == "unreadable"
    assert len(verdict["document"]["sha256"]) == 64


@pytest.mark.parametrize("name", ["gone.pdf", "folder.pdf", "pipe.pdf", "/dev/zero"])
def test_no_file(files, name):
    done = edoc(files, name, "--json", code=4)
    assert name in done.stderr and not done.stdout


def test_a_file_too_large_is_not_even_read(files):
    with open(files / "large.pdf", "wb") as stream:
        stream.truncate(2**40)
    verdict = shown(files, "large.pdf", code=4)
    assert codes(verdict) == {"file.too_large"}
    assert verdict["document"] == {
        "sha256": "",
        "size": 2**40,
        "pages": 0,
        "revisions": 0,
    }


# -- wrong use -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((), "FILE"),
        (("sealed.pdf",), "--trust-root"),
        (("sealed.pdf", "--trust-root", "gone.pem"), "gone.pem"),
        (("sealed.pdf", "--trust-root", "pipe.pdf"), "pipe.pdf"),
        (("sealed.pdf", "--trust-root", "text.pdf"), "text.pdf"),
        (("sealed.pdf", "--trust-root", "empty.pdf"), "empty.pdf"),
        (("sealed.pdf", "--trust-root", "root.pem", "ca.crl.pem"), "ca.crl.pem"),
        (("sealed.pdf", "--trust-root", "root.crl"), "root.crl"),
        (
            ("sealed.pdf", "--trust-root", "root.pem", "--intermediate", "text.pdf"),
            "--intermediate text.pdf",
        ),
        (
            ("sealed.pdf", "--trust-root", "root.pem", "--crl", "root.pem"),
            "--crl root.pem",
        ),
        (
            ("sealed.pdf", "--trust-root", "root.pem", "--crl", "text.pdf"),
            "--crl text.pdf",
        ),
        (("sealed.pdf", "--trust-root", "root.pem", "--at", "noon"), "noon"),
        (("sealed.pdf", "--trust-root", "root.pem", "--at", "0001-01-01"), "0001"),
        (("sealed.pdf", "--trust-root", "root.pem", "--kind", "seal"), "seal"),
        (("sealed.pdf", "--trust-root", "root.pem", "--seconds", "0"), "--seconds"),
        (("sealed.pdf", "--trust-root", "root.pem", "--seconds", "nan"), "--seconds"),
        (("sealed.pdf", "--trust-root", "root.pem", "--memory-mb", "1"), "--memory"),
        (("sealed.pdf", "text.pdf", "--trust-root", "root.pem"), "text.pdf"),
        (("sealed.pdf", "--trust-root", "root.pem", "--nonsense"), "--nonsense"),
    ],
)
def test_wrong_use_is_no_verdict(files, arguments, named):
    done = edoc(files, *arguments, code=64, trust=())
    assert named in done.stderr and not done.stdout


def test_times():
    assert verify._time("2026-11-22T07:00") == datetime(2026, 11, 22, 0, 0, tzinfo=UTC)
    assert verify._time("2026-11-22T07:00:00Z").utcoffset() == timedelta(0)
    assert verify._time("2026-11-22").utcoffset() == timedelta(hours=7)


# -- JSON ----------------------------------------------------------------------

TEXT = {"vi": str, "en": str}
RULE = {
    "code": str,
    "severity": str,
    "params": dict,
    "evidence": str,
    "sentence": TEXT,
}
STATUS = {"kind": str, "sha256": str, "size": int, "content": str}
STAMP = {
    "field": str,
    "status": str,
    "time": str,
    "authority": str,
    "reason": str,
    "revision": int,
    "certificate_status": str,
    "status_source": str,
    "certificate": str,
    "chain": [str],
    "status_data": [STATUS],
}
SIGNATURE = {
    "field": str,
    "role": str,
    "signer": str,
    "signer_subject": str,
    "issuer": str,
    "serial": str,
    "claimed_time": str,
    "proven_time": str,
    "level": str,
    "algorithms": str,
    "coverage": str,
    "changes_after": [{"kind": str, "page": (int, type(None)), "detail": str}],
    "certificate_status": str,
    "status_source": str,
    "errors": [str],
    "certificate_sha256": str,
    "certificate": str,
    "page": int,
    "box": [float],
    "certified": bool,
    "covered": int,
    "chain": [str],
    "status_data": [STATUS],
    "time_stamp": STAMP,
    "sentence": TEXT,
}
TIME_STAMP = {**STAMP, "sentence": TEXT}
VERDICT = {
    "verdict": str,
    "sentence": TEXT,
    "rules": [RULE],
    "signatures": [SIGNATURE],
    "time_stamps": [TIME_STAMP],
    "document": {"sha256": str, "size": int, "pages": int, "revisions": int},
    "at": str,
}


def check(value, shape):
    if isinstance(shape, list):
        assert isinstance(value, list)
        for item in value:
            check(item, shape[0])
    elif isinstance(shape, dict):
        assert value.keys() == shape.keys()
        for key, inner in shape.items():
            check(value[key], inner)
    else:
        assert isinstance(value, shape), (value, shape)


def test_every_key(files, chain):
    verdict = shown(files, "sealed.pdf", "--at", "2090-01-01T00:00:00+07:00", code=0)
    check(verdict, VERDICT)
    assert verdict["at"] == "2090-01-01T00:00:00+07:00"
    assert [item["role"] for item in verdict["signatures"]] == ["person", "seal"]
    first, last = verdict["signatures"]
    assert {change["kind"] for change in first["changes_after"]} >= {"fields"}
    assert (first["coverage"], last["coverage"]) == ("revision", "file")
    assert last["certificate_status"] == "good" and last["status_source"] == "embedded"
    assert verdict["document"]["revisions"] > 2
    verdict = shown(files, "signed.pdf", code=1)
    check(verdict["rules"], [RULE])
    assert all(rule["sentence"]["vi"].endswith(".") for rule in verdict["rules"])


# -- limits --------------------------------------------------------------------


def test_too_slow_is_undecided(files):
    verdict = shown(files, "sealed.pdf", "--seconds", "0.05", code=3)
    check(verdict, VERDICT)
    assert codes(verdict) == {"file.time_limit"}
    assert "0.05" in verdict["sentence"]["vi"]


def bomb(mib, layers=1):
    """A PDF of a few kilobytes whose objects unpack to ``mib`` MiB."""
    packer = zlib.compressobj(9, wbits=-15)
    chunk = packer.compress(bytes(MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    check_sum = (mib * MIB % 65521 << 16) + 1
    packed = b"\x78\x9c" + chunk * mib + b"\x03\0" + check_sum.to_bytes(4, "big")
    for _layer in range(layers - 1):
        packed = zlib.compress(packed, 9)
    filters = b"/FlateDecode " * layers
    objects = [
        b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n",
        b"2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n",
    ]
    body, places = b"%PDF-1.7\n", []
    for item in objects:
        places.append(len(body))
        body += item
    held = len(body)
    body += (
        b"5 0 obj\n<</Type/ObjStm/N 1/First 4/Filter[%s]/Length %d>>\nstream\n%s\n"
        b"endstream\nendobj\n" % (filters, len(packed), packed)
    )
    table = len(body)
    rows = b"".join(
        kind.to_bytes(1, "big") + a.to_bytes(4, "big") + b.to_bytes(2, "big")
        for kind, a, b in (
            (0, 0, 65535),
            (1, places[0], 0),
            (1, places[1], 0),
            (2, 5, 0),
            (1, table, 0),
            (1, held, 0),
        )
    )
    body += (
        b"4 0 obj\n<</Type/XRef/Size 6/W[1 4 2]/Root 1 0 R/Length %d>>\nstream\n%s\n"
        b"endstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (len(rows), rows, table)
    )
    return body


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (bomb(3000), "file.memory_limit"),
        (bomb(3000, 2), "file.unreadable"),
        (b"%PDF-1.7\n" + bytes(60 * MIB) + b"%%EOF\n", "file.memory_limit"),
    ],
    ids=["bomb", "bomb in a bomb", "large"],
)
def test_files_that_swell(files, content, code):
    (files / "bomb.pdf").write_bytes(content)
    options = ("--json", "--memory-mb", "128", "--seconds", "20")
    command = [EDOC, "verify", "bomb.pdf", "--trust-root", "root.pem", *options]
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, sys.executable, *command],
        cwd=files,
        capture_output=True,
        timeout=60,
    )
    code_and_size = done.stderr.split()
    assert code_and_size[0] == b"4", done.stdout
    assert int(code_and_size[1]) * 1024 < 140 * MIB
    assert time.monotonic() - started < 20
    verdict = json.loads(done.stdout)
    assert codes(verdict) == {code}


def task(name, limits=None, **options):
    limits = limits or Limits(10, 256 * MIB)
    return run_limited(f"tests_pure.limited_tasks:{name}", options, {}, limits)


def test_a_task_gets_its_files():
    files = {"pdf": [bytes(3 * MIB)], "crls": [b"", b"ab"], "roots": []}
    name = "tests_pure.limited_tasks:echo"
    outcome = run_limited(name, {"a": "ữ"}, files, Limits(10))
    sizes = {"pdf": [3 * MIB], "crls": [0, 2], "roots": []}
    assert outcome == Outcome("answered", {"options": {"a": "ữ"}, "sizes": sizes})


@pytest.mark.parametrize("name", ["sleep", "spin"])
def test_a_child_that_hangs(name):
    started = time.monotonic()
    assert task(name, Limits(1)).state == "time"
    assert time.monotonic() - started < 15


def test_a_child_that_hangs_before_it_takes_its_input():
    files = {"pdf": [bytes(MIB)]}
    outcome = run_limited("time:sleep", {}, files, Limits(0.01))
    assert outcome.state == "time"


def test_nothing_is_left_behind():
    pid = task("linger").answer["pid"]
    for _attempt in range(50):
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.1)
    raise AssertionError("the grandchild lives on")


def test_a_child_that_swells():
    assert task("swell").state == "memory"


@pytest.mark.parametrize("name", ["SIGKILL", "SIGSEGV", "SIGABRT", "SIGTERM"])
def test_a_child_that_is_killed(name):
    assert task("kill", signal=name) == Outcome("died", reason=name)


def test_a_child_that_answers_nonsense(tmp_path):
    assert task("leave") == Outcome("died", reason="exit code 3")
    said = ["", "{", "[]", '{"state": 1}', '{"state": "answered", "content": 1}']
    said += ["[" * 100_000, '{"state": []', "\x00", "9" * 9999]
    for text in said:
        assert task("babble", said=text).state == "died", text
    assert task("no_json").state == "died"
    assert task("fail") == Outcome("failed", reason="RuntimeError: wrong")
    assert task("not_there").state == "failed"
    assert run_limited("no.such:thing", {}, {}, Limits(10)).state == "failed"


def test_an_answer_has_a_limit():
    limits = Limits(10, 256 * MIB, MIB)
    assert len(task("chatter", limits, size=1000).answer["long"]) == 1000
    assert task("chatter", limits, size=MIB) == Outcome(
        "died", reason="answer too long"
    )


def test_a_child_writes_no_files(tmp_path):
    path = tmp_path / "written"
    assert task("write_file", path=str(path)).state == "failed"
    assert path.stat().st_size == 0


@pytest.mark.parametrize(
    ("name", "grade", "code"),
    [
        ("kill", "undecided", "file.checker_died"),
        ("swell", "unreadable", "file.memory_limit"),
    ],
)
def test_such_children_end_in_a_verdict(monkeypatch, now, name, grade, code):
    monkeypatch.setattr(confined, "TASK", f"tests_pure.limited_tasks:{name}")
    limits, options = Limits(10, 256 * MIB), {"signal": "SIGKILL"}
    verdict = confined.verify_confined(b"%PDF-", {}, options, now, limits)
    check(verdict, VERDICT)
    assert verdict["verdict"] == grade and codes(verdict) == {code}


@pytest.mark.parametrize(
    "change",
    [
        {"verdict": "splendid"},
        {"verdict": ["valid"]},
        {"sentence": {"vi": "a"}},
        {"sentence": "a"},
        {"rules": [{}]},
        {"rules": None},
        {"signatures": [1]},
        {"signatures": 1},
        {"time_stamps": [{}]},
        {"document": {}},
        {"at": "noon"},
        {"refused": ["roots", 7]},
        {"refused": {}},
    ],
    ids=str,
)
def test_an_answer_that_is_no_verdict(monkeypatch, now, change):
    answer = confined.too_large(1, now) | change
    done = Outcome(
        "answered", {"refused": answer["refused"]} if len(answer) > 7 else answer
    )
    monkeypatch.setattr(confined, "run_limited", lambda *_arguments: done)
    verdict = confined.verify_confined(b"", {"roots": (b"",)}, {}, now, Limits())
    assert codes(verdict) == {"file.checker_died"}


def test_a_check_that_does_not_work_here(monkeypatch, files, capsys):
    monkeypatch.setattr(confined, "TASK", "tests_pure.limited_tasks:fail")
    assert run(files, files / "sealed.pdf") == verify.EXIT_BROKEN
    assert "RuntimeError" in capsys.readouterr().err


# -- damaged files -------------------------------------------------------------


def run(files, path, *more):
    parser = argparse.ArgumentParser()
    verify.configure(parser)
    root = str(files / "root.pem")
    return verify.run(parser.parse_args([str(path), "--trust-root", root, *more]))


def here(name, options, files, limits):
    """Do in this process what the child does, its pipes included."""
    assert name == confined.TASK
    options = json.loads(json.dumps(options))
    return Outcome(
        "answered", json.loads(json.dumps(confined_task.verify(options, files)))
    )


def test_damaged_files(monkeypatch, files, chain, capsys, tmp_path):
    monkeypatch.setattr(confined, "run_limited", here)
    pen = random.Random(4)
    path = tmp_path / "damaged.pdf"
    seen = set()
    for turn in range(200):
        path.write_bytes(mutate(chain.sealed, pen))
        as_json = turn % 2 == 0
        code = run(files, path, *(["--json"] if as_json else ["--lang", "en"]))
        out = capsys.readouterr().out
        assert code in range(5) and "Traceback" not in out
        seen.add(code)
        if as_json:
            verdict = json.loads(out)
            assert verify.EXIT_CODES[verdict["verdict"]] == code
    assert {1, 4} <= seen


def test_what_a_file_says_does_not_steer_the_terminal():
    assert verify._clean("a\x1b[2Jb\u202ec\nữ") == "a [2Jb c ữ"


def test_a_reader_that_goes_away(files):
    command = f"{sys.executable} {EDOC} verify sealed.pdf --trust-root root.pem"
    script = f"{command} | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], cwd=files, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    for end, code in ((" > /dev/full", verify.EXIT_OUTPUT), (" <&- >&- 2>&-", 0)):
        done = subprocess.run(
            ["bash", "-c", command + end], cwd=files, capture_output=True
        )
        assert done.returncode == code and b"Traceback" not in done.stderr
