"""Orders: how they are made, paid, sent, changed and given up."""
