"""What a run imports of others, imported at once: by the command before its run, by the service before all runs.

Only imports belong here. They make a million objects and next to nothing that can be freed, for which Python would look
again and again: a quarter of the time that they take.
"""

import gc
import logging
import os

handlers = list(logging.root.handlers)
gc.disable()
# It is read once, when Great Expectations is imported.
os.environ["GX_ANALYTICS_ENABLED"] = "false"

# The imports stand below what must be so before them, and nothing here uses what they bring.
# ruff: noqa: E402, F401
import dbt.adapters.duckdb
import dbt.cli.main
import dbt.task.build
import great_expectations
import great_expectations.expectations

import dagster_project.event_log
import dagster_project.orchestration.definitions

# dbt adds one, through which everything that is said would be said twice.
logging.root.handlers[:] = handlers
# What is here to stay is looked at no more; processes that are forked from this one go on sharing its memory.
gc.freeze()
gc.enable()
