with

figures as (
    select
        figure_id,
        document_id,
        table_id,
        {{ organization_label('row_label') }} as row_key,
        {{ organization_label('scope_as_printed') }} as scope_key,
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
labels as (
    select
        figure_id,
        document_id,
        table_id,
        'column' as source,
        unnest(list_append(
            list_transform(string_split(column_label, ' > '), level -> lower(trim(nfc_normalize(level)))), scope_key
        )) as name_key
    from figures
    union all
    select
        figure_id,
        document_id,
        table_id,
        'row' as source,
        row_key as name_key
    from figures
),

named as (
    select
        labels.figure_id,
        labels.document_id,
        labels.table_id,
        labels.source,
        municipalities.municipality_code,
        municipalities.municipality
    from labels
    inner join municipalities on labels.name_key = municipalities.name_key
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
