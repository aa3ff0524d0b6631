"""Starts processes quickly, by forking one that has loaded everything.

``python -m tests.rustok_outbox.ledger.nursery`` reads ``start KIND FAILPOINTS`` and answers the process id; it reads
``poll PID`` and answers ``alive`` or the exit code. A process that takes seconds to start could not be killed often
enough.
"""

from __future__ import annotations

import os
import sys
import traceback

import django

from rustok.events import failpoints


def main() -> None:
    """Serve until the input ends."""
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  (models need Django)

    from settings import celery_app  # noqa: PLC0415
    from tests.rustok_outbox.ledger import writer  # noqa: PLC0415

    celery_app.loader.import_default_modules()
    worker = ["worker", "--pool", "solo", "--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
    kinds = {
        "writer": lambda: writer.write(seed=os.getpid(), rate=60),
        "relay": lambda: call_command("relay_outbox"),
        "worker": lambda: celery_app.worker_main(worker),
        "beat": lambda: celery_app.start(["beat", "--loglevel", "WARNING", "--schedule", os.environ["SCHEDULE"]]),
    }
    for line in sys.stdin:
        command, argument, *rest = line.split()
        if command == "poll":
            pid, status = os.waitpid(int(argument), os.WNOHANG)
            print(os.waitstatus_to_exitcode(status) if pid else "alive", flush=True)
            continue
        pid = os.fork()
        if pid:
            print(pid, flush=True)
            continue
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)
        try:
            failpoints.arm(" ".join(rest))
            kinds[argument]()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)


if __name__ == "__main__":
    main()
