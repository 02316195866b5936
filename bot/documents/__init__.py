"""Files for people: the matrix and what goes with it as a spreadsheet, CSV, YAML and PDF."""
