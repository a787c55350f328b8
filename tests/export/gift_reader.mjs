// Prints what gift-pegjs reads in each of the texts of a JSON list on standard input: its questions, or the error.
import parser from "gift-pegjs";
import { readFileSync } from "node:fs";

const read = (text) => {
  try {
    return { questions: parser.parse(text) };
  } catch (error) {
    return { error: `${error.message} at line ${error.location?.start.line}` };
  }
};
console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf-8")).map(read)));
