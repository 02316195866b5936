"""The composition root: settings → storage → services → platforms → scheduler."""
