"""Make a warehouse folder with its Dagster home, for a service: `python -m dagster_project.prepare WAREHOUSE`."""

import sys
from pathlib import Path

from dagster_project.warehouse.folder import WarehouseError, WarehouseFolder

if __name__ == "__main__":
    try:
        WarehouseFolder(Path(sys.argv[1]).resolve()).prepare()
    except WarehouseError as error:
        sys.exit(str(error))
