"""What the server answers, with types.

What a later server says beside it is left out; a test holds these classes against the schemas of
this one.
"""
