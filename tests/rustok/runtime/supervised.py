"""A supervisor over the embedded servers, a tiny web server and a process that names its own child.

``python -m tests.rustok.runtime.supervised HOME PORT [external]``; run by the supervisor's tests.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from rustok.runtime.children import Output
from rustok.runtime.services import Services
from rustok.runtime.supervisor import Supervisor

WEB = """
import http.server, os, sys
class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/health/ready" else 404)
        self.end_headers()
    def log_message(self, *args): pass
server = http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Ready)
print("pid", os.getpid(), "has", os.environ.get("DATABASE_URL", "")[:13], flush=True)
server.serve_forever()
"""

# A process with a child of its own, as a web server or a worker has.
PARENT = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("pid", os.getpid(), "child", child.pid, flush=True)
try:
    time.sleep(600)
finally:
    child.kill()
"""


def main() -> int:
    home, port, *flags = sys.argv[1:]
    external = {"DATABASE_URL": "postgresql:///none", "REDIS_URL": "redis://127.0.0.1:1"}
    supervisor = Supervisor(
        services=Services(Path(home), external if "external" in flags else {}),
        prepare=[("first", [sys.executable, "-c", "print('prepared')"])]
        + ([("broken", [sys.executable, "-c", "raise SystemExit('no table')"])] if "broken" in flags else []),
        commands=[
            ("web", "green", [sys.executable, "-c", WEB, port]),
            ("worker", "blue", [sys.executable, "-c", PARENT]),
        ],
        environment=dict(os.environ),
        folder=Path(home),
        port=int(port),
        output=Output(sys.stdout),
    )
    return supervisor.run(ready=lambda: supervisor.output.line("rustok", "READY"))


if __name__ == "__main__":
    sys.exit(main())
