// Says that an article was opened, and shows how often it was. Without this file the page shows no number.
const place = document.querySelector("[data-reads]");

async function say() {
  const answer = await fetch(place.dataset.reads, { method: "POST", credentials: "omit" });
  if (!answer.ok) return;
  const { reads, text } = await answer.json();
  // nobody but machines so far: there is nothing to say
  if (reads) place.textContent = text;
}

if (place) {
  // A page that is loaded ahead of being looked at has not been read
  if (document.prerendering) document.addEventListener("prerenderingchange", say, { once: true });
  else say();
}
