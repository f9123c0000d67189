"""Status marks of all formats: which they are, and how they look."""
