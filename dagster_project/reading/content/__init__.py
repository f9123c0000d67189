"""The content of a document beside the figures of its tables: metadata, goals, assessments, lists and claims."""
