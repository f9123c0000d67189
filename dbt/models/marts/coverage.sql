with

municipalities as (
    select * from {{ ref('municipalities') }}
),

names as (
    select * from {{ ref('organization_names') }}
),

declared as (
    select * from {{ ref('expected_reports') }}
),

overrides as (
    select * from {{ ref('document_overrides') }}
),

arrivals as (
    select
        report_id,
        min(first_seen_at) as received_at
    from {{ ref('reports') }}
    group by report_id
),

received as (
    select
        reports.municipality_code,
        reports.board,
        reports.report_type,
        reports.period,
        reports.municipality,
        reports.report_id,
        reports.file_name,
        arrivals.received_at,
        substr(reports.period, 5) as month_of_year,
        reports.year
    from {{ ref('dim_report') }} as reports
    inner join arrivals on reports.report_id = arrivals.report_id
),

delivered_years as (
    select distinct
        municipality_code,
        board,
        report_type,
        month_of_year,
        municipality,
        year
    from received
    where municipality_code is not null and report_type is not null and year is not null
),

steps as (
    select
        *,
        lead(year) over (partition by municipality_code, board, report_type, month_of_year order by year) - year as step
    from delivered_years
),

-- A report that came two years in a row is expected every year between the first and the last.
series as (
    select
        municipality_code,
        board,
        report_type,
        municipality,
        cast(unnest(generate_series(min(year), max(year))) as varchar) || month_of_year as period
    from steps
    group by municipality_code, board, report_type, month_of_year, municipality
    having min(step) = 1
),

quarantined as (
    select
        municipalities.municipality_code,
        coalesce(names.organization_name, overrides.board) as board,
        overrides.report_type,
        {{ report_period('overrides.year', 'overrides.period_end_month') }} as period,
        municipalities.municipality,
        files.file_name,
        files.first_seen_at as received_at,
        files.document_id
    from {{ ref('quarantine') }} as files
    left join overrides on files.document_id = overrides.document_id
    left join municipalities
        on lower(overrides.municipality) in (lower(municipalities.municipality), municipalities.municipality_code)
    left join names on {{ normalized_label('overrides.board') }} = names.name_key
),

-- A report or file whose municipality, type or period is unknown has a row of its own.
combined as (
    select
        'declared' as source,
        municipality as alone,
        *
    from declared
    union all by name
    select
        'series' as source,
        null as alone,
        *
    from series
    union all by name
    select
        'received' as source,
        report_id as alone,
        * exclude (month_of_year, year)
    from received
    union all by name
    select
        'quarantined' as source,
        document_id as alone,
        * exclude (document_id)
    from quarantined
),

keyed as (
    select
        *,
        case
            when municipality_code is null or report_type is null or period is null
                then {{ hashed(['alone', 'board', 'report_type', 'period']) }}
            else {{ hashed(['municipality_code', 'board', 'report_type', 'period']) }}
        end as coverage_id
    from combined
),

gathered as (
    select
        coverage_id,
        any_value(municipality_code) as municipality_code,
        any_value(municipality) as municipality,
        any_value(board) as board,
        any_value(report_type) as report_type,
        any_value(period) as period,
        case
            when bool_or(source = 'declared') then 'declared'
            when bool_or(source = 'series') then 'series'
        end as expected_by,
        min(due_on) as due_on,
        count(*) filter (where source = 'received') as reports,
        bool_or(source = 'quarantined') as is_quarantined,
        first(report_id order by received_at, report_id) filter (where source = 'received') as report_id,
        coalesce(
            first(file_name order by received_at, report_id) filter (where source = 'received'),
            first(file_name order by received_at, file_name) filter (where source = 'quarantined')
        ) as file_name,
        coalesce(
            min(received_at) filter (where source = 'received'), min(received_at) filter (where source = 'quarantined')
        ) as received_at
    from keyed
    group by coverage_id
),

final as (
    select
        coverage_id,
        municipality_code,
        municipality,
        case
            when municipality_code is not null
                then {{ organization_key(
                    'municipality_code', 'coverage_id', 'coalesce(board, municipality)',
                    "case when board is null then 'municipality' else 'board' end"
                ) }}
        end as organization_id,
        board,
        report_type,
        period,
        expected_by,
        due_on,
        case
            when reports > 0 and cast(received_at as date) > due_on then 'late'
            when reports > 0 then 'received'
            when is_quarantined then 'quarantined'
            when due_on >= cast('{{ var("run_at") }}' as date) then 'awaited'
            else 'missing'
        end as status,
        cast(reports as integer) as reports,
        report_id,
        file_name,
        received_at
    from gathered
)

select * from final
