"""Questions as people write them: one answer a line. The page, the API, text files and spreadsheets all read this one notation.

choice, several   * 4 °C or colder # Bacteria sleep there.     the right ones begin with *, behind # stands feedback
                  - 10 °C
                  - None of these [last]                       [last] keeps its place when options are shuffled
true_false        true
match             Raw chicken -> Bottom shelf                  `-> Freezer` alone is there to lead astray
order             one step a line, in the right order
numeric           4 ± 0,5 [°C]                                 or ± 5%, of the number
short             one accepted text a line; `50%: text` brings half
cloze             gaps in the question itself: [[Pretoria|Tshwane]] typed, [[=4 ± 0,5]] a number, [[*hot|cold]] picked
essay             what whoever marks it should look for
"""
