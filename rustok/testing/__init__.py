"""What the tests of this project and of modules built on it share."""
