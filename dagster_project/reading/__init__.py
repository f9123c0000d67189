"""The reading library: a report file in, typed staging records out. It knows neither Dagster nor DuckDB nor the network."""
