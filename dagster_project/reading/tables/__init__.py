"""From printed grids to figures, in named steps: join, headers, rows, kinds, figures."""
