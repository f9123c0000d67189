{#
  The key of a finding or of its cause, or the hash of a finding's numbers. It skips a part that is null, which hashed()
  does not, and it stays so: accepted.csv, the history of findings and the alerts that were sent hold these values.
#}
{% macro stable_key(parts) -%}
    md5(concat_ws('|', {{ parts | join(', ') }}))
{%- endmacro %}
