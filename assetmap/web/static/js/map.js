// What every map shares: text put in as text, popups, and moving among pins with the arrow keys.
window.AssetMap = (() => {
  "use strict";

  /** Make an element; whatever text it is given stays text. */
  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined && text !== null) made.textContent = text;
    return made;
  }

  /** Make a link, but only to this site or to an ordinary web address. */
  function link(address, text, className) {
    const made = element("a", className, text);
    const target = new URL(address, document.baseURI);
    if (["http:", "https:", "file:"].includes(target.protocol)) made.href = address;
    return made;
  }

  /** Fetch JSON; a failed request leaves the map as it is, for the list says the same. */
  async function fetchJson(address, signal) {
    const response = await fetch(address, { signal, headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(`${response.status} from ${address}`);
    return response.json();
  }

  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

  /** Options that every map starts from. */
  function options(given) {
    const still = calm.matches ? { zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false } : {};
    return { minZoom: 5, maxZoom: 17, zoomSnap: 0.25, zoomDelta: 1, scrollWheelZoom: false, ...still, ...given };
  }

  /**
   * One tab stop for everything on a map: arrow keys go from one to the next, Enter opens, Escape closes.
   * `stops()` gives the elements in the order of the list.
   */
  function rove(map, stops) {
    const container = map.getContainer();
    let current = null;

    function refresh() {
      const all = stops();
      if (!all.includes(current)) current = all[0] ?? null;
      for (const stop of all) stop.setAttribute("tabindex", stop === current ? "0" : "-1");
    }

    function go(step) {
      const all = stops();
      const next = all[(all.indexOf(current) + step + all.length) % all.length];
      current = next;
      refresh();
      next.focus();
    }

    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    // Captured before Leaflet sees it, which would move the map instead.
    container.addEventListener("keydown", (event) => {
      if (!stops().includes(event.target) || !(event.key in steps)) return;
      event.preventDefault();
      event.stopPropagation();
      current = event.target;
      go(steps[event.key]);
    }, true);
    return refresh;
  }

  /** Open a popup at a stop, put the keyboard in it, and give the stop back its focus when it closes. */
  function openPopup(map, stop, latlng, content, withKeyboard) {
    const still = calm.matches;
    const popup = L.popup({ maxWidth: 300, minWidth: 200, autoPan: true, autoPanPadding: [16, 16], keepInView: false });
    popup.setLatLng(latlng).setContent(content).openOn(map);
    content.parentElement.setAttribute("tabindex", "-1");
    if (withKeyboard) (content.querySelector("a") ?? content.parentElement).focus({ preventScroll: still });
    map.once("popupclose", () => {
      if (popup.getElement()?.contains(document.activeElement)) stop.focus();
    });
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const close = event.target.closest?.(".leaflet-popup")?.querySelector(".leaflet-popup-close-button");
    close?.click();
  });

  return { element, link, fetchJson, options, rove, openPopup };
})();
