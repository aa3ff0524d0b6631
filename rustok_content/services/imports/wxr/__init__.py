"""WordPress eXtended RSS, 1.0 to 1.2: what WordPress writes under Tools, Export."""
