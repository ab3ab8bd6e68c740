"""A page or a quick command looks places up without waiting for the libraries that load them."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["assetmap.geography.lookup", "assetmap.commands.geography"])
def test_looking_up_needs_no_frames(module: str) -> None:
    heavy = "{'geopandas', 'pandas', 'pyarrow', 'pyogrio', 'pyproj'}"
    program = f"import sys, {module}; print(sorted({heavy} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
