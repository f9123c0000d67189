"""Rows of tables aligned with spaces: what labels them, and which lines are one row."""

from __future__ import annotations

from textwrap import dedent

from dagster_project.reading.sources.text.finders.aligned.tables import find
from dagster_project.reading.sources.text.line import Line
from dagster_project.reading.sources.text.values import has_earlier, is_counted


def _grid(text: str) -> list[tuple[str, ...]]:
    lines = [Line(number, raw) for number, raw in enumerate(dedent(text).strip("\n").split("\n"), start=1)]
    (found,) = find([lines])[0]
    return [row.texts for row in found.item.rows]


def test_years_and_groups_of_ages_label_rows():
    years = """
               BJU     BÅS
        2018   6,7     5,5
        2017   6,2     5,7
        """
    assert _grid(years) == [("", "BJU", "BÅS"), ("2018", "6,7", "5,5"), ("2017", "6,2", "5,7")]
    ages = """
                jan 2016   jan 2017
        Man
        65-89        662        623
        90-           40         41
        """
    assert [row[0] for row in _grid(ages)] == ["", "Man", "65-89", "90-"]


def test_a_label_in_small_letters_goes_on_only_where_the_line_before_had_no_room_for_it():
    text = """
        Personal                                       2020     2021
        Anställda personer
        alla anställda inklusive vikarier, men inte
        timavlönade                                     956      978
        Sjukfrånvaro, %
        totalt                                          8,8      7,9
        """
    assert [row[0] for row in _grid(text)[1:]] == [
        "Anställda personer",
        "alla anställda inklusive vikarier, men inte timavlönade",
        "Sjukfrånvaro, %",
        "totalt",
    ]


def test_lines_of_a_wrapped_label_are_not_groups_of_their_own():
    text = """
        Personal                                       2020     2021
        Anställda personer
        Alla anställda inklusive vikarier, men inte
        timavlönade och de som
        är lediga
        totalt                                          956      978
        Kvinnor                                         700      720
        """
    assert _grid(text)[0] == ("Personal", "2020", "2021")


def test_figures_behind_a_label_that_is_too_long_are_in_the_order_of_the_columns():
    text = """
        Procent                           2013     2014     2015
        Soliditet                           35       32       31
        Resultat exklusive jämförelse och
        det som är extraordinärt i förhållande till skatt  2,9  2,4  2,3
        Kassalikviditet                     66       70       81
        Finansnetto                        0,3      0,5      0,4
        """
    header, *rows = _grid(text)
    assert header == ("Procent", "2013", "2014", "2015")
    assert rows[1][1:] == ("2,9", "2,4", "2,3")
    assert rows[1][0].startswith("Resultat exklusive")


def test_an_abbreviation_ends_a_line_of_a_label():
    text = """
        Procent                           2013     2014
        Soliditet                           35       32
        Nettokostnadsutveckling exkl.
        jämförelsestörande poster          3,7      4,2
        """
    assert _grid(text)[2] == ("Nettokostnadsutveckling exkl. jämförelsestörande poster", "3,7", "4,2")


def test_numbers_with_a_word_for_what_they_count_are_values():
    text = """
        Resurser                    2017          2018
        Totalt                     7,9 %         7,4 %
        Omräknat till heltid  110 heltid    103 heltid
        Sjuka                      9,0 %         8,3 %
        """
    assert _grid(text)[2] == ("Omräknat till heltid", "110 heltid", "103 heltid")
    assert is_counted("217 572 tim")
    assert not is_counted("31 december")
    assert has_earlier("85,5 (83)")
    assert not has_earlier("Bad (6014)")


def test_spans_of_ages_head_columns():
    ages = """
        Kommun/Region     0-15    16-24      65-   Totalt
        Ån                 415      196      694    2 372
        Ön                 382      172      795    2 413
        """
    lines = [Line(number, raw) for number, raw in enumerate(dedent(ages).strip("\n").split("\n"), start=1)]
    (found,) = find([lines])[0]
    assert found.item.header_rows == 1
    assert [row.texts[1] for row in found.item.rows] == ["0-15", "415", "382"]


def test_numbers_that_count_the_rows_are_before_their_labels():
    rows = """
        Rad-id   Mätområde   Datum   Värde (%)
        0               Ån    2015          45
        1               Ån    2016          48
        2               Ön    2015          45
        """
    assert _grid(rows)[:2] == [("Rad-id", "Mätområde", "Datum", "Värde (%)"), ("0", "Ån", "2015", "45")]


def test_an_only_line_of_heads_that_long_words_push_aside_is_in_order():
    text = """
        Utfall 2031 per enhet (tkr)  Budget  Utfall  Avvikelse
        Hamnar     – 139 523   – 144 158     – 4 635
        Fyrar      – 116 445   – 127 884    – 11 439
        """
    assert _grid(text)[0] == ("Utfall 2031 per enhet (tkr)", "Budget", "Utfall", "Avvikelse")


def test_a_head_of_a_column_without_figures():
    text = """
        (tkr)                  Bokslut 2030   Budget 2031   Plan 2032
        Farledsplan                                 1 000       1 100
        Kajunderhåll                                 -125        -130
        """
    assert _grid(text)[:2] == [
        ("(tkr)", "Bokslut 2030", "Budget 2031", "Plan 2032"),
        ("Farledsplan", "", "1 000", "1 100"),
    ]


def test_rows_without_the_number_of_others_keep_their_labels_and_columns():
    text = """
               Post                       Utfall     Budget
        2830   Hamnavgifter                           113,8
        2840   Bidrag                       20,1       26,9
               Verksamhetens intäkter       20,1      140,7
        2850   Färjor                        7,6        7,2
        """
    header, *rows = _grid(text)
    assert header == ("", "Post", "Utfall", "Budget")
    assert rows[2] == ("", "Verksamhetens intäkter", "20,1", "140,7")


def test_rows_that_all_are_pushed_aside_form_the_columns():
    text = """
        Post                     Utfall   Budget
        Hamn                         12       13
        Kajer och bryggor i norr och söder   8   9
        Fyrar och sjömärken vid infarten     7   6
        """
    assert [row[0] for row in _grid(text)[1:]][:1] == ["Hamn"]


def test_a_label_goes_on_within_parentheses_and_after_a_word_that_joins_what_had_no_room():
    text = """
        Mått                                2023    2024
        Förnyelse av ledningar (mått
        Rs5)                                0,45    0,68
        Andel resor i sammanhang av
        60 minuter eller mer                23,0    49,2
        Hänförligt till
        Ägarna                               7,0     9,1
        Minoriteten                          0,2     0,3
        """
    assert [row[0] for row in _grid(text)[1:]] == [
        "Förnyelse av ledningar (mått Rs5)",
        "Andel resor i sammanhang av 60 minuter eller mer",
        "Hänförligt till",
        "Ägarna",
        "Minoriteten",
    ]


def test_a_number_with_its_share_in_parentheses_is_one_value():
    text = """
        Mars 2024       Antal (andel)   Antal (andel)
                             lotsar         styrmän
        Lag Norra           16 (53%)        13 (43%)
        Lag Södra          189 (58%)       121 (37%)
        """
    assert _grid(text)[1:] == [("Lag Norra", "16 (53%)", "13 (43%)"), ("Lag Södra", "189 (58%)", "121 (37%)")]


def test_lines_of_a_head_that_begin_left_of_its_figures_are_of_no_label():
    text = """
        Post                             Kommunfullmäktiges   Reviderad   Bokslut
                                         budget               budget      2015
                                         2015                 2015
        Hamnnämnden                                  -2 109      -2 037     -2 006
        Nämnden för fyrar och sjömärken              -3 954      -4 033     -4 523
        """
    assert _grid(text)[0] == ("Post", "Kommunfullmäktiges budget 2015", "Reviderad budget 2015", "Bokslut 2015")
