"""Programs that read files from anywhere: limited in time, processor and memory."""

import os
import shutil
import subprocess  # noqa: S404 - fixed programs with fixed arguments
from dataclasses import dataclass

from ..errors import PdfError

_GIB = 1024**3


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a program may use for one page.

    :param seconds: of time, and of processor time
    :param memory: bytes of address space
    """

    seconds: float = 30
    memory: int = 2 * _GIB


def run(command: list[str], given: bytes, bounds: Bounds) -> bytes:
    """Return what a program prints about the bytes that it is given.

    :raises PdfError: ``ocr.program_missing`` with ``program``; ``ocr.timeout`` or
        ``ocr.failed``
    """
    program, limiter = shutil.which(command[0]), shutil.which("prlimit")
    if program is None or limiter is None:
        raise PdfError("ocr.program_missing", program=command[0])
    limited = [
        limiter,
        f"--as={bounds.memory}",
        f"--cpu={int(bounds.seconds) + 1}",
        "--core=0",
        "--",
        program,
        *command[1:],
    ]
    # two pages are read side by side; each program keeps to one processor
    settings = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(  # noqa: S603
            limited,
            input=given,
            capture_output=True,
            check=True,
            timeout=bounds.seconds,
            env=settings,
        )
    except subprocess.TimeoutExpired as error:
        raise PdfError("ocr.timeout") from error
    except (subprocess.CalledProcessError, OSError) as error:
        raise PdfError("ocr.failed") from error
    return done.stdout
