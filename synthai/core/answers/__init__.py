"""Answers to questions from passages of texts, each sentence with the passage it is from.

    held = questions.held("when must i register for vat", organisation_ids=…, mended=…)
    ranked = scoring.ranked(held, passages)
    answer = extracts.answer(held, ranked)              # sentences as they stand, or None: nothing there answers it
    for event in machine.stream(held, ranked, …): …     # a language model's sentences, each held against what it cites

Nothing here knows what the texts are or who may read them: whoever asks hands over passages that the person may read.
"""
