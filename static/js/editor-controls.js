// The editor as one of the form's fields: its name, its language, buttons with names in the reader's language.
import { Extension } from "django-prose-editor/editor";

export const BodyControls = Extension.create({
  name: "bodyControls",
  priority: 1, // after the menu has been built

  addOptions: () => ({ words: {}, toolbar: "" }),

  onBeforeCreate({ editor }) {
    editor.options.injectCSS = false; // editor.css has these rules; a style element would need a hole in the policy
  },

  onCreate({ editor }) {
    const { words, toolbar } = this.options;
    const text = editor.view.dom;
    const textarea = text.parentElement.querySelector("textarea");
    const label = textarea.labels[0];
    for (const name of ["lang", "dir"]) if (textarea[name]) text.setAttribute(name, textarea[name]);
    text.setAttribute("role", "textbox");
    text.setAttribute("aria-multiline", "true");
    text.setAttribute("aria-label", label?.textContent.trim().replace(/:$/, "") || textarea.name);
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (textarea.hasAttribute(name)) text.setAttribute(name, textarea.getAttribute(name));
    }
    label?.addEventListener("click", () => editor.commands.focus());

    const menu = text.parentElement.querySelector(".prose-menubar");
    menu.setAttribute("role", "toolbar");
    menu.setAttribute("aria-label", toolbar);
    const buttons = [...menu.querySelectorAll("button[data-name]")];
    for (const button of buttons) {
      const name = words[button.dataset.name];
      if (!name) continue;
      button.title = name;
      button.setAttribute("aria-label", name);
    }
    const update = () => {
      for (const button of buttons) {
        button.setAttribute("aria-pressed", button.classList.contains("active"));
        button.setAttribute("aria-disabled", button.classList.contains("disabled"));
      }
    };
    editor.on("transaction", update);
    update();
  },
});
