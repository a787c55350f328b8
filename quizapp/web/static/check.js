// The check of a static copy: the page has the items with their keys, and this script asks, grades and reports as the
// server does for the same seed. The constants of the rule come with the items (quizapp/export/script_data.py), and
// tests/script_attempts.py holds both sides to the same attempts. It is no module, so that it works from a
// folder. Where a reader is stands in the fragment of the address; nothing is stored and nothing is sent.
(() => {
  "use strict";

  // BLAKE2b with a key (RFC 7693), 8 bytes long; words are pairs of 32 bits, low half first.
  const IV = "f3bcc9086a09e66784caa73bbb67ae85fe94f82b3c6ef3725f1d36f1a54ff53a" +
    "ade682d1510e527f2b3e6c1f9b05688cfb41bd6b1f83d9ab137e21795be0cd19";
  const SIGMA = "0123456789abcdefea489fd61c02b753b8c052fdae3671947931dcbe265a40f8905724afe1bc683d" +
    "2c6a0b834d75fe19c51fed4a0763928bdb7ec13950f4862a6fe9b308c2d714a5a2847615fb9e3cd0";
  const MIX = "048c159d26ae37bf05af16bc278d349e";
  const LENGTH = 8;
  const BLOCK = 128;
  const halves = (hex) => Array.from(hex, (digit) => parseInt(digit, 16) * 2);
  const [order, mix] = [halves(SIGMA), halves(MIX)];
  const first = Uint32Array.from(IV.match(/.{8}/g), (hex) => parseInt(hex, 16));
  const utf8 = new TextEncoder();

  function blake2b(message, key) {
    const [h, v, m] = [first.slice(), new Uint32Array(32), new Uint32Array(32)];
    h[0] ^= 0x01010000 ^ (key.length << 8) ^ LENGTH;
    const pad = key.length ? BLOCK : 0;
    const input = new Uint8Array(pad + message.length);
    input.set(key);
    input.set(message, pad);
    const add = (a, low, high) => {
      const sum = v[a] + low;
      v[a + 1] += high + (sum > 0xffffffff);
      v[a] = sum;
    };
    const turn = (a, b, bits) => {
      let [low, high] = [v[a] ^ v[b], v[a + 1] ^ v[b + 1]];
      if (bits > 31) [low, high, bits] = [high, low, bits - 32];
      v[a] = bits ? (low >>> bits) | (high << (32 - bits)) : low;
      v[a + 1] = bits ? (high >>> bits) | (low << (32 - bits)) : high;
    };
    for (let start = 0; start === 0 || start < input.length; start += BLOCK) {
      const block = new Uint8Array(BLOCK);
      block.set(input.subarray(start, start + BLOCK));
      const view = new DataView(block.buffer);
      for (let i = 0; i < 32; i++) m[i] = view.getUint32(i * 4, true);
      v.set(h);
      v.set(first, 16);
      v[24] ^= Math.min(start + BLOCK, input.length);
      if (start + BLOCK >= input.length) [v[28], v[29]] = [~v[28], ~v[29]];
      for (let step = 0; step < 96; step++) {
        const [a, b, c, d] = mix.slice((step % 8) * 4, (step % 8) * 4 + 4);
        const at = (Math.floor(step / 8) % 10) * 16 + (step % 8) * 2;
        const [x, y] = [order[at], order[at + 1]];
        add(a, v[b], v[b + 1]); add(a, m[x], m[x + 1]); turn(d, a, 32);
        add(c, v[d], v[d + 1]); turn(b, c, 24);
        add(a, v[b], v[b + 1]); add(a, m[y], m[y + 1]); turn(d, a, 16);
        add(c, v[d], v[d + 1]); turn(b, c, 63);
      }
      for (let i = 0; i < 16; i++) h[i] ^= v[i] ^ v[i + 16];
    }
    return new Uint8Array(h.buffer).slice(0, LENGTH);
  }

  const rank = (seed, ...parts) => Array.from(
    blake2b(utf8.encode(parts.join("\0")), utf8.encode(seed).subarray(0, 64)),
    (byte) => byte.toString(16).padStart(2, "0"),
  ).join("");

  const BOOK = 2;
  const FIRST_FLAG = 3;
  const URGENT = 3;
  const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
  const by = (list, of) => list.map((one) => [of(one), one]).sort(([a], [b]) => (a > b) - (a < b)).map(([, one]) => one);

  function bankOf(data) {
    const strata = Array.from({ length: FIRST_FLAG + data.flags.length }, (_, at) =>
      data.items.filter(({ stratum }) => stratum === at));
    return { ...data, strata, byId: new Map([...data.items, ...data.withdrawn].map((item) => [item.id, item])) };
  }

  // quizapp/quiz/verdict.py: what the responses so far show.
  const markOf = (key, chosen) =>
    chosen === key ? "right" : chosen === key + 1 ? "careful" : key === URGENT && chosen < BOOK ? "hazard" : "wrong";

  function take({ rule }, evidence, stratum, mark) {
    const right = mark === "right";
    if (mark === "careful") {
      evidence.careful += 1;
      return;
    }
    evidence.counted += 1;
    evidence.wrong += !right;
    const flag = evidence.flags[stratum - FIRST_FLAG];
    if (flag && flag.status !== "unsettled") return;
    if (!flag) evidence[right ? "right" : "lost"][right ? stratum : +(stratum === BOOK)] += 1;
    else {
      const cost = { right: 0, wrong: 1, hazard: 2 }[mark];
      flag.net += right - cost;
      flag.points += cost;
      flag.status = flag.points >= rule.missed ? "missed" : flag.net >= rule.confirmed ? "confirmed" : flag.status;
    }
  }

  function standing({ rule }, evidence) {
    const [carryOn, modify, book] = evidence.right;
    const [trainingWrong, bookWrong] = evidence.lost;
    const lostTraining = trainingWrong >= rule.training.length;
    const lostBook = bookWrong >= rule.book.length;
    const each = [carryOn, modify].map((right) => (lostTraining ? 0 : Math.max(0, rule.each - right)));
    const training = lostTraining ? 0 : Math.max(rule.training[trainingWrong] - carryOn - modify, sum(each));
    const books = lostBook ? 0 : Math.max(0, rule.book[bookWrong] - book);
    const flags = evidence.flags.map(({ status, net }) => (status === "unsettled" ? rule.confirmed - net : 0));
    const lost = lostTraining || lostBook || evidence.flags.some(({ status }) => status === "missed");
    const rights = training + books + sum(flags);
    const pooled = Math.max(0, rule.pooled[Math.min(evidence.wrong, rule.pooled.length - 1)] - evidence.counted);
    const answered = evidence.counted + evidence.careful;
    const beyond = evidence.careful > rule.careful || evidence.wrong >= rule.pooled.length;
    const spent = beyond || answered >= rule.most;
    const verdict = lost ? "not-yet" : rights || pooled || beyond || !flags.length ? "not-enough-evidence" : "understands";
    const either = training - sum(each);
    const needed = [2 * each[0] + either, 2 * each[1] + either, 2 * books, ...flags.map((n) => 2 * n)];
    const open = [...Array(FIRST_FLAG).fill(Math.max(1, flags.length)), ...flags.map(() => 1)];
    const over = spent || verdict === "understands";
    return {
      verdict, spent,
      weights: over ? needed.map(() => 0) : lost || needed.some(Boolean) ? needed : open,
      still: Math.min(Math.max(rights, lost ? 0 : pooled), rule.most - answered),
      parts: [
        lostTraining ? "not-yet" : training ? "not-enough-evidence" : "understands",
        lostBook || evidence.flags.some(({ status }) => status === "missed") ? "not-yet"
          : books || sum(flags) ? "not-enough-evidence" : "understands",
      ],
    };
  }

  // quizapp/quiz/selection.py: which item comes next.
  const pairsOf = (bank, ids) => new Set(ids.map((id) => bank.byId.get(id)?.pair).filter(Boolean));

  function unseen(bank, asked, seen) {
    const [used, pairs] = [new Set([...asked, ...seen]), pairsOf(bank, asked)];
    return bank.strata.map((items) => items.filter(({ id, pair }) => !used.has(id) && !pairs.has(pair)));
  }

  const supplyLeft = (bank, asked, seen) => unseen(bank, asked, seen).map((items) => items.length);

  function nextItem(bank, seed, evidence, asked, seen) {
    const left = unseen(bank, asked, seen);
    const chances = standing(bank, evidence).weights.map((weight, at) => (left[at].length ? weight : 0));
    if (!sum(chances)) return null;
    let toss = Number(BigInt(`0x${rank(seed, "turn", asked.length)}`) % BigInt(sum(chances)));
    const stratum = chances.findIndex((chance) => (toss -= chance) < 0);
    const pairs = pairsOf(bank, seen);
    return by(left[stratum], (item) => `${+pairs.has(item.pair)}${rank(seed, item.id, item.stem)}`)[0];
  }

  function nextPracticeItem(bank, seed, asked, seen) {
    if (asked.length >= bank.rule.practice) return null;
    const pairs = pairsOf(bank, asked);
    const left = bank.items.filter(({ id, pair }) => !asked.includes(id) && !pairs.has(pair));
    return by(left, ({ id, kind, pair, stem }) =>
      `${asked.length % 2 ^ (kind !== "scenario")}${+seen.includes(id)}${+pairsOf(bank, seen).has(pair)}${
        rank(seed, id, stem)}`)[0] ?? null;
  }

  // Levels stay in the order of the scale; other options and the entries are shuffled.
  function shown(item, seed) {
    const mixed = (parts) => by(parts, ({ text }) => rank(seed, item.id, text));
    const shuffled = item.kind === "choice" || item.kind === "multiple";
    return { options: shuffled ? mixed(item.options) : item.options, entries: mixed(item.entries) };
  }

  // quizapp/quiz/grading.py: what a response is worth.
  const chosenLevel = (item, [id]) =>
    item.kind === "scenario" ? item.options.find((option) => option.id === id).level : null;

  const placed = (item, response) => response.map((part) => {
    const entry = item.entries.find(({ id }) => item.options.some((option) => part === `${id}-${option.id}`));
    const option = item.options.find(({ id }) => part === `${entry.id}-${id}`);
    return { entry, option, off: option.level - entry.level };
  });

  function grade(item, response) {
    const right = response.length === item.key.length && response.every((id) => item.key.includes(id));
    const made = { correct: right, score: +right, mistake: right ? null : "other", hazard: false, careful: false };
    if (item.kind === "sort") {
      const lines = placed(item, response);
      const [low, high] = [lines.filter(({ off }) => off < 0).length, lines.filter(({ off }) => off > 0).length];
      const mistake = low ? "under-triage" : high ? "over-triage" : null;
      const hazard = lines.some(({ entry, option }) => entry.level === URGENT && option.level < BOOK);
      return { ...made, correct: !mistake, score: 1 - (low + high) / item.entries.length, mistake, hazard };
    }
    if (item.kind === "multiple") {
      const hits = response.filter((id) => item.key.includes(id)).length;
      const others = item.options.length - item.key.length;
      const score = Math.max(0, hits / item.key.length - (response.length - hits) / others);
      return { ...made, score, mistake: score === 1 ? null : "other" };
    }
    if (right || item.kind !== "scenario") return made;
    const chosen = chosenLevel(item, response);
    const mark = markOf(item.level, chosen);
    return {
      ...made, mistake: chosen < item.level ? "under-triage" : "over-triage",
      hazard: mark === "hazard", careful: mark === "careful",
    };
  }

  // quizapp/quiz/report.py and progress.py. A step is an item with `response` and `certainty`.
  function evidenceOf(bank, steps) {
    const flags = bank.flags.map(() => ({ net: 0, points: 0, status: "unsettled" }));
    const evidence = { right: [0, 0, 0], lost: [0, 0], flags, counted: 0, wrong: 0, careful: 0 };
    evidence.still = standing(bank, evidence).still;
    for (const { item, response } of steps) {
      if (item.stratum === null) continue;
      take(bank, evidence, item.stratum, markOf(item.level, chosenLevel(item, response)));
      evidence.still = Math.min(evidence.still, standing(bank, evidence).still);
    }
    return evidence;
  }

  function progress(bank, steps, over, check) {
    const left = bank.rule.practice - steps.length;
    if (!check) return { answered: steps.length, at_most: bank.rule.practice, about: over ? 0 : left, decided: false };
    const evidence = evidenceOf(bank, steps);
    const { spent, verdict } = standing(bank, evidence);
    return {
      answered: steps.length, at_most: bank.rule.most, about: over ? 0 : Math.max(1, evidence.still),
      decided: over || spent || verdict !== "not-enough-evidence",
    };
  }

  function report(bank, steps, supply) {
    const evidence = evidenceOf(bank, steps);
    const state = standing(bank, evidence);
    const verdict = supply ? state.verdict : "not-enough-evidence";
    const grades = steps.map((step) => ({ ...step, ...grade(step.item, step.response) }));
    const missed = grades.filter(({ correct }) => !correct);
    const stories = (levels) => grades.filter(({ item }) => item.level !== null && levels(item.level));
    const part = (levels, at) => ({
      verdict: state.parts[at], answered: stories(levels).length,
      correct: stories(levels).filter(({ correct }) => correct).length,
    });
    const misses = missed.flatMap((step) => missesOf(step)).map((miss, at) => [...miss, at])
      .sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[3] - b[3]);
    const count = (is) => missed.filter(is).length;
    return {
      verdict,
      competencies: [part((level) => level < BOOK, 0), part((level) => level >= BOOK, 1)],
      red_flags: bank.flags.map((id, at) => ({
        id, status: evidence.flags[at].status, answered: grades.filter(({ item }) => item.flag === id).length,
      })),
      answered: grades.length, correct: grades.length - missed.length,
      under_triage: count(({ mistake }) => mistake === "under-triage"),
      over_triage: count(({ mistake }) => mistake === "over-triage"),
      careful: count(({ careful }) => careful), hazards: count(({ hazard }) => hazard),
      to_reread: [...new Set(misses.map(([, , sign]) => sign))],
      sure_but_wrong: missed.filter(({ certainty, careful }) => certainty === bank.rule.sure && !careful)
        .map(({ item }) => item.id),
      undecided_because: verdict === "not-enough-evidence" ? reasons(bank, evidence, state, supply) : [],
    };
  }

  function reasons({ rule, levels, flags }, evidence, state, supply) {
    if (!supply) return ["practice"];
    if (evidence.careful > rule.careful) return ["careful"];
    if (evidence.wrong >= rule.pooled.length) return ["too-many-mistakes"];
    if (state.spent) return ["too-long"];
    if (state.weights.some((weight, at) => weight && supply[at])) return ["too-few-responses"];
    const names = [...levels.slice(0, FIRST_FLAG).map(({ slug }) => slug), ...flags];
    return names.filter((_, at) => state.weights[at]).map((name) => `no-unseen-items:${name}`);
  }

  // What a wrong response misjudged, each with how bad that is: without a level, nothing.
  function missesOf({ item, response }) {
    if (item.kind === "sort") {
      return placed(item, response).filter(({ off }) => off).map(({ entry, off }) => [off, -entry.level, entry.sign]);
    }
    const [sign] = item.signs;
    return sign ? [[chosenLevel(item, response) - item.level, -item.level, sign]] : [];
  }

  const engine = { rank, bankOf, evidenceOf, nextItem, nextPracticeItem, supplyLeft, shown, grade, report, progress };
  if (typeof document === "undefined") {
    globalThis.quizapp = engine;
    return;
  }

  // The pages: the templates of quiz_copy_pages.html, filled with what is said here.
  const $ = (id) => document.getElementById(id);
  const { dataset: also, textContent: data } = $("data_");
  const bank = bankOf(JSON.parse(data));
  const { rule, levels, signs } = bank;
  const [main, top] = [$("main_"), document.querySelector(".top")];
  const box = main.querySelector(".within") ?? main;
  const pages = Object.fromEntries([...document.querySelectorAll("template")].map(({ id, content }) => [id, content]));
  $("list_").remove();
  const [start, trail, title] = [[...box.childNodes], top.querySelectorAll("a, nav"), document.title];
  const plural = new Intl.PluralRules(bank.lang);
  const tags = new Map([...bank.byId.keys()].map((id) => [id, rank("seen", id).slice(0, 5)]));
  const tell = (type, more) => document.dispatchEvent(new CustomEvent("quizapp", { detail: { type, ...more } }));
  let missing = false;
  let seed = "";

  function say(wording, view) {
    const text = wording.other ? wording[plural.select(view.n)] ?? wording.other : wording;
    return text.split("**").flatMap((part, at) => {
      const nodes = part.split(/\{(\w+)\}/).map((piece, place) => (place % 2 ? view[piece] ?? "" : piece));
      if (at % 2 === 0) return nodes;
      const strong = document.createElement("strong");
      strong.append(...nodes);
      return [strong];
    });
  }

  function holds(when, view) {
    const [name, value] = when.replace("!", "").split("=");
    const there = Boolean(view[name]?.length ?? view[name]);
    return value ? view[name] === value : there === (when[0] !== "!");
  }

  function fill(node, view) {
    const { each, when, say: wording, text, set = "" } = node.dataset;
    if (each) {
      delete node.dataset.each;
      const list = [view[each] || []].flat().map((one) => (one > 0 ? { n: one } : one));
      return node.replaceWith(...list.map((one) => fill(node.cloneNode(true), { ...view, ...one })).filter(Boolean));
    }
    if (when && !holds(when, view)) return node.remove();
    for (const [name, key] of set.split(" ").map((pair) => pair.split(":"))) {
      const value = view[key] ?? false;
      if (value !== false) node.setAttribute(name, name === "class" ? `${node.getAttribute(name) ?? ""} ${value}` : value);
    }
    const placed = { ...view };
    for (const child of [...node.children]) if (fill(child, view) && child.dataset.as) placed[child.dataset.as] = child;
    if (wording) node.replaceChildren(...say(JSON.parse(wording), placed));
    if (text) node.append(view[text] ?? "");
    return node;
  }

  function filled(name, view) {
    const made = pages[name].cloneNode(true);
    for (const node of [...made.children]) fill(node, view);
    return made;
  }

  const icon = (name) => `#i_${name}`;
  // Where a reader is: in the fragment of the address. A step is the places of what was chosen, with "s" if sure.
  const fragment = (at) => `#${new URLSearchParams(at)}`;
  const here = () => ({ steps: "", seen: "", ...Object.fromEntries(new URLSearchParams(location.hash.slice(1))) });
  const listed = (text) => text.split("-").filter(Boolean);
  const begin = (mode, seen) => fragment({ mode, of: bank.revision, seen, seed: `${Math.random()}`.slice(2) });

  const stepOf = ({ kind, entries, options }, given) => (kind === "sort"
    ? entries.map(({ id }) => options.findIndex((option) => given.includes(`${id}-${option.id}`)))
    : given.map((chosen) => options.findIndex(({ id }) => id === chosen))).map((at) => at.toString(36)).join("");

  const responseOf = ({ kind, entries, options }, step) => [...step].map((digit, at) =>
    (kind === "sort" ? `${entries[at].id}-` : "") + options[parseInt(digit, 36)].id).sort();

  // The attempt of an address, step by step; null where it is none.
  function replay({ mode, of, seed, steps, seen }) {
    const [check, done] = [mode === "check", []];
    if (of !== bank.revision || !seed || (check && !bank.has_check)) return null;
    const earlier = [...tags].filter(([, tag]) => seen.includes(tag)).map(([id]) => id);
    for (const step of [...listed(steps), ""]) {
      const asked = done.map(({ item }) => item.id);
      const item = check ? nextItem(bank, seed, evidenceOf(bank, done), asked, earlier)
        : nextPracticeItem(bank, seed, asked, earlier);
      const supply = check ? supplyLeft(bank, asked, earlier) : null;
      if (!step) return { item, done, check, supply, progress: progress(bank, done, !item, check) };
      done.push({ item, response: responseOf(item, step.replace("s", "")), certainty: step.endsWith("s") ? rule.sure : null });
    }
  }

  function attempt(at) {
    try {
      return replay(at);
    } catch {
      return null; // somebody has changed the address
    }
  }

  function show() {
    const at = here();
    const turn = attempt(at);
    const view = !turn ? "start" : at.view === "feedback" && turn.done.length ? at.view
      : at.view === "report" || !turn.item ? "report" : "item";
    const ways = { result: fragment({ ...at, view: "report" }), here: location.hash, next: fragment({ ...at, view: "" }) };
    const { about = 0, answered = 0 } = turn?.progress ?? {};
    const known = { mode: at.mode, answered, most: answered + about, n: about - (view === "item"), ...ways };
    if (turn) box.replaceChildren(filled(`${view}_`, { ...known, ...{ item: asItem, feedback, report: asReport }[view](turn, at) }));
    else box.replaceChildren(...start);
    main.dataset.step = view;
    main.classList.toggle("start", !turn);
    const stop = view === "feedback" || (view === "item" && answered > 0);
    for (const way of trail) way.hidden = stop;
    top.querySelector("[data-way]")?.remove();
    if (stop) top.prepend(filled("trail_", ways));
    const heading = main.querySelector("h1");
    document.title = turn ? `${heading.textContent} – ${bank.title}` : title;
    if (turn) return { turn, heading };
    $("welcome_").hidden = !at.seen || at.seed;
    $("other_").hidden = !at.seed;
    return { heading };
  }

  function asItem({ item, done, progress: { decided } }, at) {
    const { options, entries } = shown(item, at.seed);
    const sort = item.kind === "sort";
    return {
      number: done.length + 1, missing, decided, stem: item.stem, lead: item.lead_in,
      place: item.place && `at-${item.place}`, about: item.stem && "stem_", kind: item.kind,
      lang: item.lang, entries: sort && entries.map((entry) => ({
        field: `entry-${entry.id}`, text: entry.text,
        options: options.map((option) => ({ value: `${entry.id}-${option.id}`, text: option.text })),
      })),
      choices: sort ? [] : options.map((option) => ({
        ...(levels[option.level] ?? { slug: "answer" }), ...option,
        type: item.kind === "multiple" ? "checkbox" : "radio", field: `response-${option.id}`, value: option.id,
      })),
    };
  }

  function feedback({ item, done, check }) {
    const { item: about, response } = done.at(-1);
    const mark = grade(about, response);
    const [story, chosen] = [about.kind === "scenario", chosenLevel(about, response)];
    const hazard = missesOf({ item: about, response }).some(([off, level]) => off < 0 && level === -URGENT);
    const urgent = !story ? "hazard_sort" : about.signs.some((id) => signs[id].now) ? "hazard_now" : "hazard";
    const outcome = mark.correct ? "right" : hazard ? urgent : story ? mark.mistake : "other";
    const picture = { right: "yes", hazard: "urgent", hazard_now: "now", hazard_sort: "urgent",
      "under-triage": "up", "over-triage": "down" };
    const optionAt = (level) => about.options.find((option) => option.level === level).text;
    return {
      number: done.length, outcome, name: about.person || also.somebody, icon: icon(picture[outcome] || "ring"),
      alarm: hazard && "alarm urgent",
      tone: mark.correct ? "known" : hazard ? "urgent" : story ? levels[about.level].slug : "open",
      reason: story && ((hazard && about.harm) || about.reason), stem: about.stem,
      stairs: story && levels.map((_, level) => {
        const [mine, fits] = [level === chosen, level === about.level];
        return { ...levels[level], mine, as: fits ? "fits" : mine && "chosen", told: fits ? (mine ? "both" : "fits") : mine && "chosen" };
      }),
      pair: story && !mark.correct && [
        { ...levels[chosen], text: optionAt(chosen) }, { ...levels[about.level], fit: "fit", text: optionAt(about.level) }],
      remember: story && hazard && about.signs, sign: signs[about.signs[0]]?.name, action: about.reason,
      picture: signs[about.signs[0]]?.picture, lang: about.lang,
      lines: !story && reasonLines(about, response),
      signs: about.signs.map((id) => signs[id]), raised: about.raised,
      over: !item, to: item && (check ? "check" : "practice"),
    };
  }

  const lines = (item, given) => by(placed(item, given), ({ entry }) => item.entries.indexOf(entry));

  function reasonLines(item, given) {
    const line = (fits) => ({ tone: fits ? "known" : "missed", icon: icon(fits ? "tick" : "cross") });
    if (item.kind === "sort") {
      return lines(item, given).map(({ entry, option, off }) => ({
        ...line(!off), text: signs[entry.sign].name, why: entry.why, chosen: off && option.text,
        placed: item.options.find(({ level }) => level === entry.level).text,
      }));
    }
    return by(item.options, ({ id }) => `${+!given.includes(id)}${+!item.key.includes(id)}`).map(({ id, text, why }) => {
      const [mine, fits] = [given.includes(id), item.key.includes(id)];
      return { ...line(fits), text, why, mine, left_out: fits && !mine && item.kind === "multiple" };
    });
  }

  function asReport(turn, at) {
    const made = report(bank, turn.done, turn.supply);
    const missed = made.red_flags.filter(({ status }) => status === "missed");
    const weak = made.competencies.findIndex(({ verdict }) => verdict === "not-yet");
    const part = made.competencies[weak];
    const [why, dry] = (made.undecided_because[0] ?? "").split(":");
    const state = !turn.check ? "practice" : made.verdict === "understands" ? "understands"
      : made.verdict === "not-yet" ? (missed.length > 1 ? "signs" : missed.length ? "one-sign" : "competency")
        : { careful: "careful", "too-few-responses": "open", "no-unseen-items": "used-up" }[why] ?? "unsettled";
    const seen = [at.seen, ...[...turn.done, turn].map(({ item }) => tags.get(item?.id) ?? "")].filter(Boolean).join("-");
    const worst = state === "one-sign" ? missed[0].id : state !== "careful" && made.to_reread[0] || "signs_";
    const goesOn = turn.check && turn.item;
    main.dataset.verdict = made.verdict;
    turn.report = made;
    return {
      state, right: made.correct, wrong: part?.answered - part?.correct,
      n: { signs: missed.length, competency: part?.answered, careful: made.careful, open: made.answered }[state] ?? made.answered,
      what: also[`weak${weak}`], sign: signs[missed[0]?.id]?.name,
      name: levels.find(({ slug }) => slug === dry)?.step ?? signs[dry]?.name,
      waited: made.hazards, about: [{ n: turn.progress.about }], more: goesOn, goes_on: goesOn && state !== "open",
      page: ["one-sign", "signs", "competency", "careful", "unsettled"].includes(state) && `${bank.article}#${worst}`,
      flags: turn.check && made.red_flags.map(({ id, status, answered }) => {
        const as = answered ? status : "untested";
        const [tone, picture] = { confirmed: ["known", "tick"], missed: ["missed", "cross"] }[as] ?? ["open", "ring"];
        return { ...signs[id], status: as, tone, icon: icon(picture) };
      }),
      untested: bank.untested, ...chart(turn.done, made), all_fit: made.correct === made.answered,
      reread: made.to_reread.slice(0, bank.reread).map((id) => ({ ...levels[signs[id].level], ...signs[id],
        sure: turn.done.some(({ item }) => made.sure_but_wrong.includes(item.id) && item.signs.includes(id)) })),
      answers: turn.done.map(answer),
      check: begin("check", seen), practise: begin("practice", seen),
      afresh: (state === "used-up" || !made.answered) && begin(at.mode, ""), kept: fragment({ seen }),
    };
  }

  function chart(done, made) {
    const stories = done.filter(({ item }) => item.level !== null);
    const rows = levels.map((_, level) => {
      const chosen = stories.filter(({ item }) => item.level === level).map(({ item, response: given }) => chosenLevel(item, given));
      const off = chosen.filter((each) => each !== level).sort();
      const right = chosen.length - off.length;
      return {
        ...levels[level], n: chosen.length, right, got: [{ n: right }],
        rights: Array(right).fill({}), low: off.filter((each) => each < level).map((each) => levels[each]),
        high: off.filter((each) => each > level).map((each) => levels[each]),
        wrongs: [...new Set(off)].map((each) => ({ n: off.filter((one) => one === each).length, step: levels[each].short })),
      };
    });
    return {
      rows: rows.filter(({ n }) => n).reverse(), too_low: made.under_triage, too_high: made.over_triage,
    };
  }

  function answer({ item, response: given, certainty }) {
    const inWords = (ids) => (item.kind === "sort"
      ? lines(item, ids).map(({ entry, option }) => `${entry.text}: ${option.text}`)
      : item.options.filter(({ id }) => ids.includes(id)).map(({ text }) => text)).join("; ");
    const { correct } = grade(item, given);
    return {
      stem: item.stem, answer: inWords(given), reason: item.reason,
      said: `${certainty ? "sure_" : ""}${correct ? "right" : "wrong"}`,
      right_was: !correct && { answer: inWords(item.key) },
    };
  }

  function arrive() {
    const { turn, heading } = show();
    const focused = main.querySelector("[role=group]") ?? heading;
    focused.tabIndex = -1;
    focused.focus({ preventScroll: true });
    scrollTo(0, 0);
    if (turn && here().seed !== seed) tell("started");
    seed = here().seed;
    tell("step");
    if (turn?.report) tell("finished", { verdict: turn.report.verdict, report: turn.report });
  }

  // A response that is whole leads to its feedback, another to the item again.
  function respond(form) {
    const [at, given] = [here(), new FormData(form)];
    const { item, done } = replay(at);
    const parts = given.getAll("response").filter(Boolean).sort();
    missing = parts.length < (item.entries.length || 1);
    if (missing) return arrive();
    tell("answered", { answered: done.length + 1, item, response: parts, grade: grade(item, parts) });
    const step = stepOf(item, parts) + (given.has("certainty") ? "s" : "");
    location.hash = fragment({ ...at, steps: `${at.steps}-${step}`, view: "feedback" });
  }

  async function copy(event, { href, dataset, parentNode }) {
    event.preventDefault();
    await navigator.clipboard?.writeText(href);
    parentNode.parentNode.querySelector("[role=status]").textContent = dataset.copied;
  }

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest?.("button[name=step], [data-print], [data-copied], [data-to]");
    if (!pressed) return;
    if ("print" in pressed.dataset) return print();
    if ("copied" in pressed.dataset) return copy(event, pressed);
    event.preventDefault();
    if ("to" in pressed.dataset) return main.querySelector("[name=response]").focus();
    if (pressed.value === "respond") return respond(pressed.form);
    location.hash = begin(pressed.value, here().seen);
  });
  document.addEventListener("submit", (event) => {
    event.preventDefault();
    if (main.dataset.step === "item") respond(event.target);
  });
  addEventListener("hashchange", () => {
    missing = false;
    arrive();
  });
  main.querySelector(".bar").hidden = false;
  show();
})();
