"""How long a process needs before it can serve the addon's first request."""

import os
import time

from odoo.modules.registry import Registry
from odoo.tools import config

options = ["-c", os.environ["EDOC_BENCH_CONFIG"], "--log-level=warn"]
config.parse_config(options, setup_logging=True)
began = time.perf_counter()
Registry(os.environ["EDOC_BENCH_DATABASE"])
print(f"load the registry\t{time.perf_counter() - began:.2f}\ts")
