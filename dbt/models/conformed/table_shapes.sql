with

figures as (
    select
        document_id,
        table_id,
        row_number,
        domain,
        {{ normalized_label('row_label') }} as label_key,
        {{ organization_label('row_label') }} as name_key,
        {{ normalized_label('measure') }} as measure_key,
        aggregation_role
    from {{ source('staging', 'figures') }}
    where domain in ('finance', 'forecast', 'investment', 'personnel')
),

line_items as (
    select
        labels.label_key,
        line_items.account_group in ('taxes_and_grants', 'balance_requirement') as is_municipal
    from {{ ref('line_item_labels') }} as labels
    inner join {{ ref('line_items') }} as line_items on labels.line_item = line_items.line_item
),

organizations as (
    select name_key from {{ ref('organization_names') }}
    union
    select alias from {{ ref('activities') }}
),

governed as (
    select
        name_key,
        organization_name,
        kind
    from {{ ref('organization_names') }}
    where kind in ('board', 'administration')
),

measures as (
    select label_key as measure_key from line_items
),

prefixes as (
    select prefix from {{ ref('label_prefixes') }}
    where kind = 'total'
),

printed_rows as (
    select
        document_id,
        table_id,
        row_number,
        any_value(domain) as domain,
        any_value(label_key) as label_key,
        any_value(name_key) as name_key,
        bool_or(aggregation_role = 'total') or bool_or(label_key in (select prefixes.prefix from prefixes)) as is_total,
        bool_or(measure_key in (select measures.measure_key from measures)) as has_measure
    from figures
    group by document_id, table_id, row_number
),

counted as (
    select
        printed_rows.document_id,
        printed_rows.table_id,
        any_value(printed_rows.domain) as domain,
        count(*) filter (where not printed_rows.is_total) as label_rows,
        count(*) filter (where not printed_rows.is_total and line_items.label_key is not null) as line_item_rows,
        count(*) filter (where not printed_rows.is_total and organizations.name_key is not null) as organization_rows,
        bool_or(printed_rows.is_total) as has_total,
        bool_or(printed_rows.has_measure) as has_measure,
        count(distinct governed.organization_name) filter (where governed.kind = 'board') as boards,
        count(distinct governed.organization_name) filter (
            where governed.kind = 'administration' and contains(governed.name_key, 'förvaltning')
        ) as administrations,
        bool_or(coalesce(line_items.is_municipal, false)) as has_taxes
    from printed_rows
    left join line_items on printed_rows.label_key = line_items.label_key
    left join organizations on printed_rows.name_key = organizations.name_key
    left join governed on printed_rows.name_key = governed.name_key
    group by printed_rows.document_id, printed_rows.table_id
),

-- Only a municipality has boards, several administrations, tax revenue and a balance requirement, so such a table
-- concerns the municipality in any report.
final as (
    select
        document_id,
        table_id,
        domain,
        case
            when domain = 'investment' then 'other'
            when line_item_rows * 2 >= label_rows then 'statement'
            when has_measure or organization_rows * 3 >= label_rows then 'organizations'
            else 'other'
        end as shape,
        has_total,
        cast(boards as integer) as boards,
        boards >= 2 or administrations >= 3 or has_taxes as is_municipal
    from counted
)

select * from final
