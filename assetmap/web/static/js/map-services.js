// The services of a search on the map: the list's own as numbered pins, the rest in view as dots and groups.
(() => {
  "use strict";
  const { element, link, fetchJson, rove, openPopup } = window.AssetMap;

  const SIZES = { numbered: 26, dot: 16, group: 34, home: 22 };

  function pin(kind, text, label, latlng, zIndexOffset) {
    const icon = L.divIcon({
      className: `am-pin am-pin--${kind}`,
      html: element("span", "", text),
      iconSize: [SIZES[kind] + (String(text).length > 2 ? 8 * (String(text).length - 2) : 0), SIZES[kind]],
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

  /** `3`, `3–6` where they follow each other, else `3 +`. */
  function numbersOf(services) {
    const numbers = services.map((service) => service.number);
    const last = numbers[numbers.length - 1];
    if (numbers.length === 1) return `${last}`;
    return last - numbers[0] === numbers.length - 1 ? `${numbers[0]}–${last}` : `${numbers[0]} +`;
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

  /** Make the pins of services, one a spot, in their order. */
  function spotPins(map, services, kind) {
    return bySpot(services).map((here) => {
      const names = here.map((service) => service.name).join("; ");
      const text = kind === "numbered" ? numbersOf(here) : "";
      const label = kind === "numbered" ? `${text}: ${names}` : names;
      const marker = pin(kind, text, label, here[0].at, kind === "numbered" ? 1000 : 0);
      marker.key = `${kind} ${here.map((service) => service.id).join()}`;
      marker.open = (withKeyboard) => {
        openPopup(map, marker.getElement(), marker.getLatLng(), popup(here), withKeyboard);
      };
      marker.cards = here.map((service) => service.card).filter(Boolean);
      return marker;
    });
  }

  function groupPins(map, groups) {
    return groups.map((group) => {
      const count = group.approximate ? `about ${group.count}` : group.count;
      const marker = pin("group", group.count, `${count} services here: zoom in`, group.at, 500);
      marker.key = `group ${group.at.join()} ${count}`;
      marker.open = () => map.setView(group.at, Math.min(map.getZoom() + 2, 15));
      return marker;
    });
  }

  /** Name a pin once it is on the map, and let it be pressed. */
  function equip(marker) {
    const made = marker.getElement();
    made.setAttribute("aria-label", marker.label);
    made.setAttribute("role", "button");
    marker.on("click", () => marker.open(false));
    made.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      marker.open(true);
    });
    for (const card of marker.cards ?? []) {
      card.addEventListener("mouseenter", () => made.classList.add("am-pin--active"));
      card.addEventListener("mouseleave", () => made.classList.remove("am-pin--active"));
      made.addEventListener("mouseenter", () => card.classList.add("am-card--active"));
      made.addEventListener("mouseleave", () => card.classList.remove("am-card--active"));
    }
  }

  /** Put pins on a layer, and leave alone those that are there already: one of them may have the keyboard. */
  function show(layer, pins) {
    const wanted = new Map(pins.map((marker) => [marker.key, marker]));
    layer.eachLayer((marker) => {
      if (!wanted.has(marker.key)) layer.removeLayer(marker);
      else wanted.set(marker.key, marker);
    });
    for (const marker of wanted.values()) {
      if (layer.hasLayer(marker)) continue;
      layer.addLayer(marker);
      equip(marker);
    }
    return [...wanted.values()].map((marker) => marker.getElement());
  }

  /** Read what the server sends of a part of the map: services one by one, and groups of them. */
  function readFeatures(collection, serviceUrl) {
    const singles = [];
    const groups = [];
    for (const { properties, geometry } of collection.features) {
      const at = [geometry.coordinates[1], geometry.coordinates[0]];
      const facts = properties.facts ?? [...(properties.hours ?? []).slice(0, 2), properties.cost];
      const address = properties.address ?? serviceUrl?.replace("ID", properties.id);
      if (properties.count > 1) groups.push({ count: properties.count, approximate: collection.approximate, at });
      else singles.push({ ...properties, facts: facts.filter(Boolean), address, at });
    }
    return { singles, groups };
  }

  function drawHome(layer, home) {
    layer.clearLayers();
    if (!home) return;
    const at = [home.latitude, home.longitude];
    L.circle(at, { radius: home.radius, className: "am-reach", interactive: false }).addTo(layer);
    const marker = pin("home", "", home.name, at, 1500).addTo(layer);
    marker.getElement().setAttribute("role", "img");
    marker.getElement().setAttribute("aria-label", home.name);
  }

  function fit(map, services, home) {
    const points = services.map((service) => service.at);
    if (home) points.push([home.latitude, home.longitude]);
    // Not gliding: what is drawn while the map moves would be cut off at the old edge.
    if (points.length) map.fitBounds(points, { animate: false, padding: [36, 36], maxZoom: 14.5 });
  }

  /**
   * Keep the map in step with the list (`source.list` names its element), or show `source.features` once.
   * The rest of what matches is asked of the server for the part of the map in view.
   */
  window.AssetMap.services = (map, source) => {
    const start = L.layerGroup().addTo(map);
    const listed = L.layerGroup().addTo(map);
    const others = L.layerGroup().addTo(map);
    let stops = { listed: [], others: [] };
    let shown = [];
    let waiting = null;
    const refreshStops = rove(map, () => [...stops.listed, ...stops.others]);

    function drawOthers(collection) {
      const ids = new Set(shown.map((service) => service.id));
      const { singles, groups } = readFeatures(collection, source.serviceUrl);
      const dots = spotPins(map, singles.filter((service) => !ids.has(service.id)), "dot");
      stops.others = show(others, [...dots, ...groupPins(map, groups)]);
      refreshStops();
    }

    async function fetchView() {
      const results = document.getElementById(source.list);
      waiting?.abort();
      waiting = new AbortController();
      const address = new URL(results.dataset.features, document.baseURI);
      address.searchParams.set("view", map.getBounds().pad(0.1).toBBoxString());
      address.searchParams.set("zoom", Math.round(map.getZoom()));
      try {
        drawOthers(await fetchJson(address, waiting.signal));
      } catch (error) {
        if (error.name !== "AbortError") map.getContainer().dataset.features = "missing";
      }
    }

    /** Whoever has moved the map may want the list to follow. */
    function offerView() {
      const offer = document.getElementById(source.inView);
      const address = new URL(window.location.href);
      const corners = map.getBounds().toBBoxString().split(",").map((number) => Number(number).toFixed(4));
      address.searchParams.delete("page");
      address.searchParams.set("bbox", corners.join());
      offer.href = address.pathname + address.search;
      offer.hidden = false;
    }

    function followMap() {
      fetchView();
      offerView();
    }

    function drawList() {
      const results = document.getElementById(source.list);
      if (!results) return;
      const home = results.dataset.home ? JSON.parse(results.dataset.home) : null;
      map.closePopup();
      map.off("moveend", followMap);
      listed.clearLayers();
      shown = readList(results);
      drawHome(start, home);
      stops.listed = show(listed, spotPins(map, shown, "numbered"));
      fit(map, shown, home);
      fetchView();
      map.on("moveend", followMap);
      document.getElementById(source.inView).hidden = true;
    }

    if (source.features) {
      drawOthers(source.features);
      return;
    }
    drawList();
    document.addEventListener("htmx:after:swap", drawList);
  };
})();
