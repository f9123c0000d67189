"""Real tables of municipalities and regions, typeset by this project, with hand-checked truth."""
