"""Copy what the pages use of the npm packages into assetmap/web/static/vendor.

The GOV.UK crest and the GDS Transport typeface are for GOV.UK alone, so what asks for them is cut out of
the style sheet. Run `npm ci --ignore-scripts` first; scripts/demo and scripts/test do both.
"""

import argparse
import re
import shutil
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
PACKAGES = CHECKOUT / "node_modules"
VENDOR = CHECKOUT / "assetmap" / "web" / "static" / "vendor"

GOVUK = "govuk-frontend/dist/govuk/govuk-frontend.min"
FILES = {
    "govuk-frontend/govuk-frontend.min.css": f"{GOVUK}.css",
    "govuk-frontend/govuk-frontend.min.js": f"{GOVUK}.js",
    "htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "htmx/LICENSE": "htmx.org/LICENSE",
    "leaflet/leaflet.css": "leaflet/dist/leaflet.css",
    "leaflet/leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet/LICENSE": "leaflet/LICENSE",
    "leaflet/images/layers.png": "leaflet/dist/images/layers.png",
    "leaflet/images/layers-2x.png": "leaflet/dist/images/layers-2x.png",
    "leaflet/images/marker-icon.png": "leaflet/dist/images/marker-icon.png",
    "leaflet/images/marker-icon-2x.png": "leaflet/dist/images/marker-icon-2x.png",
    "leaflet/images/marker-shadow.png": "leaflet/dist/images/marker-shadow.png",
    "swagger-ui/swagger-ui.css": "swagger-ui-dist/swagger-ui.css",
    "swagger-ui/swagger-ui-bundle.js": "swagger-ui-dist/swagger-ui-bundle.js",
    "swagger-ui/LICENSE": "swagger-ui-dist/LICENSE",
}
SOURCE_MAP = re.compile(r"\s*(?://# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ \*/)\s*$")
TRANSPORT_FACE = re.compile(r"@font-face\{font-family:GDS Transport;[^}]*\}")
TRANSPORT_NOTICE = re.compile(r"/\*![^*]*The font has been customised[^*]*\*/")
CREST_RULE = re.compile(r"\.govuk-footer__copyright-logo:before\{[^}]*\}")


def main() -> int:
    """Build the directory anew, or say what is missing."""
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=as_written)
    parser.parse_args()
    missing = [source for source in FILES.values() if not (PACKAGES / source).is_file()]
    if missing:
        print(f"{PACKAGES / missing[0]} is missing. Run: npm ci --ignore-scripts", file=sys.stderr)
        return 1
    unfinished = VENDOR.with_name("vendor.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    for target, source in FILES.items():
        (unfinished / target).parent.mkdir(parents=True, exist_ok=True)
        (unfinished / target).write_bytes(convert(PACKAGES / source))
    shutil.rmtree(VENDOR, ignore_errors=True)
    unfinished.rename(VENDOR)
    return 0


def convert(source: Path) -> bytes:
    """Return the bytes to serve for a file of a package."""
    if source.suffix not in {".css", ".js"}:
        return source.read_bytes()
    content = SOURCE_MAP.sub("\n", source.read_text(encoding="utf-8"))
    if source.name == "govuk-frontend.min.css":
        content = without_crown(content)
    return content.encode()


def without_crown(css: str) -> str:
    """Cut the crest and the GDS Transport typeface out of GOV.UK Frontend's style sheet."""
    for cut in (TRANSPORT_FACE, TRANSPORT_NOTICE, CREST_RULE):
        css = cut.sub("", css)
    css = css.replace("font-family:GDS Transport,", "font-family:")
    left = re.findall(r"GDS Transport|govuk-crest|url\([^)]*\)", css)
    if left:
        raise SystemExit(f"GOV.UK Frontend's style sheet has changed: {left[0]!r} is still in it.")
    return css


if __name__ == "__main__":
    sys.exit(main())
