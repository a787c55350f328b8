// Takes the attempts of script_attempts.py with the script of a static copy; fails at the first difference.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import vm from "node:vm";

vm.runInThisContext(readFileSync(process.argv[2], "utf8"));
const check = globalThis.quizapp;
const vectors = JSON.parse(readFileSync(0, "utf8"));
const counts = { ranks: 0, attempts: 0, steps: 0 };

for (const [seed, text, wanted] of vectors.ranks) {
  assert.equal(check.rank(seed, text, "m"), wanted);
  counts.ranks += 1;
}
const bank = check.bankOf(vectors.data);
for (const wanted of vectors.attempts) {
  const { seed, seen } = wanted;
  const [steps, asked] = [[], []];
  const next = () => wanted.check
    ? check.nextItem(bank, seed, check.evidenceOf(bank, steps), asked, seen)
    : check.nextPracticeItem(bank, seed, asked, seen);
  for (const { item: id, response, certainty, ...step } of wanted.steps) {
    const item = next();
    assert.equal(item?.id, id, `${seed}, step ${steps.length}`);
    const { options, entries } = check.shown(item, seed);
    const ids = (parts) => parts.map((part) => part.id);
    const found = {
      options: ids(options), entries: ids(entries), grade: check.grade(item, response),
      progress: check.progress(bank, steps, false, wanted.check),
    };
    assert.deepEqual(found, step, `${seed}, step ${steps.length}`);
    steps.push({ item, response, certainty });
    asked.push(id);
    counts.steps += 1;
  }
  const item = next();
  const supply = wanted.check ? check.supplyLeft(bank, asked, seen) : null;
  const found = {
    next: item && item.id, progress: check.progress(bank, steps, !item, wanted.check), supply,
    report: check.report(bank, steps, supply),
  };
  const { next: id, progress, supply: left, report } = wanted;
  assert.deepEqual(found, { next: id, progress, supply: left, report }, seed);
  counts.attempts += 1;
}
console.log(JSON.stringify(counts));
