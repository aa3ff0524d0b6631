"""``python -m benchmarks``: measure and print a table."""

from __future__ import annotations

import argparse
import os
import sys
from urllib.parse import urlsplit


def main() -> int:
    """Run the benchmarks that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--products", type=int, default=5000, help="Size of the catalogue.")
    parser.add_argument("--rounds", type=int, default=400, help="Requests of each kind in this process.")
    parser.add_argument("--changes", type=int, default=200, help="Changes whose way to the storefront is timed.")
    parser.add_argument("--rate", type=float, action="append", help="Changes a second; 20 and 100 if not said.")
    parser.add_argument("--made-up", action="store_true", help="Documents without a domain behind them: quickly made.")
    parser.add_argument("--sizes", help="Sizes, as 1000,100000, between which the cost of a read is compared.")
    parser.add_argument(
        "--only",
        choices=("storefront", "http", "lag", "imports", "checkout", "content", "replies"),
        action="append",
        help="Not all of it.",
    )
    parser.add_argument("--rows", type=int, default=10_000, help="Rows of the file that is taken in.")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"

    # Settings read the environment once: the folder and the servers come first, everything of Django after.
    from benchmarks.home import home_folder, say  # noqa: PLC0415
    from rustok.testing.servers import REDIS_URL, TestServers  # noqa: PLC0415

    wanted = options.only or ("storefront", "http", "lag")
    written: list[tuple[int, float]] = []
    said: list[str] = []
    servers = TestServers()
    with home_folder() as home:
        servers.start()
        os.environ["REDIS_URL"] = urlsplit(os.environ[REDIS_URL])._replace(path="/15").geturl()
        try:
            import django  # noqa: PLC0415

            django.setup()
            from benchmarks import checkout, content, figures, imports, lag, replies, storefront  # noqa: PLC0415
            from benchmarks.world import world  # noqa: PLC0415

            rows: list[figures.Row] = []
            for size in [int(size) for size in (options.sizes or "").split(",") if size]:
                say(f"writing {size} products in two languages …")
                with world(home, size, made_up=options.made_up) as made:
                    rows += storefront.growth(made, options.rounds, rows)
            if "imports" in wanted:
                with world(home, 10) as made:
                    said += imports.twice(made, options.rows)
            if "checkout" in wanted:
                with world(home, 10) as made:
                    rows += checkout.checkout(made, options.rounds)
            if "content" in wanted:
                with world(home, 10) as made:
                    rows += content.content(made, options.rounds)
            if "replies" in wanted:
                with world(home, 10) as made:
                    rows += replies.replies(made, options.rounds)
            if set(wanted) - {"imports", "checkout", "content", "replies"} and (not options.sizes or options.only):
                say(f"writing {options.products} products in two languages …")
                with world(home, options.products, made_up=options.made_up) as made:
                    written.append((made.documents, made.rate))
                    if "storefront" in wanted:
                        rows += storefront.in_process(made, options.rounds)
                    if "http" in wanted:
                        rows += storefront.over_http(made)
                    if "lag" in wanted:
                        for rate in options.rate or (20.0, 100.0):
                            rows += lag.write_to_visible(made, rate=rate, changes=options.changes)
        finally:
            servers.stop()
    if rows:
        print(figures.table(rows))
    for line in said:
        print(line)
    for documents, built in written:
        print(f"\n{documents} documents written at {built:.0f}/s (goal ≥ 3500/s), {os.cpu_count()} CPUs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
