/* Lists that tell when something has changed. <div data-live="/live"> holds a hidden notice with a link; every half minute,
   while somebody looks, the address is asked for its version. Another one shows the notice: the page never moves by itself.
   Elements [data-unread] hold the number of unread messages, and the title of the page begins with it. */
"use strict";

(() => {
  const EVERY = 30_000;
  const place = document.querySelector("[data-live]");
  if (!place) return;
  const title = document.title;
  let first = null;
  let tag = null;

  function tell(now) {
    document.title = now.unread ? `(${now.unread}) ${title}` : title;
    document.querySelectorAll("[data-unread]").forEach((each) => { each.textContent = now.unread ? `（${now.unread}）` : ""; });
    if (first === null) first = now.version;
    else if (first !== now.version) place.firstElementChild.hidden = false;
  }

  async function ask() {
    if (document.hidden) return;
    const headers = tag ? { "If-None-Match": tag } : {};
    const answer = await fetch(place.dataset.live, { credentials: "same-origin", cache: "no-store", headers, redirect: "error" });
    if (answer.status !== 200) return; // 304: nothing new; anything else: ask again later
    tag = answer.headers.get("ETag");
    tell(await answer.json());
  }

  const again = () => ask().catch(() => {}); // without a network the list stays what it is
  document.addEventListener("visibilitychange", again);
  setInterval(again, EVERY);
  again();
})();
