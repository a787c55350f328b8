// Types of <quizapp-embed>, which /embed.js defines.
export type QuizappTheme = "light" | "dark" | "auto";

/** What an event of the element carries. */
export interface QuizappDetail {
  source: "quizapp";
  v: 1;
  type: "started" | "answered" | "finished";
  /** Items answered so far; "answered" only. */
  answered?: number;
  /** "finished" only: the verdict, and never the responses. */
  verdict?: "understands" | "not-yet" | "not-enough-evidence";
}

/** All of it is said by attributes; they may change at any time. */
export interface QuizappEmbedAttributes {
  /** Id of the article. */
  article: string;
  /** "quiz", "summary", "red-flags", "faqs", "faqs/some-question" ...; "quiz" when left out. */
  part?: string;
  lang?: string;
  /** Revision whose wording is to stay. */
  rev?: string;
  /** When left out, light or dark as the `color-scheme` where the element stands. */
  theme?: QuizappTheme;
  /** A colour of CSS, or the property --quizapp-brand. */
  brand?: string;
  /** Typefaces that readers may have, or the property --quizapp-font. */
  font?: string;
  /** Pixels to keep free: one number, or one for phones and one for wider places: "774 560". */
  height?: string;
  /** Address of the site, where neither the link inside nor the script tells it. */
  site?: string;
}

declare global {
  interface HTMLElementTagNameMap {
    "quizapp-embed": HTMLElement;
  }
  interface HTMLElementEventMap {
    "quizapp-started": CustomEvent<QuizappDetail>;
    "quizapp-answered": CustomEvent<QuizappDetail>;
    "quizapp-finished": CustomEvent<QuizappDetail>;
  }
}
