// Charts and small conveniences. Every page works without this file; nothing here is needed to read a figure.

const styles = () => getComputedStyle(document.documentElement);

/** Replace "var(--name)" by the colour that the sheet gives it now, all through a figure. */
function painted(part, sheet) {
  if (typeof part === "string") {
    return part.replace(/var\((--[\w-]+)\)/g, (_, name) => sheet.getPropertyValue(name).trim());
  }
  if (Array.isArray(part)) return part.map((one) => painted(one, sheet));
  if (part && typeof part === "object") {
    return Object.fromEntries(Object.entries(part).map(([key, one]) => [key, painted(one, sheet)]));
  }
  return part;
}

// A page of A4 between its margins, CSS pixels: the browser lays a page out for paper only after charts are drawn.
const PAPER = 640;
// Narrower charts leave every second period and the words beside thin lines out; the arithmetic below has them.
const NARROW = 480;

function draw(place, width) {
  const figure = JSON.parse(document.getElementById(place.dataset.figure).textContent);
  const { data, layout } = painted(figure, styles());
  if (place.clientWidth < NARROW) {
    layout.annotations = layout.annotations.filter((note) => note.name !== "wide");
    const axis = layout.xaxis;
    axis.ticktext = axis.ticktext.map((words, at) => ((axis.ticktext.length - 1 - at) % 2 ? "" : words));
  }
  const size = width ? { width, autosize: false } : { autosize: true };
  return window.Plotly.react(place, data, { ...layout, ...size }, { displayModeBar: false, responsive: true });
}

function drawAll(width) {
  for (const place of document.querySelectorAll("[data-figure]")) draw(place, width);
}

function follow(place) {
  place.on("plotly_click", (event) => {
    const address = event.points[0]?.customdata;
    if (typeof address === "string") window.location.assign(address);
  });
}

if (document.querySelector("[data-figure]")) {
  drawAll();
  document.querySelectorAll("[data-figure]").forEach(follow);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawAll());
  window.addEventListener("beforeprint", () => { document.documentElement.classList.add("paper"); drawAll(PAPER); });
  window.addEventListener("afterprint", () => { document.documentElement.classList.remove("paper"); drawAll(); });
}

// A filter that is changed is applied at once.
for (const form of document.querySelectorAll("form.filters[data-live]")) {
  form.addEventListener("change", () => form.requestSubmit());
}
// Empty fields stay out of the address.
for (const form of document.querySelectorAll("form.filters")) {
  form.addEventListener("submit", () => {
    for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
  });
}

// The slider stops at the days on which what is known changed; its last stop is now.
for (const slider of document.querySelectorAll("[data-days]")) {
  const stops = [...slider.dataset.days.split(" "), ""];
  const field = slider.closest("form").elements.as_of;
  const range = slider.querySelector("input");
  const shown = slider.querySelector("output");
  const after = field.value ? stops.findIndex((day) => day === "" || day > field.value) : stops.length;
  range.value = Math.max(0, after - 1);
  const say = () => { shown.textContent = stops[range.value] || slider.dataset.now; };
  const go = () => { field.value = stops[range.value]; slider.closest("form").requestSubmit(); };
  range.addEventListener("input", say);
  range.addEventListener("change", (event) => { event.stopPropagation(); go(); });
  for (const button of slider.querySelectorAll("button")) {
    button.addEventListener("click", () => {
      const wanted = Number(range.value) + Number(button.dataset.step);
      if (wanted < 0 || wanted >= stops.length) return;
      range.value = wanted;
      say();
      go();
    });
  }
  say();
  slider.hidden = false;
}

// Keys: an element that names a key is clicked when the key is pressed outside of a field.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, [contenteditable]")) return;
  const place = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
  if (!place) return;
  event.preventDefault();
  place.click();
  if (place.tagName === "SUMMARY") place.parentElement.querySelector("input, select, textarea")?.focus();
});

// A file dropped anywhere on the form is put into its field.
for (const form of document.querySelectorAll("form.send")) {
  const field = form.elements.file;
  for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.toggle("over", over);
      if (name === "drop" && event.dataTransfer.files.length) field.files = event.dataTransfer.files;
    });
  }
}
