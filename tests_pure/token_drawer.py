"""Copies of the test tokens in a folder of their own, where they may be pulled out."""

import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from core.token.pkcs11 import list_tokens

SO_PIN = "13572468"
# How SoftHSM stores a token's flags, and what PKCS#11 calls a locked PIN.
_TOKEN_FLAGS = struct.pack(">QQ", 0x8000534B, 2)
USER_PIN_COUNT_LOW, USER_PIN_FINAL_TRY, USER_PIN_LOCKED = 0x10000, 0x20000, 0x40000


@dataclass(frozen=True, slots=True)
class Drawer:
    """A folder of tokens: ``folder`` is in use, ``pocket`` holds those pulled out."""

    folder: Path
    pocket: Path
    driver: str

    def serial(self, label: str) -> str:
        return {t.label: t.serial for t in list_tokens(self.driver)}[label]

    def add(self, label: str, pin: str) -> None:
        """Plug in a new, empty token."""
        command = ["softhsm2-util", "--init-token", "--free", "--label", label]
        command += ["--pin", pin, "--so-pin", SO_PIN]
        subprocess.run(command, check=True, capture_output=True)

    @contextmanager
    def pulled_out(self, label: str) -> Iterator[None]:
        """Take a token away for a while."""
        place = self._place(label)
        shutil.move(place, self.pocket)
        try:
            yield
        finally:
            shutil.move(self.pocket / place.name, place)

    def set_flags(self, label: str, flags: int) -> None:
        """Have the driver report other flags of a token, as a device would."""
        file = self._place(label) / "token.object"
        data = bytearray(file.read_bytes())
        at = data.index(_TOKEN_FLAGS) + len(_TOKEN_FLAGS)
        (old,) = struct.unpack_from(">Q", data, at)
        struct.pack_into(">Q", data, at, old | flags)
        file.write_bytes(data)

    def change_pin(self, label: str, old: str, new: str) -> None:
        """Somebody changes the PIN elsewhere."""
        command = ["pkcs11-tool", "--module", self.driver, "--token-label", label]
        command += ["--login", "--pin", old, "--change-pin", "--new-pin", new]
        subprocess.run(command, check=True, capture_output=True)

    def _place(self, label: str) -> Path:
        ending = self.serial(label)[-12:]
        return next(p for p in self.folder.iterdir() if p.name.endswith(ending))


@contextmanager
def open_drawer(tokens: Path, place: Path, driver: str) -> Iterator[Drawer]:
    """Copy all ``tokens`` to ``place`` and let the driver see only the copies."""
    drawer = Drawer(place / "tokens", place / "pocket", driver)
    shutil.copytree(tokens, drawer.folder)
    drawer.pocket.mkdir()
    given = Path(os.environ["SOFTHSM2_CONF"])
    config = place / "softhsm2.conf"
    config.write_text(given.read_text().replace(str(tokens), str(drawer.folder)))
    os.environ["SOFTHSM2_CONF"] = str(config)
    try:
        list_tokens(driver)
        yield drawer
    finally:
        os.environ["SOFTHSM2_CONF"] = str(given)
        list_tokens(driver)
