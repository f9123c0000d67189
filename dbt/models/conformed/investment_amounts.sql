with

figures as (
    select
        *,
        {{ normalized_label('measure') }} as measure_key
    from {{ ref('all_figures') }}
    where domain = 'investment' and is_current
),

aliases as (
    select * from {{ ref('investment_measures') }}
),

header_levels as (
    select
        figure_id,
        {{ header_level_key('header_level') }} as level_key
    from (
        select
            figure_id,
            unnest(string_split(column_label, ' > ')) as header_level
        from figures
    ) as levels
),

column_measures as (
    select
        header_levels.figure_id,
        aliases.measure
    from header_levels
    inner join aliases on header_levels.level_key = aliases.alias
    qualify
        row_number() over (
            partition by header_levels.figure_id order by length(aliases.alias) desc, aliases.alias
        ) = 1
),

measured as (
    select
        figures.* exclude (measure),
        row_aliases.measure is not null as row_is_measure,
        case
            when figures.unit_kind != 'money' then 'share'
            else coalesce(
                measure_aliases.measure, column_measures.measure, row_aliases.measure, 'expenditure'
            )
        end as measure
    from figures
    left join aliases as measure_aliases on figures.measure_key = measure_aliases.alias
    left join aliases as row_aliases on figures.label_key = row_aliases.alias
    left join column_measures on figures.figure_id = column_measures.figure_id
),

conventions as (
    select
        document_id,
        table_id,
        count(*) filter (where measure = 'expenditure' and value < 0)
        > count(*) filter (where measure = 'expenditure' and value > 0) as expenditure_is_negative,
        count(*) filter (where measure = 'income' and value < 0)
        > count(*) filter (where measure = 'income' and value > 0) as income_is_negative
    from measured
    where coalesce(scenario, 'actual') not in ('deviation', 'change')
    group by document_id, table_id
),

final as (
    select
        measured.figure_id,
        measured.row_is_measure,
        measured.measure,
        {{ investment_sign(
            "coalesce(conventions.expenditure_is_negative, false)", "measured.measure = 'income'",
            "coalesce(conventions.income_is_negative, false)", "measured.scenario", "measured.deviation_sign"
        ) }} as sign_factor
    from measured
    left join conventions
        on measured.document_id = conventions.document_id and measured.table_id = conventions.table_id
)

select * from final
