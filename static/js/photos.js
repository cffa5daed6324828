// Uploading: a place to drop files, with small previews. Photos: the focal point is chosen by clicking on the picture.
// Both pages work without this file.
(() => {
  "use strict";

  const PREVIEW_WIDTH = 192;

  async function preview(file, item) {
    if (!file.type.startsWith("image/")) return;
    try {
      const bitmap = await createImageBitmap(file, { resizeWidth: PREVIEW_WIDTH, resizeQuality: "medium" });
      const canvas = document.createElement("canvas");
      canvas.width = bitmap.width;
      canvas.height = bitmap.height;
      canvas.getContext("2d").drawImage(bitmap, 0, 0);
      canvas.setAttribute("aria-hidden", "true");
      item.prepend(canvas);
    } catch {
      // a kind that this browser does not show (HEIC); the name stands for it
    }
  }

  function describe(file, zone) {
    const item = document.createElement("li");
    const inMegabytes = file.size >= 1024 * 1024;
    const size = new Intl.NumberFormat(document.documentElement.lang || "en", {
      style: "unit",
      unit: inMegabytes ? "megabyte" : "kilobyte",
      maximumFractionDigits: inMegabytes ? 1 : 0,
    }).format(file.size / 1024 / (inMegabytes ? 1024 : 1));
    item.append(`${file.name} · ${size}`);
    if (file.size > Number(zone.dataset.maxBytes)) {
      item.classList.add("too-large");
      item.append(` · ${zone.dataset.tooLarge}`);
    }
    preview(file, item);
    return item;
  }

  function dropZone(zone) {
    const input = zone.querySelector('input[type="file"]');
    const list = zone.querySelector("[data-drop-list]");
    const show = () => list.replaceChildren(...[...input.files].map((file) => describe(file, zone)));

    const hint = document.createElement("span");
    hint.className = "drop-hint";
    hint.textContent = zone.dataset.hint;
    input.after(hint);

    input.addEventListener("change", show);
    zone.addEventListener("dragover", (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    });
    zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("is-over");
      const all = new DataTransfer();
      for (const file of [...input.files, ...event.dataTransfer.files]) all.items.add(file);
      input.files = all.files;
      show();
    });
    show();
  }

  function focalPoint(place) {
    const inputs = { x: document.getElementById("id_focal_x"), y: document.getElementById("id_focal_y") };
    if (!inputs.x || !inputs.y) return; // somebody who may only look
    const mark = place.querySelector(".focal-mark");

    const draw = () => {
      mark.style.setProperty("--focal-x", `${inputs.x.value || 50}%`);
      mark.style.setProperty("--focal-y", `${inputs.y.value || 50}%`);
    };
    const percent = (part, whole) => Math.min(100, Math.max(0, Math.round((100 * part) / whole)));

    place.classList.add("is-clickable");
    place.addEventListener("click", (event) => {
      const box = place.getBoundingClientRect();
      inputs.x.value = percent(event.clientX - box.left, box.width);
      inputs.y.value = percent(event.clientY - box.top, box.height);
      draw();
    });
    for (const input of Object.values(inputs)) input.addEventListener("input", draw);
    draw();
  }

  document.querySelectorAll("[data-drop-zone]").forEach(dropZone);
  document.querySelectorAll("[data-focal-point]").forEach(focalPoint);
})();
