"""Pieces become what they are to be, through the commands that everybody else uses."""
