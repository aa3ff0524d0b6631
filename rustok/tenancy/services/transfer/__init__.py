"""A tenant as an archive: every row of its tables and every file of its folder, to be loaded with the same ids.

The archive is a zip file: ``tenant.jsonl`` has a line of JSON for what it is, then, table by table in the order of
their references, the rows, then how many there were with a checksum over all of it; ``files/`` are the files as they
lie in the tenant's folder, ``files.jsonl`` names each with its size and SHA-256. Copies that are made from other
tables, and what is on its way, are left out: the read model, the outbox, what was kept of answers, pictures in other
sizes.

A column that proves who somebody is, or opens a door, is declared on its model as ``secret_columns``.
"""
