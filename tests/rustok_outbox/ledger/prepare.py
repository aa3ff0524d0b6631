"""Makes the tables, two tenants and the books: ``python -m tests.rustok_outbox.ledger.prepare``."""

from __future__ import annotations

import django
from django.core.management import call_command


def main() -> None:
    """Prepare the database named by the environment."""
    django.setup()
    from rustok.tenancy.owner import owner_connection  # noqa: PLC0415  (models need Django)
    from rustok.testing.tenants import make_tenant  # noqa: PLC0415
    from tests.rustok_outbox.ledger import books  # noqa: PLC0415

    call_command("migrate_schemas", verbosity=0)
    for slug in ("a", "b"):
        make_tenant(slug)
    with owner_connection() as owner:
        owner.execute(books.CREATE)


if __name__ == "__main__":
    main()
