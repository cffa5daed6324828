// While a name is typed on the page of an organisation or a person: which records have such a name already.
(() => {
  "use strict";

  const start = () => {
    const note = document.querySelector("[data-similar]");
    if (!note) return;
    const list = note.querySelector("ul");
    let timer, last;

    const show = (found) => {
      list.replaceChildren(
        ...found.map(({ name, where, url }) => {
          const item = document.createElement("li");
          const anchor = Object.assign(document.createElement("a"), { textContent: name, href: url, target: "_blank" });
          item.append(anchor, where ? ` ${where}` : "");
          return item;
        }),
      );
      note.hidden = !found.length;
    };

    const ask = async (name) => {
      last = name;
      const address = new URL(note.dataset.similar, location.href);
      address.search = new URLSearchParams({ name, but: note.dataset.but });
      try {
        const answer = await fetch(address);
        // an answer to what was typed before comes too late
        if (answer.ok && last === name) show((await answer.json()).found);
      } catch {
        // without a connection the form still says it when it is saved
      }
    };

    document.addEventListener("input", ({ target }) => {
      if (!/^(name_\w+|other_names-\d+-value)$/.test(target.name || "")) return;
      clearTimeout(timer);
      const name = target.value.trim();
      if (name.length < 2) show([]);
      else timer = setTimeout(ask, 300, name);
    });
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
