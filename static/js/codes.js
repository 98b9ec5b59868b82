/* A combobox over the list of diagnosis codes (ARIA Authoring Practices: editable combobox with list). The field of
   <div data-codes="/diagnosis-codes"> is typed and posted as it is where this script does not run. */
"use strict";

(() => {
  const WAIT = 200; // milliseconds of quiet before the server is asked

  function combobox(holder) {
    const input = holder.querySelector("input");
    const list = document.createElement("ul");
    const told = document.createElement("p");
    list.id = `${input.id}-list`;
    list.className = "rows";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", holder.querySelector("label").textContent);
    told.className = "vh";
    told.setAttribute("role", "status");
    const put = (name, value) => input.setAttribute(name, value);
    put("role", "combobox");
    put("aria-autocomplete", "list");
    put("aria-expanded", "false");
    put("aria-controls", list.id);
    holder.firstElementChild.append(list, told);
    let options = [];
    let at = -1;
    let timer = 0;
    let asked = 0;

    const close = () => {
      list.hidden = true;
      at = -1;
      put("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };

    const mark = (number) => {
      options.forEach((option, each) => {
        option.setAttribute("aria-selected", String(each === number));
        option.classList.toggle("b-hold", each === number);
      });
      at = number;
      put("aria-activedescendant", options[number].id);
      options[number].scrollIntoView({ block: "nearest" });
    };

    const choose = (number) => {
      input.value = options[number].textContent;
      close();
      input.focus();
    };

    const show = (rows) => {
      options = rows.map((row, number) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${number}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.textContent = `${row.code} ${row.name}`;
        option.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays in the field
        option.addEventListener("click", () => choose(number));
        return option;
      });
      list.replaceChildren(...options);
      told.textContent = rows.length ? `${rows.length}${holder.dataset.some}` : holder.dataset.none;
      at = -1;
      list.hidden = !rows.length;
      put("aria-expanded", String(rows.length > 0));
      input.removeAttribute("aria-activedescendant");
    };

    const ask = async () => {
      const number = ++asked;
      const words = input.value.trim();
      if (!words) return close();
      const answer = await fetch(`${holder.dataset.codes}?q=${encodeURIComponent(words)}`, { credentials: "same-origin" });
      if (!answer.ok || number !== asked) return undefined; // an older answer must not cover a newer one
      return show(await answer.json());
    };

    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => ask().catch(close), WAIT);
    });
    input.addEventListener("blur", () => { clearTimeout(timer); asked += 1; close(); });
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && !list.hidden) {
        event.preventDefault();
        mark((at + step + options.length + (at < 0 && step < 0 ? 1 : 0)) % options.length);
      } else if (event.key === "ArrowDown") {
        event.preventDefault();
        ask().catch(close);
      } else if (event.key === "Enter") {
        event.preventDefault(); // the whole form is not sent by a search
        if (at >= 0) choose(at);
        else ask().catch(close);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      }
    });
  }

  document.querySelectorAll("[data-codes]").forEach(combobox);
})();
