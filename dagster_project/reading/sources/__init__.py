"""File formats: one room each, from a file to the document model."""
