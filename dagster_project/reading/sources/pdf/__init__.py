"""The PDF format."""
