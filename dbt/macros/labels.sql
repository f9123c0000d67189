{# A label without the unit of money at its end: 'Nettokostnad, mnkr', 'Socialnämnden (1 000 kr)'. #}
{% macro without_unit(text) -%}
    regexp_replace({{ text }}, '[\s,;(]+(1[\s.]?000 |tusen |tus(ental)?\.? |miljontals? |miljoner |milj\.? )?(kr|kronor|[tkm]kr|mnkr|mdkr|[ktm]sek|sek|[ktm]?eur|euro|[tmk]?€|mn ?€|mn euro)\.?\)?\s*$', '', 'i')
{%- endmacro %}

{# The form in which labels are compared: lower case, one kind of dash and space, no soft hyphen, no footnote mark, no
   unit of money. #}
{% macro normalized_label(text) -%}
    trim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        {{ without_unit("lower(nfc_normalize(coalesce(" ~ text ~ ", '')))") }},
        '\x{00AD}', '', 'g'), '[\x{2010}-\x{2015}\x{2212}]', '-', 'g'), '\s*&\s*', ' och ', 'g'),
        '[\s\x{00A0}\x{202F}\x{2009}]+', ' ', 'g'), '[\s:.*]+$|\s+\d\)$', '', 'g'))
{%- endmacro %}

{# A list of the forms in which a seed may have a label, best first: unchanged, then without its total or memo word, its
   closing parenthesis, its leading account number. #}
{% macro label_forms(label, words) -%}
    [
        {{ label }},
        {{ without_first_words(label, words) }},
        trim(regexp_replace({{ label }}, '\s*\([^)]*\)$', '')),
        trim(regexp_replace({{ without_first_words(label, words) }}, '\s*\([^)]*\)$', '')),
        trim(regexp_replace({{ label }}, '^[\d\s.x*-]+', ''))
    ]
{%- endmacro %}

{# A list of the forms in which a seed may have a Swedish name: unchanged, and without a definite or genitive ending. #}
{% macro name_forms(name) -%}
    [
        {{ name }}, regexp_replace({{ name }}, 's$', ''), regexp_replace({{ name }}, 'n$', ''),
        regexp_replace({{ name }}, 'ns$', ''), regexp_replace({{ name }}, 'en$', ''),
        regexp_replace({{ name }}, 'ens$', ''), regexp_replace({{ name }}, 'et$', ''),
        regexp_replace({{ name }}, 'ets$', '')
    ]
{%- endmacro %}

{# A text as words between single spaces, so that a search for ' word ' finds whole words only. #}
{% macro words(text) -%}
    ' ' || trim(regexp_replace({{ normalized_label(text) }}, '[\s,;:/()]+|( > )', ' ', 'g')) || ' '
{%- endmacro %}

{# An aggregate over label_prefixes: the list of its words, longest first. The words are compared as text: a pattern that
   is data would be compiled again for every row. #}
{% macro longest_first() -%}
    coalesce(list(prefix order by length(prefix) desc, prefix), [])
{%- endmacro %}

{# Whether a normalized label begins with one of the words and goes on, or ends with one after others. #}
{% macro begins_with(label, words) -%}
    len(list_filter({{ words }}, word -> starts_with({{ label }}, word || ' '))) > 0
{%- endmacro %}

{% macro ends_with_one(label, words) -%}
    len(list_filter({{ words }}, word -> ends_with({{ label }}, ' ' || word))) > 0
{%- endmacro %}

{# A normalized label without the longest of the words that it begins with, or ends with. #}
{% macro without_first_words(label, words) -%}
    substr({{ label }}, 1 + coalesce(1 + length(list_filter({{ words }}, word -> starts_with({{ label }}, word || ' '))[1]), 0))
{%- endmacro %}

{% macro without_last_words(label, words) -%}
    substr(
        {{ label }}, 1,
        length({{ label }}) - coalesce(1 + length(list_filter({{ words }}, word -> ends_with({{ label }}, ' ' || word))[1]), 0)
    )
{%- endmacro %}

{# The form in which levels of column headers are compared: normalized, without the year. A word that is divided at the end
   of its line is one: 'Intern- budget', but not 'Drift- och investeringsbudget'. #}
{% macro header_level_key(header_level) -%}
    replace(regexp_replace(regexp_replace(
        {{ normalized_label("regexp_replace(" ~ header_level ~ ", '\\d{4}', '', 'g')") }},
        '- (och|eller|samt) ', '-= \1 ', 'g'), '([a-zåäöé]-) ([a-zåäöé])', '\1\2', 'g'), '-= ', '- ')
{%- endmacro %}
