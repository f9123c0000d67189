"""Reads PDF reports, born digital or scanned, into the document model."""
