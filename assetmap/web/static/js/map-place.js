// One place on a map, with a ring as wide as its point may be off.
window.AssetMap.place = (map, place) => {
  "use strict";
  const at = [place.latitude, place.longitude];
  if (place.accuracyM > 25) {
    const ring = L.circle(at, { radius: place.accuracyM, className: "am-accuracy", interactive: false }).addTo(map);
    map.fitBounds(ring.getBounds(), { animate: false, maxZoom: 15 });
  } else {
    map.setView(at, 14, { animate: false });
  }
  const icon = L.divIcon({ className: "am-pin am-pin--numbered", html: "", iconSize: [24, 24] });
  const marker = L.marker(at, { icon, keyboard: false, interactive: false }).addTo(map);
  marker.getElement().setAttribute("role", "img");
  marker.getElement().setAttribute("aria-label", place.name);
};
