// While somebody types: which records are there already that this may be.
// Of a name, the one that is being typed is asked about; elsewhere all the boxes that are watched, for none decides alone.
(() => {
  "use strict";

  const start = () => {
    const note = document.querySelector("[data-similar]");
    if (!note) return;
    const list = note.querySelector("ul");
    const watched = new RegExp(note.dataset.watched);
    const asksForAll = "all" in note.dataset;
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

    const ask = async (boxes) => {
      const address = new URL(note.dataset.similar, location.href);
      address.search = last = new URLSearchParams([...boxes, ["but", note.dataset.but]]).toString();
      const asked = last;
      try {
        const answer = await fetch(address);
        // an answer to what was typed before comes too late
        if (answer.ok && last === asked) show((await answer.json()).found);
      } catch {
        // without a connection the form still says it when it is saved
      }
    };

    const all = () => [...new FormData(note.closest("form"))].filter(([name, value]) => watched.test(name) && value);

    const typed = ({ target }) => {
      if (!watched.test(target.name || "")) return;
      clearTimeout(timer);
      if (asksForAll) {
        timer = setTimeout(() => ask(all()), 300);
        return;
      }
      const name = target.value.trim();
      if (name.length < 2) show([]);
      else timer = setTimeout(ask, 300, [["name", name]]);
    };

    document.addEventListener("input", typed);
    // the boxes in which records are chosen tell of it in their own way
    if (asksForAll) window.django?.jQuery(document).on("change", "select", typed);
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
