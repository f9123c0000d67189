"""The tables in which errors are planted: invented figures without any contradiction.

Each has its title on a separate line, and `|` for a tab.
"""

from __future__ import annotations

LONG = "\n".join(f"Delprojekt {number:02}|{2006 + 3 * number}|{2018 + 5 * number}" for number in range(40))

_WRITTEN = {
    "activities": """
2.1 Nettokostnad per verksamhet

Tkr|Utfall 2021|Utfall 2022|Utfall 2023
Administration|6 240|6 410|6 655
Skolskjuts|9 420|9 730|10 080
Räddningstjänst|12 310|12 535|12 890
Kultur|2 470|2 515|2 635
Intern service|-3 115|-3 060|-3 205
Summa|27 325|28 130|29 055
""",
    "investments": """
2.1 Investeringar

Tkr|Utfall 2022|Budget 2023|Utfall 2023
Gator
Beläggning|4 120|4 500|4 385
Belysning|1 980|2 100|2 240
Broar|1 250|1 500|1 425
Summa gator|7 350|8 100|8 050
Parker
Lekplatser|2 310|2 680|2 535
Trädvård|1 140|1 200|1 265
Summa parker|3 450|3 880|3 800
Fastigheter
Tak|1 760|1 900|1 830
Ventilation|1 200|1 300|1 255
Summa fastigheter|2 960|3 200|3 085
Summa investeringar|13 760|15 180|14 935
""",
    "nets": """
2.1 Kostnader och intäkter 2023

Tkr|Intäkter|Kostnader|Netto
Bibliotek|812|9 447|8 635
Musikskola|1 305|7 218|5 913
Simhall|4 126|11 390|7 264
Idrottsplatser|689|5 742|5 053
Fritidsgårdar|241|6 035|5 794
""",
    "budget_minus_actual": """
2.1 Budgetuppföljning

Tkr|Budget 2023|Utfall 2023|Avvikelse
Ledning|7 120|7 345|-225
Planering|4 310|4 127|183
Upphandling|2 640|2 588|52
Kommunikation|3 275|3 402|-127
Säkerhet|1 890|1 761|129
""",
    "actual_minus_budget": """
2.1 Budgetuppföljning

Tkr|Budget 2023|Utfall 2023|Avvikelse
Ledning|-7 120|-7 345|-225
Planering|-4 310|-4 127|183
Upphandling|-2 640|-2 588|52
Kommunikation|-3 275|-3 402|-127
Säkerhet|-1 890|-1 761|129
""",
    "changes": """
2.1 Antal ärenden

Ärenden|2022|2023|Förändring
Bygglov|684|655|-29
Hemtjänst|1 415|1 523|108
Färdtjänst|392|417|25
Serveringstillstånd|57|61|4
Livsmedelstillsyn|238|226|-12
""",
    "growths": """
2.1 Besök

Besök|Utfall 2022|Utfall 2023|Förändring %
Badhuset|41 220|43 899|6,5
Ishallen|18 460|17 906|-3,0
Konsthallen|9 315|10 033|7,7
Biblioteket|63 870|66 105|3,5
Turistbyrån|5 240|4 988|-4,8
""",
    "scores": """
2.1 Poäng per område

Område|Uppnått|Max|Procent
Delaktighet|21|30|70
Information|24|30|80
Ledarskap|33|60|55
Upphandling|18|40|45
Arbetsmiljö|27|50|54
""",
    "printed_twice": """
2.1 Verksamheter

Mnkr|Kostnader 2023|Intäkter 2023|Netto 2023
Fritid|9,4|2,2|7,2
Gata|31,7|6,3|25,4
Vatten|27,9|24,8|3,1
Renhållning|18,6|17,1|1,5

2.2 Jämförelse mellan åren

Mnkr|Kostnader 2023|Intäkter 2023|Netto 2023|Netto 2022
Fritid|9,4|2,2|7,2|6,8
Gata|31,7|6,3|25,4|24,9
Vatten|27,9|24,8|3,1|3,4
Renhållning|18,6|17,1|1,5|1,9
""",
    "roll_forwards": """
2.1 Anläggningar

Tkr|Ingående värde|Anskaffning|Avskrivning|Utgående värde
Fastigheter|88 140|6 275|-4 120|90 295
Fordon|4 310|1 205|-640|4 875
Inventarier|7 955|1 430|-1 385|8 000
Maskiner|3 620|815|-560|3 875
Konst|1 245|90|-15|1 320
""",
    "memos": """
2.1 Kostnader per slag

Tkr|Utfall 2021|Utfall 2022|Utfall 2023
Personal|24 610|25 730|26 480
varav vikarier|3 905|4 060|4 210
Lokaler|8 320|8 615|8 905
Material|5 310|5 605|5 735
Summa kostnader|38 240|39 950|41 120
""",
    "employees": """
2.1 Antal anställda

Antal anställda|2021|2022|2023
Kommunstyrelsen|164|171|169
Barnnämnden|512|520|531
Socialnämnden|433|437|441
Samhällsbyggnadsnämnden|73|76|78
Totalt|1 182|1 204|1 219
""",
    "rounded": """
2.1 Nettokostnad per verksamhet

Mnkr|Utfall 2021|Utfall 2022|Utfall 2023
Skola|21,4|22,3|23,1
Omsorg|13,2|13,6|13,9
Kultur|5,4|5,6|5,8
Summa|40,0|41,5|42,9
""",
    "long_table": f"""
2.1 Kostnad per delprojekt

Tkr|Utfall 2022|Utfall 2023
{LONG}
Summa|82580|84620
""",
    "words": """
2.1 Planerade åtgärder

Tkr|Utfall 2022|Budget 2023|Plan 2024
Asfalt|3 120|2 840|2 310
Stängsel|1 405|1 290|årligen
Skyltar|1 825|1 590|1 275
Summa|6 350|5 720|4 600
""",
    "statement": """
2.1 Resultaträkning

Mnkr|Utfall 2022|Budget 2023|Utfall 2023
Bidrag|6,1|6,0|6,4
Övriga intäkter|48,2|50,1|51,3
S:a intäkter|54,3|56,1|57,7
Personalkostnader|152,4|158,0|159,6
varav sociala avgifter|36,1|37,5|37,9
Lokalkostnader|31,8|33,0|33,5
Övriga kostnader|74,6|75,2|77,9
S:a kostnader|258,8|266,2|271,0
Nettokostnad|204,5|210,1|213,3

2.2 Anslagsredovisning

Mnkr|Intäkter 2023|Kostnader 2023|Nettokostnad 2023
Ledning|4,2|61,9|57,7
Service|41,8|118,6|76,8
Räddningstjänst|11,7|90,5|78,8
Summa|57,7|271,0|213,3

2.3 Sammandrag

Mnkr|Utfall 2022|Budget 2023|Utfall 2023
S:a intäkter|54,3|56,1|57,7
S:a kostnader|258,8|266,2|271,0
Nettokostnad|204,5|210,1|213,3
""",
}

TABLES = {name: text.replace("|", "\t") for name, text in _WRITTEN.items()}
