(() => {
  const words = JSON.parse(document.getElementById("words").textContent);
  const HALF = 0.5;

  function described(figure, state) {
    const spec = structuredClone(figure.chart[state.other ? 1 : 0]);
    const { beside } = spec.usermeta;
    if (beside !== undefined) spec.width = Math.max(150, figure.clientWidth - beside);
    return spec;
  }

  const hasPowers = (spec) => spec.encoding?.y?.scale?.type === "log";

  async function draw(figure, state) {
    const place = figure.querySelector(".drawing");
    state.width = figure.clientWidth;
    const options = { actions: false, renderer: "svg", mode: "vega-lite", ast: false, tooltip: false };
    const result = await vegaEmbed(place, described(figure, state), options);
    if (state.view) state.view.finalize();
    state.view = result.view;
    if (state.shown) await show(state, state.shown);
  }

  function whole(state) {
    state.all ??= state.view.scale("x").domain().slice();
    return state.all;
  }

  async function show(state, domain) {
    whole(state);
    state.shown = domain;
    const name = Object.keys(state.view.getState({ signals: (n) => n.startsWith("zoom_") }).signals)
      .find((n) => !/_(tuple|x|y|translate|zoom|toggle|modify|store|fields|anchor|delta)/.test(n.slice(4)));
    state.view.signal(name, domain);
    await state.view.runAsync();
  }

  function stretched(state, share) {
    const [low, high] = state.view.scale("x").domain();
    const [first, last] = whole(state);
    const wide = Math.min((high - low) * share, last - first) / 2, middle = (low + high) / 2;
    const centre = Math.min(Math.max(middle, first + wide), last - wide);
    return [centre - wide, centre + wide];
  }

  function moved(state, share) {
    const [low, high] = state.view.scale("x").domain();
    const [first, last] = whole(state);
    const by = Math.min(Math.max((high - low) * share, first - low), last - high);
    return [low + by, high + by];
  }

  function button(text, label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.setAttribute("aria-label", label);
    made.title = label;
    made.addEventListener("click", act);
    return made;
  }

  function tools(figure, state) {
    const box = document.createElement("div");
    box.className = "tools";
    if (figure.chart.length > 1) {
      const turn = button("log", words.logarithmic, async () => {
        state.other = !state.other;
        turn.setAttribute("aria-pressed", String(hasPowers(figure.chart[state.other ? 1 : 0])));
        await draw(figure, state);
      });
      turn.setAttribute("aria-pressed", String(hasPowers(figure.chart[0])));
      box.append(turn);
    }
    if (figure.chart[0].usermeta.zoom) {
      box.append(
        button("+", words.closer, () => show(state, stretched(state, HALF))),
        button("−", words.farther, () => show(state, stretched(state, 1 / HALF))),
        button("←", words.earlier, () => show(state, moved(state, -HALF / 2))),
        button("→", words.later, () => show(state, moved(state, HALF / 2))),
        button("↺", words.all, () => show(state, whole(state))),
      );
    }
    if (box.children.length) figure.querySelector(".drawing").before(box);
  }

  const drawn = [];
  async function begin() {
    for (const figure of document.querySelectorAll("figure.chart")) {
      figure.chart = JSON.parse(figure.querySelector("script").textContent);
      const state = { other: false };
      tools(figure, state);
      await draw(figure, state);
      drawn.push([figure, state]);
    }
    document.documentElement.dataset.drawn = String(drawn.length);
  }

  let waiting;
  window.addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      for (const [figure, state] of drawn)
        if (figure.classList.contains("wide") && figure.clientWidth !== state.width) draw(figure, state);
    }, 150);
  });
  begin();
})();
