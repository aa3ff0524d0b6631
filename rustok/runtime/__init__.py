"""What stands around the application: embedded servers, the supervisor behind ``make run``, ``doctor``."""
