"""Relations: what the figures of a report must obey. Found here, judged in SQL."""

from dagster_project.reading.relations.discover import Discovery, discover_relations

__all__ = ["Discovery", "discover_relations"]
