"""Make a warehouse folder and the Dagster home in it: `python -m dagster_project.prepare WAREHOUSE`, before a service."""

import sys
from pathlib import Path

from dagster_project.warehouse.folder import WarehouseError, WarehouseFolder

if __name__ == "__main__":
    try:
        WarehouseFolder(Path(sys.argv[1]).resolve()).prepare()
    except WarehouseError as error:
        sys.exit(str(error))
