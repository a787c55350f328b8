"""The import of an article: a source text becomes a draft of article.yaml, in the source's own sentences.

`draft.drafted` is the door, and `report` says what came of it. In the order of the work: `cues` has the words
it goes by, `outline` the sections of the source with their sentences, `holes`, `faqs`, `warnings` and `signs`
find what is in a section, `sections` makes `claims` of it, and `writing` the YAML.
"""
