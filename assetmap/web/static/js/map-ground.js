// The ground under every map, drawn from our own areas so that no tile server is needed.
(() => {
  "use strict";
  const { element, fetchJson } = window.AssetMap;

  const WARDS_FROM = 10.5;
  const STYLES = {
    district: { className: "am-ground-district", interactive: false },
    ward: { className: "am-ground-ward", interactive: false },
    town: { className: "am-ground-town", interactive: false },
  };

  function pane(map, name, zIndex) {
    const made = map.createPane(name);
    made.style.zIndex = zIndex;
    made.style.pointerEvents = "none";
    return name;
  }

  function label(feature, className) {
    const { name, at } = feature.properties;
    const icon = L.divIcon({ className: `am-label ${className}`, html: element("span", "", name), iconSize: [0, 0] });
    return L.marker([at[1], at[0]], { icon, interactive: false, keyboard: false, pane: "am-labels" });
  }

  function draw(map, features, kind, paneName) {
    return L.geoJSON(features, { style: STYLES[kind], pane: paneName, interactive: false });
  }

  /** Each district's towns and wards are fetched when the map first comes near enough to show them. */
  function near(map, source) {
    const asked = new Set();
    const wards = L.layerGroup();
    const wardLabels = L.layerGroup();

    async function fetchDistrict(feature) {
      const { code } = feature.properties;
      if (asked.has(code)) return;
      asked.add(code);
      try {
        const detail = source.details?.[code] ?? await fetchJson(source.detailUrl.replace("CODE", code));
        draw(map, detail.towns, "town", "am-towns").addTo(map);
        draw(map, detail.wards, "ward", "am-wards").addTo(wards);
        for (const ward of detail.wards.features) label(ward, "am-label--ward").addTo(wardLabels);
      } catch {
        asked.delete(code);
      }
    }

    return function refresh(features) {
      const zoom = map.getZoom();
      const view = map.getBounds();
      for (const [group, from] of [[wards, WARDS_FROM], [wardLabels, 12.5]]) {
        if (zoom >= from) group.addTo(map); else group.remove();
      }
      if (zoom < 8.5) return;
      for (const feature of features) {
        const [west, south, east, north] = feature.properties.bounds;
        if (view.intersects([[south, west], [north, east]])) fetchDistrict(feature);
      }
    };
  }

  /** Draw the ground: districts at once, towns and wards as they come into view. */
  window.AssetMap.ground = async (map, source) => {
    pane(map, "am-land", 210);
    pane(map, "am-towns", 220);
    pane(map, "am-wards", 230);
    pane(map, "am-borders", 240);
    pane(map, "am-labels", 450);
    map.attributionControl.addAttribution(source.attribution);
    if (source.tilesUrl) {
      L.tileLayer(source.tilesUrl, { attribution: source.tilesAttribution, maxZoom: 19 }).addTo(map);
      return;
    }
    try {
      const districts = source.districts ?? await fetchJson(source.districtsUrl);
      draw(map, districts, "district", "am-land").addTo(map);
      L.geoJSON(districts, { style: { className: "am-ground-border" }, pane: "am-borders", interactive: false }).addTo(map);
      const labels = L.layerGroup(districts.features.map((feature) => label(feature, "am-label--district")));
      const refresh = near(map, source);
      const update = () => {
        const zoom = map.getZoom();
        if (zoom >= 8.5 && zoom < 12.5) labels.addTo(map); else labels.remove();
        refresh(districts.features);
      };
      map.on("moveend", update);
      update();
    } catch (error) {
      map.getContainer().dataset.ground = "missing";
    }
  };
})();
