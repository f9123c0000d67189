with

figures as (
    select
        *,
        {{ normalized_label('measure') }} as measure_key
    from {{ ref('all_figures') }}
    where domain = 'finance' and is_current
),

labels as (
    select * from {{ ref('line_item_labels') }}
),

line_items as (
    select * from {{ ref('line_items') }}
),

budget_tables as (
    select distinct table_id from figures
    where scenario in ('budget', 'revised_budget')
),

titled_tables as (
    select distinct
        table_id,
        table_title
    from figures
),

-- A table titled 'Prognosavvikelser' that shows no budget holds deviations under all its headers.
title_measures as (
    select distinct
        titled_tables.table_id,
        titles.measure as title_measure
    from titled_tables
    inner join {{ ref('title_measures') }} as titles
        on contains({{ words('titled_tables.table_title') }}, ' ' || titles.alias || ' ')
    left join budget_tables on titled_tables.table_id = budget_tables.table_id
    where budget_tables.table_id is null
),

activities as (
    select distinct alias from {{ ref('activities') }}
),

versions as (
    select * from {{ ref('figure_versions') }}
),

headers as (
    select * from {{ ref('amount_headers') }}
),

total_words as (
    select {{ longest_first() }} as words
    from {{ ref('label_prefixes') }}
    where kind = 'total'
),

-- A sum of incomes that contains the municipal contribution is more than the operating income of its other rows.
income_columns as (
    select
        figures.table_id,
        figures.column_number,
        sum(figures.value) filter (
            where
            line_items.account_group = 'operating_income' and figures.aggregation_role = 'leaf'
            and not {{ begins_with('figures.label_key', 'total_words.words') }}
        ) as operating_income,
        sum(figures.value) filter (where labels.line_item = 'municipal_contribution') as contribution
    from figures
    inner join labels on figures.label_key = labels.label_key
    inner join line_items on labels.line_item = line_items.line_item
    cross join total_words
    where labels.measure is null
    group by figures.table_id, figures.column_number
),

sums_with_contribution as (
    select distinct
        figures.table_id,
        figures.row_number
    from figures
    inner join income_columns
        on figures.table_id = income_columns.table_id and figures.column_number = income_columns.column_number
    inner join labels on figures.label_key = labels.label_key and labels.line_item = 'operating_income'
    cross join total_words
    where
        {{ begins_with('figures.label_key', 'total_words.words') }}
        and income_columns.contribution != 0
        and abs(figures.value - income_columns.operating_income - income_columns.contribution) <= 3 * figures.half_unit
),

mapped as (
    select
        figures.*,
        -- The result of the municipality below the deviations of its boards is no deviation.
        case
            when figures.table_shape = 'organizations' and row_items.account_group = 'result' then null
            else title_measures.title_measure
        end as title_measure,
        -- Among organizations 'Ekonomiskt bistånd' is an activity, in an account a cost.
        case
            when
                sums_with_contribution.table_id is null
                and (coalesce(figures.table_shape, '') != 'organizations' or activities.alias is null)
                then row_labels.line_item
        end as row_item,
        row_labels.measure as row_measure,
        figures.scenario in ('deviation', 'change') and coalesce(headers.line_item = 'result', false)
        or coalesce(headers.is_plain, false) as states_no_item,
        case
            when figures.scenario in ('deviation', 'change') and headers.line_item = 'result' then null
            else coalesce(headers.line_item, measure_labels.line_item)
        end as column_item
    from figures
    left join title_measures on figures.table_id = title_measures.table_id
    left join labels as row_labels on figures.label_key = row_labels.label_key
    left join line_items as row_items on row_labels.line_item = row_items.line_item
    left join activities on figures.label_key = activities.alias
    left join labels as measure_labels on figures.measure_key = measure_labels.label_key
    left join headers on figures.column_label = headers.column_label
    left join sums_with_contribution
        on
            figures.table_id = sums_with_contribution.table_id
            and figures.row_number = sums_with_contribution.row_number
),

-- Every row of a balance sheet is a balance, known by name or not.
balance_sheets as (
    select figures.table_id
    from figures
    inner join labels on figures.label_key = labels.label_key
    inner join line_items on labels.line_item = line_items.line_item
    group by figures.table_id
    having
        2 * count(distinct figures.row_number) filter (where line_items.measure = 'balance')
        >= count(distinct figures.row_number)
),

-- A deviation is of what the budget columns show, where they show nothing but costs or nothing but incomes.
compared_items as (
    select
        table_id,
        min(column_item) as line_item
    from mapped
    where scenario in ('budget', 'revised_budget')
    group by table_id
    having
        count(distinct coalesce(column_item, '')) = 1
        and min(column_item) in ('operating_costs', 'operating_income')
),

-- A table of organizations or units shows their net cost where its columns do not say otherwise.
chosen as (
    select
        mapped.*,
        coalesce(
            mapped.row_item,
            case when coalesce(mapped.table_shape, '') != 'statement' then mapped.column_item end,
            case
                when mapped.table_shape = 'organizations' and mapped.states_no_item
                    then coalesce(
                        case when mapped.scenario in ('deviation', 'change') then compared_items.line_item end,
                        'net_cost'
                    )
            end
        ) as line_item,
        coalesce(
            mapped.column_item,
            case when mapped.scenario in ('deviation', 'change') then compared_items.line_item end
        ) as printed_item
    from mapped
    left join compared_items on mapped.table_id = compared_items.table_id
),

measured as (
    select
        chosen.* exclude (measure),
        line_items.account_group,
        case
            when chosen.title_measure = 'budget_deviation' then 'result'
            else coalesce(column_items.measure, line_items.measure)
        end as level_measure,
        case
            when
                chosen.line_item is null
                and balance_sheets.table_id is not null
                and coalesce(chosen.unit_kind, 'money') in ('money', 'foreign_money') then 'balance'
            -- A change of budget is one whatever its row is called.
            when chosen.unit_kind not in ('money', 'foreign_money') and chosen.line_item is not null then 'share'
            when versions.version = 'change' then 'budget_change'
            when chosen.line_item is null then null
            when
                coalesce(chosen.scenario, 'actual') != 'deviation'
                and (
                    chosen.row_measure = 'budget_deviation' or chosen.title_measure = 'budget_deviation'
                    or chosen.measure in ('budget_deviation', 'deviation')
                )
                then 'budget_deviation'
            when
                chosen.row_measure = 'net_budget'
                and coalesce(chosen.scenario, 'actual') in ('actual', 'forecast', 'target')
                then 'net_budget'
            -- An income under 'Nettobudget' or 'Anslag' is an income.
            when
                chosen.row_item is not null and column_items.measure in ('net_cost', 'contribution')
                then line_items.measure
            else coalesce(column_items.measure, line_items.measure)
        end as measure
    from chosen
    left join line_items on chosen.line_item = line_items.line_item
    left join balance_sheets on chosen.table_id = balance_sheets.table_id
    left join line_items as column_items
        on
            chosen.printed_item = column_items.line_item
            and column_items.measure in ('income', 'cost', 'net_cost', 'contribution')
    left join versions on chosen.figure_id = versions.figure_id
),

-- The signs of the table's own costs, incomes and net costs show its convention.
votes as (
    select
        document_id,
        table_id,
        count(*) filter (where measure = 'cost' and value < 0) as negative_costs,
        count(*) filter (where measure = 'cost' and value > 0) as positive_costs,
        count(*) filter (where measure = 'income' and value < 0) as negative_incomes,
        count(*) filter (where measure = 'income' and value > 0) as positive_incomes,
        count(*) filter (where measure in ('net_cost', 'net_budget') and value < 0) as negative_nets,
        count(*) filter (where measure in ('net_cost', 'net_budget') and value > 0) as positive_nets
    from measured
    where coalesce(scenario, 'actual') not in ('deviation', 'change')
    group by document_id, table_id
),

conventions as (
    select
        document_id,
        table_id,
        case
            when negative_incomes > positive_incomes and negative_costs <= positive_costs then 'inverted'
            when negative_costs > positive_costs then 'effect_on_result'
            when negative_costs + positive_costs = 0 and negative_nets > positive_nets then 'effect_on_result'
            else 'magnitude'
        end as sign_convention,
        negative_nets > positive_nets as nets_are_negative
    from votes
),

final as (
    select
        measured.figure_id,
        measured.line_item,
        measured.account_group,
        measured.measure,
        coalesce(conventions.sign_convention, 'magnitude') as sign_convention,
        {{ finance_sign(
            "measured.measure", "measured.level_measure", "coalesce(conventions.sign_convention, 'magnitude')",
            "coalesce(conventions.nets_are_negative, false)", "measured.scenario", "measured.deviation_sign"
        ) }} as sign_factor
    from measured
    left join conventions
        on measured.document_id = conventions.document_id and measured.table_id = conventions.table_id
)

select * from final
