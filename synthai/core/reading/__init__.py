"""Files of strangers as text: what stands in them, page by page, and what can be known of the text without a model.

    reading = documents.read(path)                      # in a limited child process; raises ReadingRefused
    reading.blocks, reading.pages, reading.knowledge

`kinds` tells a file by its bytes, never by its name. `pdfs`, `word`, `sheets` and `plain` read one kind each and run in the child alone: nothing in
a file is executed, no address in it is opened, no XML entity is resolved. `knowledge/` finds language, keywords, entities, readability, tone and the
sentences that say most, by libraries and rules of our own that load nothing over the network. There is no OCR: a scan is refused in words.
"""
