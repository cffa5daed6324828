// Keeps what is typed in the words' form in this browser until the server has it, so that neither a lost connection nor an
// ended session loses typing. The stored copy is offered, never put in unasked.

const form = document.querySelector("form[data-draft]");

if (form) {
  const key = `newsroom:${form.dataset.draft}`;
  const notice = form.querySelector("[data-draft-found]");
  const skipped = new Set(["csrfmiddlewaretoken", "revision", "source_revision"]);

  const typed = () =>
    [...new FormData(form)].filter(([name, value]) => !skipped.has(name) && typeof value === "string");
  const serialise = () => JSON.stringify(typed());
  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  };
  const write = (value) => {
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(value));
    } catch {
      // a full or forbidden store: the form still works
    }
  };

  const fill = (pairs) => {
    const values = new Map();
    for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
    for (const field of form.elements) {
      if (!field.name || skipped.has(field.name)) continue;
      const kept = values.get(field.name);
      if (field.type === "checkbox" || field.type === "radio") field.checked = Boolean(kept?.includes(field.value));
      else if (kept) field.value = kept[0];
    }
  };

  // the editor takes its place a moment after the page is there
  const start = () => {
    const drawn = serialise();
    let leaving = false;
    let timer;

    if (location.hash === "#saved") {
      write(null);
      history.replaceState(null, "", location.pathname + location.search);
    }
    const found = read();
    if (found?.typed && JSON.stringify(found.typed) !== drawn) {
      notice.hidden = false;
      form.querySelector("[data-draft-forget]").addEventListener("click", () => {
        write(null);
        notice.hidden = true;
      });
      form.querySelector("[data-draft-restore]").addEventListener("click", () => {
        sessionStorage.setItem(key, JSON.stringify(found.typed));
        leaving = true;
        location.reload();
      });
    } else {
      write(null);
    }

    const keep = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (serialise() !== drawn) write({ typed: typed(), at: Date.now() });
      }, 500);
    };
    form.addEventListener("input", keep);
    form.addEventListener("change", keep);
    form.addEventListener("submit", () => {
      leaving = true;
      write({ typed: typed(), at: Date.now() });
    });
    addEventListener("beforeunload", (event) => {
      if (!leaving && serialise() !== drawn) event.preventDefault();
    });
  };

  // brought back before the editor reads its field
  const wanted = sessionStorage.getItem(key);
  if (wanted) {
    sessionStorage.removeItem(key);
    fill(JSON.parse(wanted));
  }
  setTimeout(start, 600);
}
