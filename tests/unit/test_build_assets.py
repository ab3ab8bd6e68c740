"""The front-end assets: nothing of the Crown's, nothing that asks another server."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
CSS = (
    '@font-face{font-family:GDS Transport;src:url(/assets/fonts/light.woff2) format("woff2")}'
    "/*! Copyright. The font has been customised for exclusive use on gov.uk. */"
    ".govuk-body{font-family:GDS Transport,arial,sans-serif;color:#0b0c0c}"
    ".govuk-footer__copyright-logo:before{background-image:url(/assets/images/govuk-crest.svg)}"
    "@supports (mask:none){"
    ".govuk-footer__copyright-logo:before{mask-image:url(/assets/images/govuk-crest.svg)}}"
)


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = spec_from_file_location("build_assets", CHECKOUT / "scripts" / "build_assets.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_crest_and_the_typeface_are_cut(script: ModuleType) -> None:
    cut = script.without_crown(CSS)
    assert cut == ".govuk-body{font-family:arial,sans-serif;color:#0b0c0c}@supports (mask:none){}"


@pytest.mark.parametrize(
    "left", ["a{background:url(/assets/images/new-crown.svg)}", "b{font-family:'GDS Transport'}"]
)
def test_a_style_sheet_that_asks_for_more_is_refused(script: ModuleType, left: str) -> None:
    with pytest.raises(SystemExit, match=r"has changed: .* is still in it"):
        script.without_crown(CSS + left)


@pytest.mark.parametrize("ending", ["//# sourceMappingURL=a.js.map", "\n/*# sourceMappingURL=a.css.map */\n"])
def test_no_browser_is_sent_after_a_source_map(script: ModuleType, tmp_path: Path, ending: str) -> None:
    (tmp_path / "a.js").write_text("run()" + ending)
    assert script.convert(tmp_path / "a.js") == b"run()\n"


def test_an_image_stays_as_it_is(script: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\xff")
    assert script.convert(tmp_path / "a.png") == b"\x89PNG\xff"


def test_what_was_built_is_what_the_packages_hold(script: ModuleType) -> None:
    for target, source in script.FILES.items():
        assert (script.VENDOR / target).read_bytes() == script.convert(script.PACKAGES / source), target
    built = {str(path.relative_to(script.VENDOR)) for path in script.VENDOR.rglob("*") if path.is_file()}
    assert built == set(script.FILES)
