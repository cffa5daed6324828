// A photo of the article in the text, or a place for one, with its caption. The text holds the photo's number, not its file.
import { crel, Node, pm } from "django-prose-editor/editor";

let dialogs = 0;

class Photos {
  // The photos to choose from: fetched once for the thumbnails and anew for each dialog, since some may have come meanwhile
  constructor(url) {
    this.url = url;
    this.byId = new Map();
    this.views = new Set();
    this.failed = false;
  }

  async load() {
    if (!this.url) return;
    try {
      const answer = await fetch(this.url, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(`${answer.status}`);
      this.byId = new Map((await answer.json()).map((photo) => [String(photo.id), photo]));
      this.failed = false;
    } catch (error) {
      this.failed = true;
    }
    for (const refresh of this.views) refresh();
  }
}

function picture(photo, alt) {
  const image = crel("img", { src: photo.thumbnail, alt, loading: "lazy", decoding: "async" });
  if (photo.width && photo.height) {
    image.width = photo.width;
    image.height = photo.height;
  }
  return image;
}

function choice(words, name, { id, photo, checked }) {
  const input = crel("input", { type: "radio", name, value: id, checked });
  const label = photo ? words.number.replace("%(number)s", id) : words.none;
  const text = crel("span", { textContent: photo?.credit ? `${label} · ${photo.credit}` : label });
  return crel("label", { className: "editor-figure-choice" }, [input, ...(photo ? [picture(photo, "")] : []), text]);
}

function field(label, input) {
  input.id = `editor-figure-${++dialogs}`;
  return crel("p", {}, [crel("label", { htmlFor: input.id, textContent: label }), input]);
}

function button(label, properties) {
  return crel("button", { textContent: label, ...properties });
}

// Resolves to {photo, alt, caption}, to "remove", or to null. `caption` is null where it has marks that a plain field would lose.
async function ask({ words, photos, language, direction, isNew, photo, alt, caption }) {
  await photos.load();
  const title = crel("h2", { id: `editor-figure-${++dialogs}`, textContent: words.title });
  const name = `editor-figure-${++dialogs}`;
  const known = [...photos.byId.values()].map((one) => ({ id: String(one.id), photo: one }));
  if (photo && !photos.byId.has(photo)) known.push({ id: photo, photo: { thumbnail: "", credit: "" } });
  const choices = [{ id: "" }, ...known].map((one) => choice(words, name, { ...one, checked: one.id === (photo || "") }));
  for (const image of choices.flatMap((one) => [...one.querySelectorAll('img[src=""]')])) image.remove();
  const hint = photos.failed ? words.failed : known.length ? "" : words.empty;
  const altInput = crel("textarea", { rows: 2, value: alt || "", lang: language, dir: direction });
  const captionInput = crel("input", { type: "text", value: caption ?? "", lang: language, dir: direction });
  const form = crel("form", { method: "dialog" }, [
    title,
    crel("fieldset", {}, [
      crel("legend", { textContent: words.photo }),
      ...(hint ? [crel("p", { textContent: hint })] : []),
      crel("div", { className: "editor-figure-choices" }, choices),
    ]),
    field(words.alt, altInput),
    ...(caption === null ? [] : [field(words.caption, captionInput)]),
    crel("p", { className: "editor-dialog-buttons" }, [
      button(words.save, { type: "submit", value: "save" }),
      button(words.cancel, { type: "submit", value: "cancel", formNoValidate: true }),
      ...(isNew ? [] : [button(words.remove, { type: "submit", value: "remove", className: "editor-dialog-remove" })]),
    ]),
  ]);
  const dialog = crel("dialog", { className: "editor-dialog", "aria-labelledby": title.id }, [form]);
  form.addEventListener("keydown", (event) => {
    // Enter that ends the input of a Chinese word must not close the dialog (Safari reports it late, as 229)
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault();
  });
  document.body.append(dialog);
  dialog.showModal();
  const answer = await new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true });
  });
  const chosen = form.elements[name];
  const values = { photo: chosen.value || null, alt: altInput.value.trim() || null, caption: caption === null ? null : captionInput.value.trim() };
  dialog.remove();
  return answer === "save" ? values : answer === "remove" ? "remove" : null;
}

export const Figcaption = Node.create({
  name: "figcaption",
  content: "inline*",
  defining: true,
  parseHTML: () => [{ tag: "figcaption" }],
  renderHTML: () => ["figcaption", 0],
});

export const Figure = Node.create({
  name: "figure",
  group: "block",
  content: "figcaption",
  isolating: true,
  defining: true,

  addOptions: () => ({ photosUrl: "", words: {} }),

  addStorage() {
    return { photos: new Photos(this.options.photosUrl) };
  },

  onCreate() {
    this.storage.photos.load();
  },

  addAttributes: () => ({
    photo: {
      default: null,
      parseHTML: (element) => element.getAttribute("data-photo"),
      renderHTML: ({ photo }) => (photo ? { "data-photo": photo } : {}),
    },
    alt: {
      default: null,
      parseHTML: (element) => element.getAttribute("data-alt"),
      renderHTML: ({ alt }) => (alt ? { "data-alt": alt } : {}),
    },
  }),

  parseHTML: () => [{ tag: "figure" }],
  renderHTML: ({ HTMLAttributes }) => ["figure", HTMLAttributes, 0],

  addNodeView() {
    const { words } = this.options;
    const { photos } = this.storage;
    return ({ node, editor, getPos }) => {
      const edit = crel("button", { type: "button", className: "editor-figure-picture" });
      const content = crel("div", { className: "editor-figure-caption" });
      const dom = crel("figure", { className: "editor-figure" }, [edit, content]);
      edit.contentEditable = "false";
      const show = () => {
        const { photo, alt } = node.attrs;
        const found = photos.byId.get(photo);
        const about = photo ? words.number.replace("%(number)s", photo) : words.toChoose;
        const line = crel("span", { textContent: photo && !alt ? words.noAlt : alt || "" });
        edit.replaceChildren(found?.thumbnail ? picture(found, "") : crel("strong", { textContent: about }), line);
        edit.setAttribute("aria-label", `${about}. ${line.textContent} ${words.edit}`);
        edit.title = words.edit;
      };
      edit.addEventListener("click", () => {
        if (editor.isEditable) editor.chain().setTextSelection(getPos() + 2).insertFigure().run();
      });
      photos.views.add(show);
      show();
      return {
        dom,
        contentDOM: content,
        update(updated) {
          if (updated.type !== node.type) return false;
          node = updated;
          show();
          return true;
        },
        stopEvent: (event) => edit.contains(event.target),
        ignoreMutation: (mutation) => mutation.type !== "selection" && !content.contains(mutation.target),
        destroy: () => photos.views.delete(show),
      };
    };
  },

  addCommands() {
    return {
      // The menu calls it so; in a figure it changes that figure
      insertFigure:
        () =>
        ({ editor, state, dispatch }) => {
          const { $from } = state.selection;
          const depth = [...Array($from.depth + 1).keys()].find((level) => $from.node(level).type === this.type);
          if (depth === undefined && $from.depth > 1) return false; // in lists, quotations and tables there are none
          if (dispatch) change(editor, this, depth === undefined ? null : $from.before(depth));
          return true;
        },
    };
  },

  addKeyboardShortcuts() {
    return {
      // Enter leaves the caption; the one that ends the input of a Chinese word does not
      Enter: ({ editor }) => {
        const { $from } = editor.state.selection;
        if (editor.view.composing || $from.parent.type.name !== "figcaption") return false;
        const after = $from.after($from.depth - 1);
        return editor.chain().insertContentAt(after, { type: "paragraph" }).setTextSelection(after + 1).scrollIntoView().run();
      },
    };
  },
});

async function change(editor, { options, storage, type }, place) {
  const before = place === null ? null : editor.state.doc.nodeAt(place);
  const caption = before?.firstChild;
  const isPlain = !caption || (caption.childCount <= 1 && !caption.firstChild?.marks.length && caption.firstChild?.isText !== false);
  const answer = await ask({
    words: options.words,
    photos: storage.photos,
    language: editor.view.dom.lang,
    direction: editor.view.dom.dir,
    isNew: !before,
    photo: before?.attrs.photo,
    alt: before?.attrs.alt,
    caption: isPlain ? caption?.textContent || "" : null,
  });
  editor.commands.focus();
  if (!answer) return;
  const { state } = editor;
  const { tr, schema } = state;
  if (answer === "remove") {
    editor.view.dispatch(tr.delete(place, place + before.nodeSize));
    return;
  }
  const text = answer.caption ? [schema.text(answer.caption)] : [];
  const inside = answer.caption === null ? caption : schema.nodes.figcaption.create(null, text);
  const figure = type.create({ photo: answer.photo, alt: answer.alt }, inside);
  if (before) {
    tr.replaceWith(place, place + before.nodeSize, figure);
  } else if (answer.photo || answer.caption) {
    const { $from } = state.selection;
    const isEmptyLine = $from.parent.isTextblock && !$from.parent.content.size && $from.depth === 1;
    const from = $from.depth ? (isEmptyLine ? $from.before(1) : $from.after(1)) : state.selection.to;
    tr.replaceWith(from, isEmptyLine ? $from.after(1) : from, [figure, schema.nodes.paragraph.create()]);
    place = from;
  } else return;
  tr.setSelection(pm.state.TextSelection.near(tr.doc.resolve(place + 2)));
  editor.view.dispatch(tr.scrollIntoView());
}
