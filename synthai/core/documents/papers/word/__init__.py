"""How a paper is written as WordprocessingML. `papers.docx` is the door; these are its parts."""
