"""What services of pages take and give."""
