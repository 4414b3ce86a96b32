// The Hub's pages work without this; it shows passwords, warns of caps lock, and follows a server that starts.
for (const field of document.querySelectorAll(".ci-secret")) {
  const input = field.querySelector("input");
  const toggle = field.querySelector("button");
  const labels = { true: toggle.dataset.hide, false: toggle.getAttribute("aria-label") };
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    toggle.setAttribute("aria-pressed", String(shown));
    toggle.setAttribute("aria-label", labels[shown]);
    input.focus();
  });
  const hint = field.parentElement.querySelector("[data-caps]");
  for (const kind of ["keydown", "keyup"]) {
    input.addEventListener(kind, (event) => { hint.hidden = !event.getModifierState?.("CapsLock"); });
  }
  input.addEventListener("blur", () => { hint.hidden = true; });
}

// One click is one attempt, and a password shown is not kept as a text field's history.
for (const form of document.querySelectorAll("form[data-once]")) {
  const button = form.querySelector("button[type=submit]");
  form.addEventListener("submit", (event) => {
    if (button.getAttribute("aria-busy") === "true") { event.preventDefault(); return; }
    for (const input of form.querySelectorAll(".ci-secret > input")) input.type = "password";
    button.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", () => button.removeAttribute("aria-busy"));
}

const reload = document.querySelector("[data-reload-seconds]");
if (reload) setTimeout(() => location.reload(), 1000 * Number(reload.dataset.reloadSeconds));

const start = document.querySelector("[data-progress]");
if (start) {
  const bar = start.querySelector("progress");
  const events = new EventSource(start.dataset.progress);
  events.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    if (event.progress !== undefined) bar.value = event.progress;
    if (event.ready) { events.close(); location.reload(); }
    if (event.failed) {
      events.close();
      start.querySelector("[data-running]").hidden = bar.hidden = true;
      start.querySelector("[data-failed]").hidden = false;
    }
  };
}
