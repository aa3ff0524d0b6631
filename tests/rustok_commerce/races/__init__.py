"""Selling under many hands at a time.

``test_storm*`` sends requests to four server processes on one database. ``test_pairs`` lets any two commands meet at
their first lock. ``test_lock_order`` watches in which order all of them come to the tables. ``test_mutants`` takes a
guard away and shows that the same checks find out. In CI the storms are small; ``RUSTOK_RACES=full`` makes them as
large as the promises of the project (2,000 checkouts, 1,000 keys twenty times each, 10,000 payments), which takes
minutes, and the payments about an hour on two cores.
"""
