// Keeps what is typed in the words' form in this browser until the server has it, so that neither a lost connection nor an
// ended session loses typing. The stored copy is offered, never put in unasked.
//
// It stands before the editor's modules and is deferred like them: it runs first, so that it hears of every editor.
(() => {
  "use strict";

  const form = document.querySelector("form[data-draft]");
  if (!form) return;

  const key = `newsroom:${form.dataset.draft}`;
  const notice = form.querySelector("[data-draft-found]");
  const skipped = new Set(["csrfmiddlewaretoken", "revision", "source_revision"]);
  const editors = new Map();
  form.addEventListener("prose-editor:ready", ({ detail }) => editors.set(detail.textarea, detail.editor));

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
  const keep = ({ isSent }) => write({ typed: typed(), isSent });

  const putIn = (field, value) => {
    if (field.value === value) return;
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    // an editor that is not there yet takes the value when it comes
    if (editors.has(field)) editors.get(field).commands.setContent(value);
    else field.value = value;
  };
  const bringBack = (pairs) => {
    for (const field of form.elements) {
      if (!field.name || skipped.has(field.name)) continue;
      const kept = pairs.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "checkbox" || field.type === "radio") field.checked = kept.includes(field.value);
      else if (kept.length) putIn(field, kept[0]);
    }
  };

  // a page that refused holds words that the server does not have
  const isUnsaved = form.hasAttribute("data-draft-unsaved");
  const drawn = serialise();
  let isLeaving = false;
  let timer;

  let found = read();
  if (location.hash === "#saved") {
    // another form of the page may have been sent while words were being typed: those are still offered
    if (found?.isSent) found = null;
    history.replaceState(null, "", location.pathname + location.search);
  }
  if (isUnsaved) {
    keep({ isSent: false });
  } else if (found?.typed && JSON.stringify(found.typed) !== drawn) {
    write({ ...found, isSent: false });
    for (let fold = notice.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    notice.hidden = false;
    form.querySelector("[data-draft-forget]").addEventListener("click", () => {
      write(null);
      notice.hidden = true;
    });
    form.querySelector("[data-draft-restore]").addEventListener("click", () => {
      bringBack(found.typed);
      keep({ isSent: false });
      notice.hidden = true;
    });
  } else {
    write(null);
  }

  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (isUnsaved || serialise() !== drawn) keep({ isSent: false });
    }, 500);
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    isLeaving = true;
    keep({ isSent: true });
  });
  addEventListener("beforeunload", (event) => {
    if (!isLeaving && (isUnsaved || serialise() !== drawn)) event.preventDefault();
  });
})();
