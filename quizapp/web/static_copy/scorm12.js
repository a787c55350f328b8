// Tells a learning management system (SCORM 1.2) how a check of a static copy goes. The reader's place, which is the
// fragment of the address, is its suspend_data, so that another visit goes on there.
(() => {
  "use strict";

  function find(page) {
    for (let count = 0; page && count < 10; count += 1) {
      try {
        if (page.API) return page.API;
      } catch {
        return null; // a page of somebody else
      }
      if (page === page.parent) return null;
      page = page.parent;
    }
    return null;
  }

  const lms = find(window) ?? (window.opener && find(window.opener));
  if (!lms) return;
  const PATIENCE = 4096; // characters that suspend_data may have
  const STATUS = { understands: "passed", "not-yet": "failed" };
  const began = Date.now();
  const set = (name, value) => lms.LMSSetValue(name, String(value));
  const count = (list) => Number(lms.LMSGetValue(`cmi.${list}._count`));
  const data = JSON.parse(document.getElementById("data_").textContent);

  // HHHH:MM:SS
  const clock = (seconds) => [3600, 60, 1].map((unit) => Math.floor(seconds / unit) % (unit < 3600 ? 60 : 10_000))
    .map((part, at) => String(part).padStart(at ? 2 : 4, "0")).join(":");
  const now = () => new Date().toTimeString().slice(0, 8);

  // As the standard wants them: letters for options, and pairs of entry and option.
  function pattern({ kind, options, entries }, response) {
    const letter = (id) => String.fromCharCode(97 + options.findIndex((option) => option.id === id));
    if (kind !== "sort") return response.map(letter).join(",");
    return entries.map(({ id }, at) => {
      const chosen = options.find((option) => response.includes(`${id}-${option.id}`));
      return `${at + 1}.${letter(chosen.id)}`;
    }).join(",");
  }

  function answered({ item, response, grade }) {
    const at = `cmi.interactions.${count("interactions")}`;
    set(`${at}.id`, item.id);
    if (item.flag) set(`${at}.objectives.0.id`, item.flag);
    set(`${at}.time`, now());
    set(`${at}.type`, item.kind === "sort" ? "matching" : "choice");
    set(`${at}.correct_responses.0.pattern`, pattern(item, item.key));
    set(`${at}.student_response`, pattern(item, response));
    set(`${at}.result`, grade.correct ? "correct" : "wrong");
  }

  function objectives(flags) {
    for (const [at, { id, status }] of flags.entries()) {
      set(`cmi.objectives.${at}.id`, id);
      set(`cmi.objectives.${at}.status`, { confirmed: "passed", missed: "failed" }[status] ?? "incomplete");
    }
  }

  // Practice gives no result, and what is passed stays passed.
  function finished({ verdict, report }) {
    if (report.undecided_because.includes("practice") || lms.LMSGetValue("cmi.core.lesson_status") === "passed") return;
    objectives(report.red_flags);
    set("cmi.core.lesson_status", STATUS[verdict] ?? "incomplete");
    set("cmi.core.score.min", 0);
    set("cmi.core.score.max", 100);
    set("cmi.core.score.raw", verdict === "understands" ? 100 : 0);
  }

  lms.LMSInitialize("");
  if (lms.LMSGetValue("cmi.core.lesson_status") === "not attempted") set("cmi.core.lesson_status", "incomplete");
  objectives(data.flags.map((id) => ({ id })));
  const place = lms.LMSGetValue("cmi.suspend_data");
  if (place && !location.hash) location.hash = place;

  document.addEventListener("quizapp", ({ detail }) => {
    if (detail.type === "answered") answered(detail);
    if (detail.type === "finished") finished(detail);
  });
  addEventListener("hashchange", () => {
    if (location.hash.length <= PATIENCE) set("cmi.suspend_data", location.hash);
    lms.LMSCommit("");
  });
  addEventListener("pagehide", () => {
    set("cmi.core.session_time", clock((Date.now() - began) / 1000));
    lms.LMSFinish("");
  }, { once: true });
})();
