"""A pytest plugin: several runs share one suite, each module is run by one of them."""

from itertools import groupby
from pathlib import Path

import pytest


def pytest_addoption(parser):
    parser.addoption(
        "--claims", type=Path, required=True, help="folder that all runs know"
    )
    parser.addoption(
        "--from-end", action="store_true", help="begin with the last module"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session):
    if session.testsfailed or session.config.option.collectonly:
        return None  # pytest's own loop reports it
    items = _claimed(session)
    item = next(items, None)
    while item is not None:
        # the last test of a module tears down what its module alone has used
        following = next(items, None)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
        if session.shouldstop:
            raise session.Interrupted(session.shouldstop)
        item = following
    return True


def _claimed(session):
    options = session.config.option
    modules = [(path, list(items)) for path, items in groupby(session.items, _path)]
    if options.from_end:
        modules.reverse()
    for path, items in modules:
        try:
            (options.claims / path.stem).mkdir()
        except FileExistsError:
            continue
        yield from items


def _path(item):
    return item.path
