/* Maps of one place. <div data-pick data-lon=… data-lat=… data-datum=… data-county=…> lets a point be picked and writes it
   into the fields with these ids; <div data-point data-lon="119.1" data-lat="28.1"> only shows one. Both name the
   address of the boundaries. Without this script the fields are typed. */
"use strict";

(() => {
  const text = (value) => (Math.round(value * 1e5) / 1e5).toFixed(5);

  async function outlined(holder, map) {
    const answer = await fetch(holder.dataset.boundaries, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const all = await answer.json();
    const layer = L.geoJSON(all, { interactive: false, style: { className: "map-ground", fillOpacity: 1, weight: 1 } });
    layer.addTo(map).bringToBack();
    return layer;
  }

  const QUIET = { zoomControl: false, attributionControl: false, scrollWheelZoom: false, minZoom: 6, maxZoom: 16, zoomSnap: 0.25 };
  const STILL = { keyboard: false, dragging: false, doubleClickZoom: false, touchZoom: false, boxZoom: false }; // a picture

  function drawn(holder, options) {
    holder.hidden = false;
    const map = L.map(holder, { ...QUIET, ...options });
    map.setView([29.2, 120.4], 7);
    return map;
  }

  function mark(map, at) {
    return L.circleMarker(at, { radius: 8, className: "map-picked", weight: 5 }).addTo(map);
  }

  function show(holder) {
    const map = drawn(holder, STILL);
    const at = [Number(holder.dataset.lat), Number(holder.dataset.lon)];
    mark(map, at);
    map.setView(at, 10);
    outlined(holder, map).catch(() => { holder.hidden = true; });
  }

  function pick(holder) {
    const field = (name) => document.getElementById(holder.dataset[name]);
    const [lon, lat, datum, county] = ["lon", "lat", "datum", "county"].map(field);
    const map = drawn(holder, {});
    L.control.zoom({ position: "bottomright", zoomInTitle: holder.dataset.in, zoomOutTitle: holder.dataset.out }).addTo(map);
    let point = null;
    const put = (at) => {
      if (point) point.remove();
      point = mark(map, at);
    };
    const choose = (at) => {
      put(at);
      lon.value = text(at.lng);
      lat.value = text(at.lat);
      datum.value = "wgs84";
    };
    holder.setAttribute("role", "application");
    holder.setAttribute("aria-label", holder.dataset.label);
    const words = document.createElement("p");
    words.className = "s np";
    words.textContent = holder.dataset.words;
    holder.after(words);
    map.on("click", (event) => choose(event.latlng));
    holder.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      choose(map.getCenter());
    });
    outlined(holder, map).then((layer) => {
      const zoom = () => {
        layer.eachLayer((each) => {
          if (county && each.feature.properties.code === county.value) map.fitBounds(each.getBounds());
        });
      };
      const fit = () => {
        map.invalidateSize();
        if (lon.value && lat.value && datum.value === "wgs84") {
          put({ lat: Number(lat.value), lng: Number(lon.value) });
          map.setView([Number(lat.value), Number(lon.value)], 11);
        } else zoom();
      };
      const fold = holder.closest("details");
      if (fold) fold.addEventListener("toggle", fit);
      if (county) county.addEventListener("change", zoom);
      fit();
    }).catch(() => { holder.hidden = true; });
  }

  document.querySelectorAll("[data-pick]").forEach(pick);
  document.querySelectorAll("[data-point]").forEach(show);
})();
