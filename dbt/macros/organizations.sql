{# A printed name in the form in which names are looked up: no numbering, dash or bullet before it, no hyphen where a
   line was broken. #}
{% macro organization_label(text) -%}
    regexp_replace(regexp_replace(
        {{ normalized_label(text) }},
        '^(\d+(\.\d+)*\.?\s+|[-•·]+\s*)+', ''), '(\pL)-(nämnd|styrelse|förvaltning|kontor)', '\1\2')
{%- endmacro %}
{# A printed name as it is shown: its first letter a capital, a name in capitals as an ordinary one. #}
{% macro organization_display(name) -%}
    upper({{ name }}[1])
    || case
        when upper({{ name }}) = {{ name }} and length({{ name }}) > 4 then lower({{ name }}[2:]) else {{ name }}[2:]
    end
{%- endmacro %}
{# What all spellings of one name share: no case, blank, hyphen, genitive or definite ending. #}
{% macro organization_stem(name) -%}
    regexp_replace(
        regexp_replace(replace(lower(nfc_normalize({{ name }})), '&', 'och'), '[\s\x{00A0}\x{2010}-\x{2015}-]+', '', 'g'),
        '(nämnd|styrels|utskott|kontor|förvaltning|sektor|revision|bolag|förbund|avdelning|enhet|verksamhet|direktion)'
        || '(en|et|e|n)?s?($|>)', '\1\3', 'g'
    )
{%- endmacro %}
{# The label of the row above a figure's own in its table; null where the row is under headings only. #}
{% macro group_row() -%}
    list_extract(string_split(
        case
            when section != '' and starts_with(row_path, section || ' > ') then substr(row_path, length(section) + 4)
            else row_path
        end, ' > '), -2)
{%- endmacro %}
