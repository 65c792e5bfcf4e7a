"""wait_for_page.py URL PID: until the page answers; fails when the process is gone."""

import os
import sys
import time
import urllib.error
import urllib.request

url, pid = sys.argv[1], int(sys.argv[2])
deadline = time.monotonic() + 120
while time.monotonic() < deadline:
    os.kill(pid, 0)
    try:
        urllib.request.urlopen(url, timeout=60)
        sys.exit()
    except urllib.error.HTTPError as error:
        sys.exit(f"{url} answers {error.code}")
    except OSError:
        time.sleep(0.2)
sys.exit(f"{url} does not answer")
