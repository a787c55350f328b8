// Two players of QTI 3, each behind one function: the outcomes of a response to an item, and the text that is shown.

window.qti3ItemPlayer = (() => {
  const heard = {};
  const on = {
    notifyQti3PlayerReady: (player) => heard.player(player),
    notifyQti3ItemReady: () => heard.item(),
    notifyQti3ScoreAttemptCompleted: ({ state }) => heard.score(state),
  };
  const next = (name, cause) => new Promise((resolve) => { heard[name] = resolve; cause(); });
  const mount = () => next("player", () => { // a new one each time: it does not load the same item twice
    const target = document.createElement("div");
    document.body.replaceChildren(target);
    new Vue({ render: (make) => make(window.qti3Player.default ?? window.qti3Player, { on }) }).$mount(target);
  });
  return async (xml, value) => {
    const player = await mount();
    const cardinality = Array.isArray(value) ? "multiple" : "single";
    const state = {
      contextVariables: [],
      outcomeVariables: [],
      templateVariables: [],
      validationMessages: [],
      responseVariables: [{ identifier: "RESPONSE", cardinality, value, state: null }],
    };
    await next("item", () => player.loadItemFromXml(xml, { guid: "item", status: "interacting", state }));
    const scored = await next("score", () => player.scoreAttempt("score"));
    const outcomes = scored.outcomeVariables.map((outcome) => [outcome.identifier, outcome.value]);
    return { outcomes: Object.fromEntries(outcomes), shown: player.$el.innerText };
  };
})();

window.qtiComponents = async (xml, value) => {
  const item = document.createElement("qti-item");
  const container = item.appendChild(document.createElement("item-container"));
  container.itemXML = xml;
  const connected = new Promise((resolve) => {
    item.addEventListener("qti-assessment-item-connected", ({ detail }) => resolve(detail), { once: true });
  });
  document.body.replaceChildren(item);
  const played = await connected;
  played.updateResponseVariable("RESPONSE", value);
  played.processResponse();
  await new Promise((resolve) => { setTimeout(resolve); });
  const outcomes = ["SCORE", "LEVEL", "FEEDBACK"].map((name) => [name, played.getOutcome(name)?.value]);
  const feedback = [...played.querySelectorAll("qti-modal-feedback")];
  const open = feedback.filter((each) => each.shadowRoot.querySelector("dialog")?.open);
  const shown = [played.querySelector("qti-item-body"), ...open].map((each) => each.textContent).join("\n");
  return { outcomes: Object.fromEntries(outcomes), shown };
};
