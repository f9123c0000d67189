with

other_units as (
    select unit from {{ ref('units') }}
    where kind not in ('money', 'foreign_money')
),

figures as (
    select
        document_id,
        table_id,
        row_number,
        domain,
        row_label,
        measure,
        scenario,
        aggregation_role,
        unit in (select other_units.unit from other_units) as is_no_money
    from {{ source('staging', 'figures') }}
    where domain in ('finance', 'forecast', 'investment', 'personnel')
),

line_items as (
    select
        labels.label_key,
        line_items.account_group in ('taxes_and_grants', 'balance_requirement') as is_municipal,
        line_items.line_item in ('operating_income', 'operating_costs', 'personnel_costs', 'depreciation')
        or line_items.measure = 'balance' as is_account,
        line_items.line_item
    from {{ ref('line_item_labels') }} as labels
    inner join {{ ref('line_items') }} as line_items on labels.line_item = line_items.line_item
),

activities as (
    select distinct alias from {{ ref('activities') }}
),

organizations as (
    select name_key from {{ ref('organization_names') }}
    union
    select alias from activities
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

total_words as (
    select {{ longest_first() }} as words
    from prefixes
),

-- Each label and measure once: an archive prints the same ones again and again.
keyed_labels as (
    select
        row_label,
        {{ normalized_label('row_label') }} as label_key,
        {{ organization_label('row_label') }} as name_key
    from (select distinct row_label from figures) as distinct_labels
),

labels as (
    select
        keyed_labels.*,
        keyed_labels.label_key in (select prefixes.prefix from prefixes) as is_total_word,
        {{ begins_with('keyed_labels.label_key', 'total_words.words') }}
        or {{ ends_with_one('keyed_labels.label_key', 'total_words.words') }} as has_total_word
    from keyed_labels
    cross join total_words
),

line_item_measures as (
    select measure
    from (select distinct measure from figures) as distinct_measures
    where {{ normalized_label('measure') }} in (select measures.measure_key from measures)
),

printed_rows as (
    select
        figures.document_id,
        figures.table_id,
        figures.row_number,
        any_value(figures.domain) as domain,
        any_value(labels.label_key) as label_key,
        any_value(labels.name_key) as name_key,
        bool_and(figures.aggregation_role = 'memo') as is_memo,
        bool_or(figures.aggregation_role = 'total') or bool_or(labels.is_total_word) as is_total,
        bool_or(labels.is_total_word or labels.has_total_word) as has_total_word,
        bool_or(line_item_measures.measure is not null) as has_measure,
        bool_and(coalesce(figures.is_no_money, false)) as is_no_money,
        bool_or(figures.scenario in ('budget', 'revised_budget')) as has_budget,
        bool_or(figures.scenario in ('actual', 'forecast')) as has_outcome
    from figures
    inner join labels on figures.row_label = labels.row_label
    left join line_item_measures on figures.measure = line_item_measures.measure
    group by figures.document_id, figures.table_id, figures.row_number
),

-- A memo row is no row of its line item.
item_rows as (
    select
        *,
        case when not is_memo then label_key end as item_key
    from printed_rows
),

counted as (
    select
        item_rows.document_id,
        item_rows.table_id,
        any_value(item_rows.domain) as domain,
        count(*) filter (where not item_rows.is_total) as label_rows,
        count(*) filter (
            where not item_rows.is_total and line_items.label_key is not null and activities.alias is null
        ) as line_item_rows,
        count(*) filter (where not item_rows.is_total and organizations.name_key is not null) as organization_rows,
        bool_or(item_rows.is_total) as has_total,
        bool_or(item_rows.has_total_word) as has_total_word,
        bool_or(item_rows.has_measure) as has_measure,
        count(distinct governed.organization_name) filter (where governed.kind = 'board') as boards,
        count(distinct governed.organization_name) filter (
            where governed.kind = 'administration' and contains(governed.name_key, 'förvaltning')
        ) as administrations,
        bool_or(coalesce(line_items.is_municipal, false)) as has_taxes,
        bool_or(coalesce(line_items.is_account, false)) as has_accounts,
        bool_or(coalesce(line_items.line_item = 'operating_income', false))
        and bool_or(coalesce(line_items.line_item = 'operating_costs', false)) as has_income_and_costs,
        bool_or(item_rows.is_no_money) as has_rows_of_no_money,
        bool_or(item_rows.has_budget) and bool_or(item_rows.has_outcome) as compares_with_budget
    from item_rows
    left join line_items on item_rows.item_key = line_items.label_key
    left join activities on item_rows.label_key = activities.alias
    left join organizations on item_rows.name_key = organizations.name_key
    left join governed on item_rows.name_key = governed.name_key
    group by item_rows.document_id, item_rows.table_id
),

-- Rows that are added, whose outcome is compared with a budget, and that are no accounts, are parts of an organization,
-- known by name or not.
shaped as (
    select
        *,
        domain in ('finance', 'forecast') and not has_accounts and not has_rows_of_no_money
        and (
            (compares_with_budget and line_item_rows = 0 and has_total_word)
            or (line_item_rows * 4 < label_rows and organization_rows > 0)
        ) as is_by_activity
    from counted
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
            when domain != 'personnel' and has_rows_of_no_money then 'other'
            when has_income_and_costs and boards = 0 then 'statement'
            when has_measure or organization_rows * 3 >= label_rows or is_by_activity then 'organizations'
            when has_accounts then 'statement'
            else 'other'
        end as shape,
        has_total,
        cast(boards as integer) as boards,
        boards >= 2 or administrations >= 3 or has_taxes as is_municipal
    from shaped
)

select * from final
