"""``manage.py migrate`` is ``migrate_schemas``: Django's own would change public only, without the owner's rights."""

from rustok.tenancy.management.commands.migrate_schemas import Command

__all__ = ["Command"]
