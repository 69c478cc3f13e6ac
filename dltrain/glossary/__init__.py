"""The words of the field, of keys and of choices, in English and Korean: what each is, and how it is found.

`lookup.find(word)` gives the entries that a word stands for. An entry tells itself in a language as blocks, which the command
line lays out. Nothing of the tables that a spec is read by is loaded: their words stand in `pages.json`, which
`python -m docs.make` makes of them.
"""
