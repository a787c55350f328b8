"""The import of an article: a source text becomes a draft of article.yaml, in the source's own sentences.

`draft.drafted` is the door. `cues` has the words it goes by, `outline` the sections of the source, `warnings`
its signs, `claims` what becomes of a section, `writing` the YAML.
"""
