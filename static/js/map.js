/* The network map. networkMap(map, cfg) is called by the script that hospice/geo/maps.py makes.

   cfg: boundaries  address of static/geo/zhejiang.json (counties; prefectures are put together from them here)
        figures     address of {classes: {code: "m1".."m5"|"na"|"nod"}, words: {code: "已达标"}, links: {code: url},
                    labels: {code: name in the reader's language}, points: [{name, lon, lat, kind, state, word, url}]}
                    kind: ward, center or another; state: open, planned or another; near: not from afar; a code without a class is "nod"
        level       "county" or "city";  focus  codes to zoom to;  selected  a code that is outlined
        pick        ids of fields {lon, lat, datum} that a click fills, or null
        label, texts, tiles   words, and whether a base map lies beneath

   Names come from the database: nodes are built with textContent, never from strings of HTML. */
"use strict";

(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const CLASSES = new Set(["m1", "m2", "m3", "m4", "m5", "na", "nod"]);
  const STATES = new Set(["open", "planned"]);
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const coarse = matchMedia("(pointer: coarse)").matches;
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    const { panBy } = L.Map.prototype; // the one movement that no option of Leaflet stops
    L.Map.mergeOptions({ zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false });
    L.Map.include({ panBy(offset, options) { return panBy.call(this, offset, { ...options, animate: false }); } });
  }

  function element(tag, className, text) {
    const node = document.createElement(tag);
    node.className = className;
    if (text) node.textContent = text;
    return node;
  }

  function drawn(tag, attributes, parent) {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    if (parent) parent.append(node);
    return node;
  }

  function fill(sentence, values) {
    return sentence.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  }

  async function load(url) {
    const answer = await fetch(url, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  /* Dots for 不适用 and bars for 未报数据, in a drawing of its own so that no rule for map paths reaches them. */
  function addPatterns(container) {
    const svg = drawn("svg", { class: "map-defs", "aria-hidden": "true", width: 0, height: 0 });
    const dots = drawn("pattern", { id: "map-na", width: 8, height: 8, patternUnits: "userSpaceOnUse" }, svg);
    drawn("rect", { class: "map-paper", width: 8, height: 8 }, dots);
    drawn("circle", { class: "map-hatch", cx: 2, cy: 2, r: 1.2 }, dots);
    drawn("circle", { class: "map-hatch", cx: 6, cy: 6, r: 1.2 }, dots);
    const bars = drawn("pattern", {
      id: "map-nod", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, svg);
    drawn("rect", { class: "map-paper", width: 7, height: 7 }, bars);
    drawn("rect", { class: "map-hatch", width: 2.4, height: 7 }, bars);
    container.append(svg);
  }

  /* The outline of a group of counties: those directed edges whose reverse no county of the group has, joined to rings. */
  function outline(features) {
    const edges = new Map();
    for (const feature of features) {
      for (const ring of feature.geometry.coordinates.flat()) {
        for (let i = 1; i < ring.length; i += 1) {
          const [from, to] = [ring[i - 1].join(), ring[i].join()];
          if (!edges.delete(`${to} ${from}`)) edges.set(`${from} ${to}`, [from, to]);
        }
      }
    }
    const onward = new Map();
    for (const [from, to] of edges.values()) onward.set(from, [...(onward.get(from) || []), to]);
    const rings = [];
    for (const [start, ends] of onward) {
      while (ends.length) {
        const ring = [start];
        for (let next = ends.pop(); next !== undefined && next !== start; next = (onward.get(next) || []).pop()) ring.push(next);
        rings.push(ring.map((point) => point.split(",").map(Number).reverse()));
      }
    }
    return rings;
  }

  class NetworkMap {
    constructor(map, cfg) {
      this.map = map;
      this.cfg = cfg;
      this.container = map.getContainer();
      this.items = [];
      this.labels = [];
      this.furnish();
    }

    /* Words, buttons and what a screen reader is told, before any data have come. */
    furnish() {
      const { map, container, cfg } = this;
      const texts = cfg.texts;
      map.attributionControl.setPrefix("Leaflet");
      L.control.zoom({ position: "bottomright", zoomInTitle: texts.zoomIn, zoomOutTitle: texts.zoomOut }).addTo(map);
      const below = element("div", "map-below");
      this.readout = element("p", "map-readout s");
      const keys = element("p", "vh", texts.keys);
      keys.id = "map-keys";
      this.whole = element("button", "btn", texts.whole);
      this.whole.type = "button";
      this.whole.hidden = true;
      this.whole.addEventListener("click", () => { container.focus({ preventScroll: true }); this.fit(); });
      this.tip = L.tooltip({ className: "map-tip", opacity: 1 });
      below.append(this.readout, keys, this.whole);
      if (coarse) below.append(this.dragButton());
      container.after(below);
      container.setAttribute("role", "application");
      container.setAttribute("aria-label", cfg.label);
      container.setAttribute("aria-describedby", "map-keys");
      container.addEventListener("focus", () => {
        if (container.matches(":focus-visible")) this.readout.textContent = texts.keys;
      });
      container.addEventListener("blur", () => this.rest());
      map.on("dragend zoomstart keydown", () => { this.moved = true; });
      map.on("moveend", () => { this.whole.hidden = !this.moved; });
      document.addEventListener("keydown", (event) => { if (event.key === "Escape") this.tip.remove(); });
      addPatterns(container);
      this.rest();
    }

    /* One finger scrolls the page; it moves the map only after this button was pressed. */
    dragButton() {
      const { map } = this;
      map.dragging.disable();
      const button = element("button", "btn map-drag", this.cfg.texts.drag);
      button.type = "button";
      button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => {
        map.dragging[map.dragging.enabled() ? "disable" : "enable"]();
        button.setAttribute("aria-pressed", String(map.dragging.enabled()));
      });
      return button;
    }

    rest() {
      const { texts, pick } = this.cfg;
      const words = coarse ? texts.touch : texts.mouse;
      this.readout.textContent = pick ? texts.pick : words;
    }

    draw(boundaries, figures) {
      this.figures = { classes: {}, words: {}, links: {}, labels: {}, points: [], ...figures };
      const counties = boundaries.features.map((feature) => {
        const { code, name, city, label } = feature.properties;
        const rings = feature.geometry.coordinates.map((polygon) => polygon.map((ring) => ring.map(([lon, lat]) => [lat, lon])));
        return { code, name, city, label, rings, feature, short: name };
      });
      const cities = boundaries.cities.map((city) => {
        const own = counties.filter((county) => county.city === city.code);
        return { ...city, city: city.code, rings: outline(own.map((county) => county.feature)) };
      });
      const areas = this.cfg.level === "city" ? cities : counties;
      const focus = new Set(this.cfg.focus);
      this.inFocus = (area) => !focus.size || focus.has(area.code) || focus.has(area.city);
      areas.forEach((area) => this.addArea(area));
      cities.forEach((city) => this.addLine(city, "map-city"));
      [...counties, ...cities].filter((area) => area.code === this.cfg.selected).forEach((area) => this.addLine(area, "map-sel"));
      this.here = this.addLine({ rings: [] }, "map-here");
      this.home = L.latLngBounds([...counties, ...cities].filter(this.inFocus).map((area) => L.polygon(area.rings).getBounds()));
      this.addPoints();
      this.addLabels(cities, counties);
      this.fit();
      this.watch();
      if (this.cfg.pick) this.offerPicking();
      this.enter(this.items.find((item) => item.code === this.cfg.selected) || this.largest());
    }

    addLine(area, className) {
      return L.polygon(area.rings, { className, interactive: false, fill: false, smoothFactor: 0 }).addTo(this.map);
    }

    addArea(area) {
      const known = this.figures.classes[area.code];
      const kind = CLASSES.has(known) ? known : "nod";
      const hatched = kind === "na" || kind === "nod";
      const shape = L.polygon(area.rings, {
        className: `map-area ${kind}${this.inFocus(area) ? "" : " map-off"}`,
        fillColor: hatched ? `url(#map-${kind})` : "currentColor", fillOpacity: 1, smoothFactor: 0,
      }).addTo(this.map);
      const name = this.figures.labels[area.code] || area.name;
      this.addItem(shape.getElement(), {
        code: area.code, name, word: this.figures.words[area.code] || this.cfg.texts.unknown,
        url: this.figures.links[area.code], at: L.latLng(area.label[1], area.label[0]), area, shape,
      });
    }

    /* Everything that can be pointed at, focused and opened. Only one item is in the tab order; arrows move on. */
    addItem(node, item) {
      Object.assign(item, { node, says: fill(this.cfg.texts.says, { name: item.name, state: item.word }) });
      if (this.cfg.pick) delete item.url; // a click fills the form then
      this.items.push(item);
      node.setAttribute("role", item.url ? "link" : "img");
      node.setAttribute("aria-label", item.says);
      node.setAttribute("tabindex", "-1");
      node.dataset.code = item.code || "";
      node.addEventListener("pointerenter", (event) => { if (event.pointerType !== "touch") this.show(item); });
      node.addEventListener("pointerleave", (event) => { if (event.pointerType !== "touch") this.leave(); });
      node.addEventListener("focus", () => this.show(item));
      node.addEventListener("blur", () => this.leave());
      node.addEventListener("keydown", (event) => this.step(event, item));
      node.addEventListener("click", (event) => this.press(event, item));
    }

    /* Name and state in words, beside the item and always inside the map. */
    show(item) {
      const { x, y } = this.map.latLngToContainerPoint(item.at);
      const room = 150;
      this.tip.options.direction = "top";
      if (y < 60) this.tip.options.direction = "bottom";
      if (x < room) this.tip.options.direction = "right";
      if (x > this.map.getSize().x - room) this.tip.options.direction = "left";
      this.tip.setLatLng(item.at).setContent(element("span", "", item.says)).addTo(this.map);
      this.here.setLatLngs(item.area ? item.area.rings : []);
    }

    leave() {
      const current = this.items.find((item) => item.node === document.activeElement);
      if (current) { this.show(current); return; }
      this.here.setLatLngs([]);
      this.tip.remove();
    }

    /* A finger covers what it touches: it reads first and opens by the link; mouse, keyboard and readers open at once. */
    press(event, item) {
      if (event.detail && this.map.dragging.moved()) return;
      if (event.pointerType !== "touch") { this.open(item); return; }
      this.show(item);
      this.readout.textContent = item.says;
      if (!item.url) return;
      const link = element("a", "map-go", fill(this.cfg.texts.open, { name: item.name }));
      link.href = item.url;
      this.readout.append(" ", link);
    }

    open(item) {
      if (item.url) window.location.assign(item.url);
    }

    enter(item) {
      for (const other of this.items) other.node.setAttribute("tabindex", other === item ? "0" : "-1");
    }

    step(event, item) {
      if (event.key === "Enter" || event.key === " ") this.open(item);
      else if (event.key === "Escape") this.container.focus();
      else if (event.key === "+" || event.key === "=") this.map.setZoomAround(item.at, this.map.getZoom() + 1);
      else if (event.key === "-") this.map.setZoomAround(item.at, this.map.getZoom() - 1);
      else if (ARROWS[event.key]) this.goTo(this.neighbour(item, ARROWS[event.key]));
      else return;
      event.preventDefault();
      event.stopPropagation();
    }

    goTo(item) {
      if (!item) return;
      this.enter(item);
      item.node.focus({ preventScroll: true });
      this.map.panInside(item.at, { padding: [40, 40] });
    }

    /* The nearest item within 45° of the arrow, sideways counting double. */
    neighbour(item, [right, down]) {
      const from = this.map.latLngToLayerPoint(item.at);
      const weigh = (other) => {
        const way = this.map.latLngToLayerPoint(other.at).subtract(from);
        const [ahead, aside] = [way.x * right + way.y * down, Math.abs(way.x * down) + Math.abs(way.y * right)];
        return ahead > 0 && aside <= ahead ? ahead + 2 * aside : Infinity;
      };
      const near = this.map.hasLayer(this.far); // from afar, points would only stand in the way
      const [best] = this.items.filter((other) => other !== item && other.node.isConnected && (other.area || near))
        .map((other) => [weigh(other), other]).sort((a, b) => a[0] - b[0]);
      return best && best[0] < Infinity ? best[1] : null;
    }

    largest() {
      const size = (item) => {
        const box = item.shape.getBounds();
        return (box.getEast() - box.getWest()) * (box.getNorth() - box.getSouth());
      };
      return this.items.filter((item) => item.area && this.inFocus(item.area)).sort((a, b) => size(b) - size(a))[0];
    }

    /* Wards are circles, centres squares, all else diamonds; filled when open, hollow when planned, crossed otherwise. */
    addPoints() {
      this.far = L.layerGroup();
      for (const point of this.figures.points) {
        const state = STATES.has(point.state) ? point.state : "stopped";
        const svg = drawn("svg", { viewBox: "0 0 16 16", class: `map-point map-${state}` });
        if (point.kind === "ward") drawn("circle", { cx: 8, cy: 8, r: 6 }, svg);
        else if (point.kind === "center") drawn("rect", { x: 3, y: 3, width: 10, height: 10 }, svg);
        else drawn("path", { d: "M8 1l7 7-7 7-7-7z" }, svg);
        if (state === "stopped") drawn("path", { d: "M4 12L12 4" }, svg);
        const icon = L.divIcon({ html: svg, className: "map-pin", iconSize: [24, 24] });
        const marker = L.marker([point.lat, point.lon], { icon, keyboard: false });
        const layer = point.kind === "ward" && !point.near ? this.map : this.far;
        marker.on("add", () => this.addPoint(marker, point));
        marker.addTo(layer);
      }
    }

    addPoint(marker, point) {
      this.items = this.items.filter((item) => item.marker !== marker);
      this.addItem(marker.getElement(), {
        name: point.name, word: point.word || this.cfg.texts.unknown, url: point.url, at: marker.getLatLng(), marker });
    }

    /* A click fills the form's fields, and what is typed there in WGS-84 moves the mark. */
    offerPicking() {
      const [lon, lat, datum] = ["lon", "lat", "datum"].map((name) => document.getElementById(this.cfg.pick[name]));
      const mark = L.circleMarker([0, 0], { className: "map-picked", radius: 8, interactive: false });
      const follow = () => {
        const known = lon.value && lat.value && Math.abs(lon.value) <= 180 && Math.abs(lat.value) <= 90;
        if (known && datum.value === "wgs84") mark.setLatLng([lat.value, lon.value]).addTo(this.map);
        else mark.remove();
      };
      this.map.on("click", ({ latlng }) => {
        [lon.value, lat.value, datum.value] = [latlng.lng.toFixed(5), latlng.lat.toFixed(5), "wgs84"];
        follow();
      });
      [lon, lat, datum].forEach((field) => field.addEventListener("input", follow));
      follow();
    }

    addLabels(cities, counties) {
      this.map.createPane("names").style.zIndex = 550; // above the areas, below the points
      const add = (area, small) => {
        const svg = drawn("svg", { class: "map-name", width: 1, height: 1, "aria-hidden": "true" });
        const text = drawn("text", { class: this.inFocus(area) ? "map-label" : "map-label map-faint" }, svg);
        text.textContent = this.figures.labels[area.code] || area.short;
        const icon = L.divIcon({ html: svg, className: "", iconSize: [0, 0] });
        L.marker([area.label[1], area.label[0]], { icon, interactive: false, keyboard: false, pane: "names" }).addTo(this.map);
        this.labels.push({ text, small, at: L.latLng(area.label[1], area.label[0]), inFocus: this.inFocus(area) });
      };
      cities.forEach((city) => add(city, false));
      counties.forEach((county) => add(county, true));
      this.labels.sort((a, b) => b.inFocus - a.inFocus);
    }

    /* Prefectures from afar, counties from near; a label that would touch another, the zoom buttons or the edge is left out. */
    arrange() {
      const near = this.map.getZoom() >= this.near;
      if (near !== this.map.hasLayer(this.far)) this.map[near ? "addLayer" : "removeLayer"](this.far);
      const size = this.map.getSize();
      const taken = [{ x: size.x - 32, y: size.y - 60, w: 32, h: 68 }];
      for (const label of this.labels) {
        const { x, y } = this.map.latLngToContainerPoint(label.at);
        label.text.removeAttribute("visibility");
        const { width, height } = label.text.getBBox();
        const [w, h] = [width / 2 + 2, height / 2];
        const cut = x < w || y < h || x > size.x - w || y > size.y - h;
        const crowded = taken.some((other) => Math.abs(other.x - x) < other.w + w && Math.abs(other.y - y) < other.h + h);
        if (label.small !== near || cut || crowded) label.text.setAttribute("visibility", "hidden");
        else taken.push({ x, y, w, h });
      }
    }

    fit() {
      this.map.fitBounds(this.home, { padding: [6, 6], animate: false });
      this.moved = false;
      this.whole.hidden = true;
    }

    watch() {
      const { map, container } = this;
      const everything = L.latLngBounds(this.items.filter((item) => item.shape).map((item) => item.shape.getBounds()));
      const measure = () => { this.near = map.getBoundsZoom(everything, false, L.point(12, 12)) + 0.8; };
      const refit = () => {
        measure();
        if (!this.moved) this.fit();
        this.arrange();
      };
      map.on("moveend", () => this.arrange());
      map.on("resize", refit);
      window.addEventListener("beforeprint", () => {
        container.classList.add("map-print");
        map.invalidateSize({ animate: false });
      });
      window.addEventListener("afterprint", () => {
        container.classList.remove("map-print");
        map.invalidateSize({ animate: false });
      });
      refit();
    }
  }

  window.networkMap = async (map, cfg) => {
    const network = new NetworkMap(map, cfg);
    try {
      const [boundaries, figures] = await Promise.all([load(cfg.boundaries), load(cfg.figures)]);
      network.draw(boundaries, figures);
      document.body.dataset.mapReady = "1";
    } catch {
      network.readout.textContent = cfg.texts.failed;
    }
  };
})();
