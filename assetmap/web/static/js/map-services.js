// The services of a search on the map: the list's own as numbered pins, the rest in view as dots and groups.
(() => {
  "use strict";
  const { element, link, fetchJson, rove, openPopup } = window.AssetMap;

  const SIZES = { numbered: 26, dot: 16, group: 34, home: 22 };

  function pin(kind, text, label, latlng, zIndexOffset) {
    const icon = L.divIcon({
      className: `am-pin am-pin--${kind}`,
      html: element("span", "", text),
      iconSize: [SIZES[kind] + (String(text).length > 2 ? 6 * (String(text).length - 2) : 0), SIZES[kind]],
    });
    const marker = L.marker(latlng, { icon, keyboard: kind !== "home", riseOnHover: true, zIndexOffset });
    marker.label = label;
    return marker;
  }

  /** Everything at one spot shares a pin: a hall holds many groups. */
  function bySpot(services) {
    const spots = new Map();
    for (const service of services) {
      const key = service.at.join();
      if (!spots.has(key)) spots.set(key, []);
      spots.get(key).push(service);
    }
    return [...spots.values()];
  }

  function describe(service) {
    const lines = [service.organization, ...(service.facts ?? [])].filter(Boolean);
    const about = element("div", "am-popup");
    const name = element("p", "am-popup__name");
    if (service.number) name.append(`${service.number}. `);
    name.append(service.address ? link(service.address, service.name) : service.name);
    about.append(name, ...lines.map((line) => element("p", "", line)));
    return about;
  }

  function popup(services) {
    if (services.length === 1) return describe(services[0]);
    const about = element("div", "am-popup");
    about.append(element("p", "am-popup__name", `${services.length} services here`));
    const list = element("ul");
    for (const service of services) {
      const item = element("li");
      if (service.number) item.append(`${service.number}. `);
      item.append(service.address ? link(service.address, service.name) : service.name);
      list.append(item);
    }
    about.append(list);
    return about;
  }

  function numbersOf(services) {
    const numbers = services.map((service) => service.number).filter(Boolean);
    return numbers.length > 2 ? `${numbers[0]}, …` : numbers.join(", ");
  }

  /** Read the list on the page: what it shows, and where. */
  function readList(results) {
    return [...results.querySelectorAll("[data-latitude]")].map((card) => ({
      id: card.dataset.id,
      number: Number(card.dataset.number),
      name: card.querySelector("a").textContent.trim(),
      address: card.querySelector("a").getAttribute("href"),
      organization: card.querySelector(".am-card__by")?.textContent.trim(),
      facts: [...card.querySelectorAll(".am-facts__lead")].map((fact) => fact.textContent.trim()),
      at: [Number(card.dataset.latitude), Number(card.dataset.longitude)],
      card,
    }));
  }

  /** A layer of pins whose elements know how to open themselves. */
  function spotPins(map, layer, services, kind) {
    for (const here of bySpot(services)) {
      const names = here.map((service) => service.name).join("; ");
      const text = kind === "numbered" ? numbersOf(here) : "";
      const label = kind === "numbered" ? `${text}: ${names}` : names;
      const marker = pin(kind, text, label, here[0].at, kind === "numbered" ? 1000 : 0);
      marker.open = (withKeyboard) => {
        openPopup(map, marker.getElement(), marker.getLatLng(), popup(here), withKeyboard);
      };
      marker.cards = here.map((service) => service.card).filter(Boolean);
      layer.addLayer(marker);
    }
  }

  function groupPins(map, layer, groups) {
    for (const group of groups) {
      const marker = pin("group", group.count, `${group.count} services here: zoom in`, group.at, 500);
      marker.open = () => map.setView(group.at, Math.min(map.getZoom() + 2, 15));
      layer.addLayer(marker);
    }
  }

  /** Name each pin and let it be pressed; returns the pins' elements in the order they were added. */
  function equip(layer) {
    const elements = [];
    layer.eachLayer((marker) => {
      const made = marker.getElement?.();
      if (!made || !marker.open) return;
      made.setAttribute("aria-label", marker.label);
      made.setAttribute("role", "button");
      made.onclick = () => marker.open(false);
      made.onkeydown = (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        event.stopPropagation();
        marker.open(true);
      };
      for (const card of marker.cards ?? []) {
        card.onmouseenter = () => made.classList.add("am-pin--active");
        card.onmouseleave = () => made.classList.remove("am-pin--active");
        made.addEventListener("mouseenter", () => card.classList.add("am-card--active"));
        made.addEventListener("mouseleave", () => card.classList.remove("am-card--active"));
      }
      elements.push(made);
    });
    return elements;
  }

  function readFeatures(collection) {
    const singles = [];
    const groups = [];
    for (const { properties, geometry } of collection.features) {
      const at = [geometry.coordinates[1], geometry.coordinates[0]];
      if (properties.count > 1) groups.push({ ...properties, at });
      else singles.push({ ...properties, at });
    }
    return { singles, groups };
  }

  function drawHome(layer, home) {
    if (!home) return;
    const at = [home.latitude, home.longitude];
    L.circle(at, { radius: home.radius, className: "am-reach", interactive: false }).addTo(layer);
    const marker = pin("home", "", home.name, at, 1500).addTo(layer);
    marker.once("add", () => marker.getElement().setAttribute("title", home.name));
  }

  function fit(map, services, home, box) {
    const points = services.map((service) => service.at);
    if (home) points.push([home.latitude, home.longitude]);
    if (box) map.fitBounds(box);
    else if (points.length) map.fitBounds(points, { padding: [36, 36], maxZoom: 14.5 });
  }

  /**
   * Keep the map in step with the list (`source.list` names its element), or show `source.features` once.
   * The rest of what matches is asked of the server for the part of the map in view.
   */
  window.AssetMap.services = (map, source) => {
    const listed = L.featureGroup().addTo(map);
    const others = L.featureGroup().addTo(map);
    let stops = [];
    let shown = [];
    let waiting = null;
    const refreshStops = rove(map, () => stops);

    function restock() {
      stops = [...equip(listed), ...equip(others)];
      refreshStops();
    }

    function drawOthers(collection) {
      const ids = new Set(shown.map((service) => service.id));
      const { singles, groups } = readFeatures(collection);
      others.clearLayers();
      spotPins(map, others, singles.filter((service) => !ids.has(service.id)), "dot");
      groupPins(map, others, groups);
      restock();
    }

    async function fetchView() {
      const results = document.getElementById(source.list);
      waiting?.abort();
      waiting = new AbortController();
      const bounds = map.getBounds().pad(0.1);
      const address = new URL(results.dataset.features, document.baseURI);
      address.searchParams.set("view", bounds.toBBoxString());
      address.searchParams.set("zoom", Math.round(map.getZoom()));
      try {
        drawOthers(await fetchJson(address, waiting.signal));
      } catch (error) {
        if (error.name !== "AbortError") map.getContainer().dataset.features = "missing";
      }
    }

    function drawList() {
      const results = document.getElementById(source.list);
      const home = results.dataset.home ? JSON.parse(results.dataset.home) : null;
      listed.clearLayers();
      map.closePopup();
      shown = readList(results);
      drawHome(listed, home);
      spotPins(map, listed, shown, "numbered");
      restock();
      fit(map, shown, home, results.dataset.box ? JSON.parse(results.dataset.box) : null);
      fetchView();
    }

    if (source.features) {
      drawOthers(source.features);
      return;
    }
    drawList();
    map.on("moveend", fetchView);
    document.addEventListener("htmx:after:swap", drawList);
  };
})();
