"""From grid to figures, in named steps: join, headers, rows, figures, relations."""
