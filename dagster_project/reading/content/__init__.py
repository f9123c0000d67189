"""What a report says outside its figures: metadata, goals, assessments, lists, claims, and the role of every number."""
