"""The official schemas of Open Referral UK 3.0, where this machine has a copy of them."""

from pathlib import Path

# They are under a licence of their own and no part of the project; without them, their test is not there.
OFFICIAL = Path(__file__).parents[4] / "shared" / "data" / "oruk"

collect_ignore = [] if (OFFICIAL / "3.0").is_dir() else ["test_official.py"]
