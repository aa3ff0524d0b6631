"""How the admin writes days and moments: the month by its name, the time with its zone."""
