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

function draw(place) {
  const figure = JSON.parse(document.getElementById(place.dataset.figure).textContent);
  const { data, layout } = painted(figure, styles());
  return window.Plotly.react(place, data, layout, { displayModeBar: false, responsive: true });
}

function drawAll() {
  for (const place of document.querySelectorAll("[data-figure]")) draw(place);
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
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  window.addEventListener("beforeprint", drawAll);
  window.addEventListener("afterprint", drawAll);
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
