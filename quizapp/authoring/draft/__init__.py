"""The import of an article: a source text becomes a draft of article.yaml, in the source's own sentences.

`draft.drafted` makes it, and `summary` says what came of it. In the order of the work: `outline` has the
sections of the source with their sentences; `faqs`, `warnings` and `signs` find what is in one,
by the phrases of its language (`authoring.cues`); `sections` makes `claims` of it, and `yaml_style` the YAML.
"""
