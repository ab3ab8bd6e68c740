// Wards by how well they are provided for. Lightness and hatching say it without colour; the popup says it in words.
(() => {
  "use strict";
  const { element, fetchJson, rove, openPopup } = window.AssetMap;

  function describe(name, row) {
    const about = element("div", "am-popup");
    about.append(element("p", "am-popup__name", name), ...row.lines.map((line) => element("p", "", line)));
    return about;
  }

  function equip(map, layer, row) {
    const path = layer.getElement();
    const { name, at } = layer.feature.properties;
    const open = (withKeyboard) => openPopup(map, path, [at[1], at[0]], describe(name, row), withKeyboard);
    path.setAttribute("role", "button");
    path.setAttribute("aria-label", `${name}: ${row.lines.join(". ")}`);
    layer.on("click", () => open(false));
    path.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      open(true);
    });
    return path;
  }

  /** Draw the wards in the order of the table, so that the arrow keys follow it. */
  window.AssetMap.wards = async (map, { addresses, rows }) => {
    const order = new Map(rows.map((row, position) => [row.code, position]));
    const districts = await Promise.all(addresses.map((address) => fetchJson(address)));
    const features = districts
      .flatMap((district) => district.wards.features)
      .filter((feature) => order.has(feature.properties.code))
      .sort((one, other) => order.get(one.properties.code) - order.get(other.properties.code));
    const rowOf = (feature) => rows[order.get(feature.properties.code)];
    const layer = L.geoJSON(features, {
      // The patterns stand in the legend, which is part of the page.
      style: (feature) => ({ className: "am-ward", fillColor: `url(#am-fill-${rowOf(feature).fill})`, fillOpacity: 1 }),
    }).addTo(map);
    if (features.length) map.fitBounds(layer.getBounds(), { animate: false, padding: [16, 16] });
    const stops = [];
    layer.eachLayer((ward) => stops.push(equip(map, ward, rowOf(ward.feature))));
    rove(map, () => stops)();
  };
})();
