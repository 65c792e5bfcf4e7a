"""Tasks that misbehave, for the child process of ``core.pdfsign.limited``."""

import json
import os
import signal
import subprocess
import sys
import time


def echo(options, files):
    sizes = {name: [len(item) for item in items] for name, items in files.items()}
    return {"options": options, "sizes": sizes}


def sleep(options, files):
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(600)


def spin(options, files):
    while True:
        pass


def linger(options, files):
    """Leave a grandchild behind that holds the pipe, and tell who it is."""
    left = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    return {"pid": left.pid}


def swell(options, files):
    held = []
    while True:
        held.append(b"x" * 2**24)


def kill(options, files):
    os.kill(os.getpid(), getattr(signal, options["signal"]))


def leave(options, files):
    os._exit(3)


def chatter(options, files):
    print("not for the parent")
    os.write(1, b"nor this")
    return {"long": "x" * options["size"]}


def babble(options, files):
    """Write what is no answer on every pipe that is open, as one taken over might."""
    for descriptor in range(3, 20):
        try:
            os.write(descriptor, options["said"].encode())
        except OSError:
            continue
    os._exit(0)


def who(options, files):
    """Tell the process that does it, after a while, and what it was asked."""
    time.sleep(options.get("pause", 0))
    return {"pid": os.getpid(), "asked": options.get("asked")}


def one_bad(options, files):
    """Behave, except for one request."""
    name = options.get("does")
    return globals()[name](options, files) if name else who(options, files)


def say_twice(options, files):
    """Answer the next request already, too."""
    reply = b'{"state": "answered", "content": {"pid": 0}}'
    for descriptor in range(3, 20):
        try:
            os.write(descriptor, b"%011d\n%s" % (len(reply), reply) * 2)
        except OSError:
            continue
    return {}


def fail(options, files):
    raise RuntimeError("wrong")


def no_json(options, files):
    return [1]


def write_file(options, files):
    with open(options["path"], "wb") as stream:
        stream.write(b"x")
        stream.flush()
    return {}


def parrot(options, files):
    """Answer what the file says: a child that was taken over."""
    return json.loads(files["pdf"][0])
