with

figures as (
    select
        figure_id,
        document_id,
        table_id,
        row_label,
        scope_as_printed,
        column_label
    from {{ source('staging', 'figures') }}
),

municipalities as (
    select
        municipality_code,
        municipality,
        lower(municipality) as name_key
    from {{ ref('municipalities') }}
),

-- The heads of a column, and the name that the report explains an abbreviation by.
names as (
    select
        'row' as part,
        row_label as printed_name,
        {{ organization_label('row_label') }} as name_key
    from (select distinct row_label from figures) as row_labels
    union all
    select
        'scope' as part,
        scope_as_printed as printed_name,
        {{ organization_label('scope_as_printed') }} as name_key
    from (select distinct scope_as_printed from figures) as scopes
    union all
    select
        'column' as part,
        column_label as printed_name,
        lower(trim(nfc_normalize(unnest(string_split(column_label, ' > '))))) as name_key
    from (select distinct column_label from figures) as column_labels
),

municipality_names as (
    select
        names.part,
        names.printed_name,
        municipalities.municipality_code,
        municipalities.municipality
    from names
    inner join municipalities on names.name_key = municipalities.name_key
),

named as (
    select
        figures.figure_id,
        figures.document_id,
        figures.table_id,
        case municipality_names.part when 'row' then 'row' else 'column' end as source,
        municipality_names.municipality_code,
        municipality_names.municipality
    from (
        {%- for part, column in {'row': 'row_label', 'scope': 'scope_as_printed', 'column': 'column_label'}.items() %}
        select
            figure_id,
            document_id,
            table_id,
            '{{ part }}' as part,
            {{ column }} as printed_name
        from figures
        {%- if not loop.last %}
        union all
        {%- endif %}
        {%- endfor %}
    ) as figures
    inner join municipality_names
        on figures.part = municipality_names.part and figures.printed_name = municipality_names.printed_name
),

-- One such word may be another thing ('Mark' in a balance sheet). Several beside each other are municipalities.
compared as (
    select
        document_id,
        table_id,
        source
    from named
    group by document_id, table_id, source
    having count(distinct municipality_code) >= 3
),

final as (
    select
        named.figure_id,
        named.source,
        named.municipality_code,
        named.municipality
    from named
    inner join compared
        on
            named.document_id = compared.document_id
            and named.table_id = compared.table_id
            and named.source = compared.source
    qualify row_number() over (partition by named.figure_id order by named.source, named.municipality_code) = 1
)

select * from final
