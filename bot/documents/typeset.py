"""A template of the package as PDF, with the package's fonts: it looks the same everywhere."""

import json
from collections.abc import Mapping
from importlib.resources import as_file, files
from typing import Any


def typeset(template: str, data: Mapping[str, Any]) -> bytes:
    """Return `template`, a file beside this one, filled in with `data` as PDF."""
    # Loaded when it is used: the local chat starts without it.
    import typst

    source = files("bot").joinpath("documents", template).read_bytes()
    with as_file(files("bot").joinpath("pictures", "fonts")) as folder:
        return typst.compile(
            source,
            sys_inputs={"data": json.dumps(data)},
            font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(folder)]),
            format="pdf",
        )
