with

figures as (
    select
        *,
        {{ period_key('read_figures') }} as period_key,
        replace({{ words('row_label') }}, '-', ' ') as row_words
    from {{ ref('all_figures') }} as read_figures
    where read_figures.is_current and read_figures.domain in ('finance', 'forecast')
),

amounts as (
    select * from {{ ref('finance_amounts') }}
),

versions as (
    select * from {{ ref('figure_versions') }}
),

labels as (
    select * from {{ ref('line_item_labels') }}
),

-- What a table compares its forecast with.
compared as (
    select distinct
        figures.table_id,
        unnest([figures.of_scenario, figures.against_scenario]) as scenario
    from figures
    where figures.scenario in ('deviation', 'change') and {{ concerns_forecast('figures') }}
),

selected as (
    select
        figures.* exclude (measure, scenario, of_scenario, against_scenario), -- noqa: RF02
        {{ conformed_scenario('figures.scenario') }} as scenario,
        {{ conformed_scenario('figures.of_scenario') }} as of_scenario,
        {{ conformed_scenario('figures.against_scenario') }} as against_scenario,
        amounts.measure,
        case when figures.domain = 'finance' then amounts.line_item else labels.line_item end as line_item,
        case when figures.domain = 'finance' then amounts.sign_factor else 1 end as sign_factor,
        versions.newest,
        coalesce(roles.table_place, 1000 + figures.table_number) as table_place,
        nullif(versions.occasion, -1) as header_month
    from figures
    left join amounts on figures.figure_id = amounts.figure_id
    left join versions on figures.figure_id = versions.figure_id
    left join {{ ref('finance_roles') }} as roles on figures.figure_id = roles.figure_id
    left join labels on figures.label_key = labels.label_key
    left join compared on figures.table_id = compared.table_id and figures.scenario = compared.scenario
    where figures.domain = 'forecast' or {{ concerns_forecast('figures') }} or compared.scenario is not null
),

row_months as (
    select
        selected.figure_id,
        max(occasions.occasion) as row_month
    from selected
    inner join {{ ref('header_occasions') }} as occasions
        on contains(selected.row_words, ' ' || occasions.word || ' ') and occasions.occasion > 0
    where selected.domain = 'forecast'
    group by selected.figure_id
),

-- The month of the newest forecast of the table holds for its deviations.
dated as (
    select
        selected.*,
        coalesce(
            row_months.row_month,
            selected.header_month,
            case
                when {{ concerns_forecast('selected') }} and selected.scenario != 'forecast'
                    then max(selected.header_month) over (partition by selected.table_id, selected.year)
            end,
            case
                when reports.year = selected.year
                    then coalesce(try_cast(nullif(substr(reports.period, 6), '') as integer), 12)
            end
        ) as forecast_month
    from selected
    left join row_months on selected.figure_id = row_months.figure_id
    left join {{ ref('reports') }} as reports on selected.document_id = reports.document_id
),

final as (
    select
        dated.figure_id,
        dated.report_id,
        dated.file_name,
        dated.organization_id,
        case when dated.line_item is null then dated.row_label end as occasion,
        case when {{ concerns_forecast('dated') }} then last_day(make_date(dated.year, dated.forecast_month, 1)) end
            as forecast_date,
        dated.line_item,
        dated.measure,
        dated.row_label,
        dated.row_path,
        dated.column_label,
        dated.scenario,
        dated.of_scenario,
        dated.against_scenario,
        dated.year,
        dated.period_start,
        dated.period_end,
        dated.period_type,
        dated.value,
        dated.unit,
        cast(dated.value_sek * dated.sign_factor as decimal(28, 2)) as amount_sek,
        dated.deviation_sign,
        dated.aggregation_role,
        coalesce(dated.measure, '') != 'share' and row_number() over (
            partition by
                dated.report_id, dated.organization_id, dated.line_item, dated.measure, dated.scenario,
                dated.of_scenario, dated.against_scenario, dated.period_key,
                case when dated.line_item is null then dated.row_label end, coalesce(dated.measure, '') != 'share'
            order by {{ primary_order(newest='newest') }}
        ) = 1 as is_primary,
        {{ evidence_columns('dated') }},
        dated.is_missing,
        dated.table_id,
        dated.table_title,
        {{ place_columns('dated') }}
    from dated
)

select * from final
