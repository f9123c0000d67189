"""Relations: what the figures of a report must obey. Found here, judged in SQL."""
