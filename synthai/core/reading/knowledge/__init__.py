"""What can be known of a text without a model: by libraries that load nothing over the network, and rules of our own.

`language` names one of seven South African languages or says that it is not sure. `readability` is English only. `keywords` need a list of little words,
which there is for English and Afrikaans. `entities` are found by rules in any language. `tone` and `summary` pick sentences and show where they stand.
"""
