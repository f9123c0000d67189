"""Scanned pages: from pixels to words, rules and fills."""
