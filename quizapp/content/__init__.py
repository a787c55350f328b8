"""What is said: YAML text becomes values with positions and then a checked Library.

`library.load` is the door; `model` has the values; `problem` has what an editor is told.
"""
