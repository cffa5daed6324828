// The editor's blocks as the vocabulary has them: what may stand inside what, tables without a dialog, links to allowed addresses.
import {
  Blockquote as BaseBlockquote,
  Link as BaseLink,
  ListItem as BaseListItem,
  Table as BaseTable,
  TableCell as BaseTableCell,
  TableHeader as BaseTableHeader,
  updateAttrsDialog,
} from "django-prose-editor/editor";

const INSIDE = "(paragraph | bulletList | orderedList)+";
const ALLOWED = /^(https?:\/\/[^/?#\s]|mailto:[^@\s]+@|\/(?!\/))[^\\\s]*$/i;

export const Blockquote = BaseBlockquote.extend({ content: INSIDE });
export const ListItem = BaseListItem.extend({ content: "paragraph (paragraph | bulletList | orderedList)*" });
export const TableCell = BaseTableCell.extend({ content: INSIDE });
export const TableHeader = BaseTableHeader.extend({
  content: INSIDE,
  addAttributes() {
    return {
      ...this.parent?.(),
      scope: { default: null, parseHTML: (element) => element.getAttribute("scope") },
    };
  },
});

export const Table = BaseTable.extend({
  addCommands() {
    return {
      ...this.parent?.(),
      insertTableWithOptions:
        () =>
        ({ commands }) =>
          commands.insertTable({ rows: 3, cols: 3, withHeaderRow: true }),
    };
  },
});

function completed(address) {
  const text = address.trim();
  if (/^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/.test(text)) return `mailto:${text}`;
  if (/^(?![\w.+-]+:)[\w-]+(\.[\w-]+)+(\/|$)/.test(text)) return `https://${text}`;
  return text;
}

export const Link = BaseLink.extend({
  addOptions() {
    return { ...this.parent?.(), words: {}, isAllowedUri: (address) => ALLOWED.test(address || "") };
  },

  addCommands() {
    const { words } = this.options;
    const ask = async (editor, href) => {
      const properties = { href: { type: "string", title: words.address, description: words.help } };
      const answer = await updateAttrsDialog(properties, { title: words.title, submitText: words.save })(editor, { href });
      if (!answer) return;
      const address = completed(answer.href);
      const chain = editor.chain().focus().extendMarkRange("link");
      if (!address) chain.unsetLink().run();
      else if (ALLOWED.test(address)) chain.setLink({ href: address }).run();
      else {
        editor.emit("body:notice", [words.refused.replace("%(address)s", address)]);
        await ask(editor, address);
      }
    };
    return {
      ...this.parent?.(),
      addLink:
        () =>
        ({ editor, dispatch }) => {
          if (editor.state.selection.empty && !editor.isActive("link")) return false;
          if (dispatch) ask(editor, editor.getAttributes("link").href || "");
          return true;
        },
    };
  },
});
