"""The signs of a section: what its sentences name, and the entries of lists and rows of tables that warn.

Only two levels are ever given: urgent, where the source says that help is needed now or today, and book. That
something is harmless is for an editor to say.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from quizapp.authoring.cues import Cues, Role
from quizapp.authoring.draft.bodies import grouped, with_lists
from quizapp.authoring.draft.claims import Claims
from quizapp.authoring.draft.outline import NumberedSentence, Para, Section
from quizapp.authoring.draft.warnings import (
    NUMBER,
    Warned,
    action_of,
    all_of,
    capitalised,
    named,
    split_list,
    warned,
    with_entries,
    without_and,
)
from quizapp.authoring.source_text.blocks import STANDS_OUT
from quizapp.rules.drafts import TO_DO_MARK

_Lines = Sequence[NumberedSentence]

_WHAT_TO_DO = f"{TO_DO_MARK}what to do about it, in one or two sentences"
_TELEPHONE = re.compile(r":\s*\+?\d[\d -]+\d$")
_PAIR = 2
"""Cells of a row that are just a sign and what to do."""
_FEW_WORDS = 8
"""A heading with more words is hardly the name of a sign."""
_MOST_WORDS = 40
_BARE = 1
"""Words at most after the cue of a sentence that is nothing else: "Call 999 now."."""


def add_signs(claims: Claims, section: Section, *, urgent: bool) -> set[str]:
    """Add the signs of one level; return the first passages of the paragraphs that say nothing else."""
    return _Signs(claims, section, urgent=urgent).added()


@dataclass(slots=True)
class _Signs:
    """One walk over a section for the signs of one level."""

    claims: Claims
    section: Section
    urgent: bool
    _boxed: set[str] = field(default_factory=set)
    _has_named: bool = False
    """Whether a sentence has named a sign."""
    _head: _Lines = ()
    """The row above those of the last table."""
    _headers: tuple[str, ...] = ()
    """The cells of that row."""
    _above: list[Para] = field(default_factory=list)
    """The rows of the last table so far."""
    _lead_in: str = ""
    """The words before the last list that warned."""
    _unclaimed: list[Para] = field(default_factory=list)
    """The entries of the last list that warned of nothing, to which a sentence may point back."""

    def added(self) -> set[str]:
        """Walk."""
        heading, cues = self.section.line, self.cues
        if heading and cues["noticed"].search(heading.text) and not cues["asks"].match(heading.text):
            self._add_sentences((heading,))
        for group in with_lists(self.section.content):
            lead, entries = (None, group) if group[0].is_entry else (group[0], group[1:])
            words = self._announcement(lead, entries) if lead else self.section.heading
            if entries and (warning := self._warning(words)) and self._may_be_signs(words, entries):
                self._lead_in = warning
                self._add_list(warning, lead, entries)
            elif lead and lead.cells:
                self._add_row(lead)
            else:
                self._lead_in, self._head, self._headers, self._above = "", (), (), []
                self._unclaimed = [] if entries else self._unclaimed
                for para in group:
                    self._add_para(para)
        self._add_heading()
        return self._boxed

    @property
    def cues(self) -> Cues:
        """The phrases of the source's language."""
        return self.claims.cues

    @property
    def _cue(self) -> str:
        return "urgent" if self.urgent else "book"

    def _announcement(self, lead: Para, entries: Sequence[Para]) -> str:
        """The words right before a list, unless they are a sentence that says nothing of it."""
        cues, words = self.cues, lead.lines[-1].text
        if not words.endswith((".", "!", "?")):
            return words
        if not (self.urgent and self._are_noticed(entries)):
            return ""
        told = ((line.text, warned(line.text, "urgent", cues)) for line in reversed(lead.lines))
        bare = (text for text, found in told if cues.asks_for_help(text) and not (found and found.signs))
        return next(bare, "")

    def _warning(self, words: str) -> str:
        """The words that make a warning of a list: those before it, or those that they go on with."""
        if self._warns(words):
            return words
        goes_on = not words or self.cues["continues"].match(words)
        return self._lead_in if goes_on else ""

    def _warns(self, words: str) -> bool:
        """Whether the words before a list say that its entries are signs of the level in question."""
        cues, role = self.cues, self.section.role
        if cues["meanwhile"].search(words) or (cues["steps"].search(words) and not cues.tells(words)):
            return False
        names_signs = bool(cues["names_signs"].search(words) or cues["continues"].match(words))
        is_short = len(words.split()) <= _FEW_WORDS
        is_book = cues["book"].search(words) and not cues.tells(words)
        is_emergency = (
            bool(cues.found("urgent", words))
            or ((names_signs or is_short) and cues.tells(words))
            or (role is Role.URGENT and bool(words) and not is_book)
            or bool(cues["grave"].search(words) and not cues["condition"].search(words))
        )
        if self.urgent:
            return is_emergency
        is_help = role is Role.HELP and names_signs
        return not is_emergency and (is_help or (names_signs and bool(cues["book"].search(words))))

    def _may_be_signs(self, words: str, entries: Sequence[Para]) -> bool:
        """Whether a list is one of signs, which one under "Emergency numbers" or "First aid kit" is not."""
        cues = self.cues
        is_told = words != self.section.heading or self.section.is_below or cues.found("urgent", words)
        return bool(is_told or cues["names_signs"].search(words)) or self._are_noticed(entries)

    def _are_noticed(self, entries: Sequence[Para]) -> bool:
        """Whether half of the entries or more say what somebody notices."""
        noticed = [para for para in entries if self.cues["noticed"].search(para.text)]
        return 2 * len(noticed) >= len(entries)

    def _action(self, words: str) -> str:
        for each in (words, self.section.heading):
            if self.cues["urgent"].search(each) or self.cues["book"].search(each):
                return action_of(each, self.cues)
        return _WHAT_TO_DO

    def _says_what_to_do(self, text: str) -> bool:
        """Whether an entry is a step to take, or a telephone number such as "Helpline: 0800 1111"."""
        is_number = _TELEPHONE.search(text) and not self.cues["noticed"].search(text)
        return bool(self.cues["acts"].match(text) or is_number)

    def _add_list(self, words: str, lead: Para | None, entries: Sequence[Para], action: str = "") -> None:
        heading = (self.section.line,) if self.section.line else ()
        announcing = [*(heading if self.urgent or not lead else ()), *(lead.lines[-1:] if lead else ())]
        is_one = bool(NUMBER.match(self.section.heading)) and self.section.is_below and not lead
        action = action or self._action(words)
        entries = [para for para in entries if not self._says_what_to_do(para.text)]
        for group in [list(entries)] if is_one and entries else grouped(entries):
            name = without_and(with_entries(group[0].text, [para.text for para in group[1:]]), self.cues)
            if is_one:
                name = with_entries(NUMBER.sub("", self.section.heading), [para.text for para in group])
            lines = [*announcing, *(line for para in group for line in para.lines)]
            self.claims.add_sign(capitalised(name), lines, action=action, urgent=self.urgent)
        self._boxed |= {para.lines[0].id for para in entries}
        self._boxed |= {lead.lines[0].id} if lead and len(lead.lines) == 1 else set()
        if self.urgent and action != _WHAT_TO_DO:
            texts = [para.text for para in entries]
            for some in (texts, texts[:1]):  # a notice is short, and one sign is better than none
                self._notice(f"{action.rstrip('.')}: {all_of(some)}.")

    def _notice(self, text: str) -> None:
        self.claims.notices.append(self.cues["label"].sub("", text))

    def _add_para(self, para: Para) -> None:
        if self._add_sentences(para.lines, para.lead).issuperset(line.id for line in para.lines):
            self._boxed.add(para.lines[0].id)
        elif self.urgent and not para.is_entry and self._is_bare(para):
            action = self._action(self.section.heading)
            for name in split_list(para.text, self.cues):
                self.claims.add_sign(capitalised(name), para.lines, action=action, urgent=True)
        elif para.is_entry and not self.cues.speaks(para.text):
            self._unclaimed.append(para)

    def _is_bare(self, para: Para) -> bool:
        """Whether a paragraph under an urgent heading only names signs: "Chest pain, a fit or a rash."."""
        cues = self.cues
        is_urgent = self.section.role is Role.URGENT and not cues["meanwhile"].search(self.section.heading)
        is_list = para.text.count(";") > 1 or not cues["finite"].search(para.text)
        return is_urgent and is_list and cues["noticed"].search(para.text) is not None

    def _add_sentences(self, lines: _Lines, lead: str = "") -> set[str]:
        """Add the signs that the sentences of a paragraph name; return the passages that name them."""
        cues = self.cues
        naming: set[str] = set()
        before: Warned | None = None
        if self.section.role is Role.TAIL and not lines[-1].text.endswith((".", "!")):
            return naming
        for place, line in enumerate(lines):
            found, cited = self._warned(lines, place, lead)
            if before and (likewise := cues["likewise"].match(line.text)):
                names = named(line.text[likewise.end() :], cues, is_list=True)
                found, cited = Warned(tuple(names), before.action), lines[place : place + 1]
            before = found
            if found is None or (not self.urgent and cues["medicine"].search(line.text)):
                continue
            if not found.signs and self._unclaimed:
                self._add_list("", None, self._unclaimed, found.action)
                self._unclaimed = []
            for name in found.signs:
                self.claims.add_sign(name, cited, action=found.action, urgent=self.urgent)
            if found.signs:
                self._has_named = True
                naming |= {each.id for each in cited}
                self._notice(" ".join(each.text for each in cited)) if self.urgent else None
        return naming

    def _warned(self, lines: _Lines, place: int, lead: str) -> tuple[Warned | None, _Lines]:
        """What a sentence of a paragraph warns of, and the sentences that say so."""
        cues, text = self.cues, lines[place].text
        told = text.removeprefix(lead).strip(" :") if cues["noticed"].search(lead) else text
        is_titled = self.urgent and told != text and told[:1].isupper() and not cues.speaks(lead)
        found = warned(told if is_titled else text, self._cue, cues)
        if found is None and place:
            return self._said_before(lines, place, lead)
        if found is None and is_titled and cues.found("urgent", told):
            found = Warned((capitalised(lead),), told)
        return found, lines[place : place + 1]

    def _said_before(self, lines: _Lines, place: int, lead: str) -> tuple[Warned | None, _Lines]:
        """Read "**Chest pain.** It may spread. Call 999." and "A stiff neck can be serious. Call 999."."""
        cues, before, told = self.cues, lines[place - 1].text, lines[place].text
        is_name = lead and not cues.speaks(lead) and not cues["label"].match(f"{lead.rstrip(' :.!')}: ")
        cue = cues[self._cue].match(told)
        is_bare = cue is not None and len(told[cue.end() :].split()) <= _BARE and not cues.speaks(before)
        if self.urgent and not is_bare and cues.asks_for_help(told) and not warned(before, "urgent", cues):
            is_bare = bool(cues["noticed"].search(before)) and not cues["noticed"].search(told)
        if (cue is None and not is_bare) or (not self.urgent and cues.tells(told)):
            return None, lines
        if self.urgent and cues["refers"].match(before) and cues.asks_for_help(told):
            return Warned((), told), lines
        if guess := cues["could_be"].search(before, 1):
            before = before[: guess.start()]
        words = capitalised(lead if is_name else before if is_bare else "")
        is_long = len(words.split()) > (_FEW_WORDS if is_name else _MOST_WORDS)
        if not words or is_long or any(cues[kind].match(words) for kind in ("asks", "acts", "advises")):
            return None, lines
        return Warned((words,), lines[place].text), lines[0 if is_name else place - 1 : place + 1]

    def _add_row(self, row: Para) -> None:
        """Add the signs of a row of a table: what its cells or the words above them warn of."""
        cues = self.cues
        is_head = any(cues["row_of_actions"].match(cell) for cell in row.cells[1:])
        if row.headers == row.cells or (is_head and not (row.headers or self._above)):
            self._head, self._headers, self._above = row.lines, row.cells, []
            return
        telling = sum(cues.tells(cell) or cues["book"].search(cell) is not None for cell in row.cells[1:])
        is_headed = any(cues["row_of_actions"].match(header) for header in self._headers)
        is_named = is_headed or cues["noticed"].search(row.cells[0])
        if self._above and (cues["row_of_actions"].match(row.cells[0]) or (telling > 1 and not is_named)):
            self._add_columns(row)
            return
        self._above.append(row)
        warning = [] if is_headed else [header for header in self._headers if self._warns(header)]
        for cell, header in zip(row.cells, self._headers, strict=False):
            if header in warning and cell and not cues["urgent"].search(cell):
                self._add_cell(row, cell, self._action(header))
        cells = [cell for cell in row.cells if cell]
        tells, name, is_column = self._read_row(row)
        is_below_urgent = self.urgent and not is_headed and self.section.role is Role.URGENT
        own = warned(tells, "urgent", cues) if tells and self.urgent else None
        if own and not own.signs:
            for above in self._above[:-1]:
                self._add_cell(above, ": ".join(filter(None, above.cells)), own.action)
        elif own and len(cells) > _PAIR and not (warning or is_column):
            for sign in own.signs:
                self._add_cell(row, f"{cells[0]}: {sign}", own.action)
        elif name and not warning and (tells or is_below_urgent):
            self._add_cell(row, name, f"{tells.rstrip('.')}." if tells else _WHAT_TO_DO)

    def _add_columns(self, row: Para) -> None:
        """Add a sign for each column above a row of actions: those of its cells that no milder column has."""
        cues = self.cues
        milder = [
            index
            for index, action in enumerate(row.cells)
            if index and not (cues.tells(action) or (not self.urgent and cues["book"].search(action)))
        ]
        for index, action in enumerate(row.cells):
            if not (index and self._tells(action)):
                continue
            told = [
                above
                for above in self._above
                if _cell(above, index) not in {"", *(_cell(above, other) for other in milder)}
            ]
            name = all_of([f"{above.cells[0]}: {_cell(above, index)}" for above in told])
            lines = [
                line
                for each in [*told, row]
                for line in each.lines
                if line.text.strip(" .") in _cell(each, index)
            ]
            if told:
                self.claims.add_sign(capitalised(name), lines, action=f"{action}.", urgent=self.urgent)

    def _read_row(self, row: Para) -> tuple[str | None, str, bool]:
        """What a row says to do, the name that its other cells make, and whether columns tell them apart."""
        cues = self.cues
        cells = [cell for cell in row.cells if cell]
        told = [
            cell
            for cell, header in zip(row.cells[1:], self._headers[1:], strict=False)
            if cell and cues["row_of_actions"].match(header)
        ]
        if any(self._tells(cell, is_action=True) for cell in told) and (
            self.urgent or not cues.tells(": ".join(told))
        ):
            return ": ".join(told), ": ".join(cell for cell in cells if cell not in told), True
        tells = next((cell for cell in cells if self._tells(cell)), None)
        return tells, ": ".join(cell for cell in cells if cell != tells and not cues.tells(cell)), False

    def _tells(self, cell: str, *, is_action: bool = False) -> bool:
        cues = self.cues
        is_urgent = cues.tells(cell) or (is_action and bool(cues["goes_to"].match(cell)))
        return is_urgent if self.urgent else not is_urgent and bool(cues["book"].search(cell))

    def _add_cell(self, row: Para, cell: str, action: str) -> None:
        self.claims.add_sign(capitalised(cell), [*self._head, *row.lines], action=action, urgent=self.urgent)
        self._boxed.add(row.lines[0].id)

    def _add_heading(self) -> None:
        """Add as a sign the heading that is the name of one.

        It stands below an urgent heading, without a list; or it stands out, and what to do comes right below.
        """
        cues, name, paras = self.cues, NUMBER.sub("", self.section.heading), self.section.content
        is_group = cues["group"].search(name) or cues.speaks(name) or len(name.split()) > _FEW_WORDS
        if not paras or is_group or any(para.is_entry or para.cells for para in paras):
            return
        lines = [line for para in paras for line in para.lines]
        tells = next((line.text for line in lines if cues[self._cue].search(line.text)), _WHAT_TO_DO)
        is_label = self.section.depth == STANDS_OUT and self.section.role is Role.OTHER
        first = lines[0].text
        is_told = is_label and cues[self._cue].match(first) and not warned(first, self._cue, cues)
        if is_told or (self.urgent and self.section.is_below and not self._has_named):
            cited = [line for line in lines if line.text == tells or not cues.speaks(line.text)]
            self.claims.add_sign(capitalised(name), cited, action=tells, urgent=self.urgent)


def _cell(row: Para, index: int) -> str:
    """A cell of a row, which may have fewer than the others."""
    return row.cells[index] if index < len(row.cells) else ""
