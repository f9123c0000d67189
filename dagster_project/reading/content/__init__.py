"""The content of a document besides the figures of its tables: metadata, goals, assessments, lists and claims."""
