// What a script adds to a page that is read. One file, because each costs a reader on a phone a request of its own.

// What a browser can do with the address of the page; without this the address can be selected by hand.
const section = document.querySelector(".share");
const address = section?.querySelector("input");
const said = section?.querySelector("[role=status]");

function select() {
  address.focus();
  address.select();
}

function say(words) {
  // emptied first, so that the same words are read out again
  said.textContent = "";
  requestAnimationFrame(() => {
    said.textContent = words;
  });
}

async function copy({ currentTarget: button }) {
  try {
    await navigator.clipboard.writeText(address.value);
    say(button.dataset.copy);
  } catch {
    // no clipboard without HTTPS, or the reader said no
    select();
    say(button.dataset.select);
  }
}

async function share({ currentTarget: button }) {
  try {
    await navigator.share({ title: button.dataset.share, url: address.value });
  } catch (refusal) {
    // closing the list of apps is no failure
    if (refusal.name !== "AbortError") select();
  }
}

function reveal(button, act) {
  button.hidden = false;
  button.addEventListener("click", act);
}

if (section) {
  reveal(section.querySelector("[data-copy]"), copy);
  if (navigator.share) reveal(section.querySelector("[data-share]"), share);
  address.addEventListener("focus", () => address.select());
}

// The day on which a page was printed is known to the browser alone
const printed = document.querySelector("[data-printed]");
if (printed) {
  addEventListener("beforeprint", () => {
    const locale = document.querySelector("[property='og:locale']").content.replace("_", "-");
    const day = new Intl.DateTimeFormat(locale, { dateStyle: "long" }).format(new Date());
    printed.textContent = printed.dataset.printed.replace("{date}", day);
  });
}

// That an article was opened is told, and how often it was is shown; without this the page shows no number.
const reads = document.querySelector("[data-reads]");

async function count() {
  const answer = await fetch(reads.dataset.reads, { method: "POST", credentials: "omit" });
  if (!answer.ok) return;
  const { reads: number, text } = await answer.json();
  // nobody but machines so far: there is nothing to say
  if (number) reads.textContent = text;
}

if (reads) {
  // A page that is loaded ahead of being looked at has not been read
  if (document.prerendering) document.addEventListener("prerenderingchange", count, { once: true });
  else count();
}
