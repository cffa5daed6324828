// Pasting: Word's lists become lists, and a line under the editor says what was not taken over. The server cleans again.
import { Extension, Plugin } from "django-prose-editor/editor";

const DROPPED = {
  picture: "img, svg, canvas",
  video: "video",
  sound: "audio, mpvoice, mp-common-mpaudio",
  embedded: "iframe, embed, object, applet",
  formula: "math",
  "form field": "input:not([type=hidden]), select, textarea",
};
const SILENT = "style, script, title, template, noscript, xml, colgroup, meta, link";
const ALLOWED_LINK = /^\s*(https?:\/\/|mailto:|\/(?!\/)|#)/i;
const BULLET = /^([·•▪▫‣◦●○■□◆◇➢➤✓§Øü\uf000-\uf0ff*–—-]|[lnouqv])$/;
const DECIMAL = /^\(?(\d{1,4})[.)．、]$/;
const LETTER = /^\(?([a-zA-Z])[.)]$/;
const BLOCKS = "p, div, section, article, ul, ol, table, h2, h3, blockquote, figure";

const KEPT = new Set(["href", "colspan", "rowspan", "scope", "start", "type", "data-alt"]);

// Styles are read here but not applied, and handlers not even parsed: the page's policy would report each of them
function parsed(html) {
  const quiet = html.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/([\s"'])(style|on[a-z]+)(?=\s*=)/gi, "$1data-$2"));
  return new DOMParser().parseFromString(quiet, "text/html").body;
}

function styleOf(element) {
  return (element.getAttribute("data-style") || "").toLowerCase();
}

function renamed(element, tag) {
  const other = element.ownerDocument.createElement(tag);
  other.append(...element.childNodes);
  element.replaceWith(other);
  return other;
}

function unwrapped(element) {
  element.replaceWith(...element.childNodes);
}

function isTiny(element) {
  return ["0", "1"].includes(element.getAttribute("width")) || ["0", "1"].includes(element.getAttribute("height"));
}

// What was dropped, by name
function drop(body) {
  const counts = new Map();
  for (const element of body.querySelectorAll(SILENT)) element.remove();
  for (const [name, selector] of Object.entries(DROPPED)) {
    const found = [...body.querySelectorAll(selector)];
    const reported = found.filter((element) => !isTiny(element));
    if (reported.length) counts.set(name, reported.length);
    for (const element of found) {
      const figure = element.closest("figure");
      figure?.setAttribute("data-had-picture", "");
      if (element.alt && figure && !figure.hasAttribute("data-alt")) figure.setAttribute("data-alt", element.alt);
      element.remove();
    }
  }
  const struck = body.querySelectorAll("s, strike, del").length;
  if (struck) counts.set("struck", struck);
  let links = 0;
  for (const link of body.querySelectorAll("a[href]")) {
    if (!ALLOWED_LINK.test(link.getAttribute("href"))) links += 1;
    if (!ALLOWED_LINK.test(link.getAttribute("href")) || link.getAttribute("href").startsWith("#")) unwrapped(link);
  }
  if (links) counts.set("link", links);
  return counts;
}

function kindOf(label) {
  const number = DECIMAL.exec(label);
  if (BULLET.test(label)) return { tag: "ul", type: "", number: 1 };
  if (number) return { tag: "ol", type: "", number: Number(number[1]) };
  const letter = LETTER.exec(label)?.[1];
  if (!letter) return null;
  return { tag: "ol", type: letter === letter.toLowerCase() ? "a" : "A", number: letter.toLowerCase().charCodeAt(0) - 96 };
}

// Word and WPS send list items as paragraphs with the bullet or number written before the words
function wordLists(body) {
  const open = [];
  let last = null;
  for (const paragraph of body.querySelectorAll("[data-style*=mso-list]:is(p, h1, h2, h3)")) {
    const marker = [...paragraph.querySelectorAll("span")].find((span) => /mso-list:\s*ignore/.test(styleOf(span)));
    const label = (marker?.textContent || "").replace(/[\s\u00a0]+/g, " ").trim();
    const kind = kindOf(label);
    if (!marker || !kind) {
      if (marker) marker.textContent = `${label} `;
      continue;
    }
    const level = Number(/level(\d)/.exec(styleOf(paragraph))?.[1] || 1);
    marker.remove();
    if (last && last !== paragraph.previousElementSibling) open.length = 0;
    while (open.length && open.at(-1).level > level) open.pop();
    let list = open.at(-1);
    const continues = list?.level === level && list.tag === kind.tag && (kind.tag === "ul" || list.next === kind.number);
    if (!continues) {
      if (list?.level === level) open.pop();
      const parent = open.at(-1)?.element.lastElementChild;
      const element = body.ownerDocument.createElement(kind.tag);
      if (kind.tag === "ol" && kind.number > 1) element.setAttribute("start", kind.number);
      if (kind.type) element.setAttribute("type", kind.type);
      if (parent) parent.append(element);
      else paragraph.before(element);
      list = { level, tag: kind.tag, element, next: kind.number };
      open.push(list);
    }
    const item = body.ownerDocument.createElement("li");
    item.append(renamed(paragraph, "p"));
    list.element.append(item);
    list.next += 1;
    last = open[0].element;
  }
}

// Bold and italic that are said by a style; <b style="font-weight: normal"> is none
function marks(body) {
  for (const element of body.querySelectorAll("[data-style]:is(span, font, b, strong, i, em, a)")) {
    const weight = /(?:^|[;\s])font-weight:\s*(\w+)/.exec(styleOf(element))?.[1];
    const slant = /(?:^|[;\s])font-style:\s*(\w+)/.exec(styleOf(element))?.[1];
    for (const [tag, isMarked] of [
      ["strong", weight && /^(bold(er)?|[6-9]00)$/.test(weight)],
      ["em", slant && slant === "italic"],
    ]) {
      if (!isMarked) continue;
      const mark = body.ownerDocument.createElement(tag);
      mark.append(...element.childNodes);
      element.append(mark);
    }
    const isBold = element.matches("b, strong") && weight && !/^(bold(er)?|[6-9]00)$/.test(weight);
    if (isBold || (element.matches("i, em") && slant && slant !== "italic")) unwrapped(element);
  }
}

function blocks(body) {
  for (const heading of body.querySelectorAll("h1")) renamed(heading, "h2");
  for (const heading of body.querySelectorAll("h4, h5, h6")) renamed(heading, "h3");
  for (const heading of body.querySelectorAll(":is(li, td, th, blockquote) :is(h2, h3)")) renamed(heading, "p");
  for (const table of body.querySelectorAll("table table")) {
    for (const cell of table.querySelectorAll("td, th")) table.before(renamed(cell, "p"));
    table.remove();
  }
  for (const caption of body.querySelectorAll("caption")) caption.closest("table").before(renamed(caption, "p"));
  for (const figure of body.querySelectorAll("figure")) {
    const caption = figure.querySelector("figcaption");
    figure.removeAttribute("data-photo"); // a number of another site
    if (figure.hasAttribute("data-had-picture") && caption && !figure.closest("li, td, th, blockquote")) {
      figure.after(...[...figure.childNodes].filter((child) => !child.contains(caption)));
      figure.replaceChildren(caption);
    } else unwrapped(figure);
  }
  for (const caption of body.querySelectorAll("figcaption")) if (!caption.closest("figure")) renamed(caption, "p");
  for (const block of body.querySelectorAll("p, h2, h3, div, section")) {
    if (!block.textContent.trim() && !block.querySelector(BLOCKS)) block.remove();
  }
}

export const BodyPaste = Extension.create({
  name: "bodyPaste",

  addOptions: () => ({ words: {} }),

  onCreate({ editor }) {
    const notice = document.createElement("div");
    notice.className = "editor-notice";
    notice.setAttribute("role", "status");
    editor.view.dom.parentElement.after(notice);
    this.storage.notice = notice;
    editor.on("body:notice", (sentences) => {
      notice.replaceChildren(
        ...sentences.map((sentence) => {
          const line = document.createElement("p");
          line.textContent = sentence;
          return line;
        }),
      );
    });
  },

  onDestroy() {
    this.storage.notice?.remove();
  },

  addProseMirrorPlugins() {
    const { editor } = this;
    const { words } = this.options;
    const hasOnlyPictures = (data) =>
      data && data.files.length > 0 && !data.getData("text/html") && !data.getData("text/plain");
    const refuse = (data) => {
      if (!hasOnlyPictures(data)) return false;
      editor.emit("body:notice", [words.files]);
      return true;
    };
    return [
      new Plugin({
        props: {
          transformPastedHTML(html) {
            if (html.includes("data-pm-slice")) return html; // from an editor: nothing to clean
            const body = parsed(html);
            const counts = drop(body);
            wordLists(body);
            marks(body);
            blocks(body);
            for (const element of body.querySelectorAll("*")) {
              for (const { name } of [...element.attributes]) if (!KEPT.has(name)) element.removeAttribute(name);
            }
            editor.emit("body:notice", [...counts].map(([name, count]) => words[name].replace("%(count)s", count)));
            return body.innerHTML;
          },
          handlePaste: (_view, event) => refuse(event.clipboardData),
          handleDrop: (_view, event) => {
            if (!refuse(event.dataTransfer)) return false;
            event.preventDefault();
            return true;
          },
        },
      }),
    ];
  },
});
