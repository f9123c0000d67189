"""The reading library: a report file in, typed staging records out, without Dagster, DuckDB or the network."""
